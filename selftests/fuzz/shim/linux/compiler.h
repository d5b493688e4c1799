/* SPDX-License-Identifier: GPL-2.0 */
/* compiler.h - no checker looks at this build. */
#ifndef __user
#define __user
#endif
