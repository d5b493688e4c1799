// SPDX-License-Identifier: GPL-2.0
/*
 * probes/net.c - packets, to a device's driver and from it.
 *
 * A device is known by its number, and by its name in the string table: another
 * network namespace can have both, too.
 */
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <trace/events/net.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"
#include "strings.h"

/* The packet may be gone already; that is why the length is an argument. */
GT_PROBE(net_dev_xmit, struct sk_buff *skb, int ret, struct net_device *dev, unsigned int length)
{
	gt_emit_with(s, net_dev_xmit, .ifindex = dev->ifindex,
		     .name = gt_strings_note(s.gen, dev->ifindex, dev->name),
		     .length = length, .ret = ret);
}

GT_PROBE(netif_receive_skb, struct sk_buff *skb)
{
	gt_emit_with(s, netif_receive_skb, .ifindex = skb->dev->ifindex,
		     .name = gt_strings_note(s.gen, skb->dev->ifindex, skb->dev->name),
		     .length = skb->len);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(net_dev_xmit),
	GT_PROBE_ROW(netif_receive_skb),
	{ }
};

struct gt_probe_set gt_probes_net = {
	.class = GENTRACE_CLASS_NET,
	.probes = probes,
};
