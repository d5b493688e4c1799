// SPDX-License-Identifier: GPL-2.0
/* device.c - /dev/gentrace, and what to tell people when it refuses. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "device.h"
#include "print/message.h"
#include "print/terminal.h"
#include "print/units.h"

#define SYS_MODULE	"/sys/module/gentrace"
#define LOCKDOWN	"/sys/kernel/security/lockdown"

bool device_loaded(void)
{
	return !access(SYS_MODULE, F_OK);
}

/*
 * The file reads "none [integrity] confidentiality"; brackets mark what is on.
 * Integrity wants signed modules, confidentiality forbids tracing as well.
 */
static bool kernel_locked_down(const char *mode)
{
	char text[128] = "";
	FILE *file = fopen(LOCKDOWN, "re");

	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		*text = '\0';
	fclose(file);
	return strstr(text, mode);
}

static void explain_permission(void)
{
	message_error("no permission to trace");
	if (!geteuid() && kernel_locked_down("[confidentiality]"))
		message_try("booting with lockdown=integrity or less: confidentiality forbids all tracing");
	else if (!geteuid())
		message_try("outside of the container, or with CAP_PERFMON in its bounding set");
	else
		message_try("again as root (sudo), or with CAP_PERFMON");
}

static void explain_not_loaded(void)
{
	message_error("the gentrace module is not loaded");
	message_try(DEVICE_LOAD);
	if (kernel_locked_down("[integrity]") || kernel_locked_down("[confidentiality]"))
		message_note("this kernel takes signed modules only: see mokutil(1) for the key of DKMS");
}

static void explain_open(int error)
{
	switch (error) {
	case ENOENT:
		if (device_loaded()) {
			message_error(GENTRACE_DEVICE " is missing although the module is loaded");
			message_try("udevadm trigger --name-match=gentrace, or ls /dev: is this a container?");
			break;
		}
		/* fallthrough */
	case ENXIO:
	case ENODEV:
		explain_not_loaded();
		break;
	case EPERM:
	case EACCES:
		explain_permission();
		break;
	default:
		message_error("cannot open " GENTRACE_DEVICE ": %s", strerror(error));
		message_try("dmesg | grep gentrace");
	}
}

static int device_check(struct device *device)
{
	struct gentrace_info *info = &device->info;

	memset(info, 0, sizeof(*info));
	info->size = sizeof(*info);
	if (ioctl(device->fd, GENTRACE_IOC_INFO, info)) {
		message_error(GENTRACE_DEVICE " does not answer as gentrace: %s", strerror(errno));
		message_try("ls -l " GENTRACE_DEVICE "; modinfo gentrace");
		return -1;
	}
	info->version[sizeof(info->version) - 1] = '\0';
	if (info->abi == GENTRACE_ABI && info->format == GENTRACE_FORMAT)
		return 0;
	message_error("the module (version %s, ABI %u, format %u) and this tool (version %s, ABI %u, format %u) do not match",
		      info->version, info->abi, info->format,
		      GENTRACE_VERSION, GENTRACE_ABI, GENTRACE_FORMAT);
	message_try("modprobe -r gentrace; then install module and tool from one release");
	return -1;
}

int device_open(struct device *device, int flags)
{
	device->fd = open(GENTRACE_DEVICE, flags | O_CLOEXEC);
	if (device->fd < 0) {
		explain_open(errno);
		return -1;
	}
	if (!device_check(device))
		return 0;
	device_close(device);
	return -1;
}

void device_close(struct device *device)
{
	close(device->fd);
	device->fd = -1;
}

