/* SPDX-License-Identifier: MIT */
/*
 * Other people's files: to read them, to change them, to have them under
 * another name.
 */
#define _GNU_SOURCE /* O_TMPFILE, copy_file_range */
#include "attack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Of renameat2(2), as linux/fs.h has it. */
#define EXCHANGE 2u

/* The result of a call on fd, which is closed: others count what is open. */
static long
close_after(int fd, long result)
{
	int reason = errno;

	close(fd);
	errno = reason;
	return result;
}

/* By the name that /proc has for a descriptor. */
static long
open_again(int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return close_after(fd, open(path, flags));
}

/* To read. */

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
read_beside(void)
{
	return open("in/beside", O_RDONLY);
}

static long
read_below(void)
{
	return open("in/sub/secret", O_RDONLY);
}

static long
read_round_about(void)
{
	return open("in/sub/../../out/../secret", O_RDONLY);
}

/* A descriptor that only stands for the file can be had; and then? */
static long
read_by_its_place(void)
{
	return open_again(open("secret", O_PATH), O_RDONLY);
}

static long
read_by_openat2(void)
{
	uint64_t how[3] = {O_RDONLY, 0, 0};

	return syscall(SYS_openat2, AT_FDCWD, "secret", how, sizeof(how));
}

static long
read_output(void)
{
	return open("out/theirs", O_RDONLY);
}

static long
read_copy(void)
{
	return open("out/stage/mine", O_RDONLY);
}

static long
read_descriptor_of_driver(void)
{
	char byte;

	return pread(attack_known_fd, &byte, 1, 0);
}

static long
list_inputs(void)
{
	return opendir("in") == NULL ? -1 : 0;
}

static long
list_outputs(void)
{
	return opendir("out") == NULL ? -1 : 0;
}

static long
list_stage(void)
{
	return opendir("out/stage") == NULL ? -1 : 0;
}

/* Handles go past the folders that lead to a file. */
static long
make_handle(void)
{
	struct file_handle *handle = (struct file_handle *)(int[64]){0};
	int mount;

	handle->handle_bytes = 128;
	return name_to_handle_at(AT_FDCWD, "secret", handle, &mount, 0);
}

static long
watch_folder(void)
{
	return inotify_add_watch(inotify_init(), "in", IN_ALL_EVENTS);
}

static long
read_attribute(void)
{
	return listxattr("secret", NULL, 0);
}

/* To change. */

static long
write_input(void)
{
	return open("in/picture", O_WRONLY);
}

