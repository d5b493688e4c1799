// SPDX-License-Identifier: GPL-2.0
/* config.c - the options that say what to record, shared by record and start. */
#include <stdio.h>
#include <string.h>

#include <libgentrace.h>

#include "config.h"
#include "print/message.h"
#include "print/units.h"

/* What they record is done by the running task, and switches say who that is. */
#define CLASSES_OF_TASKS						\
	(GENTRACE_CLASS_BIT(GENTRACE_CLASS_SYSCALL) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_BLOCK) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_LOCK) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_WORK) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_SIGNAL) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_NET) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_FAULT))

/* In @stacks up to config_fits(): of these sites, those whose class is recorded. */
#define STACKS_AS_RECORDED	(1u << 31)
_Static_assert(!(GENTRACE_STACKS_ALL & STACKS_AS_RECORDED), "a site has the bit");

static bool class_bits(const char *name, __u64 *bits)
{
	int class = gentrace_class_by_name(name);

	if (!strcmp(name, "default"))
		*bits = GENTRACE_CLASSES_DEFAULT;
	else if (!strcmp(name, "all"))
		*bits = GENTRACE_CLASSES_ALL;
	else if (class >= 0 && GENTRACE_CLASSES_ALL & GENTRACE_CLASS_BIT(class))
		*bits = GENTRACE_CLASS_BIT(class);
	else
		return false;
	return true;
}

/* "sched,irq", "all", "+syscall": a + in front of the first keeps the default. */
static int classes_parse(const char *text, __u64 *classes, char *why, size_t size)
{
	__u64 set = *text == '+' ? GENTRACE_CLASSES_DEFAULT : 0;

	for (;;) {
		char name[64], known[128];
		size_t length;
		__u64 bits;

		text += *text == '+';
		length = strcspn(text, ",+");
		snprintf(name, sizeof(name), "%.*s", (int)length, text);
		if (!class_bits(name, &bits)) {
			config_classes(known, sizeof(known), GENTRACE_CLASSES_ALL);
			snprintf(why, size, "there is no class '%s'; classes are %s, default, all",
				 name, known);
			return -1;
		}
		set |= bits;
		text += length;
		if (!*text)
			break;
		text++;
	}
	if (set & CLASSES_OF_TASKS)
		set |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED);
	*classes = set;
	return 0;
}

