// SPDX-License-Identifier: GPL-2.0
/* net.c - packets over the loopback of a network of our own. */
#define _GNU_SOURCE
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

#define PACKETS		20

/* What stands before the data of a packet: a device's header, and those of IP and UDP. */
#define DEVICE_HEADER	14
#define PACKET_HEADERS	28

FIXTURE(net) {
	int fd;
	int from;
	int to;
	struct sockaddr_in address;
	struct trace trace;
};

static int loopback_up(int socket)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	return ioctl(socket, SIOCSIFFLAGS, &request);
}

FIXTURE_SETUP(net)
{
	struct gentrace_config config = session_quiet_config();
	socklen_t length = sizeof(self->address);

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, unshare(CLONE_NEWNET));
	self->to = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	/* The test skips: in a setup that ends no test on older kernels' harness. */
	if (self->to < 0 && errno == EAFNOSUPPORT)
		return;
	ASSERT_EQ(0, loopback_up(self->to));
	self->from = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	self->address.sin_family = AF_INET;
	self->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ASSERT_EQ(0, bind(self->to, (struct sockaddr *)&self->address, length));
	ASSERT_EQ(0, getsockname(self->to, (struct sockaddr *)&self->address, &length));
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_NET);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(net)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* Packets so far that the kernel has counted. */
static unsigned long long count(const char *line)
{
	char path[128];
	unsigned long long packets = 0;
	FILE *file;

	/* Of this network, whichever /sys is mounted. */
	snprintf(path, sizeof(path), "/proc/self/net/dev");
	file = fopen(path, "r");
	while (file && fgets(path, sizeof(path), file))
		if (sscanf(path, line, &packets) == 1)
			break;
	if (file)
		fclose(file);
	return packets;
}

#define RECEIVED	" lo: %*u %llu"
#define SENT		" lo: %*u %*u %*u %*u %*u %*u %*u %*u %*u %llu"

static bool is_loopback(const struct trace *trace, const struct gentrace_entry *entry)
{
	return trace_string_is(trace, entry->value[GENTRACE_ARG(net_dev_xmit, name)], "lo") &&
	       entry->value[GENTRACE_ARG(net_dev_xmit, ifindex)] == if_nametoindex("lo");
}

/* Each packet is sent once and received once, in this order, and as long as it was. */
TEST_F(net, loopback)
{
	unsigned long long sent = count(SENT), received = count(RECEIVED);
	size_t out = 0, in = 0;
	char data[PACKETS];

	if (self->to < 0)
		SKIP(return, "this kernel has no internet");
	for (int i = 0; i < PACKETS; i++) {
		ASSERT_EQ(i, sendto(self->from, data, i, 0, (struct sockaddr *)&self->address,
				    sizeof(self->address)));
		ASSERT_EQ(i, recv(self->to, data, sizeof(data), 0));
	}
	sent = count(SENT) - sent;
	received = count(RECEIVED) - received;
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->class != GENTRACE_CLASS_NET)
			continue;
		ASSERT_TRUE(is_loopback(&self->trace, entry));
		if (entry->id == GENTRACE_EVENT_net_dev_xmit) {
			EXPECT_EQ(DEVICE_HEADER + PACKET_HEADERS + out,
				  entry->value[GENTRACE_ARG(net_dev_xmit, length)]);
			EXPECT_EQ(0, entry->value[GENTRACE_ARG(net_dev_xmit, ret)]);
			EXPECT_EQ(getpid(), (pid_t)entry->pid);
			out++;
		} else {
			EXPECT_EQ(PACKET_HEADERS + in,
				  entry->value[GENTRACE_ARG(netif_receive_skb, length)]);
			in++;
		}
	}
	EXPECT_EQ(PACKETS, out);
	EXPECT_EQ(PACKETS, in);
	EXPECT_EQ(sent, out);
	EXPECT_EQ(received, in);
}

TEST_HARNESS_MAIN
