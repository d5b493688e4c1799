/* SPDX-License-Identifier: GPL-2.0 */
/* command.h - the subcommands of tracectl, one file each. */
#ifndef TRACECTL_COMMAND_H
#define TRACECTL_COMMAND_H

/*
 * Exit statuses, the same for every command. 1, 2 and 5 are answers; record has
 * three more, because it passes on the status of the command it runs.
 */
enum {
	EXIT_OK		= 0,
	EXIT_NO		= 1,	/* the answer is no: not loaded, events lost */
	EXIT_BROKEN	= 2,	/* the trace contradicts itself */
	EXIT_USAGE	= 3,	/* the command line makes no sense */
	EXIT_FAILED	= 4,	/* a file or the device refused */
	EXIT_UNKNOWN	= 5,	/* assert: losses leave it open */

	EXIT_RECORD	= 125,	/* with a COMMAND: recording it failed */
	EXIT_NOEXEC	= 126,	/* with a COMMAND: it cannot be run */
	EXIT_NOTFOUND	= 127,	/* with a COMMAND: it is not there */
};

/* argv[0] is "tracectl NAME"; returns the exit status. */
int command_assert(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_dump(int argc, char **argv);
int command_flight(int argc, char **argv);
int command_info(int argc, char **argv);
int command_io(int argc, char **argv);
int command_irqs(int argc, char **argv);
int command_latency(int argc, char **argv);
int command_locks(int argc, char **argv);
int command_offcpu(int argc, char **argv);
int command_oncpu(int argc, char **argv);
int command_record(int argc, char **argv);
int command_recover(int argc, char **argv);
int command_report(int argc, char **argv);
int command_start(int argc, char **argv);
int command_status(int argc, char **argv);
int command_stop(int argc, char **argv);
int command_syscalls(int argc, char **argv);
int command_timeline(int argc, char **argv);
int command_top(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_why(int argc, char **argv);

#endif /* TRACECTL_COMMAND_H */
