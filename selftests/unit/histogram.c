// SPDX-License-Identifier: GPL-2.0
/* histogram.c - the histogram against a brute-force sort. */
#include "unit.h"

#include "histogram.h"

static int compare(const void *a, const void *b)
{
	const __u64 x = *(const __u64 *)a, y = *(const __u64 *)b;

	return (x > y) - (x < y);
}

/* The smallest number that enough others are not above, by looking. */
static __u64 brute_percentile(const __u64 *sorted, size_t count, unsigned int permille)
{
	size_t rank = (count * permille + 999) / 1000;

	return sorted[rank ? rank - 1 : 0];
}

/* Never below, and above by one part in 64 at most. */
static void check_percentiles(const struct gentrace_histogram *histogram, const __u64 *sorted,
			      size_t count)
{
	unsigned int permille;

	for (permille = 0; permille <= 1000; permille++) {
		__u64 exact = brute_percentile(sorted, count, permille);
		__u64 found = gentrace_histogram_percentile(histogram, permille);

		if (found < exact || found - exact > exact / 64)
			fail_msg("p%u of %zu: %llu, found %llu", permille, count, exact, found);
	}
}

/* Put together of two, with each of them folded or not. */
static void check_joined(const __u64 *numbers, const __u64 *sorted, size_t count)
{
	struct gentrace_histogram part[2] = { 0 };
	unsigned int folded;
	size_t i;

	for (folded = 0; folded < 4; folded++) {
		for (i = 0; i < count; i++)
			assert_int_equal(gentrace_histogram_add(&part[i % 3 == 0], numbers[i]), 0);
		for (i = 0; i < 2; i++)
			if (folded >> i & 1)
				histogram_fold(&part[i]);
		assert_int_equal(histogram_join(&part[0], &part[1]), 0);
		assert_int_equal(part[0].count, count);
		assert_true(part[0].min == sorted[0]);
		assert_true(part[0].max == sorted[count - 1]);
		check_percentiles(&part[0], sorted, count);
		histogram_fold(&part[0]);
		check_percentiles(&part[0], sorted, count);
		gentrace_histogram_clear(&part[0]);
		gentrace_histogram_clear(&part[1]);
	}
}

static void check_against_sort(__u64 *numbers, size_t count)
{
	struct gentrace_histogram histogram = { 0 };
	__u64 *sorted = calloc(count, sizeof(*sorted));
	__u64 sum = 0;
	size_t i;

	assert_non_null(sorted);
	memcpy(sorted, numbers, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare);
	for (i = 0; i < count; i++) {
		assert_int_equal(gentrace_histogram_add(&histogram, numbers[i]), 0);
		sum += numbers[i];
	}
	assert_true(histogram.count == count);
	assert_true(histogram.sum == sum);
	assert_true(histogram.min == sorted[0]);
	assert_true(histogram.max == sorted[count - 1]);
	check_percentiles(&histogram, sorted, count);
	gentrace_histogram_clear(&histogram);
	check_joined(numbers, sorted, count);
	free(sorted);
}

static void test_percentiles_are_those_of_a_sort(void **state)
{
	static __u64 numbers[10000];
	__u64 seed = 1;
	size_t count, i;
	unsigned int bits;

	(void)state;
	for (count = 1; count <= ARRAY_SIZE(numbers); count = count * 3 + 1) {
		for (bits = 1; bits <= 48; bits += 3) {
			for (i = 0; i < count; i++) {
				seed = seed * 6364136223846793005ull + 1442695040888963407ull;
				numbers[i] = seed >> (64 - bits);
			}
			check_against_sort(numbers, count);
		}
	}
}

static void test_small_numbers_are_exact(void **state)
{
	struct gentrace_histogram histogram = { 0 };
	__u64 i;

	(void)state;
	for (i = 1; i <= 100; i++)
		gentrace_histogram_add(&histogram, i);
	assert_true(gentrace_histogram_percentile(&histogram, 500) == 50);
	assert_true(gentrace_histogram_percentile(&histogram, 10) == 1);
	gentrace_histogram_clear(&histogram);
}

static void test_an_empty_histogram_answers_zero(void **state)
{
	struct gentrace_histogram histogram = { 0 };

	(void)state;
	assert_true(gentrace_histogram_percentile(&histogram, 500) == 0);
	gentrace_histogram_clear(&histogram);
}

static void test_the_largest_numbers_fit(void **state)
{
	struct gentrace_histogram histogram = { 0 };

	(void)state;
	gentrace_histogram_add(&histogram, ~0ull);
	gentrace_histogram_add(&histogram, ~0ull - 1);
	assert_true(histogram.sum == ~0ull);
	assert_true(histogram.max == ~0ull);
	assert_true(gentrace_histogram_percentile(&histogram, 1000) == ~0ull);
	gentrace_histogram_clear(&histogram);
	assert_true(histogram.count == 0);
}

int histogram_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles_are_those_of_a_sort),
		cmocka_unit_test(test_small_numbers_are_exact),
		cmocka_unit_test(test_an_empty_histogram_answers_zero),
		cmocka_unit_test(test_the_largest_numbers_fit),
	};

	return cmocka_run_group_tests_name("histogram", tests, NULL, NULL);
}
