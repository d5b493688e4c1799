// SPDX-License-Identifier: GPL-2.0
/* tally.c - what a rule of tracectl assert has seen, and whether it holds. */
#include "tally.h"

#define PPM	1000000u

static enum tally_truth both(enum tally_truth a, enum tally_truth b)
{
	return a < b ? a : b;
}

static enum tally_truth not(enum tally_truth a)
{
	return -a;
}

/* All relations are made of these two. */
static enum tally_truth relate(enum rule_relation relation, enum tally_truth less,
			       enum tally_truth less_equal)
{
	switch (relation) {
	case RULE_LESS:
		return less;
	case RULE_LESS_EQUAL:
		return less_equal;
	case RULE_GREATER:
		return not(less_equal);
	case RULE_GREATER_EQUAL:
		return not(less);
	case RULE_EQUAL:
		return both(less_equal, not(less));
	default:
		return not(both(less_equal, not(less)));
	}
}

/* A number is from @low to @high, or NULL: has no upper end; each end has a bound of its own. */
static enum tally_truth compare(enum rule_relation relation, __uint128_t low,
				__uint128_t low_bound, const __uint128_t *high,
				__uint128_t high_bound)
{
	enum tally_truth less = TALLY_MAYBE, less_equal = TALLY_MAYBE;

	if (low >= low_bound)
		less = TALLY_FALSE;
	else if (high && *high < high_bound)
		less = TALLY_TRUE;
	if (low > low_bound)
		less_equal = TALLY_FALSE;
	else if (high && *high <= high_bound)
		less_equal = TALLY_TRUE;
	return relate(relation, less, less_equal);
}

static enum tally_result result_of(enum tally_truth truth)
{
	if (truth == TALLY_MAYBE)
		return TALLY_UNKNOWN;
	return truth == TALLY_TRUE ? TALLY_HOLDS : TALLY_BROKEN;
}

/* ---------------------------------------------------------------- samples */

static void add_up(__u64 *sum, __u64 ns)
{
	if (__builtin_add_overflow(*sum, ns, sum))
		*sum = ~0ull;
}

static __u64 sample_ns(const struct tally_sample *sample)
{
	return sample->end_ns - sample->begin_ns;
}

static __u64 counts_of(const struct tally_counts *counts, bool certain)
{
	return counts->below[certain] + counts->equal[certain] + counts->above[certain];
}

int tally_add(struct tally *tally, const struct rule *rule, const struct tally_sample *sample)
{
	__u64 ns = sample_ns(sample);
	bool certain = sample->certain;

	if (!counts_of(&tally->counts, certain) || ns > sample_ns(&tally->worst[certain]))
		tally->worst[certain] = *sample;
	if (ns < rule->bound)
		tally->counts.below[certain]++;
	else if (ns == rule->bound)
		tally->counts.equal[certain]++;
	else
		tally->counts.above[certain]++;
	add_up(&tally->total_ns[certain], ns);
	return rule_permille(rule->statistic) ? gentrace_histogram_add(&tally->ns, ns) : 0;
}

/* So many samples must not lie above a percentile, of @count. */
static __u64 rank_of(unsigned int permille, __u64 count)
{
	return (__u64)(((__uint128_t)count * permille + 999) / 1000);
}

/*
 * Whether a percentile lies under the bound, if @under lie under it and @over do not.
 * Of each kind there are some that may be none: it does if it does with all of those that
 * do not, and does not if it does not with all of those that do. Exact, as samples are
 * counted, not put into buckets.
 */
static enum tally_truth percentile_is_under(unsigned int permille, const __u64 under[2],
					    const __u64 over[2])
{
	__u64 all = under[true] + under[false];

	if (under[true] && under[true] >= rank_of(permille, under[true] + over[true] + over[false]))
		return TALLY_TRUE;
	return all < rank_of(permille, all + over[true]) || !all ? TALLY_FALSE : TALLY_MAYBE;
}

static enum tally_truth percentile_truth(const struct tally *tally, const struct rule *rule)
{
	const struct tally_counts *counts = &tally->counts;
	unsigned int permille = rule_permille(rule->statistic);
	__u64 to[2], from[2];
	size_t i;

	/* Of samples that were not seen there can be any number, anywhere. */
	if (tally->touched)
		return TALLY_MAYBE;
	for (i = 0; i < 2; i++) {
		to[i] = counts->below[i] + counts->equal[i];
		from[i] = counts->equal[i] + counts->above[i];
	}
	return relate(rule->relation, percentile_is_under(permille, counts->below, from),
		      percentile_is_under(permille, to, counts->above));
}

/* The shown value never lies on the wrong side of the bound, for all that buckets are coarse. */
static void percentile_show(struct tally *tally, const struct rule *rule)
{
	unsigned int permille = rule_permille(rule->statistic);
	__u64 all = tally->counts.below[true] + tally->counts.below[false];
	__u64 to = all + tally->counts.equal[true] + tally->counts.equal[false];
	__u64 rank = rank_of(permille, tally->of);

	tally->value = gentrace_histogram_percentile(&tally->ns, permille);
	if (all >= rank && tally->value >= rule->bound)
		tally->value = rule->bound - 1;
	else if (all < rank && to >= rank)
		tally->value = rule->bound;
}

/* From what is certain to all there may be, which has no end where samples were lost. */
static enum tally_truth range_truth(struct tally *tally, const struct rule *rule,
				    __uint128_t low, __uint128_t high)
{
	tally->value = low;
	tally->at_least = tally->touched || low != high;
	return compare(rule->relation, low, rule->bound, tally->touched ? NULL : &high,
		       rule->bound);
}

