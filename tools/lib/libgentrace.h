/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libgentrace.h - read, order, understand and verify gentrace traces.
 *
 *	reader	hostile bytes -> batches -> generations
 *	order	a generation -> one time line
 *	model	time lines -> what tasks and CPUs did
 *	verify	generations -> a proof that nothing is missing, or what is
 *	rows	what who records adds to a generation
 *	text	a generation <-> lines a person can write
 *
 * A whole program:
 *
 *	struct gentrace_reader *reader = gentrace_reader_open_fd(fd, 0);
 *	struct gentrace_model *model = gentrace_model_create();
 *	struct gentrace_generation *generation;
 *
 *	while (gentrace_reader_next(reader, &generation) > 0) {
 *		gentrace_model_add(model, generation);
 *		gentrace_generation_free(generation);
 *	}
 *	gentrace_model_finish(model);
 *	... gentrace_model_summary(model), gentrace_model_task(model, i) ...
 *
 * The library never prints, never exits and has no state of its own: objects
 * are independent, one object is used by one thread at a time. Commands return
 * 0 or -errno; what creates returns NULL when memory is short (errno ENOMEM).
 * Texts that come from a trace are bytes chosen by others: they can hold
 * anything, control characters included. A text with a length beside it is not
 * terminated.
 */
#ifndef LIBGENTRACE_H
#define LIBGENTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/gentrace.h>
#include <linux/gentrace_varint.h>

/* A priority that is not known. */
#define GENTRACE_PRIO_NONE		0xffffffffu

/* Room for a name of a task or a handler; longer ones are cut. */
#define GENTRACE_NAME_MAX		64

/* More arguments than any event has; further ones are stepped over. */
#define GENTRACE_ARGS_MAX		16

/* The largest NR_CPUS there is; a batch of a higher CPU is damaged. */
#define GENTRACE_CPUS_MAX		8192u

/* ------------------------------------------------------------- the tables */

/*
 * The arguments of each event as a struct of numbers. It only serves
 * GENTRACE_ARG(), which turns names into indices while compiling.
 */
#define A(type, name)			__u64 name;
#define E(id, name, class, args, text)	struct gentrace_args_##name { args };
GENTRACE_EVENTS(E, A)
#undef E
#undef A

/**
 * GENTRACE_ARG - index of an argument: value[GENTRACE_ARG(sched_switch, next_pid)]
 * @event: name of the event
 * @arg: name of the argument
 */
