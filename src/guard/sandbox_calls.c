/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* syscall */
#include "guard/sandbox_calls.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guard/call_filter.h"

/* KILL_PROCESS came after all else that is needed here, with Linux 4.14. */
bool
sandbox_calls_are_known(void)
{
	uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

/*
 * Without the flag the kernel turns off a speculation of the processor for
 * the whole worker, which costs far more than the filter does; one that does
 * not know the flag does not turn it off either.
 */
enum gm_status
sandbox_calls_enter(struct gm_error *err)
{
	/* The kernel only reads what it is given. */
	struct sock_fprog program = {
		.len = call_filter_len,
		.filter = (struct sock_filter *)(uintptr_t)call_filter,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		     SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == 0 ||
	     (errno == EINVAL &&
	      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0)))
		return GM_OK;
	return gm_fail(err, GM_ERR_SYSTEM, errno, "seccomp");
}
