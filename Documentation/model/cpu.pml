/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cpu.pml - what the kernel gives: CPUs, contexts, stop_machine(), RCU.
 */
#define CPUS	2
#define LEVELS	4

#define TASK	0
#define SOFTIRQ	1
#define HARDIRQ	2
#define NMI	3

#define TASKS		(1 << TASK)
#define SOFTIRQS	(1 << SOFTIRQ)
#define HARDIRQS	(1 << HARDIRQ)
#define NMIS		(1 << NMI)

/*
 * A CPU, and its struct gt_writers.
 *
 * Only the context on top of the stack runs. @open and @awaited are bit sets of
 * places on the stack.
 */
typedef cpu_t {
	bit online;
	bit stopped;		/* the stopper has it; only NMIs run */
	byte depth;		/* contexts on the stack */
	byte level[DEPTH];	/* what they are, from the bottom */
	byte open;		/* those in a section: preemption is off */
	byte awaited;		/* those that a grace period waits for */
	byte busy;		/* gt_writers.busy, a bit a level */
	byte below;		/* for INHERITED: the outermost section's generation */
};

cpu_t cpu[CPUS];

#define top_level(c)	(cpu[c].level[cpu[c].depth - 1])
#define in_nmi(c)	(cpu[c].depth && top_level(c) == NMI)

/*
 * The context at one place of the stack, which is process number c * DEPTH +
 * place. It has the CPU when it is on top; when it is next to come, its first
 * step says whether it may.
 */
#define CPU		cpu[_pid / DEPTH]
#define PLACE		(_pid % DEPTH)
#define SELF		(1 << PLACE)

#define has_the_cpu \
	(CPU.depth <= PLACE || \
	 (CPU.depth == PLACE + 1 && (!CPU.stopped || CPU.level[PLACE] == NMI)))

/*
 * Interrupts come at any point of what is below them, and an exception at any
 * point of a section. What is masked in reality is not masked here: more can
 * happen than does.
 */
#define may_interrupt(l) \
	(PLACE == 0 || CPU.level[PLACE - 1] < l || \
	 (EXCEPTIONS && CPU.level[PLACE - 1] == l && (CPU.open & (SELF >> 1))))
#define occurs(l) \
	(_pid < DEPTH && ((CONTEXTS) & (1 << l)) || _pid >= DEPTH && ((CONTEXTS_1) & (1 << l)))
#define may_begin(l) \
	(attached && (promised || !STEADY) && events_left && occurs(l) && \
	 CPU.online && CPU.depth == PLACE && (!CPU.stopped || l == NMI) && \
	 may_interrupt(l))

/* Either a CPU goes or comes, or the world is stopped: cpus_read_lock(). */
bit hotplug_lock;

/*
 * A grace period: waits for each section, of any level, that is open when it
 * begins.
 */
#define grace_period_over	(cpu[0].awaited == 0 && cpu[1].awaited == 0)

inline grace_period_begin()
{
	for (i : 0 .. CPUS - 1) {
		cpu[i].awaited = cpu[i].open;
		if
		:: broken(GRACE_SKIPS_NMI) && in_nmi(i) ->
			cpu[i].awaited = cpu[i].open & ~(1 << (cpu[i].depth - 1))
		:: else
		fi
	}
}

/*
 * stop_machine(), by what it promises and not by what it happens to do inside:
 * each online CPU comes when it has no section open (NMIs apart); when all have
 * come the callbacks run; when each callback has returned the CPUs go on. That
 * inside it each CPU also waits for the others to be done is not promised, and
 * the module does not lean on it.
 */
typedef stop_t {
	bit called;
	byte order;		/* struct stop_order */
	bit taken;
	byte came;
	byte returned;
};

stop_t stop;

#define cpus_online	(cpu[0].online + cpu[1].online)
