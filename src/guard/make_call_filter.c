/* SPDX-License-Identifier: MIT */
/*
 * make_call_filter - print the C source of call_filter.h's filter
 *
 * A program of its own, run at build time: made anew by each run of graymill,
 * the filter would be a tenth of what starting costs.  What a job calls is
 * allowed, nothing that cuts a file short among it.  What only an attacker
 * calls ends the worker at once; all else fails with ENOSYS, for which
 * libraries know what to do.
 */
#define _GNU_SOURCE /* O_TMPFILE */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seccomp.h>

/* With actions that end a process: whether the kernel has them is a matter of
   where the filter is used, not of where it is made. */
#define API_LEVEL 3

/* Instructions that there may be: what a pipe holds. */
#define MAX_INSTRUCTIONS 4096u

/*
 * Names that an architecture does not have are passed over; some are there for
 * those of 32 bits only.
 */
static const int allowed[] = {
	/* files: which ones, and for what, is for Landlock to say */
	SCMP_SYS(close), SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write),
	SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(fstat), SCMP_SYS(fstat64),
	SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(stat),
	SCMP_SYS(stat64), SCMP_SYS(lstat), SCMP_SYS(lstat64), SCMP_SYS(statx),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(fsync),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(fgetxattr),
	SCMP_SYS(geteuid), SCMP_SYS(geteuid32),
	/* memory; more of it below */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
	/* itself */
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(futex),
	SCMP_SYS(futex_time64),
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

/*
 * abort() does, whose worker a signal ends as it would be without a filter, and
 * whose errno stays.
 */
static const int trapped[] = {SCMP_SYS(tgkill)};

static int
add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < n; i++)
		result = seccomp_rule_add(filter, action, calls[i], 0);
	return result;
}

/* A call that is allowed with some arguments only. */
struct careful {
	int call;
	struct scmp_arg_cmp args[2]; /* both must hold, if there is a second */
};

/* O_TRUNC would cut a file short even where a worker may only read. */
#define NEVER_FLAGS (O_TRUNC | (O_TMPFILE & ~O_DIRECTORY))

/* A file that runs as its owner would outlive the sandbox. */
#define NEVER_MODES (S_ISUID | S_ISGID | S_ISVTX)

/*
 * Where no file is made, C libraries hand on a mode of 0.  Memory cannot be
 * made executable, and cannot be shared, for shared memory does not count
 * against the limit.  Where there is mmap2, mmap takes its arguments from
 * memory, which no filter can look at.  Memory that is said to be broken, as
 * root can, is taken from the driver, too.  The limit on memory is the worker's
 * own, and nobody else's.  Libraries that wrap calls ask with fcntl whether a
 * descriptor is open.
 */
static int
add_careful(scmp_filter_ctx filter)
{
	const struct careful all[] = {
		{SCMP_SYS(open),
		 {SCMP_A1(SCMP_CMP_MASKED_EQ, NEVER_FLAGS, 0),
		  SCMP_A2(SCMP_CMP_MASKED_EQ, NEVER_MODES, 0)}},
		{SCMP_SYS(openat),
		 {SCMP_A2(SCMP_CMP_MASKED_EQ, NEVER_FLAGS, 0),
		  SCMP_A3(SCMP_CMP_MASKED_EQ, NEVER_MODES, 0)}},
		{SCMP_SYS(mmap2) >= 0 ? SCMP_SYS(mmap2) : SCMP_SYS(mmap),
		 {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		  SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED, 0)}},
		{SCMP_SYS(mprotect),
		 {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)}},
		{SCMP_SYS(madvise), {SCMP_A2(SCMP_CMP_LT, MADV_HWPOISON, 0)}},
		{SCMP_SYS(prlimit64),
		 {SCMP_A0(SCMP_CMP_EQ, 0, 0),
		  SCMP_A1(SCMP_CMP_EQ, RLIMIT_DATA, 0)}},
		{SCMP_SYS(fcntl), {SCMP_A1(SCMP_CMP_EQ, F_GETFD, 0)}},
		{SCMP_SYS(fcntl64), {SCMP_A1(SCMP_CMP_EQ, F_GETFD, 0)}},
	};
	int result = 0;

	for (size_t i = 0; result == 0 && i < sizeof(all) / sizeof(all[0]); i++)
		result = seccomp_rule_add_array(
			filter, SCMP_ACT_ALLOW, all[i].call,
			all[i].args[1].op == 0 ? 1 : 2, all[i].args);
	return result;
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
		result = add_all(filter, SCMP_ACT_TRAP, trapped,
				 sizeof(trapped) / sizeof(trapped[0]));
	if (result == 0)
		result = add_careful(filter);
	/* Of the careful ones the most frequent: it is looked for first. */
	return result != 0 ? result
			   : seccomp_syscall_priority(filter, SCMP_SYS(openat),
						      UINT8_MAX);
}

static void
print_filter(const struct sock_filter *code, size_t n)
{
	printf("#include \"guard/call_filter.h\"\n\n"
	       "const unsigned short call_filter_len = %zu;\n"
	       "const struct sock_filter call_filter[] = {\n",
	       n);
	for (size_t i = 0; i < n; i++)
		printf("\t{0x%x, %u, %u, 0x%x},\n", code[i].code, code[i].jt,
		       code[i].jf, code[i].k);
	puts("};");
}

/* The library gives it to descriptors only.  Negative: why not. */
static int
export_filter(scmp_filter_ctx filter)
{
	struct sock_filter code[MAX_INSTRUCTIONS];
	ssize_t n = -1;
	int ends[2], result;

	if (pipe2(ends, O_NONBLOCK) != 0)
		return -errno;
	result = seccomp_export_bpf(filter, ends[1]);
	if (result == 0)
		n = read(ends[0], code, sizeof(code));
	close(ends[0]);
	close(ends[1]);
	if (result != 0)
		return result;
	if (n <= 0 || (size_t)n == sizeof(code))
		return -EOVERFLOW;
	print_filter(code, (size_t)n / sizeof(code[0]));
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : -errno;
}

int
main(void)
{
	scmp_filter_ctx filter;
	int result = seccomp_api_set(API_LEVEL);

	filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (result == 0)
		result = filter == NULL ? -ENOMEM : add_rules(filter);
	if (result == 0)
		result = export_filter(filter);
	if (filter != NULL)
		seccomp_release(filter);
	if (result != 0)
		fprintf(stderr, "make_call_filter: %s\n", strerror(-result));
	return result == 0 ? 0 : 1;
}
