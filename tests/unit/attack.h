/* SPDX-License-Identifier: MIT */
/*
 * attack.h - what a decoder might do that was taken over by its input
 *
 * Stands in a folder with in/picture and out/ (which the sandbox allows),
 * in/../secret, out/mine and elsewhere/ (which it does not).
 */
#ifndef GM_TESTS_UNIT_ATTACK_H
#define GM_TESTS_UNIT_ATTACK_H

#include <stddef.h>

/* What has to become of it. */
enum attack_end {
	ATTACK_REFUSED, /* it fails, and its worker goes on */
	ATTACK_DEADLY   /* its worker is killed by SIGSYS */
};

struct attack {
	const char *name;
	enum attack_end end;
	/* As system calls do: 0 or more when it was let, else -1. */
	long (*attempt)(void);
};

/* In the driver, before the attacks: have what they look for. */
void attack_prepare(void);

const struct attack *attack_list(size_t *n);

#endif
