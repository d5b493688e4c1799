// SPDX-License-Identifier: GPL-2.0
/* leaf.c - a program to be executed: it ends at once, with a status of its own. */
int main(void)
{
	return 7;
}
