/* SPDX-License-Identifier: GPL-2.0 */
/* device.h - the char device. */
#ifndef GT_DEVICE_H
#define GT_DEVICE_H

int gt_device_register(void);
void gt_device_unregister(void);

#endif /* GT_DEVICE_H */
