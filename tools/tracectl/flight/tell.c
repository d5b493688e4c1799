// SPDX-License-Identifier: GPL-2.0
/*
 * tell.c - that a hit has been collected.
 *
 * Where standard error is the journal, the entry has what is known as fields, for
 * journalctl GENTRACE_TRIGGER=spike; and it is there once, not as a line, too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

/* Fields that say where in this source the entry was made are of no use to anybody. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "print/terminal.h"
#include "print/units.h"
#include "record/device.h"
#include "tell.h"

#define OWNER_MAX	TERMINAL_ESCAPED(64)
#define MESSAGE_MAX	1024

/* JOURNAL_STREAM says which file the journal is; it may have been replaced since. */
static bool is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
	       !fstat(fd, &status) && status.st_dev == device && status.st_ino == inode;
}

/* "nginx/123, 7.21 ms " */
static void about_text(char *text, size_t size, const struct gentrace_trigger *trigger,
		       const struct gentrace_flight_hit *hit, const char *owner)
{
	char took[UNITS_MAX];
	size_t length = 0;

	*text = '\0';
	if (hit->pid)
		length = snprintf(text, size, "%s/%u, ", *owner ? owner : "?", hit->pid);
	if (trigger->measure == GENTRACE_MEASURE_LOST)
		snprintf(text + length, size - length, "%llu events ", hit->took_ns);
	else if (hit->took_ns)
		snprintf(text + length, size - length, "%s ", units_ns(took, hit->took_ns));
}

static int journal_tell(const struct gentrace_trigger *trigger,
			const struct gentrace_flight_hit *hit, const char *path,
			const char *owner, const char *message)
{
	char task[OWNER_MAX + 16] = "GENTRACE_TASK=";
	char pid[32] = "GENTRACE_PID=";

	/* Of nobody there is nothing to say; an empty field is one that can be asked for. */
	if (hit->pid) {
		snprintf(task, sizeof(task), "GENTRACE_TASK=%s", owner);
		snprintf(pid, sizeof(pid), "GENTRACE_PID=%u", hit->pid);
	}
	return sd_journal_send("MESSAGE=%s", message, "PRIORITY=%d", LOG_NOTICE,
			       "SYSLOG_IDENTIFIER=tracectl",
			       "GENTRACE_TRIGGER=%s", trigger->name,
			       "GENTRACE_RULE=%s", trigger->rule,
			       "GENTRACE_HIT=%llu", hit->number,
			       trigger->measure == GENTRACE_MEASURE_LOST ?
			       "GENTRACE_LOST=%llu" : "GENTRACE_TOOK_NS=%llu", hit->took_ns,
			       "GENTRACE_MONOTONIC_NS=%llu", hit->at_ns,
			       "GENTRACE_FILE=%s", path, "%s", task, "%s", pid, NULL);
}

void tell_hit(const struct gentrace_trigger *trigger, const struct gentrace_flight_hit *hit,
	      const char *path)
{
	char owner[OWNER_MAX], about[OWNER_MAX + 64], message[MESSAGE_MAX];

	device_owner(owner, sizeof(owner), hit->pid);
	about_text(about, sizeof(about), trigger, hit, owner);
	snprintf(message, sizeof(message), "%s: %s(%s): %s", trigger->name, about, trigger->rule,
		 path);
	if (!is_journal(STDERR_FILENO) || journal_tell(trigger, hit, path, owner, message))
		fprintf(stderr, "%s\n", message);
}
