#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# A trace of a made-up machine as a text: tasks are born, run, wait, call the system, are
# interrupted and die; pids and names come again. Instants are few, so that much happens
# at the same time or takes equally long. What is made is decided by SEED alone.
# usage: lives.pl SEED GENERATIONS EVENTS CPUS [loss] [hole] [session] [chaos]
#
#	loss	streams lose events now and then
#	hole	a generation is missing now and then
#	session	the recording begins anew now and then
#	chaos	events that no kernel would write: who has died runs, calls return twice
use strict;
use warnings;

my ($seed, $generations, $events, $cpus, @with) = @ARGV;
my %with = map { $_ => 1 } @with;
my @levels = qw(task softirq hardirq);
my ($now, $session, $number, $written) = (1000, $seed + 1, 0, 0);
my (%task, @on, @irq, @softirq, %stream, %lost);

# The same on all machines, which rand() is not.
my $random = ($seed * 2654435761 + 12345) & 0xffffffff;

sub number {
	my ($below) = @_;

	$random = ($random * 1103515245 + 12345) & 0x7fffffff;
	return int($random / 65536) % $below;
}

sub chance {
	return number($_[0]) == 0;
}

sub pick {
	return $_[number(scalar(@_))];
}

# An event in the stream of a CPU and level, or its loss.
sub event {
	my ($cpu, $level, $text) = @_;
	my $lane = $stream{"$cpu $level"} //= { cpu => $cpu, level => $level, batches => [], lost => 0 };
	my $batch = $lane->{batches}[-1];

	if ($with{loss} && ($lane->{losing} || chance(400))) {
		$lane->{losing} ||= 1 + number(6);
		$lane->{losing}--;
		$lane->{since} //= $now;
		$lane->{first} //= $now;
		$lane->{last} = $now;
		$lane->{gap}++;
		$lane->{lost}++;
		return;
	}
	if (!$batch || $lane->{gap} || chance(40)) {
		$batch = { time => $now, pid => $on[$cpu], gap => $lane->{gap} // 0,
			since => $lane->{since} // 0, events => [] };
		push(@{$lane->{batches}}, $batch);
		delete(@$lane{qw(gap since)});
	}
	push(@{$batch->{events}}, [$now, $text]);
	$written++;
}

sub birth {
	my ($pid) = @_;

	$task{$pid} = { tgid => chance(2) ? $pid : pick(sort { $a <=> $b } keys(%task), $pid), ppid => 1,
		start => $now, comm => pick(qw(make sh cc1 worker)), does => 'S', cpu => number($cpus) };
}

sub tick {
	$now += 100 * number(4);
}

sub waiting {
	my ($cpu) = @_;

	return sort { $a <=> $b } grep { $task{$_}{does} eq 'R' && $task{$_}{cpu} == $cpu } keys(%task);
}

sub wake {
	my ($cpu, $level) = @_;
	my @asleep = sort { $a <=> $b } grep { $task{$_}{does} eq 'S' } keys(%task);
	my $pid = @asleep ? pick(@asleep) : return;
	my $target = number($cpus);

	event($cpu, $level, "sched_waking pid=$pid last=$task{$pid}{cpu}");
	tick();
	event($cpu, $level, "sched_wakeup pid=$pid target=$target");
	@{$task{$pid}}{qw(does cpu)} = ('R', $target);
	if (chance(5)) {
		my $to = number($cpus);

		event($cpu, $level, "sched_migrate_task pid=$pid from=$target to=$to");
		$task{$pid}{cpu} = $to;
	}
}

# Whoever is on the CPU leaves it.
sub turn {
	my ($cpu, $state) = @_;
	my @waiting = waiting($cpu);
	my $pid = $on[$cpu];
	my $next = @waiting ? pick(@waiting) : 0;

	return if $next == $pid;
	event($cpu, 'task', "sched_switch prev_state=" . ($pid ? $state : 'R') . " next_pid=$next");
	if ($pid && $state eq 'X') {
		delete($task{$pid});
	} elsif ($pid && $task{$pid}) {
		@{$task{$pid}}{qw(does cpu)} = ($state eq 'S' ? 'S' : 'R', $cpu);
	}
	$task{$next}{does} = 'C' if $next;
	$task{$next}{cpu} = $cpu if $next;
	$on[$cpu] = $next;
}

sub fork_child {
	my ($cpu) = @_;
	my $child = 2 + number(60);
	my $parent = $on[$cpu];

	return if $task{$child} && !($with{chaos} && chance(5) && $task{$child}{does} ne 'C');
	birth($child);
	event($cpu, 'task', "sched_process_fork parent=$parent child=$child tgid=$task{$child}{tgid} " .
		"start=$now cgroup=" . (1 + number(3)) . " comm=\"$task{$child}{comm}\"");
	tick();
	event($cpu, 'task', "sched_wakeup_new pid=$child target=$cpu");
	@{$task{$child}}{qw(does cpu)} = ('R', $cpu);
}

sub exec_task {
	my ($cpu) = @_;
	my $old = $on[$cpu];
	my $pid = $old;
	my @others = sort { $a <=> $b } grep { $_ != $old && $task{$_}{does} ne 'C' } keys(%task);

	$pid = pick(@others) if @others && chance(4);
	event($cpu, 'task', "sched_process_exec pid=$pid old_pid=$old filename=\"/bin/x\"");
	return if $pid == $old;
	delete($task{$old});
	@{$task{$pid}}{qw(does cpu)} = ('C', $cpu);
	$on[$cpu] = $pid;
}

sub exit_task {
	my ($cpu) = @_;
	my $pid = $on[$cpu];

	event($cpu, 'task', "sched_process_exit pid=$pid tgid=$task{$pid}{tgid} comm=\"$task{$pid}{comm}\"");
	tick();
	turn($cpu, 'X');
	# There must be somebody else for it to leave.
	return if $on[$cpu] != $pid;
	event($cpu, 'task', "sched_switch prev_state=X next_pid=0");
	delete($task{$pid});
	$on[$cpu] = 0;
}

sub syscall_task {
	my ($cpu) = @_;
	my $self = $task{$on[$cpu]};

	if (defined($self->{nr}) && !chance(30)) {
		event($cpu, 'task', "sys_exit nr=$self->{nr} ret=-4");
		delete($self->{nr});
	} else {
		$self->{nr} = number(5);
		event($cpu, 'task', "sys_enter nr=$self->{nr}");
	}
}

sub interrupt {
	my ($cpu) = @_;
	my ($level, $id, $open) = chance(2) ? ('hardirq', 20 + number(2), \$irq[$cpu]) :
					      ('softirq', number(3), \$softirq[$cpu]);

	if (chance(6)) {
		event($cpu, 'hardirq', 'nmi_handler handler=' . (1 + number(2)) . ' duration=' . 100 * number(3));
	} elsif (defined($$open)) {
		wake($cpu, $level) if chance(3);
		event($cpu, $level, $level eq 'hardirq' ? "irq_handler_exit irq=$$open handled=1" :
					 "softirq_exit vec=$$open");
		$$open = undef;
	} else {
		$$open = $id;
		event($cpu, $level, $level eq 'hardirq' ? "irq_handler_entry irq=$id name=" . (1 + number(2)) :
					 "softirq_entry vec=$id");
	}
}

# What a kernel would not write.
sub nonsense {
	my ($cpu) = @_;
	my $pid = number(64);

	event($cpu, pick(@levels), pick("sched_wakeup pid=$pid target=0", "sys_exit nr=1 ret=0",
		"sched_process_exit pid=$pid tgid=$pid comm=\"ghost\"", "sched_migrate_task pid=$pid from=0 to=1",
		"sched_process_fork parent=1 child=$pid tgid=$pid comm=\"double\"", "softirq_exit vec=1",
		"irq_handler_exit irq=20 handled=1", "cgroup_attach_task pid=$pid cgroup=2",
		"sched_wakeup_new pid=$pid target=1"));
	if (chance(3)) {
		$pid = number(64);
		event($cpu, 'task', 'sched_switch prev_state=' . pick(qw(S R X Z)) . " next_pid=$pid");
		$on[$cpu] = $pid;
		$task{$pid}{does} //= 'C' if $pid && birth($pid);
	}
}

sub step {
	my $cpu = number($cpus);
	my $busy = $on[$cpu] && $task{$on[$cpu]};

	tick();
	if ($with{chaos} && chance(60)) {
		nonsense($cpu);
	} elsif (chance(6)) {
		interrupt($cpu);
	} elsif (!$busy) {
		chance(3) ? wake($cpu, 'hardirq') : turn($cpu, 'R');
	} elsif (chance(3)) {
		turn($cpu, pick(qw(S S R P)));
	} elsif (chance(3)) {
		syscall_task($cpu);
	} elsif (chance(12)) {
		fork_child($cpu);
	} elsif (chance(20)) {
		exec_task($cpu);
	} elsif (chance(14)) {
		exit_task($cpu);
	} elsif (chance(20)) {
		event($cpu, 'task', "task_rename pid=$on[$cpu] comm=\"" . pick(qw(sh cc1 ld)) . '"');
	} elsif (chance(20)) {
		event($cpu, 'task', "cgroup_attach_task pid=$on[$cpu] cgroup=" . (1 + number(4)));
	} elsif (chance(30)) {
		event($cpu, 'task', 'cgroup_mkdir cgroup=' . (2 + number(4)) . ' parent=1 name="' . pick(qw(a b)) . '"');
	} else {
		wake($cpu, 'task');
	}
}

sub open_generation {
	my ($clock) = @_;
	my $cpu;

	print "batch session=$session gen=$number level=meta time=$clock pid=9\n";
	print "+0 generation format=2 session=$session clock=monotonic khz=1000000 cpus=$cpus classes=0xffe release=\"6.1.0-test\"\nevents\n";
	print "+0 clock_snapshot clock=$clock monotonic=$clock realtime=$clock boottime=$clock\n";
	print "+0 cpu_status cpu=$_ online=1\n" for 0 .. $cpus - 1;
	print "+0 cgroup cgroup=1\n";
	for my $pid (sort { $a <=> $b } keys(%task)) {
		my $t = $task{$pid};

		next if chance(9);
		print "+0 task_status pid=$pid tgid=$t->{tgid} ppid=1 start=$t->{start} state=$t->{does} " .
			"cpu=$t->{cpu} prio=120 cgroup=" . (1 + number(3)) . " comm=\"$t->{comm}\"\n";
	}
}

sub write_streams {
	for my $key (sort keys(%stream)) {
		my $lane = $stream{$key};

		for my $batch (@{$lane->{batches}}) {
			my $before = $batch->{time};

			print "batch cpu=$lane->{cpu} level=$lane->{level} time=$before pid=$batch->{pid}" .
				($batch->{gap} ? " lost=$batch->{gap} since=$batch->{since}" : '') . "\n";
			for (@{$batch->{events}}) {
				print '+', $_->[0] - $before, " $_->[1]\n";
				$before = $_->[0];
			}
		}
	}
}

sub close_generation {
	my ($recorded, $lost, $batches) = (0, 0, 0);

	print "batch level=meta time=$now pid=9\n";
	print "+0 string id=$_ text=\"", ('eth0', 'acpi')[$_ - 1], "\"\n" for 1 .. 2;
	for my $key (sort keys(%stream)) {
		my $lane = $stream{$key};
		my $events = 0;

		$events += @{$_->{events}} for @{$lane->{batches}};
		print "+0 stream_loss cpu=$lane->{cpu} level=$lane->{level} class=" . ($lane->{level} eq 'task' ? 'sched' : 'irq') .
			" cause=no_batch count=$lane->{lost} first=$lane->{first} last=$lane->{last}\n" if $lane->{lost};
		print "+0 stream_total cpu=$lane->{cpu} level=$lane->{level} emitted=", $events + $lane->{lost},
			" recorded=$events batches=", scalar(@{$lane->{batches}}), "\n";
		$recorded += $events;
		$lost += $lane->{lost};
		$batches += @{$lane->{batches}};
	}
	print "+0 clock_snapshot clock=$now monotonic=$now realtime=$now boottime=$now\n";
	print "+0 generation_end reason=period emitted=", $recorded + $lost, " recorded=$recorded lost=$lost batches=$batches\n";
}

# One that is not written happens all the same.
sub generation {
	my $hidden = $with{hole} && chance(4);
	my $out;

	$number++;
	($session, $number) = ($session + 1, 1) if $with{session} && chance(3);
	%stream = ();
	open($out, '>', '/dev/null') or die;
	$out = select($out) if $hidden;
	open_generation($now);
	for ($written = 0; $written < $events;) {
		step();
	}
	write_streams();
	close_generation();
	select($out) if $hidden;
	# Instants of two generations may overlap a little.
	$now -= 200 if chance(3);
}

@on = (0) x $cpus;
birth(2 + number(60)) for 1 .. 12;
generation() for 1 .. $generations;
