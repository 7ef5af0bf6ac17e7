/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* environ, syscall */
#include "attack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct attack_group *const groups[] = {
	&attack_files, &attack_modes, &attack_processes, &attack_kernel};

enum {
	N_GROUPS = sizeof(groups) / sizeof(groups[0])
};

int attack_sibling;
int attack_known_fd;
const char *attack_known_variable;

void
attack_prepare(void)
{
	int fd = open("secret", O_RDONLY);

	attack_known_fd = fcntl(fd, F_DUPFD, 500);
	close(fd);
	attack_known_variable = environ[0];
	attack_sibling = fork();
	if (attack_sibling != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

void
attack_clear(void)
{
	close(attack_known_fd);
	kill(attack_sibling, SIGKILL);
	waitpid(attack_sibling, NULL, 0);
}

size_t
attack_count(void)
{
	size_t n = 0;

	for (unsigned i = 0; i < N_GROUPS; i++)
		n += groups[i]->n;
	return n;
}

const struct attack *
attack_get(size_t attack_i)
{
	unsigned group = 0;

	while (attack_i >= groups[group]->n)
		attack_i -= groups[group++]->n;
	return &groups[group]->attacks[attack_i];
}

long
attack_try(const struct attack *attack)
{
	const long *args = attack->args;

	/* What finds nothing need not say why. */
	errno = EACCES;
	return attack->attempt != NULL
		       ? attack->attempt()
		       : syscall(attack->call, args[0], args[1], args[2],
				 args[3], args[4], args[5]);
}
