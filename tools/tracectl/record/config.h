/* SPDX-License-Identifier: GPL-2.0 */
/* config.h - the options that say what to record, shared by record and start. */
#ifndef TRACECTL_CONFIG_H
#define TRACECTL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/gentrace.h>

/* What getopt_long returns for the options that have no letter. */
enum {
	CONFIG_POOL = 0x100,
	CONFIG_BATCH,
	CONFIG_PERIOD,
	CONFIG_CLOCK,
	CONFIG_STACKS,
	CONFIG_STACK_TABLE,
	CONFIG_SAMPLE_HZ,
	CONFIG_OPTION_END,
};

/* For the array of struct option, and for the string of letters. */
#define CONFIG_OPTIONS						\
	{ "pool", required_argument, NULL, CONFIG_POOL },	\
	CONFIG_OPTIONS_WHAT

/* The same without the memory, which a flight recorder calls by another name. */
#define CONFIG_OPTIONS_WHAT					\
	{ "classes", required_argument, NULL, 'c' },		\
	{ "batch", required_argument, NULL, CONFIG_BATCH },	\
	{ "period", required_argument, NULL, CONFIG_PERIOD },	\
	{ "clock", required_argument, NULL, CONFIG_CLOCK },	\
	{ "stacks", optional_argument, NULL, CONFIG_STACKS },	\
	{ "stack-table", required_argument, NULL, CONFIG_STACK_TABLE },	\
	{ "sample-hz", required_argument, NULL, CONFIG_SAMPLE_HZ }
#define CONFIG_LETTERS "c:"

/* For the help texts. */
#define CONFIG_HELP									\
	"      --pool SIZE       memory for events the reader has not taken yet [64M]\n" \
	CONFIG_HELP_WHAT
#define CONFIG_HELP_WHAT								\
	"  -c, --classes LIST    what to record: sched, irq, syscall, power, block, lock,\n" \
	"                        timer, work, signal, net, fault, sample, mark, default\n" \
	"                        (sched,irq,power,mark) or all; +syscall adds to it\n" \
	"      --batch SIZE      unit in which CPUs take memory, a power of 2 [64K; 16K for\n" \
	"                        flight]\n" \
	"      --period TIME     length of a generation [1s]\n"				\
	"      --clock CLOCK     auto, tsc or monotonic [auto]\n"			\
	"      --stacks[=LIST]   also stacks: kernel [default], user; where a task is\n" \
	"                        switched out: switch, wakes: waking, waits for a lock:\n" \
	"                        contention; of samples: sample; all [switch and sample,\n" \
	"                        as far as recorded]\n" \
	"      --stack-table SIZE  memory for the stacks of a generation [1M]\n" \
	"      --sample-hz N     samples a second of each CPU, with class sample [99]\n"

/*
 * Takes option @option with @argument into @config. 0, 1 if the option is none
 * of ours, -1 if the argument is wrong and @why says how.
 */
int config_option(struct gentrace_config *config, int option, const char *argument,
		  char *why, size_t size);

/*
 * Checks @config against what the module offers; false with the reason printed. All
 * classes become all that this kernel has.
 */
bool config_fits(struct gentrace_config *config, const struct gentrace_info *info);

/* Names of the bits of @classes, comma-separated. */
char *config_classes(char *buffer, size_t size, __u64 classes);

/* Names of the bits of @clocks, a set of enum gentrace_clock. */
char *config_clocks(char *buffer, size_t size, __u64 clocks);

#endif /* TRACECTL_CONFIG_H */