/* It has it open, and asks for more by that. */
static long
write_input_once_open(void)
{
	return open_again(open("in/picture", O_RDONLY), O_WRONLY);
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
truncate_output(void)
{
	return truncate("out/theirs", 0);
}

static long
remove_input(void)
{
	return unlink("in/picture");
}

static long
remove_output(void)
{
	return unlink("out/theirs");
}

static long
remove_folder(void)
{
	return rmdir("out/sub");
}

static long
replace_input(void)
{
	return rename("out/stage/mine", "in/picture");
}

static long
replace_output(void)
{
	return rename("out/stage/mine", "out/theirs");
}

static long
exchange_output(void)
{
	return syscall(SYS_renameat2, AT_FDCWD, "out/stage/mine", AT_FDCWD,
		       "out/theirs", EXCHANGE);
}

static long
write_output(void)
{
	return open("out/theirs", O_WRONLY);
}

static long
append_to_output(void)
{
	return open("out/theirs", O_WRONLY | O_APPEND);
}

static long
write_beside_stage(void)
{
	return open("out/x", O_WRONLY | O_CREAT, 0666);
}

static long
write_out_of_stage(void)
{
	return open("out/stage/../x", O_WRONLY | O_CREAT, 0666);
}

static long
write_below(void)
{
	return open("out/sub/x", O_WRONLY | O_CREAT | O_EXCL, 0666);
}

static long
write_beside_input(void)
{
	return open("in/x", O_WRONLY | O_CREAT, 0666);
}

static long
write_nameless(void)
{
	return open("out", O_WRONLY | O_TMPFILE, 0666);
}

static long
touch_input(void)
{
	return utimensat(AT_FDCWD, "in/picture", NULL, 0);
}

static long
give_away(void)
{
	return chown("out/stage/mine", getuid(), getgid());
}

static long
set_attribute(void)
{
	return setxattr("out/stage/mine", "user.x", "x", 1, 0);
}

/* As setuid does, it would outlive the sandbox. */
static long
set_capability(void)
{
	static const uint32_t all[5] = {0x02000001, ~0u, 0, ~0u, 0};

	return setxattr("out/stage/mine", "security.capability", all,
			sizeof(all), 0);
}

/* Descriptors that it may have, and calls that go past opening. */

static int
open_copy(void)
{
	return open("out/stage/mine", O_WRONLY);
}

static long
lock_copy(void)
{
	int fd = open_copy();

	return close_after(fd, flock(fd, LOCK_EX));
}

static long
lease_copy(void)
{
	int fd = open_copy();

	return close_after(fd, fcntl(fd, F_SETLEASE, F_WRLCK));
}

static long
copy_within_kernel(void)
{
	int from = open("in/picture", O_RDONLY), to = open_copy();
	long result = copy_file_range(from, NULL, to, NULL, 7, 0);

	return close_after(from, close_after(to, result));
}

/* Under other names. */

static long
move_out(void)
{
	return rename("out/stage/mine", "out/mine");
}

static long
rename_copy(void)
{
	return rename("out/stage/mine", "out/stage/.profile");
}

static long
rename_stage(void)
{
	return rename("out/stage", "out/stage.old");
}

static long
link_copy(void)
{
	return link("out/stage/mine", "out/stage/.profile");
}

/* Then it could be read, or written, as a copy. */
static long
link_secret(void)
{
	return link("secret", "out/stage/secret");
}

static long
link_secret_by_descriptor(void)
{
	int fd = open("secret", O_PATH);

	return close_after(fd, linkat(fd, "", AT_FDCWD, "out/stage/secret",
				      AT_EMPTY_PATH));
}

static long
symlink_secret(void)
{
	return symlink("../../secret", "out/stage/secret");
}

static long
make_pipe(void)
{
	return mkfifo("out/stage/pipe", 0666);
}

static long
make_folder(void)
{
	return mkdir("out/stage/folder", 0777);
}

static long
make_device(void)
{
	return mknod("out/stage/device", S_IFCHR | 0666, 1 << 8 | 1);
}

static const struct attack attacks[] = {
	{"read a file that is no input", ATTACK_REFUSED, .attempt = read_secret,
	 .is_harmless = true},
	{"read /etc/passwd", ATTACK_REFUSED, .attempt = read_password,
	 .is_harmless = true},
	{"read what lies beside an input", ATTACK_REFUSED,
	 .attempt = read_beside, .is_harmless = true},
	{"read what lies below", ATTACK_REFUSED, .attempt = read_below,
	 .is_harmless = true},
	{"read it by a way round about", ATTACK_REFUSED,
	 .attempt = read_round_about, .is_harmless = true},
	{"read it by its place", ATTACK_REFUSED, .attempt = read_by_its_place,
	 .is_harmless = true},
	{"read it by openat2", ATTACK_REFUSED, .attempt = read_by_openat2,
	 .is_harmless = true},
	{"read an output", ATTACK_REFUSED, .attempt = read_output,
	 .is_harmless = true},
	{"read a copy", ATTACK_REFUSED, .attempt = read_copy,
	 .is_harmless = true},
	{"read a descriptor of the driver", ATTACK_REFUSED,
	 .attempt = read_descriptor_of_driver, .is_harmless = true},
	{"list the inputs", ATTACK_REFUSED, .attempt = list_inputs,
	 .is_harmless = true},
	{"list the outputs", ATTACK_REFUSED, .attempt = list_outputs,
	 .is_harmless = true},
	{"list the stage", ATTACK_REFUSED, .attempt = list_stage,
	 .is_harmless = true},
	{"make a handle of a file", ATTACK_REFUSED, .attempt = make_handle},
	{"open by a handle", ATTACK_REFUSED, .call = SYS_open_by_handle_at,
	 .args = {AT_FDCWD, 0, O_RDONLY}},
	{"watch a folder", ATTACK_REFUSED, .attempt = watch_folder,
	 .is_harmless = true},
	{"watch all files", ATTACK_REFUSED, .call = SYS_fanotify_init},
	{"list a file's attributes", ATTACK_REFUSED, .attempt = read_attribute},
	{"write to an input", ATTACK_REFUSED, .attempt = write_input,
	 .is_harmless = true},
	{"write to it once it is open", ATTACK_REFUSED,
	 .attempt = write_input_once_open, .is_harmless = true},
	{"truncate an input", ATTACK_REFUSED, .attempt = truncate_input,
	 .is_harmless = true},
	{"truncate an input by opening it", ATTACK_REFUSED,
	 .attempt = truncate_input_by_opening, .is_harmless = true},
	{"open an input to write it anew", ATTACK_REFUSED,
	 .attempt = truncate_input_while_writing, .is_harmless = true},
	{"truncate an output", ATTACK_REFUSED, .attempt = truncate_output,
	 .is_harmless = true},
	{"remove an input", ATTACK_REFUSED, .attempt = remove_input,
	 .is_harmless = true},
	{"remove an output", ATTACK_REFUSED, .attempt = remove_output,
	 .is_harmless = true},
	{"remove a folder", ATTACK_REFUSED, .attempt = remove_folder,
	 .is_harmless = true},
	{"replace an input", ATTACK_REFUSED, .attempt = replace_input,
	 .is_harmless = true},
	{"replace an output", ATTACK_REFUSED, .attempt = replace_output,
	 .is_harmless = true},
	{"exchange an output", ATTACK_REFUSED, .attempt = exchange_output},
	{"write to an output", ATTACK_REFUSED, .attempt = write_output,
	 .is_harmless = true},
	{"append to an output", ATTACK_REFUSED, .attempt = append_to_output,
	 .is_harmless = true},
	{"write beside the stage", ATTACK_REFUSED,
	 .attempt = write_beside_stage, .is_harmless = true},
	{"write out of the stage", ATTACK_REFUSED,
	 .attempt = write_out_of_stage, .is_harmless = true},
	{"write below the outputs", ATTACK_REFUSED, .attempt = write_below,
	 .is_harmless = true},
	{"write beside an input", ATTACK_REFUSED, .attempt = write_beside_input,
	 .is_harmless = true},
	{"write without a name", ATTACK_REFUSED, .attempt = write_nameless},
	{"set an input's time", ATTACK_REFUSED, .attempt = touch_input,
	 .is_harmless = true},
	{"give a file away", ATTACK_REFUSED, .attempt = give_away,
	 .is_harmless = true},
	{"set a file's attribute", ATTACK_REFUSED, .attempt = set_attribute},
	{"set a file's capabilities", ATTACK_REFUSED,
	 .attempt = set_capability},
	{"lock a file", ATTACK_REFUSED, .attempt = lock_copy,
	 .is_harmless = true},
	{"lease a file", ATTACK_REFUSED, .attempt = lease_copy},
	{"copy without reading", ATTACK_REFUSED, .attempt = copy_within_kernel},
	{"move a copy out of the stage", ATTACK_REFUSED, .attempt = move_out,
	 .is_harmless = true},
	{"rename a copy", ATTACK_REFUSED, .attempt = rename_copy,
	 .is_harmless = true},
	{"rename the stage", ATTACK_REFUSED, .attempt = rename_stage,
	 .is_harmless = true},
	{"link a copy", ATTACK_REFUSED, .attempt = link_copy,
	 .is_harmless = true},
	{"link a file that is no input", ATTACK_REFUSED, .attempt = link_secret,
	 .is_harmless = true},
	{"link it by descriptor", ATTACK_REFUSED,
	 .attempt = link_secret_by_descriptor},
	{"symlink it", ATTACK_REFUSED, .attempt = symlink_secret,
	 .is_harmless = true},
	{"make a pipe", ATTACK_REFUSED, .attempt = make_pipe,
	 .is_harmless = true},
	{"make a folder", ATTACK_REFUSED, .attempt = make_folder,
	 .is_harmless = true},
	{"make a device", ATTACK_REFUSED, .attempt = make_device},
};

const struct attack_group attack_files = {attacks,
					  sizeof(attacks) / sizeof(attacks[0])};
