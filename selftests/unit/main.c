// SPDX-License-Identifier: GPL-2.0
/* main.c - all unit tests of libgentrace, a file each. */
#include "unit.h"

int main(void)
{
	int failed = 0;

	failed += cgroup_tests();
	failed += codec_tests();
	failed += events_tests();
	failed += histogram_tests();
	failed += text_tests();
	failed += places_tests();
	failed += reader_tests();
	failed += crew_tests();
	failed += order_tests();
	failed += line_tests();
	failed += part_tests();
	failed += kept_tests();
	failed += hit_tests();
	failed += model_tests();
	failed += value_tests();
	failed += verify_tests();
	failed += stacks_tests();
	failed += symbols_tests();
	failed += rows_tests();
	failed += waits_tests();
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