/* What a word of --stacks adds: whose stacks, and where they are taken. */
static bool stack_word(const char *word, __u32 *whose, __u32 *where)
{
	if (!strcmp(word, "kernel"))
		*whose |= 1;
	else if (!strcmp(word, "user"))
		*whose |= 2;
	else if (!strcmp(word, "all"))
		*whose = 3, *where = GENTRACE_STACKS_ALL | STACKS_AS_RECORDED;
#define S(shift, NAME, name, class, text)	\
	else if (!strcmp(word, #name))		\
		*where |= GENTRACE_STACKS(NAME);
	GENTRACE_STACK_SITES(S)
#undef S
	else
		return false;
	return true;
}

/* "user,kernel,waking"; what is left out is kernel, and switch and sample. */
static int stacks_parse(const char *text, __u32 *stacks, char *why, size_t size)
{
	__u32 whose = 0, where = 0, site;

	while (text && *text) {
		char word[16];
		size_t length = strcspn(text, ",");

		snprintf(word, sizeof(word), "%.*s", (int)length, text);
		if (length >= sizeof(word) || !stack_word(word, &whose, &where)) {
			snprintf(why, size, "'%.*s' says nothing about stacks; write some of kernel, user, switch, waking, sample, contention, or all",
				 (int)length, text);
			return -1;
		}
		text += length + (text[length] == ',');
	}
	if (!where)
		where = GENTRACE_STACKS(SWITCH) | GENTRACE_STACKS(SAMPLE) | STACKS_AS_RECORDED;
	*stacks = where & STACKS_AS_RECORDED;
	where &= GENTRACE_STACKS_ALL;
	for (site = 0; site < 32; site += 2)
		*stacks |= where & (whose ? whose : 1) << site;
	return 0;
}

static int clock_parse(const char *text, __u32 *clock, char *why, size_t size)
{
	const char *name;
	__u32 i;

	for (i = 0; (name = gentrace_clock_name(i)); i++) {
		if (strcmp(text, name))
			continue;
		*clock = i;
		return 0;
	}
	snprintf(why, size, "there is no clock '%s'; clocks are auto, tsc, monotonic", text);
	return -1;
}

static int size_parse(const char *name, const char *text, __u64 max, __u64 *bytes,
		      char *why, size_t size)
{
	__u64 value;

	/* 0 would silently mean the default. */
	if (units_parse_bytes(text, &value) && value && value <= max) {
		*bytes = value;
		return 0;
	}
	snprintf(why, size, "'%s' is no size for %s; write one like 64K or 16M", text, name);
	return -1;
}

int config_option(struct gentrace_config *config, int option, const char *argument,
		  char *why, size_t size)
{
	__u64 batch;
	__u64 period;
	__u64 table;
	__u64 hz;

	switch (option) {
	case 'c':
		return classes_parse(argument, &config->classes, why, size);
	case CONFIG_POOL:
		return size_parse("--pool", argument, GENTRACE_POOL_BYTES_MAX,
				  &config->pool_bytes, why, size);
	case CONFIG_BATCH:
		if (size_parse("--batch", argument, GENTRACE_BATCH_BYTES_MAX, &batch, why, size))
			return -1;
		config->batch_bytes = batch;
		return 0;
	case CONFIG_PERIOD:
		if (!units_parse_ns(argument, &period) || !period) {
			snprintf(why, size, "'%s' is no time for --period; write one like 500ms or 2s",
				 argument);
			return -1;
		}
		config->period_ns = period;
		return 0;
	case CONFIG_STACKS:
		return stacks_parse(argument, &config->stacks, why, size);
	case CONFIG_STACK_TABLE:
		if (size_parse("--stack-table", argument, GENTRACE_STACK_BYTES_MAX, &table, why,
			       size))
			return -1;
		config->stack_bytes = table;
		return 0;
	case CONFIG_SAMPLE_HZ:
		if (!units_parse_number(argument, ~0u, &hz) || !hz) {
			snprintf(why, size, "'%s' is no number for --sample-hz; write one like 99",
				 argument);
			return -1;
		}
		config->sample_hz = (__u32)hz;
		return 0;
	case CONFIG_CLOCK:
		return clock_parse(argument, &config->clock, why, size);
	}
	return 1;
}

static bool bytes_fit(const char *name, __u64 bytes, __u64 min, __u64 max)
{
	char a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];

	if (!bytes || (bytes >= min && bytes <= max))
		return true;
	message_error("%s %s is out of bounds on this machine", name, units_bytes(a, bytes));
	message_try("between %s and %s", units_bytes(b, min), units_bytes(c, max));
	return false;
}

static bool period_fits(__u64 ns, __u64 min, __u64 max)
{
	char a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];

	if (!ns || (ns >= min && ns <= max))
		return true;
	message_error("--period %s is out of bounds", units_ns(a, ns));
	message_try("between %s and %s", units_ns(b, min), units_ns(c, max));
	return false;
}

static bool classes_fit(__u64 *classes, __u64 offered)
{
	char names[128];
	__u64 missing;

	if (*classes == GENTRACE_CLASSES_ALL)
		*classes &= offered;
	missing = *classes & ~offered;
	if (!missing)
		return true;
	message_error("the module cannot record %s on this kernel",
		      config_classes(names, sizeof(names), missing));
	message_try("-c %s", config_classes(names, sizeof(names), offered));
	return false;
}

/* Which of these stacks are taken at events of a class that is not recorded. */
static __u32 stacks_without_class(__u32 stacks, __u64 classes, const char **site, __u32 *class_)
{
	__u32 without = 0;

#define S(shift, NAME, name, class, text)				\
	if (stacks & GENTRACE_STACKS(NAME) &&				\
	    !(classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_##class))) {	\
		without |= stacks & GENTRACE_STACKS(NAME);		\
		if (!*site) {						\
			*site = #name;					\
			*class_ = GENTRACE_CLASS_##class;		\
		}							\
	}
	GENTRACE_STACK_SITES(S)
#undef S
	return without;
}

/* Those that nobody has named are only taken where there is something to take them. */
static bool stack_sites_fit(struct gentrace_config *config, __u64 classes)
{
	const char *site = NULL;
	char names[128];
	__u32 class, without = stacks_without_class(config->stacks, classes, &site, &class);
	bool as_recorded = config->stacks & STACKS_AS_RECORDED;

	config->stacks &= ~STACKS_AS_RECORDED;
	if (as_recorded && config->stacks != without)
		config->stacks &= ~without;
	else if (without) {
		message_error("stacks of %s are taken at events of class %s, which is not recorded",
			      site, gentrace_class_name(class));
		message_try("-c %s", config_classes(names, sizeof(names),
						    classes | GENTRACE_CLASS_BIT(class)));
		return false;
	}
	return true;
}

static bool sample_hz_fits(const struct gentrace_config *config, __u64 classes)
{
	char names[128];

	if (!config->sample_hz)
		return true;
	if (!(classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE))) {
		message_error("--sample-hz without class sample");
		message_try("-c %s,sample", config_classes(names, sizeof(names), classes));
		return false;
	}
	if (config->sample_hz <= GENTRACE_SAMPLE_HZ_MAX)
		return true;
	message_error("--sample-hz %u is out of bounds", config->sample_hz);
	message_try("between %u and %u", GENTRACE_SAMPLE_HZ_MIN, GENTRACE_SAMPLE_HZ_MAX);
	return false;
}

