// SPDX-License-Identifier: GPL-2.0
/* recover.c - tracectl recover: the trace of a kernel that has died. */
#include <getopt.h>
#include <libgentrace_salvage.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "log.h"
#include "memory.h"
#include "print/json.h"
#include "print/message.h"
#include "print/units.h"
#include "read/trace.h"
#include "record/output.h"

static const char help[] =
	"usage: tracectl recover [-o FILE] [PLACE...]\n"
	"       tracectl recover [-o FILE] --memory FILE...\n"
	"\n"
	"Makes a trace of what a kernel has left behind that has died. A PLACE is\n"
	"  a log that ends with the last events, which the module writes there when it is\n"
	"    told of the panic: what pstore has kept, the output of a serial console,\n"
	"    vmcore-dmesg; or a directory with such files\n"
	"  a vmcore, as ELF or of makedumpfile: all that the flight recorder had kept\n"
	"Without one it is /sys/fs/pstore and /var/lib/systemd/pstore.\n"
	"\n"
	"  -o, --output FILE     where to [trace.gt]; - is standard output\n"
	"      --memory          files are a machine's bare memory, from address 0 on\n"
	"      --json            what was found, as JSON\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 all that the kernel wrote is there, 1 some is missing or damaged,\n"
	"3 bad usage, 4 there is nothing, or it failed.\n"
	"\n"
	"Examples:\n"
	"  tracectl recover                      after the machine has come up again\n"
	"  tracectl recover -o crash.gt console.log\n"
	"  tracectl recover -o crash.gt /var/crash/202612010404/dump.202612010404\n"
	"  tracectl report crash.gt\n";

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "memory", no_argument, NULL, 'm' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

/* Where pstore is, and where systemd-pstore moves it to when the machine comes up. */
static const char *const places[] = { "/sys/fs/pstore", "/var/lib/systemd/pstore" };

/**
 * struct found - what there is
 * @salvage: the batches
 * @files: logs with something in them
 * @recorders: in pictures of memories
 * @picture: what these held
 * @sum: all of it, once it is written
 */
struct found {
	struct gentrace_salvage *salvage;
	__u64 files;
	__u64 recorders;
	struct gentrace_picture_sum picture;
	struct gentrace_salvage_sum sum;
};

static int default_places_read(struct found *found)
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (!access(places[i], F_OK) && log_read(places[i], found->salvage, &found->files))
			return -1;
	return 0;
}

static int places_read(struct found *found, char **place, int count, bool memory)
{
	int i, ret = 0;

	for (i = 0; i < count && !ret; i++) {
		if (memory || memory_is_dump(place[i]))
			ret = memory_read(place[i], found->salvage, &found->picture,
					  &found->recorders);
		else
			ret = log_read(place[i], found->salvage, &found->files);
	}
	return count ? ret : default_places_read(found);
}

static int batch_write(void *output, const __u8 *bytes, size_t length)
{
	return output_write(output, bytes, length);
}

static int trace_write(struct found *found, const char *path)
{
	struct output output;
	int ret;

	if (output_open(&output, path))
		return -1;
	ret = output_begin(&output) ?:
	      gentrace_salvage_write(found->salvage, batch_write, &output, &found->sum);
	return output_close(&output) ?: ret;
}

/* Of what kernels have said that they wrote into their logs. */
static __u64 missing(const struct gentrace_salvage_sum *sum)
{
	return sum->promised > sum->batches ? sum->promised - sum->batches : 0;
}

static bool is_whole(const struct found *found)
{
	return !missing(&found->sum) && !found->sum.damaged && !found->picture.missing &&
	       (found->recorders || found->sum.crashes);
}

static void log_print(const struct gentrace_salvage_sum *sum)
{
	if (!sum->crashes)
		message_note("the log ends before the kernel said how many there are");
	else if (missing(sum))
		message_note("%llu of %llu are not there", missing(sum), sum->promised);
}

static void sum_print(const struct found *found, const char *path)
{
	const struct gentrace_salvage_sum *sum = &found->sum;

	fprintf(stderr, "%s: %llu batch%s of %llu generation%s\n",
		strcmp(path, "-") ? path : "standard output",
		sum->batches, sum->batches == 1 ? "" : "es",
		sum->generations, units_s(sum->generations));
	if (sum->sessions > 1)
		message_note("of %llu sessions, one behind the other", sum->sessions);
	if (found->files)
		log_print(sum);
	if (found->picture.missing)
		message_note("%llu of %llu pages are not in the picture",
			     found->picture.missing, found->picture.pages);
	if (sum->damaged)
		message_note("%llu %s damaged: what is good of it is there", sum->damaged,
			     sum->damaged == 1 ? "is" : "are");
	message_note("next: tracectl report %s", trace_argument(path));
}

static void sum_print_json(const struct found *found, const char *path)
{
	struct json_object *object = json_object_new_object();
	const struct gentrace_salvage_sum *sum = &found->sum;

	json_add_text(object, "output", path);
	json_add_u64(object, "batches", sum->batches);
	json_add_u64(object, "generations", sum->generations);
	json_add_u64(object, "sessions", sum->sessions);
	json_add_u64(object, "crashes", sum->crashes);
	json_add_u64(object, "written", sum->promised);
	json_add_u64(object, "missing", missing(sum));
	json_add_u64(object, "recorders", found->recorders);
	json_add_u64(object, "open", found->picture.open);
	json_add_u64(object, "pages", found->picture.pages);
	json_add_u64(object, "pages_missing", found->picture.missing);
	json_add_u64(object, "damaged", sum->damaged);
	json_add_u64(object, "twice", sum->again);
	json_print(object);
}

static int found_none(void)
{
	message_error("there is nothing of gentrace there");
	message_try("tracectl help recover, which says where to look");
	return EXIT_FAILED;
}

static int recover(struct found *found, const char *path, bool json)
{
	if (!found->files && !found->recorders)
		return found_none();
	if (trace_write(found, path))
		return EXIT_FAILED;
	json ? sum_print_json(found, path) : sum_print(found, path);
	return is_whole(found) ? EXIT_OK : EXIT_NO;
}

static int recover_from(char **place, int count, bool memory, const char *path, bool json)
{
	struct found found = { .salvage = gentrace_salvage_new() };
	int status = EXIT_FAILED;

	if (!found.salvage)
		message_error("there is no memory");
	else if (!places_read(&found, place, count, memory))
		status = recover(&found, path, json);
	gentrace_salvage_free(found.salvage);
	return status;
}

int command_recover(int argc, char **argv)
{
	bool json = false, memory = false;
	const char *path = "trace.gt";
	int option;

	while ((option = getopt_long(argc, argv, "o:h", options, NULL)) >= 0) {
		switch (option) {
		case 'o':
			path = optarg;
			break;
		case 'm':
			memory = true;
			break;
		case 'j':
			json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("recover");
		}
	}
	if (memory && optind == argc)
		return message_usage("recover", "--memory of which file?");
	return recover_from(argv + optind, argc - optind, memory, path, json);
}