#define GENTRACE_ARG(event, arg) \
	(offsetof(struct gentrace_args_##event, arg) / sizeof(__u64))

/**
 * struct gentrace_arg_info - an argument in the event table
 * @name: its name
 * @type: enum gentrace_type; the low bits are the wire kind
 */
struct gentrace_arg_info {
	const char *name;
	__u32 type;
};

/**
 * struct gentrace_event_info - a row of the event table
 * @name: name of the event
 * @meaning: one line for people
 * @arg: its arguments
 * @args: how many
 * @class: enum gentrace_class
 * @id: enum gentrace_event
 */
struct gentrace_event_info {
	const char *name;
	const char *meaning;
	const struct gentrace_arg_info *arg;
	unsigned int args;
	__u8 class;
	__u8 id;
};

/**
 * gentrace_event_info - look up an event
 * @id: event id, any number
 *
 * Return: its row, NULL if this library does not know the id.
 */
const struct gentrace_event_info *gentrace_event_info(__u64 id);

/**
 * gentrace_event_by_name - look up an event by its name
 * @name: the name
 *
 * Return: its row or NULL.
 */
const struct gentrace_event_info *gentrace_event_by_name(const char *name);

/* Names of numbers; NULL if the number has none. */
const char *gentrace_class_name(__u64 class);
const char *gentrace_level_name(__u64 level);
const char *gentrace_cause_name(__u64 cause);
const char *gentrace_cause_meaning(__u64 cause);
const char *gentrace_clock_name(__u64 clock);
const char *gentrace_end_reason_name(__u64 reason);
const char *gentrace_stop_op_name(__u64 op);
const char *gentrace_task_state_name(__u64 state);
/* The letter of ps(1): "R", "S", "D", ... */
const char *gentrace_task_state_letter(__u64 state);
const char *gentrace_softirq_name(__u64 vec);
/* Why there is no stack, of a number below GENTRACE_STACK_FIRST; how a walk ended. */
const char *gentrace_no_stack_name(__u64 reason);
const char *gentrace_no_stack_meaning(__u64 reason);
const char *gentrace_walk_name(__u64 walk);
/* Why there are no names, enum gentrace_naming; no mappings, enum gentrace_space. */
const char *gentrace_naming_name(__u64 naming);
const char *gentrace_naming_meaning(__u64 naming);
const char *gentrace_space_name(__u64 state);
const char *gentrace_space_meaning(__u64 state);
/* Of a type code with or without its wire kind as traces declare it: "pid". */
const char *gentrace_type_name(__u64 type);

/* Numbers of names; -1 if there is no such name. */
int gentrace_class_by_name(const char *name);
int gentrace_level_by_name(const char *name);

/**
 * gentrace_value_name - the name a number has as an argument of some type
 * @type: enum gentrace_type
 * @value: the number
 *
 * Return: the name: "S" of a task state, "softirq" of a level, "sched_switch"
 * of an event id...; NULL if it is just a number.
 */
const char *gentrace_value_name(__u32 type, __u64 value);

/* Longer than any argument but a string, as it is written. */
#define GENTRACE_VALUE_TEXT_MAX		96

/**
 * gentrace_value_text - an argument as it is written, where that is no plain number
 * @buffer: room for it
 * @type: enum gentrace_type
 * @value: the number
 *
 * Return: its name, or @buffer: "sync|meta" of flags, "8:1" of a block device,
 * "0xffffffff81000000" of an address; NULL if it is just a number.
 */
const char *gentrace_value_text(char buffer[GENTRACE_VALUE_TEXT_MAX], __u32 type, __u64 value);

/**
 * gentrace_value_parse - the number of an argument that is written
 * @text: what gentrace_value_text() makes of it; or a number, decimal or 0x
 *	hexadecimal
 * @type: enum gentrace_type
 * @value: set to the number
 *
 * Return: whether it is one of that type.
 */
bool gentrace_value_parse(const char *text, __u32 type, __u64 *value);

/**
 * gentrace_library_version - the version of the library that is linked
 *
 * Return: GENTRACE_VERSION as it was when the library was built.
 */
const char *gentrace_library_version(void);

/* --------------------------------------------------------------- findings */

/* How bad a finding is. */
enum gentrace_severity {
	/* Worth knowing; proves nothing wrong. */
	GENTRACE_NOTE	= 0,
	/* Events are missing, counted and accounted for. */
	GENTRACE_LOSSY	= 1,
	/* The trace contradicts itself or is damaged. */
	GENTRACE_BROKEN	= 2,
};

/* What a finding is about: R(NAME, "short name"). */
#define GENTRACE_RULES(R)						\
	R(MAGIC, "magic")						\
	R(LENGTH, "length")						\
	R(HEADER, "header")						\
	R(FORMAT, "format")						\
	R(OPENING, "opening")						\
	R(CHECKSUM, "checksum")						\
	R(EVENT, "event")						\
	R(EVENT_COUNT, "event-count")					\
	R(DECLARATION, "declaration")					\
	R(LIMIT, "memory-limit")					\
	R(TRUNCATED, "truncated")					\
	R(SKIPPED, "skipped")						\
	R(INCOMPLETE, "incomplete")					\
	R(LEDGER, "ledger")						\
	R(LOSS, "loss")							\
	R(SEQUENCE, "sequence")						\
	R(TOTAL, "total")						\
	R(TIME, "time")							\
	R(CHAIN, "chain")						\
	R(STRING, "string")						\
	R(TASK, "task")							\
	R(NUMBERING, "numbering")					\
	R(SNAPSHOT, "snapshot")						\
	R(STACK, "stack")						\
	R(SYMBOL, "symbol")

enum gentrace_rule {
#define R(NAME, name)	GENTRACE_RULE_##NAME,
	GENTRACE_RULES(R)
#undef R
	GENTRACE_RULE_COUNT
};

/* The short name of a rule, for JSON and tests. */
const char *gentrace_rule_name(enum gentrace_rule rule);
const char *gentrace_severity_name(enum gentrace_severity severity);

/**
 * struct gentrace_finding - something about a trace that a person should know
 * @severity: how bad
 * @rule: what it is about
 * @session: of the generation it was found in, 0 if in none
 * @generation: 0 if in none
 * @offset: byte of the trace it was found at; 0 if it has no place
 * @cpu: GENTRACE_CPU_NONE if it concerns no CPU
 * @level: enum gentrace_level; META if @cpu is GENTRACE_CPU_NONE
 * @sequence: number of the batch in its stream
 * @text: a whole sentence fragment in plain ASCII, terminated
 */
struct gentrace_finding {
	enum gentrace_severity severity;
	enum gentrace_rule rule;
	__u64 session;
	__u64 generation;
	__u64 offset;
	__u32 cpu;
	__u32 level;
	__u32 sequence;
	char text[176];
};

/**
 * struct gentrace_findings - a bounded list of findings
 * @list: the findings in the order they were made
 * @count: how many are in @list
 * @more: how many more there were when the list was full
 * @worst: the worst severity among all, GENTRACE_NOTE if there is none
 */
struct gentrace_findings {
	struct gentrace_finding *list;
	size_t count;
	__u64 more;
	enum gentrace_severity worst;
};

/* ----------------------------------------------------------------- reader */

/**
 * struct gentrace_batch - a batch in the memory of its generation
 * @header: its header, in this machine's byte order
 * @offset: where it began in the trace
 * @bytes: its events
 * @length: bytes of events that can be decoded
 * @events: events that can be decoded; header.events is what it promised
 * @last_time: clock of the last of them, base_time if there is none
 * @last_pid: the task that runs behind it, by the switches among them
 */
struct gentrace_batch {
	struct gentrace_batch_header header;
	__u64 offset;
	const __u8 *bytes;
	__u32 length;
	__u32 events;
	__u64 last_time;
	__u32 last_pid;
};

/**
 * struct gentrace_loss - a line of the loss ledger
 * @cpu: stream
 * @level: stream, enum gentrace_level
 * @class: enum gentrace_class
 * @cause: enum gentrace_cause
 * @count: events lost
 * @first: clock of the first
 * @last: clock of the last
 */
struct gentrace_loss {
	__u32 cpu;
	__u32 level;
	__u32 class;
	__u32 cause;
	__u64 count;
	__u64 first;
	__u64 last;
};

/**
 * struct gentrace_stream - one level of one CPU in one generation
 * @cpu: GENTRACE_CPU_NONE for the meta stream
 * @level: enum gentrace_level
 * @has_total: the ledger has a line for this stream
 * @emitted: ledger
 * @recorded: ledger
 * @batches: ledger
 * @bytes: ledger
 * @lost: ledger, the sum over causes and classes
 * @batch: its batches in the trace by sequence
 * @batch_count: how many there are
 */
struct gentrace_stream {
	__u32 cpu;
	__u32 level;
	bool has_total;
	__u64 emitted;
	__u64 recorded;
	__u64 batches;
	__u64 bytes;
	__u64 lost;
	const struct gentrace_batch *batch;
	size_t batch_count;
};

/**
 * struct gentrace_snapshot - one instant on all clocks
 * @clock: trace clock
 * @monotonic: CLOCK_MONOTONIC, ns
 * @realtime: CLOCK_REALTIME, ns
 * @boottime: CLOCK_BOOTTIME, ns
 */
struct gentrace_snapshot {
	__u64 clock;
	__u64 monotonic;
	__u64 realtime;
	__u64 boottime;
};

/**
 * struct gentrace_status - what a task was when the generation began
 * @time: clock when this was written down
 * @start: boottime of the task's birth, ns
 * @pid: thread id
 * @tgid: process id
 * @ppid: the parent
 * @state: enum gentrace_task_state
 * @cpu: where it runs or ran last
 * @prio: kernel priority
 * @kthread: it is a kernel thread
 * @cgroup: id of the cgroup it is in, 0 if the trace does not say
 * @comm: its name
 * @comm_length: bytes of @comm
 */
struct gentrace_status {
	__u64 time;
	__u64 start;
	__u32 pid;
	__u32 tgid;
	__u32 ppid;
	__u32 state;
	__u32 cpu;
	__u32 prio;
	bool kthread;
	__u64 cgroup;
	__u32 comm_length;
	const char *comm;
};

/**
 * struct gentrace_cgroup_status - a cgroup that was there at the beginning
 * @id: its id
 * @parent: the id of what it is in, 0 of the root
 * @name_length: bytes of @name
 * @name: of its directory, not terminated
 */
struct gentrace_cgroup_status {
	__u64 id;
	__u64 parent;
	__u32 name_length;
	const char *name;
};

/**
 * struct gentrace_cpu_status - what a CPU was at the beginning
 * @cpu: the CPU
 * @online: whether it was online
 * @sample_hz: how often it was sampled; 0: not
 */
struct gentrace_cpu_status {
	__u32 cpu;
	bool online;
	__u32 sample_hz;
};

/**
 * struct gentrace_string - an entry of a generation's string table
 * @id: its id, never 0
 * @length: bytes of @text
 * @text: not terminated
 */
struct gentrace_string {
	__u64 id;
	__u32 length;
	const char *text;
};

/**
 * struct gentrace_stack - an entry of a generation's stack table
 * @id: its id, GENTRACE_STACK_FIRST at least
 * @user: it is a user's, not the kernel's
 * @walk: enum gentrace_walk: how the walk along it ended
 * @tgid: of a user's, the process; 0: the trace does not tell
 * @start_stack: of a user's, where its stack began at exec: with @tgid it names a
 *	struct gentrace_user_space
 * @length: bytes of @frames
 * @frames: the addresses, for gentrace_frames_read()
 */
struct gentrace_stack {
	__u64 id;
	bool user;
	__u32 walk;
	__u32 tgid;
	__u64 start_stack;
	__u32 length;
	const char *frames;
};

/**
 * struct gentrace_image - a file that code is from
 * @id: its id, never 0
 * @begin: of the kernel and its modules: where its _stext or .text was; else, and if
 *	that is not known, 0
 * @build_id: its build id
 * @build_id_length: bytes of it; 0: not known
 * @name_length: bytes of @name
 * @name: vmlinux, a module's name; a path, or its end if it is GENTRACE_TEXT_MAX long
 */
struct gentrace_image {
	__u64 id;
	__u64 begin;
	const __u8 *build_id;
	__u32 build_id_length;
	__u32 name_length;
	const char *name;
};

/**
 * struct gentrace_symbol - a function of the kernel
 * @address: where it begins
 * @bytes: how long it is
 * @image: id of a kernel image; 0: of none, as code that is made while the kernel runs
 * @name_length: bytes of @name
 * @name: its name
 */
struct gentrace_symbol {
	__u64 address;
	__u64 bytes;
	__u64 image;
	__u32 name_length;
	const char *name;
};

/**
 * struct gentrace_user_space - a process while it runs one program
 * @id: its id
 * @tgid: the process
 * @start_stack: as in struct gentrace_stack
 * @state: enum gentrace_space
 */
struct gentrace_user_space {
	__u64 id;
	__u32 tgid;
	__u64 start_stack;
	__u32 state;
};

/**
 * struct gentrace_mapping - code in a process' memory
 * @space: id of a struct gentrace_user_space
 * @begin: where it begins
 * @bytes: how long it is
 * @offset: what @begin is in the file, counted in bytes
 * @vaddr: what @begin is in the file, as its symbols count; if its build id is known
 * @image: id of a user's image; 0: it is of no file
 */
struct gentrace_mapping {
	__u64 space;
	__u64 begin;
	__u64 bytes;
	__u64 offset;
	__u64 vaddr;
	__u64 image;
};

/**
 * struct gentrace_stop - one CPU inside the world-stop callback
 * @op: enum gentrace_stop_op
 * @cpu: the CPU
 * @enter: clock
 * @leave: clock
 */
struct gentrace_stop {
	__u32 op;
	__u32 cpu;
	__u64 enter;
	__u64 leave;
};

/**
 * struct gentrace_pause - a whole world stop as its caller saw it
 * @op: enum gentrace_stop_op
 * @begin: clock
 * @end: clock
 */
struct gentrace_pause {
	__u32 op;
	__u64 begin;
	__u64 end;
};

/**
 * struct gentrace_kept - what a filter of the session keeps
 * @kind: enum gentrace_filter_kind
 * @first: the first number that is kept
 * @last: the last one
 * @name_length: bytes of @name
 * @name: its name, if the trace has one
 */
struct gentrace_kept {
	__u32 kind;
	__u64 first;
	__u64 last;
	__u32 name_length;
	const char *name;
};

/**
 * struct gentrace_trigger_row - what a flight recorder was to notice
 * @trigger: its number in the session, from 0
 * @hits: how often it had been noticed when the generation began
 * @before: generations that are kept with that of a hit, those before it
 * @after: and those behind it
 * @name_length: bytes of @name
 * @rule_length: bytes of @rule
 * @name: its name
 * @rule: as it was given
 */
struct gentrace_trigger_row {
	__u64 trigger;
	__u64 hits;
	__u64 before;
	__u64 after;
	__u32 name_length;
	__u32 rule_length;
	const char *name;
	const char *rule;
};

/**
 * struct gentrace_hit_row - it was noticed
 * @time: clock
 * @trigger: number of the trigger
 * @number: of the hits of the session, from 1
 * @pid: the task that it is about, or that was interrupted; 0: none
 * @took: what was measured: ns, or how many events; 0: nothing
 * @cpu: where it was noticed
 * @level: in which context, enum gentrace_level
 */
struct gentrace_hit_row {
	__u64 time;
	__u64 trigger;
	__u64 number;
	__u64 took;
	__u32 pid;
	__u32 cpu;
	__u32 level;
};

/*
 * What filters have left out, as bits of gentrace_generation.filtered. What depends
 * on it is not known, and must not be taken for not having been.
 */
/* Some events. */
#define GENTRACE_FILTERED_EVENTS	(1u << 0)
/* Some CPUs: what tasks do while they are not on the others. */
#define GENTRACE_FILTERED_CPUS		(1u << 1)
/* Some tasks: what CPUs do that are not theirs. */
#define GENTRACE_FILTERED_TASKS		(1u << 2)
/* sched_switch: nobody knows who runs. */
#define GENTRACE_FILTERED_SWITCHES	(1u << 3)
/* Wakeups: where blocking ends and waiting begins. */
#define GENTRACE_FILTERED_WAKEUPS	(1u << 4)
/* Events that introduce tasks, or that give them another pid. */
#define GENTRACE_FILTERED_LIVES		(1u << 5)
/* Tasks while they were in another cgroup: they come and go, see task_filter. */
#define GENTRACE_FILTERED_MOVES		(1u << 6)

/**
 * struct gentrace_generation - everything in one generation
 * @session: id of the session
 * @number: number of the generation
 * @offset: where it began in the trace
 * @skipped: bytes the reader had to skip just before it
 * @bytes: its batches as they were read, headers included; written to a file
 *	they are a trace
 * @length: how many bytes that are
 * @complete: generation_end is there
 * @damaged: something in it could not be read; see @findings
 * @format: GENTRACE_FORMAT it was written in
 * @clock: enum gentrace_clock
 * @khz: rate of the clock, if known
 * @cpus: possible CPUs of the machine
 * @classes: bit set of classes that were recorded
 * @batch_bytes: size of a batch
 * @pool_bytes: size of the pool
 * @period_ns: longest time a generation lasts
 * @release: kernel release, terminated
 * @snapshots: how many clock snapshots it has
 * @first: the first snapshot, the begin of the generation; zeros if none
 * @last: the last snapshot, its end; same as @first if there is one only
 * @snapshot: all of them
 * @end: what generation_end says; zeros if the generation is not complete
 * @stream: its streams by CPU, then level; the meta stream is the last one
 * @stream_count: how many; includes streams known from the ledger only
 * @batch: all batches in the order of the file
 * @batch_count: how many
 * @events: events in all streams but meta
 * @meta_events: events in the meta stream
 * @unknown_events: of both, how many this library has no name for
 * @class_bytes: bytes of the events by class, enum gentrace_class; the rest of
 *	@length is batch headers and events without a name
 * @status: what tasks were
 * @status_count: how many
 * @cpu_status: what CPUs were
 * @cpu_status_count: how many
 * @cgroup: which cgroups there were, parents first
 * @cgroup_count: how many
 * @string: the string table by id
 * @string_count: how many
 * @stacks: which stacks were taken, as gentrace_config.stacks
 * @stack: the stack table by id
 * @stack_count: how many
 * @named: who recorded it has looked for names, and says what came of it
 * @kernel_naming: of the kernel, enum gentrace_naming, if @named
 * @user_naming: of processes, the same
 * @kernel_image: the kernel and its modules by id
 * @kernel_image_count: how many
 * @symbol: functions of the kernel by address
 * @symbol_count: how many
 * @user_image: files of processes by id
 * @user_image_count: how many
 * @user_space: processes by @tgid and @start_stack
 * @user_space_count: how many
 * @mapping: their code by @space and @begin
 * @mapping_count: how many
 * @loss: the loss ledger
 * @loss_count: how many lines
 * @stop: CPUs in world stops
 * @stop_count: how many
 * @pause: whole world stops
 * @pause_count: how many
 * @kept: what its filters keep
 * @kept_count: how many; 0: nothing was left out
 * @filtered: GENTRACE_FILTERED_*
 * @trigger: what was to be noticed
 * @trigger_count: how many, at most GENTRACE_TRIGGERS_MAX
 * @hit: what was, by time
 * @hit_count: how many
 * @findings: what is wrong with it
 *
 * Made by a reader only; the library keeps more behind it.
 */
struct gentrace_generation {
	__u64 session;
	__u64 number;
	__u64 offset;
	__u64 skipped;
	const __u8 *bytes;
	size_t length;
	bool complete;
	bool damaged;
	__u32 format;
	__u32 clock;
	__u64 khz;
	__u64 cpus;
	__u64 classes;
	__u64 batch_bytes;
	__u64 pool_bytes;
	__u64 period_ns;
	char release[GENTRACE_TEXT_MAX + 1];
	size_t snapshots;
	struct gentrace_snapshot first;
	struct gentrace_snapshot last;
	const struct gentrace_snapshot *snapshot;
	struct gentrace_args_generation_end end;
	const struct gentrace_stream *stream;
	size_t stream_count;
	const struct gentrace_batch *batch;
	size_t batch_count;
	__u64 events;
	__u64 meta_events;
	__u64 unknown_events;
	__u64 class_bytes[GENTRACE_CLASS_COUNT];
	const struct gentrace_status *status;
	size_t status_count;
	const struct gentrace_cpu_status *cpu_status;
	size_t cpu_status_count;
	const struct gentrace_cgroup_status *cgroup;
	size_t cgroup_count;
	const struct gentrace_string *string;
	size_t string_count;
	__u64 stacks;
	const struct gentrace_stack *stack;
	size_t stack_count;
	bool named;
	__u32 kernel_naming;
	__u32 user_naming;
	const struct gentrace_image *kernel_image;
	size_t kernel_image_count;
	const struct gentrace_symbol *symbol;
	size_t symbol_count;
	const struct gentrace_image *user_image;
	size_t user_image_count;
	const struct gentrace_user_space *user_space;
	size_t user_space_count;
	const struct gentrace_mapping *mapping;
	size_t mapping_count;
	const struct gentrace_loss *loss;
	size_t loss_count;
	const struct gentrace_stop *stop;
	size_t stop_count;
	const struct gentrace_pause *pause;
	size_t pause_count;
	const struct gentrace_kept *kept;
	size_t kept_count;
	__u32 filtered;
	const struct gentrace_trigger_row *trigger;
	size_t trigger_count;
	const struct gentrace_hit_row *hit;
	size_t hit_count;
	struct gentrace_findings findings;
};

/* Does a number pass the filters of a kind? */
bool gentrace_generation_keeps(const struct gentrace_generation *generation,
			       enum gentrace_filter_kind kind, __u64 number);

/* Room for gentrace_filter_text(). */
#define GENTRACE_FILTER_TEXT_MAX	512

/**
 * gentrace_filter_text - what is kept, in words
 * @kept: of a generation
 * @count: how many
 * @text: the words: "CPUs 0-1; events sched_switch, sched_waking"; what has no room is
 *	"...". Names are the trace's, so it can hold anything. "" if nothing was left out
 *
 * Return: @text.
 */
const char *gentrace_filter_text(const struct gentrace_kept *kept, size_t count,
				 char text[GENTRACE_FILTER_TEXT_MAX]);

struct gentrace_reader;

/* Memory one generation may take if the opener does not say. */
#define GENTRACE_READER_LIMIT_DEFAULT	(4ull << 30)

/**
 * gentrace_reader_open_fd - read a trace from a file, a pipe or the device
 * @fd: the file; it stays the caller's and is read from where it stands
 * @limit: bytes of memory a generation may take; 0: the default. A larger
 *	generation is cut there and marked damaged
 *
 * Return: the reader, NULL if there is no memory.
 */
struct gentrace_reader *gentrace_reader_open_fd(int fd, __u64 limit);

/**
 * gentrace_reader_open_threads - read a trace from a file, with several threads
 * @fd: as in gentrace_reader_open_fd()
 * @limit: as in gentrace_reader_open_fd()
 * @threads: how many
 *
 * The threads read generations ahead, at most one more than there are threads;
 * the caller gets them in the order of the file and cannot tell the difference:
 * neither in the generations nor in the totals. What is not a regular file, or
 * where there are no threads to be had, is read without. The file is left where it stands,
 * and must not shrink in the meantime if the answer shall mean anything.
 *
 * Return: the reader, NULL if there is no memory.
 */
struct gentrace_reader *gentrace_reader_open_threads(int fd, __u64 limit,
						     unsigned int threads);

/**
 * gentrace_reader_model_ahead - this is read for gentrace_model_add()
 * @reader: the reader, before the first gentrace_reader_next()
 *
 * If it has threads, they also sum up what happens in a generation, as far as that does
 * not depend on what was before; a model that has no observer adds the sums. Of a
 * generation with losses or damage, or for other models, three threads or more put the
 * events in order: this takes 24 bytes an event, up to 256 MiB a generation. What the
 * model says is the same. A generation is for one model then.
 */
void gentrace_reader_model_ahead(struct gentrace_reader *reader);

/**
 * gentrace_reader_open_memory - read a trace from memory
 * @bytes: the trace; must stay until the reader is closed
 * @length: its length
 * @limit: as in gentrace_reader_open_fd()
 *
 * Return: the reader, NULL if there is no memory.
 */
struct gentrace_reader *gentrace_reader_open_memory(const void *bytes, size_t length,
						    __u64 limit);

/**
 * struct gentrace_window - a part of a trace
 * @begin_ns: begin of the trace, CLOCK_MONOTONIC
 * @generations: in the whole file
 * @wanted: of these, how many the window has
 * @first_ns: begin of the first one that is wanted; 0 if there is none
 * @last_ns: the latest end of those that are wanted
 * @bytes: of these
 */
struct gentrace_window {
	__u64 begin_ns;
	__u64 generations;
	__u64 wanted;
	__u64 first_ns;
	__u64 last_ns;
	__u64 bytes;
};

/**
 * gentrace_reader_window - read only what happened in a span of time
 * @reader: a reader of a regular file, before the first gentrace_reader_next()
 * @from_ns: since the begin of the trace
 * @to_ns: the same
 * @window: what that will be
 *
 * From now on the reader returns only the generations that overlap the span, as
 * a whole, and those that are damaged or have no end, which could be anywhere.
 * The others are hopped over by the headers of their batches: nobody looks at
 * what they hold, so nothing is said about it.
 *
 * Return: 0, -ENOMEM, or -ESPIPE: the file cannot be read at any place.
 */
int gentrace_reader_window(struct gentrace_reader *reader, __u64 from_ns, __u64 to_ns,
			   struct gentrace_window *window);

/**
 * gentrace_reader_hits - read only what a flight recorder has noticed
 * @reader: a reader of a regular file, before the first gentrace_reader_next()
 * @window: what that will be
 *
 * From now on the reader returns only generations that may have hits: each says how often
 * its triggers had hit when it began, so if that is not what the next one says, these two;
 * and the last one. The others are hopped over, as by gentrace_reader_window(). A hit in
 * the first instants of a generation may be missed, if the one before is not in the file.
 *
 * Return: as gentrace_reader_window().
 */
int gentrace_reader_hits(struct gentrace_reader *reader, struct gentrace_window *window);

/**
 * gentrace_reader_next - read the next generation
 * @reader: the reader
 * @generation: where it goes; the caller's, who ends it with
 *	gentrace_generation_free(); NULL unless 1 is returned
 *
 * Whatever the bytes are, this is no error: a generation that is damaged is
 * returned with what could be read of it and what was found. The next call goes
 * on at the next generation that looks sound; bytes in between are counted.
 *
 * Return: 1: a generation; 0: the end of the trace; -ENOMEM; the error of
 * read(2), after which the call can be repeated.
 */
int gentrace_reader_next(struct gentrace_reader *reader,
			 struct gentrace_generation **generation);

/**
 * struct gentrace_reader_totals - how a reader got along
 * @bytes: bytes read
 * @skipped: of these, how many belong to no generation
 * @skipped_at_end: of these, how many after the last generation
 * @generations: generations returned
 * @damaged: of these, damaged
 * @incomplete: of these, without an end
 */
struct gentrace_reader_totals {
	__u64 bytes;
	__u64 skipped;
	__u64 skipped_at_end;
	__u64 generations;
	__u64 damaged;
	__u64 incomplete;
};

void gentrace_reader_totals(const struct gentrace_reader *reader,
			    struct gentrace_reader_totals *totals);

/**
 * gentrace_reader_close - end a reader; its generations stay valid
 * @reader: the reader, may be NULL
 */
void gentrace_reader_close(struct gentrace_reader *reader);

/**
 * gentrace_generation_free - end a generation and all that points into it
 * @generation: the generation, may be NULL
 */
void gentrace_generation_free(struct gentrace_generation *generation);

/**
 * gentrace_generation_string - look up an id in the string table
 * @generation: the generation
 * @id: the id, an argument of type strid
 * @length: set to the length of the text
 *
 * Return: the text, not terminated; NULL if the id is 0 or not in the table.
 */
const char *gentrace_generation_string(const struct gentrace_generation *generation,
				       __u64 id, __u32 *length);

/**
 * gentrace_generation_stack - look up an id in the stack table
 * @generation: the generation
 * @id: the id
 *
 * Return: the entry; NULL if the table has no such id.
 */
const struct gentrace_stack *
gentrace_generation_stack(const struct gentrace_generation *generation, __u64 id);

/**
 * gentrace_frames_read - the addresses of a stack
 * @frames: a frames argument, as in struct gentrace_stack
 * @length: its bytes
 * @address: filled in, the innermost first
 *
 * Return: how many; -EBADMSG if the bytes are no addresses, or too many.
 */
int gentrace_frames_read(const char *frames, __u32 length,
			 __u64 address[GENTRACE_STACK_FRAMES_MAX]);

/**
 * gentrace_frame_code - an address within the call that a frame is in
 * @stack: the stack
 * @index: of the frame, 0 is the innermost
 * @address: its address
 *
 * All frames but a user's innermost one are where a call returns to. That can be
 * behind the end of the function, if the call is its last instruction.
 *
 * Return: an address that is in the function for certain.
 */
static inline __u64 gentrace_frame_code(const struct gentrace_stack *stack, unsigned int index,
					__u64 address)
{
	return address - (index || !stack->user);
}

/**
 * gentrace_generation_symbol - the function of the kernel that an address is in
 * @generation: the generation
 * @address: the address, see gentrace_frame_code()
 *
 * Return: the symbol; NULL if the generation has none for it.
 */
const struct gentrace_symbol *
gentrace_generation_symbol(const struct gentrace_generation *generation, __u64 address);

/**
 * gentrace_generation_space - the process that a user's stack is of
 * @generation: the generation
 * @stack: the stack
 *
 * Return: the process, NULL if nothing is known of it.
 */
const struct gentrace_user_space *
gentrace_generation_space(const struct gentrace_generation *generation,
			  const struct gentrace_stack *stack);

/**
 * gentrace_generation_mapping - the mapping that an address is in
 * @generation: the generation
 * @space: the process
 * @address: the address
 *
 * Return: the mapping, NULL if nothing is known of one.
 */
const struct gentrace_mapping *
gentrace_generation_mapping(const struct gentrace_generation *generation,
			    const struct gentrace_user_space *space, __u64 address);

/* By id; NULL if there is no such image. */
const struct gentrace_image *
gentrace_generation_kernel_image(const struct gentrace_generation *generation, __u64 id);
const struct gentrace_image *
gentrace_generation_user_image(const struct gentrace_generation *generation, __u64 id);

/**
 * gentrace_generation_stream - look up a stream
 * @generation: the generation
 * @cpu: CPU, GENTRACE_CPU_NONE for meta
 * @level: enum gentrace_level
 *
 * Return: the stream or NULL.
 */
const struct gentrace_stream *
gentrace_generation_stream(const struct gentrace_generation *generation,
			   __u32 cpu, __u32 level);

/* ------------------------------------------------------------------ clock */

/**
 * gentrace_clock_monotonic - turn trace clock into CLOCK_MONOTONIC
 * @generation: whose clock
 * @time: the instant
 *
 * Lies on the line through the generation's first and last snapshot, also
 * outside of them; with one snapshot the rate is the generation's khz.
 *
 * Return: nanoseconds, never less than 0.
 */
__u64 gentrace_clock_monotonic(const struct gentrace_generation *generation, __u64 time);

/**
 * gentrace_clock_realtime - turn trace clock into CLOCK_REALTIME
 * @generation: whose clock
 * @time: the instant
 *
 * Return: nanoseconds since 1970, 0 if the generation has no snapshot.
 */
__u64 gentrace_clock_realtime(const struct gentrace_generation *generation, __u64 time);

/* ------------------------------------------------------------------ order */

/* What an entry of the time line is. */
enum gentrace_entry_kind {
	GENTRACE_ENTRY_EVENT	= 0,
	/* Events of this stream are missing from @time to @until. */
	GENTRACE_ENTRY_GAP	= 1,
};

/**
 * struct gentrace_entry - one entry of a time line
 * @kind: enum gentrace_entry_kind
 * @id: enum gentrace_event; 0 for a gap
 * @class: enum gentrace_class; 0 for a gap
 * @level: enum gentrace_level
 * @cpu: the CPU, GENTRACE_CPU_NONE for meta events
 * @pid: the task that was on the CPU; for sched_switch the one that leaves;
 *	0: idle; GENTRACE_PID_NONE: not known, because of a loss
 * @time: instant in clock units
 * @ns: the same as CLOCK_MONOTONIC
 * @info: the event's row in the table; NULL for a gap
 * @value: arguments by GENTRACE_ARG(); signed ones are to be cast to __s64; of
 *	strings the length
 * @text: strings, not terminated; "" if the trace does not have the argument;
 *	not set for arguments that are no strings
 * @until: of a gap: the instant the stream goes on, in clock units
 * @until_ns: the same as CLOCK_MONOTONIC
 * @lost: of a gap: events lost; 0: not known
 * @missing: of a gap: batches that are missing from the trace or damaged, so
 *	that @lost is not the whole truth
 */
struct gentrace_entry {
	__u8 kind;
	__u8 id;
	__u8 class;
	__u8 level;
	__u32 cpu;
	__u32 pid;
	__u64 time;
	__u64 ns;
	const struct gentrace_event_info *info;
	__u64 value[GENTRACE_ARGS_MAX];
	const char *text[GENTRACE_ARGS_MAX];
	__u64 until;
	__u64 until_ns;
	__u64 lost;
	__u64 missing;
};

struct gentrace_order;

/* Flag of gentrace_order_create(): meta events have their places, too. */
#define GENTRACE_ORDER_META	(1u << 0)

/**
 * gentrace_order_create - put a generation's events into one order
 * @generation: the generation; must stay until the order is destroyed
 * @flags: GENTRACE_ORDER_META or 0
 *
 * The order is that of time. At equal times the lower CPU comes first and on
 * one CPU the outer level before the inner one. Events this library does not
 * know are left out.
 *
 * Return: the order, NULL if there is no memory.
 */
struct gentrace_order *gentrace_order_create(const struct gentrace_generation *generation,
					     unsigned int flags);

/**
 * gentrace_order_next - the next entry
 * @order: the order
 *
 * Return: the entry, which is valid until the next call; NULL at the end.
 */
const struct gentrace_entry *gentrace_order_next(struct gentrace_order *order);

/**
 * gentrace_order_destroy - end an order
 * @order: the order, may be NULL
 */
void gentrace_order_destroy(struct gentrace_order *order);

/* -------------------------------------------------------------- histogram */

union gentrace_octave;

/**
 * struct gentrace_histogram - a distribution of numbers in bounded memory
 * @count: how many numbers
 * @sum: their sum, exact; stays at the largest number if it does not fit
 * @min: smallest, exact; 0 if there is none
 * @max: largest, exact
 * @wide: the library's own
 * @octave: the library's own
 * @folded: the library's own
 *
 * All zeros is an empty histogram. Memory grows with the distinct magnitudes,
 * not with the numbers; percentiles are at most 1/64 too large.
 */
struct gentrace_histogram {
	__u64 count;
	__u64 sum;
	__u64 min;
	__u64 max;
	__u64 wide;
	union gentrace_octave **octave;
	__u8 *folded;
};

/**
 * gentrace_histogram_add - count a number
 * @histogram: the histogram
 * @value: the number
 *
 * Return: 0 or -ENOMEM.
 */
int gentrace_histogram_add(struct gentrace_histogram *histogram, __u64 value);

/**
 * gentrace_histogram_percentile - the number below which so many lie
 * @histogram: the histogram
 * @permille: 500 is the median, 990 is p99
 *
 * Return: the smallest number so that at least this share is not above it, as
 * exact as the buckets are and never outside of min..max; 0 if it is empty.
 */
__u64 gentrace_histogram_percentile(const struct gentrace_histogram *histogram,
				    unsigned int permille);

/* Free the buckets; the histogram is empty afterwards. */
void gentrace_histogram_clear(struct gentrace_histogram *histogram);

/* ------------------------------------------------------------------ model */

/* What a task is doing. */
enum gentrace_doing {
	GENTRACE_DOING_UNKNOWN	= 0,
	GENTRACE_DOING_RUN	= 1,	/* on a CPU */
	GENTRACE_DOING_WAIT	= 2,	/* runnable, waits for a CPU */
	GENTRACE_DOING_BLOCK	= 3,	/* waits for something else */
	GENTRACE_DOING_EXITED	= 4,
};

/**
 * struct gentrace_cgroup - a cgroup of the v2 hierarchy
 * @id: its id, which is the inode number of its directory
 * @parent: what it is in; NULL of the root
 * @name: of its directory, terminated; "" of the root; NULL: the trace does not tell
 *
 * It stays what it is as long as the model does, but for a name that is told later.
 */
struct gentrace_cgroup {
	__u64 id;
	const struct gentrace_cgroup *parent;
	const char *name;
};

/* Room for a path; a longer one is not known. */
#define GENTRACE_CGROUP_PATH_MAX	4096

/**
 * gentrace_cgroup_path - where a cgroup is
 * @cgroup: the cgroup; may be NULL
 * @path: room for it
 *
 * Return: "/system.slice/cron.service", "/" of the root, somewhere in @path; NULL if the
 * trace does not tell.
 */
const char *gentrace_cgroup_path(const struct gentrace_cgroup *cgroup,
				 char path[GENTRACE_CGROUP_PATH_MAX]);

/**
 * struct gentrace_task - what one task did; times are CLOCK_MONOTONIC ns
 * @index: its place in the list of tasks
 * @pid: thread id
 * @incarnation: pids are reused; 1 for the first task with this pid
 * @tgid: process id, 0 if not known
 * @ppid: the parent, 0 if not known
 * @kthread: kernel thread
 * @forked: it was born in the trace
 * @lossy: a loss may have touched these numbers
 * @start: boottime of its birth, 0 if not known
 * @prio: kernel priority by its birth or the last status of it, GENTRACE_PRIO_NONE if
 *	there is none
 * @cgroup: the one it is in at the present point of the time line, NULL if not known
 * @comm: its last name, terminated; "" if not known
 * @first_ns: since when the trace knows it
 * @last_ns: until when: its exit or the end of the trace.
 *	run_ns + wait_ns + block_ns + unknown_ns = last_ns - first_ns
 * @run_ns: on a CPU
 * @wait_ns: runnable and waiting for a CPU
 * @block_ns: blocked
 * @unknown_ns: nobody can tell
 * @voluntary: switches because it blocked
 * @involuntary: switches while it was runnable
 * @migrations: moves between CPUs
 * @wakeups: how often it was woken
 * @latency: from each wakeup to the CPU, ns
 * @latency_worst_ns: when the worst of them began
 * @latency_worst_cpu: where it ended
 * @syscalls: finished system calls
 * @syscall_ns: time in them
 * @syscall_max_ns: the longest
 * @syscall_max_at: when that one began
 * @syscall_max_nr: which one that was
 * @doing: enum gentrace_doing at the present point of the time line
 * @state: enum gentrace_task_state that goes with it
 * @cpu: where it runs or ran last
 */
struct gentrace_task {
	size_t index;
	__u32 pid;
	__u32 incarnation;
	__u32 tgid;
	__u32 ppid;
	bool kthread;
	bool forked;
	bool lossy;
	__u64 start;
	__u32 prio;
	const struct gentrace_cgroup *cgroup;
	char comm[GENTRACE_NAME_MAX];
	__u64 first_ns;
	__u64 last_ns;
	__u64 run_ns;
	__u64 wait_ns;
	__u64 block_ns;
	__u64 unknown_ns;
	__u64 voluntary;
	__u64 involuntary;
	__u64 migrations;
	__u64 wakeups;
	struct gentrace_histogram latency;
	__u64 latency_worst_ns;
	__u32 latency_worst_cpu;
	__u64 syscalls;
	__u64 syscall_ns;
	__u64 syscall_max_ns;
	__u64 syscall_max_at;
	__u64 syscall_max_nr;
	__u32 doing;
	__u32 state;
	__u32 cpu;
};

/**
 * struct gentrace_cpu - what one CPU did
 * @cpu: its number
 * @lossy: a loss may have touched these numbers
 * @first_ns: since when the trace knows it
 * @last_ns: until when.
 *	busy_ns + idle_ns + unknown_ns = last_ns - first_ns
 * @busy_ns: a task was on it
 * @idle_ns: its idle task was on it
 * @unknown_ns: nobody can tell
 * @hardirq_ns: in hardirq handlers, part of the times above
 * @softirq_ns: in softirqs, the hardirqs in them taken out; part of the above
 * @nmi_ns: in NMI handlers, part of the above
 * @switches: from one task to another
 * @events: events recorded on it
 * @lost: events lost on it
 */
struct gentrace_cpu {
	__u32 cpu;
	bool lossy;
	__u64 first_ns;
	__u64 last_ns;
	__u64 busy_ns;
	__u64 idle_ns;
	__u64 unknown_ns;
	__u64 hardirq_ns;
	__u64 softirq_ns;
	__u64 nmi_ns;
	__u64 switches;
	__u64 events;
	__u64 lost;
};

/**
 * struct gentrace_activity - a kind of system call or interrupt
 * @id: system call, irq or softirq number; of an NMI handler 0
 * @name: of an irq the first handler's, of an NMI handler its symbol, terminated;
 *	"" for the others
 * @lossy: a loss may have touched these numbers
 * @count: how many were finished
 * @unfinished: how many began and were not seen to end
 * @total_ns: time from their begins to their ends
 * @max_ns: the longest
 * @max_at: when that one began, CLOCK_MONOTONIC
 * @max_cpu: where it ended
 * @max_pid: the task, for system calls
 */
struct gentrace_activity {
	__u64 id;
	char name[GENTRACE_NAME_MAX];
	bool lossy;
	__u64 count;
	__u64 unfinished;
	__u64 total_ns;
	__u64 max_ns;
	__u64 max_at;
	__u32 max_cpu;
	__u32 max_pid;
};

/**
 * struct gentrace_world_stop - a world stop
 * @session: of which session
 * @op: enum gentrace_stop_op
 * @at: when it began, CLOCK_MONOTONIC
 * @whole_ns: how long its caller waited, bound of every pause; 0: not known
 * @cpu_max_ns: the longest time a CPU was inside the callback
 * @cpu_max: which CPU
 * @cpus: how many CPUs were inside
 */
struct gentrace_world_stop {
	__u64 session;
	__u32 op;
	__u64 at;
	__u64 whole_ns;
	__u64 cpu_max_ns;
	__u32 cpu_max;
	__u32 cpus;
};

/**
 * struct gentrace_hit_trigger - what was to be noticed
 * @session: in which session
 * @number: its number there, from 0
 * @name: its name, terminated; like all texts of a trace it can hold anything
 * @rule: as it was given, terminated
 */
struct gentrace_hit_trigger {
	__u64 session;
	__u64 number;
	char name[GENTRACE_STR_MAX + 1];
	char rule[GENTRACE_STR_MAX + 1];
};

/**
 * struct gentrace_hit - what a flight recorder has noticed
 * @session: in which session
 * @generation: in which generation
 * @number: of the hits of the session, from 1
 * @trigger: by which trigger; NULL: nothing in the trace says
 * @pid: the task that it is about, or that was interrupted; 0: none
 * @task: this task; NULL: there is none, or nothing is known of it
 * @took: what was measured: ns, or how many events; 0: nothing
 * @ns: when, CLOCK_MONOTONIC
 * @realtime_ns: the same, CLOCK_REALTIME; 0: not known
 * @cpu: where it was noticed
 * @level: in which context, enum gentrace_level
 */
struct gentrace_hit {
	__u64 session;
	__u64 generation;
	__u64 number;
	const struct gentrace_hit_trigger *trigger;
	const struct gentrace_task *task;
	__u64 took;
	__u64 ns;
	__u64 realtime_ns;
	__u32 pid;
	__u32 cpu;
	__u32 level;
};

/**
 * struct gentrace_summary - what a model has seen
 * @generations: generations
 * @incomplete: of these, without an end
 * @damaged: of these, damaged
 * @sessions: sessions
 * @first_ns: begin of the first generation
 * @last_ns: end of the last one
 * @realtime_ns: begin of the first generation on CLOCK_REALTIME
 * @bytes: bytes of all batches
 * @meta_bytes: of these, in the meta streams
 * @events: events in all streams but meta
 * @meta_events: events in the meta streams
 * @unknown_events: events without a name in this library
 * @stacks: which stacks were taken in any of them, as gentrace_config.stacks
 * @class_events: events by class, enum gentrace_class
 * @lost: losses by cause in all ledgers, enum gentrace_cause
 * @lost_total: their sum
 * @missing_batches: batches missing from the trace
 */
struct gentrace_summary {
	__u64 generations;
	__u64 incomplete;
	__u64 damaged;
	__u64 sessions;
	__u64 first_ns;
	__u64 last_ns;
	__u64 realtime_ns;
	__u64 bytes;
	__u64 meta_bytes;
	__u64 events;
	__u64 meta_events;
	__u64 unknown_events;
	__u64 stacks;
	__u64 class_events[GENTRACE_CLASS_COUNT];
	__u64 lost[GENTRACE_CAUSE_COUNT];
	__u64 lost_total;
	__u64 missing_batches;
};

struct gentrace_model;

struct gentrace_model *gentrace_model_create(void);
void gentrace_model_destroy(struct gentrace_model *model);

/**
 * gentrace_model_add - take in a generation
 * @model: the model
 * @generation: the next one of the trace; may be freed afterwards
 *
 * The same as gentrace_model_begin(), gentrace_model_entry() for each entry of
 * its order, gentrace_model_end().
 *
 * Return: 0 or -ENOMEM, after which the model can only be destroyed.
 */
int gentrace_model_add(struct gentrace_model *model,
		       const struct gentrace_generation *generation);

int gentrace_model_begin(struct gentrace_model *model,
			 const struct gentrace_generation *generation);
int gentrace_model_entry(struct gentrace_model *model, const struct gentrace_entry *entry);
int gentrace_model_end(struct gentrace_model *model);

/**
 * gentrace_model_finish - account up to the end of the trace
 * @model: the model; nothing can be added afterwards
 *
 * Return: 0 or -ENOMEM.
 */
int gentrace_model_finish(struct gentrace_model *model);

const struct gentrace_summary *gentrace_model_summary(const struct gentrace_model *model);

/**
 * gentrace_model_find - the task that has a pid at the present point
 * @model: the model, also between gentrace_model_entry() calls
 * @pid: the pid
 *
 * Return: the last task with this pid or NULL; NULL for pid 0.
 */
const struct gentrace_task *gentrace_model_find(const struct gentrace_model *model,
						__u32 pid);

/*
 * Lists: i from 0, NULL behind the last one. Tasks come in the order they
 * appeared, CPUs and the others by number.
 */
const struct gentrace_task *gentrace_model_task(const struct gentrace_model *model, size_t i);
const struct gentrace_cpu *gentrace_model_cpu(const struct gentrace_model *model, size_t i);
/* In the order they appeared; those whose name is not told, too. */
const struct gentrace_cgroup *gentrace_model_cgroup(const struct gentrace_model *model, size_t i);
const struct gentrace_activity *
gentrace_model_syscall(const struct gentrace_model *model, size_t i);
const struct gentrace_activity *gentrace_model_irq(const struct gentrace_model *model, size_t i);
const struct gentrace_activity *
gentrace_model_softirq(const struct gentrace_model *model, size_t i);
const struct gentrace_activity *gentrace_model_nmi(const struct gentrace_model *model, size_t i);
const struct gentrace_world_stop *
gentrace_model_world_stop(const struct gentrace_model *model, size_t i);
/* Losses by stream, class and cause over all generations; times are ns. */
const struct gentrace_loss *gentrace_model_loss(const struct gentrace_model *model, size_t i);

/* By generation, and in each by time; what they point to lasts as long as the model. */
const struct gentrace_hit *gentrace_model_hit(const struct gentrace_model *model, size_t i);

/* ----------------------------------------------------------------- verify */

/**
 * struct gentrace_proof - the accounts of one generation
 * @session: which
 * @generation: which
 * @complete: it has an end
 * @worst: worst severity of its findings
 * @emitted: by its ledger
 * @recorded: by its ledger
 * @lost: by its ledger, by cause
 * @lost_total: their sum
 * @decoded: events that were found in its batches
 * @streams: streams in its ledger
 * @batches: batches found, meta included
 * @bytes: bytes of these
 */
struct gentrace_proof {
	__u64 session;
	__u64 generation;
	bool complete;
	enum gentrace_severity worst;
	__u64 emitted;
	__u64 recorded;
	__u64 lost[GENTRACE_CAUSE_COUNT];
	__u64 lost_total;
	__u64 decoded;
	__u64 streams;
	__u64 batches;
	__u64 bytes;
};

struct gentrace_verify;

/**
 * gentrace_verify_create - begin to verify a trace
 *
 * What is checked: per stream and generation emitted = recorded + lost, and
 * recorded = events decoded; every batch is there; the totals of the end are
 * the sums of the ledger; losses in batch headers are in the ledger; times
 * never go back in a stream; the chain of running tasks is whole; ids in the
 * string table resolve; every task is introduced; generations are numbered
 * without a hole; snapshots only go forward.
 *
 * Return: the verifier, NULL if there is no memory.
 */
struct gentrace_verify *gentrace_verify_create(void);
void gentrace_verify_destroy(struct gentrace_verify *verify);

/* Check the next generation; 0 or -ENOMEM. */
int gentrace_verify_add(struct gentrace_verify *verify,
			const struct gentrace_generation *generation);

/**
 * gentrace_verify_finish - check what can only be checked at the end
 * @verify: the verifier
 * @totals: those of the reader that read the trace
 *
 * Return: 0 or -ENOMEM.
 */
int gentrace_verify_finish(struct gentrace_verify *verify,
			   const struct gentrace_reader_totals *totals);

/**
 * gentrace_verify_verdict - the answer
 * @verify: the verifier, finished
 *
 * Return: GENTRACE_NOTE: complete; GENTRACE_LOSSY: consistent, with losses that
 * are counted; GENTRACE_BROKEN: not to be trusted.
 */
enum gentrace_severity gentrace_verify_verdict(const struct gentrace_verify *verify);

/*
 * GENTRACE_FILTERED_* of all its generations: a proof is of what filters have kept, and
 * says nothing of what they left out.
 */
__u32 gentrace_verify_filtered(const struct gentrace_verify *verify);

const struct gentrace_findings *gentrace_verify_findings(const struct gentrace_verify *verify);

/* Proofs in the order of the trace: i from 0, NULL behind the last one. */
const struct gentrace_proof *gentrace_verify_proof(const struct gentrace_verify *verify,
						   size_t i);
/* The sum of all proofs; session and generation are 0. */
const struct gentrace_proof *gentrace_verify_totals(const struct gentrace_verify *verify);

/* --------------------------------------------------------------- recording */

struct gentrace_outline;

/*
 * What a generation says about itself, while its batches pass by on their way from
 * the device. NULL if there is no memory.
 */
struct gentrace_outline *gentrace_outline_create(void);
void gentrace_outline_destroy(struct gentrace_outline *outline);

/**
 * gentrace_outline_add - the next batch of the trace
 * @outline: the outline
 * @bytes: the batch, as a whole; only those of meta streams are looked at
 * @length: its length
 * @generation: where a generation goes; the caller's, who ends it with
 *	gentrace_generation_free(). Its meta stream is all that it has
 *
 * Return: 1: the batch ends this generation; 0: it does not; -EBADMSG: it is none, or
 * not whole; -EFBIG: too many; -ENOMEM.
 */
int gentrace_outline_add(struct gentrace_outline *outline, const void *bytes, size_t length,
			 struct gentrace_generation **generation);

/**
 * struct gentrace_buffer - bytes that grow
 * @bytes: the bytes; behind them is always a 0 if there are any
 * @length: how many
 * @size: the library's own
 *
 * All zeros is an empty buffer.
 */
struct gentrace_buffer {
	char *bytes;
	size_t length;
	size_t size;
};

/* Free the bytes; the buffer is empty afterwards. */
void gentrace_buffer_clear(struct gentrace_buffer *buffer);

/**
 * struct gentrace_rows - rows that are added to the end of a generation
 * @batches: what has to be written
 * @header: of the generation's last batch; the rest is the library's own, too
 * @batch: where the open batch begins
 * @events: rows in it
 * @open: there is one
 *
 * All zeros is none. Its memory is used again for the next generation.
 */
struct gentrace_rows {
	struct gentrace_buffer batches;
	struct gentrace_batch_header header;
	size_t batch;
	__u32 events;
	bool open;
};

/**
 * gentrace_rows_begin - begin to add rows to a generation
 * @rows: the rows
 * @last: the batch that ends the generation
 * @length: its length
 *
 * Return: 0; -EBADMSG: it is damaged, or also the first one: nothing can be added.
 */
int gentrace_rows_begin(struct gentrace_rows *rows, const void *last, size_t length);

/**
 * gentrace_rows_add - add a row
 * @rows: the rows
 * @id: the event, one of META
 * @value: its arguments by GENTRACE_ARG(); of strings the length
 * @text: the strings
 *
 * Return: 0, -ENOMEM, -EINVAL: there is no such event.
 */
int gentrace_rows_add(struct gentrace_rows *rows, __u8 id, const __u64 *value,
		      const char *const *text);

/**
 * gentrace_rows_end - the rows are complete
 * @rows: the rows; @batches is what is to be written in place of @last
 * @last: as in gentrace_rows_begin()
 * @length: its length
 *
 * Return: 0 or -ENOMEM.
 */
int gentrace_rows_end(struct gentrace_rows *rows, const void *last, size_t length);

/* Free the memory. */
void gentrace_rows_clear(struct gentrace_rows *rows);

/* ------------------------------------------------------------------- text */

/**
 * gentrace_text_batch - append the text form of a batch
 * @generation: the generation
 * @batch: one of its batches
 * @text: where the lines go
 *
 * One line for the batch and one for each event:
 *
 *	batch session=1 gen=7 cpu=0 level=task seq=0 time=1000 pid=12
 *	+123 sched_switch prev_state=S next_pid=5
 *
 * The batches of all generations in the order of the file give a text that
 * gentrace_text_parse() turns into the same bytes, if nothing is damaged.
 *
 * Return: 0 or -ENOMEM.
 */
int gentrace_text_batch(const struct gentrace_generation *generation,
			const struct gentrace_batch *batch, struct gentrace_buffer *text);

/**
 * struct gentrace_text_error - why a text could not be parsed
 * @line: the line, from 1
 * @text: what was expected there, terminated
 */
struct gentrace_text_error {
	size_t line;
	char text[160];
};

/**
 * gentrace_text_parse - turn the text form into a trace
 * @text: the text; lines that begin with # are comments
 * @length: its length
 * @trace: where the bytes are appended
 * @error: filled in if -EINVAL is returned
 *
 *	# the smallest trace
 *	batch gen=1 level=meta time=1000
 *	+0 generation format=2 clock=monotonic
 *	+0 clock_snapshot clock=1000 monotonic=1000
 *	batch cpu=0 level=task time=1000 pid=12
 *	+123 sched_switch prev_state=S next_pid=5
 *	batch level=meta time=2000
 *	+0 clock_snapshot clock=2000 monotonic=2000
 *	+0 generation_end reason=stop emitted=1 recorded=1 batches=3
 *
 * A batch line may leave out what is 0 or follows from the lines before:
 * session and gen are those of the batch before, seq counts within the stream,
 * a meta batch has no cpu. lost= and since= are the losses before the batch,
 * events= promises another number of events than there are.
 *
 * An event line is the time since the event before (for the first one since
 * the batch line's), the name, and arguments by name; what is left out is 0.
 * Numbers are decimal or 0x hexadecimal, or what gentrace_value_text() makes of
 * them. Strings stand in double quotes and know \n, \t, \", \\ and \xNN.
 * The line "events" stands for the declarations of the whole event table. An
 * event that is not in the table is @id and its arguments by wire kind, u a
 * number, s a signed one, b a string: +5 @200 u=1 s=-2 b="text"
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int gentrace_text_parse(const char *text, size_t length, struct gentrace_buffer *trace,
			struct gentrace_text_error *error);

#endif /* LIBGENTRACE_H */
