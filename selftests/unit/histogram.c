// SPDX-License-Identifier: GPL-2.0
/* histogram.c - the histogram against a brute-force sort. */
#include "unit.h"

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

static void check_against_sort(__u64 *numbers, size_t count)
{
	struct gentrace_histogram histogram = { 0 };
	unsigned int permille;
	__u64 sum = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		assert_int_equal(gentrace_histogram_add(&histogram, numbers[i]), 0);
		sum += numbers[i];
	}
	qsort(numbers, count, sizeof(*numbers), compare);
	assert_true(histogram.count == count);
	assert_true(histogram.sum == sum);
	assert_true(histogram.min == numbers[0]);
	assert_true(histogram.max == numbers[count - 1]);
	for (permille = 0; permille <= 1000; permille++) {
		__u64 exact = brute_percentile(numbers, count, permille);
		__u64 found = gentrace_histogram_percentile(&histogram, permille);

		/* Never below, and above by one part in 64 at most. */
		if (found < exact || found - exact > exact / 64)
			fail_msg("p%u of %zu: %llu, found %llu", permille, count, exact, found);
	}
	gentrace_histogram_clear(&histogram);
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