static enum tally_truth samples_truth(struct tally *tally, const struct rule *rule)
{
	__u64 certain = counts_of(&tally->counts, true);
	__u64 most = 0;

	switch (rule->statistic) {
	case RULE_COUNT:
		return range_truth(tally, rule, certain, tally->of);
	case RULE_TOTAL:
		add_up(&most, tally->total_ns[true]);
		add_up(&most, tally->total_ns[false]);
		return range_truth(tally, rule, tally->total_ns[true], most);
	case RULE_MAX:
		most = sample_ns(&tally->worst[true]);
		if (sample_ns(&tally->worst[false]) > most)
			most = sample_ns(&tally->worst[false]);
		return range_truth(tally, rule, sample_ns(&tally->worst[true]), most);
	default:
		percentile_show(tally, rule);
		return percentile_truth(tally, rule);
	}
}

/* How many of them break it, each alone. */
static __u64 samples_breaking(const struct tally *tally, const struct rule *rule)
{
	const struct tally_counts *counts = &tally->counts;

	if (rule->statistic == RULE_COUNT || rule->statistic == RULE_TOTAL)
		return 0;
	switch (rule->relation) {
	case RULE_LESS:
		return counts->equal[true] + counts->above[true];
	case RULE_LESS_EQUAL:
		return counts->above[true];
	case RULE_GREATER:
		return counts->below[true] + counts->equal[true];
	case RULE_GREATER_EQUAL:
		return counts->below[true];
	case RULE_EQUAL:
		return counts->below[true] + counts->above[true];
	default:
		return counts->equal[true];
	}
}

/* What proves most is shown: one that is certain, unless there is none. */
static void samples_show_worst(struct tally *tally)
{
	bool certain = counts_of(&tally->counts, true) != 0;

	tally->has_worst = tally->of != 0;
	tally->instance = tally->worst[certain];
}

void tally_judge(struct tally *tally, const struct rule *rule)
{
	bool is_sum = rule->statistic == RULE_COUNT || rule->statistic == RULE_TOTAL;
	enum tally_truth truth;

	tally->of = counts_of(&tally->counts, true) + counts_of(&tally->counts, false);
	tally->breaking = samples_breaking(tally, rule);
	samples_show_worst(tally);
	/* Nothing adds up to 0, if there could have been something. */
	if (!tally->of && !(is_sum && tally->selected)) {
		tally->result = TALLY_NOTHING;
		return;
	}
	truth = samples_truth(tally, rule);
	tally->has_value = true;
	/* If none certainly is one, the rule may be about nothing. */
	if (!is_sum && !counts_of(&tally->counts, true))
		truth = TALLY_MAYBE;
	tally->result = result_of(truth);
}

/* ----------------------------------------------------------------- shares */

static __u64 ppm_of(__u64 part, __u64 whole)
{
	return whole ? (__u64)((__uint128_t)part * PPM / whole) : 0;
}

/* From the least part of the longest time to the largest part of the shortest. */
static enum tally_truth share_truth(const struct rule *rule, const struct tally_share *share)
{
	__uint128_t low = (__uint128_t)share->ns * PPM;
	__uint128_t high = low + (__uint128_t)share->doubtful_ns * PPM;
	__uint128_t bound = rule->bound;

	return compare(rule->relation, low, bound * share->most_ns, &high,
		       bound * share->whole_ns);
}

void tally_begin_shares(struct tally *tally)
{
	*tally = (struct tally) { .result = TALLY_HOLDS, .touched = tally->touched };
}

/* Of two that decide as much: the one that is further from what the rule wants. */
static bool share_is_worse(const struct tally *tally, const struct rule *rule, __u64 value)
{
	if (rule->relation == RULE_GREATER || rule->relation == RULE_GREATER_EQUAL)
		return value < tally->value;
	return value > tally->value;
}

bool tally_add_share(struct tally *tally, const struct rule *rule, const struct tally_share *share)
{
	static const int weight[TALLY_RESULTS] = {
		[TALLY_HOLDS] = 0, [TALLY_UNKNOWN] = 1, [TALLY_BROKEN] = 2,
	};
	enum tally_truth truth = share_truth(rule, share);
	__u64 value = ppm_of(share->ns, share->whole_ns);
	enum tally_result result;
	bool decides;

	if (!share->certain && truth == TALLY_FALSE)
		truth = TALLY_MAYBE;
	result = result_of(truth);
	decides = !tally->of || weight[result] > weight[tally->result] ||
		  (result == tally->result && share_is_worse(tally, rule, value));
	tally->of++;
	tally->selected |= share->certain;
	tally->breaking += result == TALLY_BROKEN;
	if (!decides)
		return false;
	tally->result = result;
	tally->value = value;
	tally->at_least = share->doubtful_ns != 0;
	tally->has_value = true;
	return true;
}

void tally_judge_shares(struct tally *tally)
{
	if (!tally->of)
		tally->result = TALLY_NOTHING;
	/* A task that nothing is known of can have had any share. */
	else if (tally->result == TALLY_HOLDS && (tally->touched || !tally->selected))
		tally->result = TALLY_UNKNOWN;
}

/* ----------------------------------------------------------------- losses */

void tally_judge_lost(struct tally *tally, const struct rule *rule, __u64 lost, __u64 emitted)
{
	__uint128_t part = lost, bound = rule->bound;

	tally->value = lost;
	tally->of = emitted;
	tally->has_value = true;
	if (rule->statistic == RULE_SHARE) {
		tally->value = ppm_of(lost, emitted);
		part *= PPM;
		bound *= emitted;
	}
	tally->result = result_of(compare(rule->relation, part, bound, &part, bound));
}

void tally_clear(struct tally *tally)
{
	gentrace_histogram_clear(&tally->ns);
}
