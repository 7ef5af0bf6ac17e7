/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "attack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Other people's files. */

static long
read_secret(void)
{
	return open("secret", O_RDONLY);
}

static long
read_password(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static long
read_own_environment(void)
{
	return open("/proc/self/environ", O_RDONLY);
}

/* A string of the environment, as the driver had it. */
static const char *known_variable;

static long
find_environment_in_memory(void)
{
	return known_variable[0] != '\0' ? 0 : -1;
}

static long
ask_for_environment(void)
{
	return environ != NULL && environ[0] != NULL ? 0 : -1;
}

/* Of the secret, open in the driver. */
static int known_fd = -1;

static long
read_descriptor_of_driver(void)
{
	char byte;

	return pread(known_fd, &byte, 1, 0);
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
allow_core(void)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	return setrlimit(RLIMIT_CORE, &limit);
}

static long
read_output(void)
{
	return open("out/mine", O_RDONLY);
}

static long
list_folder(void)
{
	return opendir("in") == NULL ? -1 : 0;
}

static long
write_input(void)
{
	return open("in/picture", O_WRONLY);
}

static long
truncate_input(void)
{
	return truncate("in/picture", 0);
}

/* To cut it short, writing need not be asked for. */
static long
truncate_input_by_opening(void)
{
	return open("in/picture", O_RDONLY | O_TRUNC);
}

static long
truncate_input_while_writing(void)
{
	return open("in/picture", O_WRONLY | O_TRUNC);
}

static long
remove_input(void)
{
	return unlink("in/picture");
}

static long
replace_input(void)
{
	return rename("out/mine", "in/picture");
}

static long
write_elsewhere(void)
{
	return open("elsewhere/x", O_WRONLY | O_CREAT, 0666);
}

static long
write_nameless_elsewhere(void)
{
	return open("elsewhere", O_WRONLY | O_TMPFILE, 0666);
}

static long
move_elsewhere(void)
{
	return rename("out/mine", "elsewhere/mine");
}

/* Then it could be read, or written, as an output. */
static long
link_secret(void)
{
	return link("secret", "out/secret");
}

static long
symlink_secret(void)
{
	return symlink("../secret", "out/secret");
}

static long
make_folder(void)
{
	return mkdir("out/folder", 0777);
}

static long
make_device(void)
{
	return mknod("out/device", S_IFCHR | 0666, 1 << 8 | 1);
}

static long
make_setuid(void)
{
	return chmod("out/mine", 04755);
}

/* Opened with such a mode, a file has it as soon as it is there. */
static long
make_setuid_by_opening(void)
{
	return open("out/setuid", O_WRONLY | O_CREAT, 04755);
}

static long
make_setgid_by_opening(void)
{
	return openat(AT_FDCWD, "out/setgid", O_RDWR | O_CREAT | O_EXCL, 02755);
}

static long
make_sticky_by_opening(void)
{
	return open("out/sticky", O_WRONLY | O_CREAT, 01644);
}

static long
make_setuid_by_creat(void)
{
	return syscall(SYS_creat, "out/setuid", 04755);
}

static long
make_setuid_by_openat2(void)
{
	uint64_t how[3] = {O_WRONLY | O_CREAT, 04755, 0};

	return syscall(SYS_openat2, AT_FDCWD, "out/setuid", how, sizeof(how));
}

static long
make_setuid_by_mknod(void)
{
	return mknod("out/setuid", S_IFREG | 04755, 0);
}

static long
make_setuid_without_a_name(void)
{
	return open("out", O_WRONLY | O_TMPFILE, 04755);
}

static long
make_setuid_by_fchmodat(void)
{
	return fchmodat(AT_FDCWD, "out/mine", 04755, 0);
}

static long
make_setuid_of_its_own(void)
{
	int fd = open("out/own", O_WRONLY | O_CREAT, 0755);
	long result = fchmod(fd, 04755);

	close(fd);
	unlink("out/own");
	return result;
}

/* What it writes is named by the driver. */
static long
rename_output(void)
{
	return rename("out/mine", "out/.profile");
}

static long
link_output(void)
{
	return link("out/mine", "out/.profile");
}

static long
write_driver_memory(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
	return open(path, O_RDWR);
}

/* Other processes. */

static long
run_program(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static long
run_program_by_descriptor(void)
{
	return syscall(SYS_execveat, 0, "/bin/true", NULL, NULL, 0);
}

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

static long
signal_driver(void)
{
	return kill(getppid(), SIGCONT);
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

/* The kernel would send SIGIO on its behalf. */
static long
signal_by_owner(void)
{
	return fcntl(0, F_SETOWN, getppid());
}

static long
trace_driver(void)
{
	return ptrace(PTRACE_SEIZE, getppid(), NULL, NULL);
}

static long
read_driver_memory(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {&byte, 1};

	return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

static long
limit_driver(void)
{
	struct rlimit limit = {0, 0};

	return prlimit(getppid(), RLIMIT_CORE, &limit, NULL);
}

/* The network. */

static long
open_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long
open_socket_pair(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

/* The kernel. */

static long
run_data(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static long
make_data_run(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

/* It counts as nobody's. */
static long
share_memory(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static long
mount_something(void)
{
	return mount("none", "out", "tmpfs", 0, NULL);
}

static long
new_namespace(void)
{
	return syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
}

static long
ring(void)
{
	uint8_t params[120] = {0};

	return syscall(SYS_io_uring_setup, 4, params);
}

static long
load_program(void)
{
	return syscall(SYS_bpf, 0, NULL, 0);
}

static long
undo_death_signal(void)
{
	return prctl(PR_SET_PDEATHSIG, 0);
}

static long
type_for_user(void)
{
	return ioctl(0, TIOCSTI, "x");
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

static const struct attack attacks[] = {
	{"read a file that is no input", ATTACK_REFUSED, read_secret},
	{"read /etc/passwd", ATTACK_REFUSED, read_password},
	{"read its environment", ATTACK_REFUSED, read_own_environment},
	{"find its environment in memory", ATTACK_REFUSED,
	 find_environment_in_memory},
	{"ask for its environment", ATTACK_REFUSED, ask_for_environment},
	{"read a descriptor of the driver", ATTACK_REFUSED,
	 read_descriptor_of_driver},
	{"find more than its pipes", ATTACK_REFUSED, find_more_than_pipes},
	{"have a core", ATTACK_REFUSED, allow_core},
	{"read an output", ATTACK_REFUSED, read_output},
	{"list a folder", ATTACK_REFUSED, list_folder},
	{"write to an input", ATTACK_REFUSED, write_input},
	{"truncate an input", ATTACK_REFUSED, truncate_input},
	{"truncate an input by opening it", ATTACK_REFUSED,
	 truncate_input_by_opening},
	{"open an input to write it anew", ATTACK_REFUSED,
	 truncate_input_while_writing},
	{"remove an input", ATTACK_REFUSED, remove_input},
	{"replace an input", ATTACK_REFUSED, replace_input},
	{"write elsewhere", ATTACK_REFUSED, write_elsewhere},
	{"write elsewhere without a name", ATTACK_REFUSED,
	 write_nameless_elsewhere},
	{"move an output elsewhere", ATTACK_REFUSED, move_elsewhere},
	{"link a file that is no input", ATTACK_REFUSED, link_secret},
	{"symlink it", ATTACK_REFUSED, symlink_secret},
	{"make a folder", ATTACK_REFUSED, make_folder},
	{"make a device", ATTACK_REFUSED, make_device},
	{"make a setuid file", ATTACK_REFUSED, make_setuid},
	{"make one by opening it", ATTACK_REFUSED, make_setuid_by_opening},
	{"make a setgid file", ATTACK_REFUSED, make_setgid_by_opening},
	{"make a sticky file", ATTACK_REFUSED, make_sticky_by_opening},
	{"make a setuid file by creat", ATTACK_REFUSED, make_setuid_by_creat},
	{"make one by openat2", ATTACK_REFUSED, make_setuid_by_openat2},
	{"make one by mknod", ATTACK_REFUSED, make_setuid_by_mknod},
	{"make one without a name", ATTACK_REFUSED, make_setuid_without_a_name},
	{"make one by fchmodat", ATTACK_REFUSED, make_setuid_by_fchmodat},
	{"make what is its own one", ATTACK_REFUSED, make_setuid_of_its_own},
	{"rename an output", ATTACK_REFUSED, rename_output},
	{"link an output", ATTACK_REFUSED, link_output},
	{"write to the driver's memory", ATTACK_REFUSED, write_driver_memory},
	{"run a program", ATTACK_DEADLY, run_program},
	{"run one by descriptor", ATTACK_DEADLY, run_program_by_descriptor},
	{"run a shell", ATTACK_DEADLY, run_shell},
	{"fork", ATTACK_DEADLY, fork_process},
	{"fork by clone3", ATTACK_REFUSED, clone_process},
	{"signal the driver", ATTACK_DEADLY, signal_driver},
	{"signal everyone", ATTACK_DEADLY, signal_all},
	{"signal a thread of the driver", ATTACK_REFUSED,
	 signal_thread_of_driver},
	{"have the kernel signal it", ATTACK_REFUSED, signal_by_owner},
	{"trace the driver", ATTACK_DEADLY, trace_driver},
	{"read the driver's memory", ATTACK_DEADLY, read_driver_memory},
	{"limit the driver", ATTACK_REFUSED, limit_driver},
	{"open a socket", ATTACK_DEADLY, open_socket},
	{"open a pair of them", ATTACK_DEADLY, open_socket_pair},
	{"map memory to run", ATTACK_REFUSED, run_data},
	{"make memory run", ATTACK_REFUSED, make_data_run},
	{"take memory that does not count", ATTACK_REFUSED, share_memory},
	{"mount", ATTACK_DEADLY, mount_something},
	{"leave for a namespace", ATTACK_DEADLY, new_namespace},
	{"make an io_uring", ATTACK_REFUSED, ring},
	{"load a program into the kernel", ATTACK_REFUSED, load_program},
	{"outlive the driver", ATTACK_REFUSED, undo_death_signal},
	{"type for the user", ATTACK_REFUSED, type_for_user},
	{"write to standard output", ATTACK_REFUSED, write_standard_output},
	{"write to standard error", ATTACK_REFUSED, write_standard_error},
	{"read standard input", ATTACK_REFUSED, read_standard_input},
};

void
attack_prepare(void)
{
	int fd = open("secret", O_RDONLY);

	known_fd = fcntl(fd, F_DUPFD, 500);
	known_variable = environ[0];
}

const struct attack *
attack_list(size_t *n)
{
	*n = sizeof(attacks) / sizeof(attacks[0]);
	return attacks;
}
