/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* syscall */
#include "guard/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

/* Instructions that the program may have; some 100 are what it has. */
#define MAX_INSTRUCTIONS 4096u

struct sandbox_calls {
	struct sock_fprog program; /* points to code */
	struct sock_filter code[MAX_INSTRUCTIONS];
};

/*
 * Names that an architecture does not have are passed over; some are there for
 * those of 32 bits only.
 */
static const int allowed[] = {
	/* files: which ones, and for what, is for Landlock to say */
	SCMP_SYS(close), SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(lseek),
	SCMP_SYS(_llseek), SCMP_SYS(fstat), SCMP_SYS(fstat64),
	SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(stat),
	SCMP_SYS(stat64), SCMP_SYS(lstat), SCMP_SYS(lstat64), SCMP_SYS(statx),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(rename), SCMP_SYS(renameat),
	SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(flock), SCMP_SYS(fsync), SCMP_SYS(dup),
	/* memory; more of it below */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	/* itself */
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(futex),
	SCMP_SYS(futex_time64),
	/* the time, where it is not read without a call */
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom)};

/*
 * No library tries these on its own.  tgkill is not among them: abort() does,
 * and without it ends the worker by another signal.
 */
static const int deadly[] = {SCMP_SYS(execve),
			     SCMP_SYS(execveat),
			     SCMP_SYS(fork),
			     SCMP_SYS(vfork),
			     SCMP_SYS(clone),
			     SCMP_SYS(socket),
			     SCMP_SYS(socketpair),
			     SCMP_SYS(connect),
			     SCMP_SYS(bind),
			     SCMP_SYS(ptrace),
			     SCMP_SYS(process_vm_readv),
			     SCMP_SYS(process_vm_writev),
			     SCMP_SYS(kill),
			     SCMP_SYS(tkill),
			     SCMP_SYS(rt_sigqueueinfo),
			     SCMP_SYS(pidfd_send_signal),
			     SCMP_SYS(mount),
			     SCMP_SYS(unshare),
			     SCMP_SYS(setns),
			     SCMP_SYS(chroot)};

/* KILL_PROCESS came after all else that is needed here, with Linux 4.14. */
static bool
kernel_has_seccomp(void)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static int
add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < n; i++)
		result = seccomp_rule_add(filter, action, calls[i], 0);
	return result;
}

/* True of an argument in which no bit of mask is set. */
static struct scmp_arg_cmp
argument_lacks(unsigned arg_i, uint64_t mask)
{
	return (struct scmp_arg_cmp){.arg = arg_i,
				     .op = SCMP_CMP_MASKED_EQ,
				     .datum_a = mask,
				     .datum_b = 0};
}

/*
 * Memory cannot be made executable, and cannot be shared, for shared memory
 * does not count against the limit.  Where there is mmap2, mmap takes its
 * arguments from memory, which no filter can look at.
 */
static int
add_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp is_data = argument_lacks(2, PROT_EXEC);
	const struct scmp_arg_cmp is_private = argument_lacks(3, MAP_SHARED);
	const int map = SCMP_SYS(mmap2) >= 0 ? SCMP_SYS(mmap2) : SCMP_SYS(mmap);
	int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, map, 2, is_data,
				      is_private);

	if (result == 0)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  SCMP_SYS(mprotect), 1, is_data);
	return result;
}

/*
 * Files are opened without O_TRUNC: it would cut a file short even where a
 * worker may only read.  Of the calls whose arguments the filter looks at,
 * openat() is the most frequent, so that it is looked for first.
 */
static int
add_opening(scmp_filter_ctx filter)
{
	int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
				      argument_lacks(1, O_TRUNC));

	if (result == 0)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  SCMP_SYS(openat), 1,
					  argument_lacks(2, O_TRUNC));
	if (result == 0)
		result = seccomp_syscall_priority(filter, SCMP_SYS(openat),
						  UINT8_MAX);
	return result;
}

static struct scmp_arg_cmp
argument_is(unsigned arg_i, uint64_t value)
{
	return (struct scmp_arg_cmp){
		.arg = arg_i, .op = SCMP_CMP_EQ, .datum_a = value};
}

/* The worker's own limit on memory, and nobody else's. */
static int
add_limit(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
				argument_is(0, 0), argument_is(1, RLIMIT_DATA));
}

static int
add_rules(scmp_filter_ctx filter)
{
	int result = add_all(filter, SCMP_ACT_ALLOW, allowed,
			     sizeof(allowed) / sizeof(allowed[0]));

	if (result == 0)
		result = add_all(filter, SCMP_ACT_KILL_PROCESS, deadly,
				 sizeof(deadly) / sizeof(deadly[0]));
	if (result == 0)
		result = add_opening(filter);
	if (result == 0)
		result = add_memory(filter);
	return result == 0 ? add_limit(filter) : result;
}

/*
 * Take the program for the kernel out of the library, through a pipe, which
 * is larger than any.
 */
static enum gm_status
export_program(scmp_filter_ctx filter, struct sandbox_calls *calls,
	       struct gm_error *err)
{
	ssize_t n = -1;
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "pipe");
	result = seccomp_export_bpf(filter, ends[1]);
	if (result == 0)
		n = read(ends[0], calls->code, sizeof(calls->code));
	close(ends[0]);
	close(ends[1]);
	if (result != 0 || n <= 0 || (size_t)n == sizeof(calls->code))
		return gm_fail(err, GM_ERR_SYSTEM, -result, "seccomp");
	calls->program = (struct sock_fprog){
		.len = (unsigned short)((size_t)n / sizeof(calls->code[0])),
		.filter = calls->code,
	};
	return GM_OK;
}

static enum gm_status
make_program(struct sandbox_calls *calls, struct gm_error *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	enum gm_status st;
	int result;

	if (filter == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (seccomp)");
	result = add_rules(filter);
	st = result != 0 ? gm_fail(err, GM_ERR_SYSTEM, -result, "seccomp")
			 : export_program(filter, calls, err);
	seccomp_release(filter);
	return st;
}

enum gm_status
sandbox_calls_open(struct sandbox_calls **calls, struct gm_error *err)
{
	enum gm_status st;

	*calls = NULL;
	if (!kernel_has_seccomp())
		return GM_OK;
	*calls = malloc(sizeof(**calls));
	if (*calls == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (seccomp)");
	st = make_program(*calls, err);
	if (st != GM_OK) {
		free(*calls);
		*calls = NULL;
	}
	return st;
}

/*
 * Without the flag the kernel turns off a speculation of the processor for
 * the whole worker, which costs far more than the filter does; one that does
 * not know the flag does not turn it off either.
 */
enum gm_status
sandbox_calls_enter(const struct sandbox_calls *calls, struct gm_error *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		     SECCOMP_FILTER_FLAG_SPEC_ALLOW, &calls->program) == 0 ||
	     (errno == EINVAL && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
					 0, &calls->program) == 0)))
		return GM_OK;
	return gm_fail(err, GM_ERR_SYSTEM, errno, "seccomp");
}

void
sandbox_calls_close(struct sandbox_calls *calls)
{
	free(calls);
}
