// SPDX-License-Identifier: GPL-2.0
/* main.c - tracectl: the table of its commands. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <linux/gentrace.h>

#include "command.h"
#include "print/message.h"

static int command_help(int argc, char **argv);
static int command_version(int argc, char **argv);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
	{ "record",  command_record,  "record a trace, of a command or for a time" },
	{ "report",  command_report,  "who ran, who waited and for how long" },
	{ "top",     command_top,     "the same now, again every second, with keys" },
	{ "why",     command_why,     "what a task needed the time for, and whom it waited for" },
	{ "latency", command_latency, "how long woken tasks waited for a CPU, and behind whom" },
	{ "oncpu",   command_oncpu,   "where CPUs spent their time, by samples; flame graphs" },
	{ "offcpu",  command_offcpu,  "what tasks did while they were on no CPU; flame graphs" },
	{ "syscalls", command_syscalls, "which system calls, how long, and the longest one by one" },
	{ "irqs",    command_irqs,    "the same of interrupts, and whom they interrupted" },
	{ "io",      command_io,      "requests of block devices, how long, and the longest" },
	{ "locks",   command_locks,   "locks of the kernel that were waited for, the same" },
	{ "diff",    command_diff,    "what got worse between two traces, beyond the noise" },
	{ "assert",  command_assert,  "pass or fail: whether rules about a trace hold" },
	{ "timeline", command_timeline, "all of that as a page for a browser" },
	{ "dump",    command_dump,    "every event, one a line" },
	{ "verify",  command_verify,  "prove that a trace is complete, or count what it lost" },
	{ "info",    command_info,    "what a trace file holds, or what the module can do" },
	{ "start",   command_start,   "start a trace that goes on by itself" },
	{ "stop",    command_stop,    "stop it" },
	{ "flight",  command_flight,  "the recorder that is always on, and what it keeps" },
	{ "recover", command_recover, "the last events of a kernel that has died" },
	{ "status",  command_status,  "is something being traced?" },
	{ "version", command_version, "the version of this tool" },
	{ "help",    command_help,    "this text, or that of a command" },
};

#define COMMANDS (sizeof(commands) / sizeof(*commands))

static void help_print(FILE *file)
{
	size_t i;

	fputs("usage: tracectl COMMAND [OPTIONS]\n"
	      "\n"
	      "Records what every task and every CPU does, and says what took so long.\n"
	      "\n", file);
	for (i = 0; i < COMMANDS; i++)
		fprintf(file, "  %-9s %s\n", commands[i].name, commands[i].help);
	fputs("\n"
	      "Exit status: 0 yes, 1 no (not tracing, events lost), 2 the trace is broken,\n"
	      "3 bad usage, 4 a file or the device refused, 5 losses leave it open (assert).\n"
	      "record passes on its command's.\n"
	      "\n"
	      "Examples:\n"
	      "  tracectl record -d 5       record the next five seconds into trace.gt\n"
	      "  tracectl report            what happened in them\n"
	      "  tracectl record --help     each command explains itself\n", file);
}

static const struct command *command_find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

static int command_unknown(const char *name)
{
	message_error("there is no command '%s'", name);
	message_try("tracectl help");
	return EXIT_USAGE;
}

static int command_run(const struct command *command, int argc, char **argv)
{
	char name[64];

	/* getopt puts this in front of its complaints. */
	snprintf(name, sizeof(name), "tracectl %s", command->name);
	argv[0] = name;
	return command->run(argc, argv);
}

static int command_help(int argc, char **argv)
{
	char ask[] = "--help", *arguments[] = { NULL, ask, NULL };
	const struct command *command;

	if (argc < 2 || *argv[1] == '-') {
		help_print(stdout);
		return EXIT_OK;
	}
	command = command_find(argv[1]);
	if (!command)
		return command_unknown(argv[1]);
	return command_run(command, 2, arguments);
}

static int command_version(int argc, char **argv)
{
	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		puts("usage: tracectl version\n\nPrints the version of this tool. That of the module: tracectl info.");
		return EXIT_OK;
	}
	printf("tracectl %s\n", GENTRACE_VERSION);
	return EXIT_OK;
}

/* A full disk under standard output shows only when the buffer is written. */
static int output_check(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	message_error("cannot write the output: %s", strerror(errno));
	return EXIT_FAILED;
}

int main(int argc, char **argv)
{
	const struct command *command;
	const char *name = argc > 1 ? argv[1] : NULL;

	setlocale(LC_CTYPE, "");
	if (!name) {
		help_print(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		name = "help";
	else if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		name = "version";
	command = command_find(name);
	if (!command)
		return command_unknown(name);
	return output_check(command_run(command, argc - 1, argv + 1));
}