static bool stacks_fit(struct gentrace_config *config, const struct gentrace_info *info,
		       __u64 classes)
{

	if (config->stack_bytes && !config->stacks) {
		message_error("--stack-table without --stacks");
		message_try("--stacks");
		return false;
	}
	if (config->stacks && !(info->features & GENTRACE_FEATURE_STACKS)) {
		message_error("the module cannot take stacks on this kernel");
		message_try("without --stacks");
		return false;
	}
	return stack_sites_fit(config, classes) && bytes_fit("--stack-table", config->stack_bytes, GENTRACE_STACK_BYTES_MIN,
		GENTRACE_STACK_BYTES_MAX);
}

/* What a session's memory is called differs, and how much of it a CPU takes. */
static bool pool_fits(const struct gentrace_config *config, const struct gentrace_info *info)
{
	bool flight = config->flags & GENTRACE_FLIGHT;
	__u64 batch = config->batch_bytes ?: flight ? GENTRACE_FLIGHT_BATCH_BYTES_DEFAULT :
						      GENTRACE_BATCH_BYTES_DEFAULT;
	__u64 pool = config->pool_bytes ?: GENTRACE_POOL_BYTES_DEFAULT;
	__u32 least = flight ? GENTRACE_FLIGHT_BATCHES_MIN : GENTRACE_POOL_BATCHES_MIN;
	const char *option = flight ? "--memory" : "--pool";
	char a[UNITS_MAX];

	if (!bytes_fit(option, config->pool_bytes, info->pool_bytes_min, info->pool_bytes_max) ||
	    !bytes_fit("--batch", config->batch_bytes, info->batch_bytes_min, info->batch_bytes_max))
		return false;
	if (batch & (batch - 1)) {
		message_error("--batch must be a power of two");
		message_try("--batch 64K");
		return false;
	}
	if (pool / batch >= least)
		return true;
	message_error("%s must hold at least %u batches", option, least);
	message_try("%s %s or more, or a smaller --batch", option, units_bytes(a, batch * least));
	return false;
}

bool config_fits(struct gentrace_config *config, const struct gentrace_info *info)
{
	__u64 classes;

	if (!classes_fit(&config->classes, info->classes))
		return false;
	classes = config->classes ?: GENTRACE_CLASSES_DEFAULT;
	if (config->clock && !(info->clocks & 1u << config->clock)) {
		message_error("this kernel does not trust the clock %s",
			      gentrace_clock_name(config->clock));
		message_try("--clock auto");
		return false;
	}
	return pool_fits(config, info) &&
	       period_fits(config->period_ns, info->period_ns_min, info->period_ns_max) &&
	       stacks_fit(config, info, classes) && sample_hz_fits(config, classes);
}

static char *bit_names(char *buffer, size_t size, __u64 bits, const char *(*name)(__u64))
{
	size_t used = 0;
	__u64 i;

	*buffer = '\0';
	for (i = 0; i < 64 && used < size; i++)
		if (bits >> i & 1 && name(i))
			used += snprintf(buffer + used, size - used, "%s%s",
					 used ? "," : "", name(i));
	return buffer;
}

char *config_classes(char *buffer, size_t size, __u64 classes)
{
	return bit_names(buffer, size, classes, gentrace_class_name);
}

char *config_clocks(char *buffer, size_t size, __u64 clocks)
{
	return bit_names(buffer, size, clocks, gentrace_clock_name);
}
