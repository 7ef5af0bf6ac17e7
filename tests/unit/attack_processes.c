/* SPDX-License-Identifier: MIT */
/*
 * Other processes, and what it has from the one that has forked it.
 */
#define _GNU_SOURCE /* environ, syscall, process_vm_readv */
#include "attack.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* What it was not to inherit. */

static long
read_own_environment(void)
{
	return open("/proc/self/environ", O_RDONLY);
}

static long
find_environment_in_memory(void)
{
	return attack_known_variable[0] != '\0' ? 0 : -1;
}

static long
ask_for_environment(void)
{
	return environ != NULL && environ[0] != NULL ? 0 : -1;
}

static long
find_more_than_pipes(void)
{
	int n = 0;

	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n > 2 ? n : -1;
}

static long
write_standard_output(void)
{
	return write(STDOUT_FILENO, "x", 1);
}

static long
write_standard_error(void)
{
	return write(STDERR_FILENO, "x", 1);
}

static long
read_standard_input(void)
{
	char byte;

	return read(STDIN_FILENO, &byte, 1);
}

/* Limits are kept by who has set them. */

static long
raise_limit(int resource)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	return syscall(SYS_prlimit64, 0, resource, &limit, NULL);
}

static long
allow_core(void)
{
	return raise_limit(RLIMIT_CORE);
}

static long
allow_files(void)
{
	struct rlimit limit = {4096, 4096};

	return setrlimit(RLIMIT_NOFILE, &limit);
}

static long
allow_priority(void)
{
	return raise_limit(RLIMIT_RTPRIO);
}

static long
limit_process(pid_t pid, int resource)
{
	struct rlimit limit = {0, 0};

	return syscall(SYS_prlimit64, pid, resource, &limit, NULL);
}

static long
limit_driver(void)
{
	return limit_process(getppid(), RLIMIT_CORE);
}

static long
limit_memory_of_sibling(void)
{
	return limit_process(attack_sibling, RLIMIT_DATA);
}

/* What the kernel shows of processes. */

static long
open_of(pid_t pid, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return open(path, flags);
}

static long
write_own_memory(void)
{
	return open_of(getpid(), "mem", O_RDWR);
}

static long
write_driver_memory(void)
{
	return open_of(getppid(), "mem", O_RDWR);
}

static long
write_sibling_memory(void)
{
	return open_of(attack_sibling, "mem", O_RDWR);
}

static long
read_sibling_environment(void)
{
	return open_of(attack_sibling, "environ", O_RDONLY);
}

static long
open_descriptor_of_driver(void)
{
	char name[32];

	snprintf(name, sizeof(name), "fd/%d", attack_known_fd);
	return open_of(getppid(), name, O_RDONLY);
}

static long
open_root_of_driver(void)
{
	return open_of(getppid(), "root/etc/passwd", O_RDONLY);
}

static long
be_killed_last(void)
{
	return open_of(getpid(), "oom_score_adj", O_WRONLY);
}

/* To be more of them. */

static long
run_program(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

/* musl asks for a pipe before it forks. */
#ifdef __GLIBC__
#define RUN_A_SHELL ATTACK_DEADLY
#else
#define RUN_A_SHELL ATTACK_REFUSED
#endif

static long
run_shell(void)
{
	return system(":");
}

static long
fork_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

static long
clone_process(void)
{
	uint64_t args[8] = {0, 0, 0, 0, SIGCHLD};
	long pid = syscall(SYS_clone3, args, sizeof(args));

	if (pid == 0)
		_exit(0);
	return pid;
}

/* To end, steer or read others. */

static long
signal_driver(void)
{
	return kill(getppid(), SIGCONT);
}

static long
signal_sibling(void)
{
	return kill(attack_sibling, SIGCONT);
}

static long
signal_group(void)
{
	return kill(0, SIGCONT);
}

static long
signal_all(void)
{
	return kill(-1, SIGCONT);
}

static long
signal_thread_of_driver(void)
{
	return syscall(SYS_tgkill, getppid(), getppid(), SIGCONT);
}

static long
queue_signal(void)
{
	return sigqueue(getppid(), SIGCONT, (union sigval){0});
}

/* The kernel would send SIGIO on its behalf. */
static long
signal_by_owner(void)
{
	return fcntl(0, F_SETOWN, getppid());
}

static long
signal_by_folder(void)
{
	return fcntl(0, F_NOTIFY, DN_CREATE);
}

static long
handle_of_driver(void)
{
	return syscall(SYS_pidfd_open, getppid(), 0);
}

static long
handle_of_sibling(void)
{
	return syscall(SYS_pidfd_open, attack_sibling, 0);
}

static long
trace_driver(void)
{
	return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL);
}

static long
trace_sibling(void)
{
	return ptrace(PTRACE_SEIZE, attack_sibling, NULL, NULL);
}

