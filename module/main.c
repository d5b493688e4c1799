// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - loading and unloading gentrace.ko.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/gentrace.h>

#include "crash.h"
#include "device.h"
#include "outbox.h"
#include "probes.h"
#include "session.h"
#include "sleep.h"
#include "stream.h"
#include "strings.h"

static int __init gentrace_init(void)
{
	int err;

	err = gt_stream_init();
	if (err)
		return err;
	err = gt_strings_init();
	if (err)
		goto err_stream;
	gt_probes_init();
	err = gt_crash_init();
	if (err)
		goto err_strings;
	err = gt_device_register();
	if (err)
		goto err_crash;
	gt_sleep_init();
	return 0;

err_crash:
	gt_crash_exit();
err_strings:
	gt_strings_exit();
err_stream:
	gt_stream_exit();
	return err;
}

static void __exit gentrace_exit(void)
{
	gt_device_unregister();
	gt_session_exit();
	gt_sleep_exit();
	gt_crash_exit();
	gt_outbox_exit();
	gt_strings_exit();
	gt_stream_exit();
}

module_init(gentrace_init);
module_exit(gentrace_exit);

MODULE_DESCRIPTION("Execution tracer with generations, exact cuts and a loss ledger");
MODULE_AUTHOR("The gentrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(GENTRACE_VERSION);
