/* SPDX-License-Identifier: MIT */
/*
 * The network, memory, and the kernel itself: much of what is attacked there
 * has been the way out of other sandboxes.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS, syscall, dladdr */
#include "attack.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

enum {
	PAGE = 4096,
	POISON_A_PAGE = 100 /* MADV_HWPOISON, for root */
};

/* Memory */

static void *
take_page(int protection, int kind)
{
	return mmap(NULL, PAGE, protection, kind | MAP_ANONYMOUS, -1, 0);
}

static long
run_data(void)
{
	return take_page(PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE) ==
			       MAP_FAILED
		       ? -1
		       : 0;
}

static long
make_data_run(void)
{
	return mprotect(take_page(PROT_READ | PROT_WRITE, MAP_PRIVATE), PAGE,
			PROT_READ | PROT_EXEC);
}

static long
make_data_run_with_key(void)
{
	return syscall(SYS_pkey_mprotect,
		       take_page(PROT_READ | PROT_WRITE, MAP_PRIVATE), PAGE,
		       PROT_READ | PROT_EXEC, -1);
}

/*
 * As the driver loads modules; of the C library's own, which is beside it and
 * which nobody has loaded.
 */
static long
load_code(void)
{
	char path[PATH_MAX];
	Dl_info info;

	/* A static program cannot. */
	if (dladdr((void *)(uintptr_t)fopen, &info) == 0) {
		errno = ENOSYS;
		return -1;
	}
	snprintf(path, sizeof(path), "%.*s/libresolv.so.2",
		 (int)(strrchr(info.dli_fname, '/') - info.dli_fname),
		 info.dli_fname);
	errno = EACCES;
	return dlopen(path, RTLD_NOW) != NULL ? 0 : -1;
}

/* It counts as nobody's. */
static long
share_memory(void)
{
	return take_page(PROT_READ | PROT_WRITE, MAP_SHARED) == MAP_FAILED ? -1
									   : 0;
}

/* A page that the driver has, too, and would die of. */
static long
poison_memory(void)
{
	return madvise(take_page(PROT_READ | PROT_WRITE, MAP_PRIVATE), PAGE,
		       POISON_A_PAGE);
}

/* The kernel */

static long
open_socket_pair(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static long
ring(void)
{
	uint8_t params[120] = {0};

	return syscall(SYS_io_uring_setup, 4, params);
}

static long
count_events(void)
{
	uint8_t attributes[128] = {[4] = sizeof(attributes)};

	return syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0);
}

static long
make_semaphore(void)
{
	return syscall(SYS_semget, 0, 1, 0600);
}

static long
type_for_user(void)
{
	return ioctl(0, TIOCSTI, "x");
}

static long
filter_less(void)
{
	uint64_t nothing[2] = {0};

	return syscall(SYS_seccomp, 1, 0, nothing);
}

#ifdef __x86_64__
/* The numbers of other architectures, which the processor has as well. */
static long
fork_as_32_bits(void)
{
	long result;

	__asm__ volatile("int $0x80" : "=a"(result) : "0"(2L) : "memory");
	return result;
}

static long
open_as_x32(void)
{
	return syscall(0x40000000 | SYS_open, "secret", 0);
}
#endif

