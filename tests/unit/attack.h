/* SPDX-License-Identifier: MIT */
/*
 * attack.h - what a decoder might do that was taken over by its input
 *
 * Stands in a folder with in/picture, which the sandbox lets it read, and
 * out/stage/, in which it lets it write.  All else is beside: in/beside,
 * in/sub/secret, secret, out/theirs, out/sub/.  In the stage there is mine.
 */
#ifndef GM_TESTS_UNIT_ATTACK_H
#define GM_TESTS_UNIT_ATTACK_H

#include <stdbool.h>
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
	/* Without one: a system call. */
	long call, args[6];
	/* Without a sandbox it does no harm but to that folder, and is let. */
	bool is_harmless;
};

struct attack_group {
	const struct attack *attacks;
	size_t n;
};

extern const struct attack_group attack_files;     /* attack_files.c */
extern const struct attack_group attack_modes;     /* attack_modes.c */
extern const struct attack_group attack_processes; /* attack_processes.c */
extern const struct attack_group attack_kernel;    /* attack_kernel.c */

/* In the driver: have what they look for, another process among it. */
void attack_prepare(void);
void attack_clear(void);

/*
 * The other process, a descriptor of the driver's, of secret, and a string of
 * the environment as the driver had it.
 */
extern int attack_sibling;
extern int attack_known_fd;
extern const char *attack_known_variable;

size_t attack_count(void);

/* Of 0 to attack_count() - 1. */
const struct attack *attack_get(size_t attack_i);

/* As attempts do; errno says why not. */
long attack_try(const struct attack *attack);

#endif
