/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hotplug.pml - CPU 1 goes and comes.
 */
active proctype hotplug()
{
	byte times;

end:	do
	:: atomic { times < HOTPLUGS && !hotplug_lock -> hotplug_lock = 1; times++ }
	   /* Nothing runs there any more: what could has moved or ended. */
	   atomic { cpu[1].depth == 0 -> cpu[1].online = 0; hotplug_lock = 0 }
	   atomic { !hotplug_lock -> cpu[1].online = 1 }
	od
}