static long
read_driver_memory(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {&byte, 1};

	return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

static long
write_memory_of_sibling(void)
{
	char byte = 0;
	struct iovec here = {&byte, 1}, there = {&byte, 1};

	return process_vm_writev(attack_sibling, &here, 1, &there, 1, 0);
}

static long
compare_with_driver(void)
{
	return syscall(SYS_kcmp, getpid(), getppid(), 0, 0, 0);
}

static long
slow_driver(void)
{
	return setpriority(PRIO_PROCESS, (id_t)getppid(), 19);
}

static long
pin_driver(void)
{
	unsigned long mask = 1;

	return syscall(SYS_sched_setaffinity, getppid(), sizeof(mask), &mask);
}

static const struct attack attacks[] = {
	{"read its environment", ATTACK_REFUSED,
	 .attempt = read_own_environment, .is_harmless = true},
	{"find its environment in memory", ATTACK_REFUSED,
	 .attempt = find_environment_in_memory, .is_harmless = true},
	{"ask for its environment", ATTACK_REFUSED,
	 .attempt = ask_for_environment, .is_harmless = true},
	{"find more than its pipes", ATTACK_REFUSED,
	 .attempt = find_more_than_pipes},
	{"write to standard output", ATTACK_REFUSED,
	 .attempt = write_standard_output},
	{"write to standard error", ATTACK_REFUSED,
	 .attempt = write_standard_error},
	{"read standard input", ATTACK_REFUSED, .attempt = read_standard_input},
	{"have a core", ATTACK_REFUSED, .attempt = allow_core},
	{"have more files", ATTACK_REFUSED, .attempt = allow_files},
	{"have priority", ATTACK_REFUSED, .attempt = allow_priority},
	{"limit the driver", ATTACK_REFUSED, .attempt = limit_driver},
	{"limit a sibling's memory", ATTACK_REFUSED,
	 .attempt = limit_memory_of_sibling, .is_harmless = true},
	{"write to its own memory as a file", ATTACK_REFUSED,
	 .attempt = write_own_memory, .is_harmless = true},
	{"write to the driver's memory", ATTACK_REFUSED,
	 .attempt = write_driver_memory},
	{"write to a sibling's memory", ATTACK_REFUSED,
	 .attempt = write_sibling_memory},
	{"read a sibling's environment", ATTACK_REFUSED,
	 .attempt = read_sibling_environment},
	{"open a descriptor of the driver", ATTACK_REFUSED,
	 .attempt = open_descriptor_of_driver},
	{"see the files as the driver does", ATTACK_REFUSED,
	 .attempt = open_root_of_driver},
	{"be the last one that is killed", ATTACK_REFUSED,
	 .attempt = be_killed_last},
	{"run a program", ATTACK_DEADLY, .attempt = run_program,
	 .is_harmless = true},
	{"run one by descriptor", ATTACK_DEADLY, .call = SYS_execveat,
	 .args = {0, (long)"/bin/true"}, .is_harmless = true},
	{"run a shell", RUN_A_SHELL, .attempt = run_shell, .is_harmless = true},
	{"fork", ATTACK_DEADLY, .attempt = fork_process, .is_harmless = true},
	{"fork by clone3", ATTACK_REFUSED, .attempt = clone_process,
	 .is_harmless = true},
#ifdef SYS_vfork
	/* None is made: the memory of the stack would be shared. */
	{"fork by vfork", ATTACK_DEADLY, .call = SYS_vfork},
#endif
	{"signal the driver", ATTACK_DEADLY, .attempt = signal_driver,
	 .is_harmless = true},
	{"signal a sibling", ATTACK_DEADLY, .attempt = signal_sibling,
	 .is_harmless = true},
	{"signal its group", ATTACK_DEADLY, .attempt = signal_group},
	{"signal everyone", ATTACK_DEADLY, .attempt = signal_all},
	{"signal a thread of the driver", ATTACK_DEADLY,
	 .attempt = signal_thread_of_driver, .is_harmless = true},
	{"queue a signal", ATTACK_DEADLY, .attempt = queue_signal,
	 .is_harmless = true},
	{"have the kernel signal it", ATTACK_REFUSED,
	 .attempt = signal_by_owner},
	{"have a folder signal it", ATTACK_REFUSED,
	 .attempt = signal_by_folder},
	{"have a handle of the driver", ATTACK_REFUSED,
	 .attempt = handle_of_driver, .is_harmless = true},
	{"have a handle of a sibling", ATTACK_REFUSED,
	 .attempt = handle_of_sibling, .is_harmless = true},
	{"take a descriptor by a handle", ATTACK_REFUSED,
	 .call = SYS_pidfd_getfd},
	{"signal by a handle", ATTACK_DEADLY, .call = SYS_pidfd_send_signal},
	{"trace the driver", ATTACK_DEADLY, .attempt = trace_driver},
	{"trace a sibling", ATTACK_DEADLY, .attempt = trace_sibling},
	{"read the driver's memory", ATTACK_DEADLY,
	 .attempt = read_driver_memory},
	{"write a sibling's memory", ATTACK_DEADLY,
	 .attempt = write_memory_of_sibling},
	{"compare itself with the driver", ATTACK_REFUSED,
	 .attempt = compare_with_driver},
	{"slow the driver down", ATTACK_REFUSED, .attempt = slow_driver},
	{"pin the driver", ATTACK_REFUSED, .attempt = pin_driver},
	{"outlive the driver", ATTACK_REFUSED, .call = SYS_prctl,
	 .args = {PR_SET_PDEATHSIG}, .is_harmless = true},
	{"be open to tracing", ATTACK_REFUSED, .call = SYS_prctl,
	 .args = {PR_SET_DUMPABLE, 1}, .is_harmless = true},
	{"leave the session", ATTACK_REFUSED, .call = SYS_setsid,
	 .is_harmless = true},
	{"be another user", ATTACK_REFUSED, .call = SYS_setresuid,
	 .args = {-1, -1, -1}, .is_harmless = true},
	{"be of another group", ATTACK_REFUSED, .call = SYS_setresgid,
	 .args = {-1, -1, -1}, .is_harmless = true},
};

const struct attack_group attack_processes = {
	attacks, sizeof(attacks) / sizeof(attacks[0])};