static const struct attack attacks[] = {
	{"open a socket", ATTACK_DEADLY, .call = SYS_socket,
	 .args = {AF_INET, SOCK_STREAM}, .is_harmless = true},
	{"open a socket to processes", ATTACK_DEADLY, .call = SYS_socket,
	 .args = {AF_UNIX, SOCK_DGRAM}, .is_harmless = true},
	{"open one to the kernel", ATTACK_DEADLY, .call = SYS_socket,
	 .args = {AF_NETLINK, SOCK_RAW}, .is_harmless = true},
	{"open a pair of them", ATTACK_DEADLY, .attempt = open_socket_pair,
	 .is_harmless = true},
	{"map memory to run", ATTACK_REFUSED, .attempt = run_data,
	 .is_harmless = true},
	{"load code from a file", ATTACK_REFUSED, .attempt = load_code,
	 .is_harmless = true},
	{"make memory run", ATTACK_REFUSED, .attempt = make_data_run,
	 .is_harmless = true},
	{"make it run with a key", ATTACK_REFUSED,
	 .attempt = make_data_run_with_key, .is_harmless = true},
	{"make what is read run", ATTACK_REFUSED, .call = SYS_personality,
	 .args = {READ_IMPLIES_EXEC}, .is_harmless = true},
	{"take memory that does not count", ATTACK_REFUSED,
	 .attempt = share_memory, .is_harmless = true},
	{"make a file of memory", ATTACK_REFUSED, .call = SYS_memfd_create,
	 .args = {(long)"x"}, .is_harmless = true},
	{"make a secret one", ATTACK_REFUSED, .call = SYS_memfd_secret},
	{"share a segment", ATTACK_REFUSED, .call = SYS_shmget,
	 .args = {0, PAGE, 0600}},
	{"have a queue of messages", ATTACK_REFUSED, .call = SYS_msgget,
	 .args = {0, 0600}},
	{"have semaphores", ATTACK_REFUSED, .attempt = make_semaphore},
	{"poison memory", ATTACK_REFUSED, .attempt = poison_memory},
	{"serve page faults", ATTACK_REFUSED, .call = SYS_userfaultfd},
	{"lock memory", ATTACK_REFUSED, .call = SYS_mlockall, .args = {1}},
	{"mount", ATTACK_DEADLY, .call = SYS_mount,
	 .args = {(long)"none", (long)"out", (long)"tmpfs"}},
	{"mount by descriptor", ATTACK_REFUSED, .call = SYS_fsopen,
	 .args = {(long)"tmpfs"}},
	{"copy a mount", ATTACK_REFUSED, .call = SYS_open_tree,
	 .args = {-100, (long)"/", 1}},
	{"unmount", ATTACK_REFUSED, .call = SYS_umount2,
	 .args = {(long)"/proc", 2}},
	{"have another root", ATTACK_REFUSED, .call = SYS_pivot_root,
	 .args = {(long)"out", (long)"out/sub"}},
	{"change its root", ATTACK_DEADLY, .call = SYS_chroot,
	 .args = {(long)"out"}},
	{"change its folder", ATTACK_REFUSED, .call = SYS_chdir,
	 .args = {(long)"out"}, .is_harmless = true},
	{"leave for a namespace", ATTACK_DEADLY, .call = SYS_unshare,
	 .args = {CLONE_NEWUSER}},
	{"enter one", ATTACK_DEADLY, .call = SYS_setns},
	{"make an io_uring", ATTACK_REFUSED, .attempt = ring},
	{"enter one that is there", ATTACK_REFUSED, .call = SYS_io_uring_enter},
	{"have work done in time", ATTACK_REFUSED, .call = SYS_io_setup,
	 .args = {1, (long)&(unsigned long){0}}},
	{"load a program into the kernel", ATTACK_REFUSED, .call = SYS_bpf},
	{"load a module", ATTACK_REFUSED, .call = SYS_finit_module},
	{"count events", ATTACK_REFUSED, .attempt = count_events},
	{"use keys", ATTACK_REFUSED, .call = SYS_keyctl, .args = {0, -3, 1}},
	{"ask for a key", ATTACK_REFUSED, .call = SYS_request_key,
	 .args = {(long)"user", (long)"x"}},
	{"add a key", ATTACK_REFUSED, .call = SYS_add_key,
	 .args = {(long)"user", (long)"x", (long)"x", 1, -3}},
	{"read the kernel's log", ATTACK_REFUSED, .call = SYS_syslog,
	 .args = {10}},
	{"set the clock", ATTACK_REFUSED, .call = SYS_clock_settime},
	{"set a timer", ATTACK_REFUSED, .call = SYS_timer_create},
	{"type for the user", ATTACK_REFUSED, .attempt = type_for_user},
	{"filter less", ATTACK_REFUSED, .attempt = filter_less},
	{"lock itself in once more", ATTACK_REFUSED,
	 .call = SYS_landlock_restrict_self, .args = {-1}},
#ifdef __x86_64__
	{"fork by the calls of 32 bits", ATTACK_DEADLY,
	 .attempt = fork_as_32_bits},
	{"open by the calls of x32", ATTACK_DEADLY, .attempt = open_as_x32},
#endif
};

const struct attack_group attack_kernel = {attacks, sizeof(attacks) /
							    sizeof(attacks[0])};
