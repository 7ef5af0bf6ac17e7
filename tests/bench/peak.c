/* SPDX-License-Identifier: MIT */
/*
 * peak PROGRAM [ARGUMENT...] - the most memory that one of its processes held
 *
 * Runs the program, without its output, and prints the largest resident set
 * of it and of the processes it waited for, in KiB.  A program of its own
 * because the peak of a process includes what it was forked from, and Python
 * is larger than what is measured.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2) {
		fputs("usage: peak PROGRAM [ARGUMENT...]\n", stderr);
		return 2;
	}
	pid = fork();
	if (pid == 0) {
		int null_fd = open("/dev/null", O_WRONLY);

		if (null_fd >= 0 && dup2(null_fd, STDOUT_FILENO) >= 0)
			execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
		perror("peak");
		return 1;
	}
	printf("%ld\n", usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
