/* SPDX-License-Identifier: MIT */
/*
 * To leave a file that runs as its owner (setuid, setgid), or one that nobody
 * else can remove: each call that takes a mode, with each of these bits.
 */
#define _GNU_SOURCE /* O_TMPFILE, syscall */
#include "attack.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the headers may be; the same everywhere. */
#define CALL_FCHMODAT2 452

/* 0 when one of the bits was let. */
static long
try_each_bit(long (*make)(mode_t mode))
{
	long best = -1;

	for (mode_t bit = S_ISVTX; bit <= S_ISUID; bit <<= 1)
		if (make(bit | 0755) >= 0)
			best = 0;
	return best;
}

/* Names of their own, for what is there already keeps its mode. */
static const char *
fresh_name(void)
{
	static char name[32];
	static unsigned n;

	snprintf(name, sizeof(name), "out/stage/new%u", n++);
	return name;
}

static long
one_by_open(mode_t mode)
{
	return syscall(SYS_openat, AT_FDCWD, fresh_name(), O_WRONLY | O_CREAT,
		       mode);
}

static long
by_open(void)
{
	return try_each_bit(one_by_open);
}

static long
one_by_exclusive_open(mode_t mode)
{
	return open(fresh_name(), O_RDWR | O_CREAT | O_EXCL, mode);
}

static long
by_exclusive_open(void)
{
	return try_each_bit(one_by_exclusive_open);
}

static long
one_nameless(mode_t mode)
{
	return open("out/stage", O_WRONLY | O_TMPFILE, mode);
}

static long
nameless(void)
{
	return try_each_bit(one_nameless);
}

static long
one_by_openat2(mode_t mode)
{
	uint64_t how[3] = {O_WRONLY | O_CREAT, mode, 0};

	return syscall(SYS_openat2, AT_FDCWD, fresh_name(), how, sizeof(how));
}

static long
by_openat2(void)
{
	return try_each_bit(one_by_openat2);
}

#ifdef SYS_open /* newer architectures have none of these */
static long
one_by_old_open(mode_t mode)
{
	return syscall(SYS_open, fresh_name(), O_WRONLY | O_CREAT, mode);
}

static long
by_old_open(void)
{
	return try_each_bit(one_by_old_open);
}

static long
one_by_creat(mode_t mode)
{
	return syscall(SYS_creat, fresh_name(), mode);
}

static long
by_creat(void)
{
	return try_each_bit(one_by_creat);
}

static long
one_by_mkdir(mode_t mode)
{
	return syscall(SYS_mkdir, fresh_name(), mode);
}

static long
by_mkdir(void)
{
	return try_each_bit(one_by_mkdir);
}

static long
one_by_mknod(mode_t mode)
{
	return syscall(SYS_mknod, fresh_name(), S_IFREG | mode, 0);
}

static long
by_mknod(void)
{
	return try_each_bit(one_by_mknod);
}

static long
one_by_chmod(mode_t mode)
{
	return syscall(SYS_chmod, "out/stage/mine", mode);
}

static long
by_chmod(void)
{
	return try_each_bit(one_by_chmod);
}
#endif

static long
one_by_mkdirat(mode_t mode)
{
	return syscall(SYS_mkdirat, AT_FDCWD, fresh_name(), mode);
}

static long
by_mkdirat(void)
{
	return try_each_bit(one_by_mkdirat);
}

static long
one_by_mknodat(mode_t mode)
{
	return syscall(SYS_mknodat, AT_FDCWD, fresh_name(), S_IFREG | mode, 0);
}

static long
by_mknodat(void)
{
	return try_each_bit(one_by_mknodat);
}

static long
one_by_fchmod(mode_t mode)
{
	int fd = open("out/stage/mine", O_WRONLY);
	long result = fchmod(fd, mode);

	if (result != 0)
		close(fd);
	return result;
}

static long
by_fchmod(void)
{
	return try_each_bit(one_by_fchmod);
}

static long
one_by_fchmodat(mode_t mode)
{
	return syscall(SYS_fchmodat, AT_FDCWD, "out/stage/mine", mode);
}

static long
by_fchmodat(void)
{
	return try_each_bit(one_by_fchmodat);
}

static long
one_by_fchmodat2(mode_t mode)
{
	return syscall(CALL_FCHMODAT2, AT_FDCWD, "out/stage/mine", mode, 0);
}

static long
by_fchmodat2(void)
{
	return try_each_bit(one_by_fchmodat2);
}

static const struct attack attacks[] = {
	{"setuid by opening", ATTACK_REFUSED, .attempt = by_open,
	 .is_harmless = true},
	{"setuid by opening a new file", ATTACK_REFUSED,
	 .attempt = by_exclusive_open, .is_harmless = true},
	{"setuid without a name", ATTACK_REFUSED, .attempt = nameless},
	{"setuid by openat2", ATTACK_REFUSED, .attempt = by_openat2,
	 .is_harmless = true},
	{"setuid by mkdirat", ATTACK_REFUSED, .attempt = by_mkdirat,
	 .is_harmless = true},
	{"setuid by mknodat", ATTACK_REFUSED, .attempt = by_mknodat,
	 .is_harmless = true},
	{"setuid by fchmod", ATTACK_REFUSED, .attempt = by_fchmod,
	 .is_harmless = true},
	{"setuid by fchmodat", ATTACK_REFUSED, .attempt = by_fchmodat,
	 .is_harmless = true},
	{"setuid by fchmodat2", ATTACK_REFUSED, .attempt = by_fchmodat2,
	 .is_harmless = true},
#ifdef SYS_open
	{"setuid by open", ATTACK_REFUSED, .attempt = by_old_open,
	 .is_harmless = true},
	{"setuid by creat", ATTACK_REFUSED, .attempt = by_creat,
	 .is_harmless = true},
	{"setuid by mkdir", ATTACK_REFUSED, .attempt = by_mkdir,
	 .is_harmless = true},
	{"setuid by mknod", ATTACK_REFUSED, .attempt = by_mknod,
	 .is_harmless = true},
	{"setuid by chmod", ATTACK_REFUSED, .attempt = by_chmod,
	 .is_harmless = true},
#endif
};

const struct attack_group attack_modes = {attacks,
					  sizeof(attacks) / sizeof(attacks[0])};