const char *device_owner(char *buffer, size_t size, __u32 pid)
{
	char path[64], comm[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	file = fopen(path, "re");
	if (file) {
		if (!fgets(comm, sizeof(comm), file))
			*comm = '\0';
		fclose(file);
	}
	comm[strcspn(comm, "\n")] = '\0';
	return terminal_escape(buffer, size, comm, strlen(comm));
}

void device_explain_busy(const struct device *device)
{
	struct gentrace_stats stats = { .size = sizeof(stats) };
	char owner[TERMINAL_ESCAPED(64)];

	message_error("another trace session exists, and there can be only one");
	if (ioctl(device->fd, GENTRACE_IOC_STATS, &stats))
		return;
	device_owner(owner, sizeof(owner), stats.owner);
	message_note("it was started by pid %u%s%s%s", stats.owner,
		     *owner ? " (" : "", owner, *owner ? ")" : ", which has ended");
	if (*owner)
		message_try("wait for it, or tracectl status");
	else
		message_try("tracectl status; tracectl stop ends a session that was left running");
}

static void explain_start(const struct device *device,
			  const struct gentrace_config *config, int error)
{
	char pool[UNITS_MAX];

	switch (error) {
	case EBUSY:
		device_explain_busy(device);
		break;
	case EPERM:
	case EACCES:
		explain_permission();
		break;
	case ENOMEM:
		message_error("not enough memory for a pool of %s",
			      units_bytes(pool, config->pool_bytes ?: GENTRACE_POOL_BYTES_DEFAULT));
		message_try("a smaller one, such as --pool 16M");
		break;
	case ENOSPC:
		message_error("%s is too little for a flight recording of this machine: its tables alone take that",
			      units_bytes(pool, config->pool_bytes));
		message_try("--memory %s, a smaller --batch, a smaller --stack-table",
			    units_bytes(pool, 2 * config->pool_bytes));
		break;
	case ENOENT:
		message_error("this kernel lacks a tracepoint that the classes need");
		message_try("dmesg | grep gentrace, which names it; fewer classes with -c");
		break;
	case ESRCH:
		message_error("a task or a cgroup that was to be recorded is not there any more");
		message_try("record --only -- COMMAND, which starts one");
		break;
	case EINVAL:
		message_error("the module refuses these settings");
		message_try("tracectl info, which shows what it can do");
		break;
	default:
		message_error("cannot start: %s", strerror(error));
		message_try("dmesg | grep gentrace");
	}
}

static int device_begin(struct device *device, unsigned long request, void *argument,
			const struct gentrace_config *config)
{
	if (!ioctl(device->fd, request, argument))
		return 0;
	explain_start(device, config, errno);
	return -1;
}

int device_start(struct device *device, struct gentrace_config *config)
{
	return device_begin(device, GENTRACE_IOC_START, config, config);
}

int device_arm(struct device *device, struct gentrace_config *config)
{
	return device_begin(device, GENTRACE_IOC_ARM, config, config);
}

int device_start_armed(struct device *device, const struct gentrace_config *config)
{
	return device_begin(device, GENTRACE_IOC_START, NULL, config);
}

int device_stop(struct device *device)
{
	if (!ioctl(device->fd, GENTRACE_IOC_STOP, 0))
		return 0;
	switch (errno) {
	case EINVAL:
		message_error("nothing is being traced");
		message_try("tracectl status");
		break;
	case EBUSY:
		message_error("the session belongs to a process that is still running");
		message_try("tracectl status, which names it; end that process");
		break;
	case EPERM:
		explain_permission();
		break;
	default:
		message_error("cannot stop: %s", strerror(errno));
		message_try("dmesg | grep gentrace");
	}
	return -1;
}

int device_filters(const struct device *device, struct gentrace_filters *filters)
{
	memset(filters, 0, sizeof(*filters));
	filters->size = sizeof(*filters);
	if (!(device->info.features & GENTRACE_FEATURE_FILTER) ||
	    !ioctl(device->fd, GENTRACE_IOC_FILTERS, filters))
		return 0;
	message_error("cannot read the filters of the session: %s", strerror(errno));
	message_try("dmesg | grep gentrace");
	return -1;
}

int device_stats(const struct device *device, struct gentrace_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	stats->size = sizeof(*stats);
	if (!ioctl(device->fd, GENTRACE_IOC_STATS, stats))
		return 0;
	message_error("cannot read the state of the session: %s", strerror(errno));
	message_try("dmesg | grep gentrace");
	return -1;
}
