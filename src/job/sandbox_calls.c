/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* syscall */
#include "job/sandbox_calls.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

/* Names that an architecture does not have are passed over. */
static const int allowed[] = {
	/* files: which ones, and for what, is for Landlock to say */
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(close), SCMP_SYS(read),
	SCMP_SYS(write), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(link),
	SCMP_SYS(linkat), SCMP_SYS(rename), SCMP_SYS(renameat),
	SCMP_SYS(renameat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(flock), SCMP_SYS(dup), SCMP_SYS(fsync),
	/* memory; more of it below */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	/* itself */
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall), SCMP_SYS(futex),
	/* the time, where it is not read without a call */
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrandom)};

/* No library tries these on its own. */
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

/* Memory to write to is none to run code from. */
static int
add_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp is_data =
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				      is_data);

	if (result == 0)
		result = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
					  SCMP_SYS(mprotect), 1, is_data);
	return result;
}

/* Its own limit on memory, and nothing of other processes. */
static int
add_limits(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
				SCMP_A0(SCMP_CMP_EQ, 0),
				SCMP_A1(SCMP_CMP_EQ, RLIMIT_DATA));
}

static int
add_rules(scmp_filter_ctx filter)
{
	/*
	 * The library's default turns off a speculation of the processor for
	 * the whole worker, which costs far more than the filter does.
	 */
	int result = seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);

	if (result == 0)
		result = add_all(filter, SCMP_ACT_ALLOW, allowed,
				 sizeof(allowed) / sizeof(allowed[0]));
	if (result == 0)
		result = add_all(filter, SCMP_ACT_KILL_PROCESS, deadly,
				 sizeof(deadly) / sizeof(deadly[0]));
	if (result == 0)
		result = add_memory(filter);
	return result == 0 ? add_limits(filter) : result;
}

enum gm_status
sandbox_calls_open(void **calls, struct gm_error *err)
{
	scmp_filter_ctx filter;
	int result;

	*calls = NULL;
	if (!kernel_has_seccomp())
		return GM_OK;
	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (filter == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (seccomp)");
	result = add_rules(filter);
	if (result != 0) {
		seccomp_release(filter);
		return gm_fail(err, GM_ERR_SYSTEM, -result, "sandbox: seccomp");
	}
	*calls = filter;
	return GM_OK;
}

enum gm_status
sandbox_calls_enter(void *calls, struct gm_error *err)
{
	/* abort() signals its own process, and no other. */
	int result =
		seccomp_rule_add(calls, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				 SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));

	if (result == 0)
		result = seccomp_load(calls);
	if (result != 0)
		return gm_fail(err, GM_ERR_SYSTEM, -result, "sandbox: seccomp");
	return GM_OK;
}

void
sandbox_calls_close(void *calls)
{
	seccomp_release(calls);
}
