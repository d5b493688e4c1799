// SPDX-License-Identifier: GPL-2.0
/* verify.c - tracectl verify: is everything there that was emitted? */
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "print/message.h"
#include "proof.h"
#include "trace.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl verify [OPTIONS] [FILE]\n"
	"\n"
	"Proves from the trace alone (FILE, else " TRACE_DEFAULT "; - is standard input) that\n"
	"emitted = recorded + lost, for every stream and generation and by cause; that no\n"
	"batch is missing, time never goes back and every reference resolves. Says what\n"
	"is wrong if it is not so.\n"
	"\n"
	"  -n, --rows N          list at most N complete generations [20]; 0: all\n"
	"      --json            for programs\n"
	"  -q, --quiet           the exit status only\n"
	READING_HELP
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 complete, 1 consistent, but events were lost (and counted), 2\n"
	"broken, 3 bad usage, 4 the file cannot be read.\n"
	"\n"
	"Examples:\n"
	"  tracectl verify\n"
	"  tracectl verify -q big.gt || echo 'not the whole story'\n"
	"  tracectl verify --json trace.gt | jq .lost_by_cause\n";

enum { OPTION_JSON = 0x200 };

static const struct option options[] = {
	{ "rows", required_argument, NULL, 'n' },
	{ "json", no_argument, NULL, OPTION_JSON },
	READING_OPTIONS,
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

enum form { FORM_TEXT, FORM_JSON, FORM_NONE };

static int verify_visit(void *verify, const struct gentrace_generation *generation)
{
	return gentrace_verify_add(verify, generation);
}

static int verify_read(struct gentrace_verify *verify, struct trace *trace)
{
	struct gentrace_reader_totals totals;
	int status = trace_walk(trace, &totals, verify_visit, verify);

	if (status)
		return status;
	if (!totals.generations)
		return trace_finish(trace);
	return gentrace_verify_finish(verify, &totals) ? trace_no_memory() : EXIT_OK;
}

static int verify_answer(const struct gentrace_verify *verify, const struct trace *trace,
			 enum form form, size_t rows)
{
	static const int statuses[] = {
		[GENTRACE_NOTE] = EXIT_OK,
		[GENTRACE_LOSSY] = EXIT_NO,
		[GENTRACE_BROKEN] = EXIT_BROKEN,
	};
	int result = 0;

	if (form == FORM_TEXT)
		trace_print_window(trace);
	if (form == FORM_TEXT)
		result = proof_print(trace->path, verify, rows);
	else if (form == FORM_JSON)
		result = proof_print_json(trace, verify);
	return result ? trace_no_memory() : statuses[gentrace_verify_verdict(verify)];
}

static int verify_file(const char *path, const struct reading *reading, enum form form,
		       size_t rows)
{
	struct gentrace_verify *verify;
	struct trace trace;
	int status;

	if (trace_open_part(&trace, path, reading))
		return EXIT_FAILED;
	verify = gentrace_verify_create();
	status = verify ? verify_read(verify, &trace) : trace_no_memory();
	if (!status)
		status = verify_answer(verify, &trace, form, rows);
	gentrace_verify_destroy(verify);
	trace_close(&trace);
	return status;
}

int command_verify(int argc, char **argv)
{
	struct reading reading = READING_ALL;
	enum form form = FORM_TEXT;
	__u64 rows = 20;
	int option, status;

	while ((option = getopt_long(argc, argv, "n:qh" READING_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case 'n':
			if (!units_parse_number(optarg, ~0u, &rows))
				return message_usage("verify", "'%s' is no number of rows", optarg);
			break;
		case OPTION_JSON:
			form = FORM_JSON;
			break;
		case 'q':
			form = FORM_NONE;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = reading_option(&reading, "verify", option, optarg);
			if (status)
				return status;
		}
	}
	if (argc - optind > 1)
		return message_usage("verify", "one file at a time");
	return verify_file(optind < argc ? argv[optind] : TRACE_DEFAULT, &reading, form,
			   rows ?: ~(size_t)0);
}
