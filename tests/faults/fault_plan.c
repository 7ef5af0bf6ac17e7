/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MAP_ANONYMOUS, strerrorname_np, dladdr */
#include "fault_plan.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_RULES 8

/* Out of the way of a program that counts its descriptors. */
#define LEAST_LOG_FD 200

#define MAX_FRAMES 64

enum side {
	ANYWHERE,
	IN_DRIVER,
	IN_WORKER
};

struct entry {
	const char *call;
	struct fault_rule rule;
	bool runs, tells;
	enum side side;
	const char *path; /* NULL: any */
	unsigned long from, to, every;
	unsigned long most;
	unsigned long n_calls;  /* in this process */
	atomic_ulong *n_struck; /* in all */
};

static struct {
	struct entry entries[MAX_RULES];
	unsigned n;
	bool is_worker;
	int log_fd;
	const char *command;
} plan;

static _Noreturn void
refuse(const char *word)
{
	dprintf(STDERR_FILENO, "preload: %s?\n", word);
	_exit(99);
}

/* True when word is KEY=VALUE; *value is then what follows the sign. */
static bool
has_key(const char *word, const char *key, const char **value)
{
	size_t n = strlen(key);

	*value = word + n + 1;
	return strncmp(word, key, n) == 0 && word[n] == '=';
}

static int
errno_of(const char *name)
{
	for (int number = 1; number < 200; number++) {
		const char *known = strerrorname_np(number);

		if (known != NULL && strcmp(known, name) == 0)
			return number;
	}
	refuse(name);
}

static void
read_effect(struct entry *entry, const char *word)
{
	const char *value;

	entry->rule.is_lost = has_key(word, "lost", &value);
	if (entry->rule.is_lost)
		entry->rule.errnum = errno_of(value);
	else if (has_key(word, "short", &value))
		entry->rule.most_nbytes = strtoul(value, NULL, 10);
	else if (has_key(word, "jump", &value))
		entry->rule.jump_s = strtol(value, NULL, 10);
	else if (strcmp(word, "garble") == 0)
		entry->rule.garbles = true;
	else if (has_key(word, "garble", &value))
		entry->rule.garbled_at = strtol(value, NULL, 10);
	else if (strcmp(word, "run") == 0)
		entry->runs = true;
	else if (strcmp(word, "tell") == 0)
		entry->tells = true;
	else
		entry->rule.errnum = errno_of(word);
}

static void
read_key(struct entry *entry, const char *word)
{
	const char *value;

	if (has_key(word, "at", &value))
		entry->from = entry->to = strtoul(value, NULL, 10);
	else if (has_key(word, "from", &value))
		entry->from = strtoul(value, NULL, 10);
	else if (has_key(word, "every", &value))
		entry->every = strtoul(value, NULL, 10);
	else if (has_key(word, "most", &value))
		entry->most = strtoul(value, NULL, 10);
	else if (has_key(word, "path", &value))
		entry->path = value;
	else if (strcmp(word, "in=driver") == 0)
		entry->side = IN_DRIVER;
	else if (strcmp(word, "in=worker") == 0)
		entry->side = IN_WORKER;
	else
		refuse(word);
}

static void
read_rule(struct entry *entry, char *line)
{
	char *rest, *call = strtok_r(line, " ", &rest);
	char *effect = strtok_r(NULL, " ", &rest), *word;

	if (call == NULL || effect == NULL)
		refuse("CALL EFFECT");
	*entry = (struct entry){
		.call = call,
		.rule = {.most_nbytes = SIZE_MAX, .garbled_at = -1},
		.from = 1,
		.to = ULONG_MAX,
		.every = 1,
		.most = ULONG_MAX,
		.n_struck =
			mmap(NULL, sizeof(atomic_ulong), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0),
	};
	read_effect(entry, effect);
	entry->rule.garbles |= entry->rule.garbled_at >= 0;
	while ((word = strtok_r(NULL, " ", &rest)) != NULL)
		read_key(entry, word);
}

/* Before main(); until it has come to its end there are no rules. */
__attribute__((constructor)) static void
read_plan(void)
{
	const char *log = getenv("FAULTS_LOG"), *text = getenv("FAULTS");
	static char copy[1024];
	char *rest, *line;
	unsigned n = 0;
	void *frame;
	int fd;

	/* The first time it loads a library. */
	backtrace(&frame, 1);
	if (text == NULL || log == NULL)
		refuse("FAULTS, FAULTS_LOG");
	snprintf(copy, sizeof(copy), "%s", text);
	plan.command = getenv("FAULTS_RUN");
	/* The command that is run must not suffer the same. */
	unsetenv("LD_PRELOAD");
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	plan.log_fd = fcntl(fd, F_DUPFD_CLOEXEC, LEAST_LOG_FD);
	close(fd);
	for (line = strtok_r(copy, "\n", &rest); line != NULL && n < MAX_RULES;
	     line = strtok_r(NULL, "\n", &rest))
		read_rule(&plan.entries[n++], line);
	plan.n = n;
}

static bool
is_about(const struct entry *entry, const char *path, int fd)
{
	char name[PATH_MAX], link[32];
	ssize_t n;

	if (entry->path == NULL)
		return true;
	if (path != NULL)
		return strstr(path, entry->path) != NULL;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof(name) - 1);
	name[n < 0 ? 0 : n] = '\0';
	return strstr(name, entry->path) != NULL;
}

static bool
is_due(struct entry *entry)
{
	unsigned long n = ++entry->n_calls;

	return n >= entry->from && n <= entry->to &&
	       (n - entry->from) % entry->every == 0 &&
	       atomic_fetch_add(entry->n_struck, 1) < entry->most;
}

static uint64_t
hash(uint64_t sum, const void *data, size_t n)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < n; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

/*
 * All callers as one number, the same wherever they are loaded, and the names
 * of those that have some, each after a space; returns how much text they are.
 */
static int
tell_place(char *text, size_t n_room)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	size_t n_used = sizeof("0123456789abcdef") - 1;
	void *frames[MAX_FRAMES];
	int n = backtrace(frames, MAX_FRAMES);
	char first[sizeof("0123456789abcdef")];
	ptrdiff_t offset;
	Dl_info info;

	for (int i = 0; i < n; i++) {
		if (dladdr(frames[i], &info) == 0)
			continue;
		offset = (char *)frames[i] - (char *)info.dli_fbase;
		sum = hash(sum, info.dli_fname, strlen(info.dli_fname));
		sum = hash(sum, &offset, sizeof(offset));
		if (info.dli_sname != NULL &&
		    strlen(info.dli_sname) + 1 < n_room - n_used)
			n_used += (size_t)sprintf(text + n_used, " %s",
						  info.dli_sname);
	}
	snprintf(first, sizeof(first), "%016" PRIx64, sum);
	memcpy(text, first, sizeof(first) - 1);
	return (int)n_used;
}

static void
act(const struct entry *entry)
{
	const char *side = plan.is_worker ? "worker" : "driver";
	char line[1024];
	int n;

	n = snprintf(line, sizeof(line), "%s", side);
	if (entry->tells) {
		n += snprintf(line + n, sizeof(line) - (size_t)n, " %lu ",
			      entry->n_calls);
		n += tell_place(line + n, sizeof(line) - (size_t)n - 1);
	}
	line[n++] = '\n';
	syscall(SYS_write, plan.log_fd, line, (size_t)n);
	if (entry->runs && system(plan.command) != 0)
		refuse(plan.command);
}

const struct fault_rule *
fault_strike(const char *call, const char *path, int fd)
{
	int saved_errno = errno;
	const struct fault_rule *rule = NULL;

	for (unsigned i = 0; i < plan.n && rule == NULL; i++) {
		struct entry *entry = &plan.entries[i];

		if (strcmp(entry->call, call) != 0 ||
		    (entry->side == IN_DRIVER && plan.is_worker) ||
		    (entry->side == IN_WORKER && !plan.is_worker) ||
		    !is_about(entry, path, fd) || !is_due(entry))
			continue;
		act(entry);
		rule = &entry->rule;
	}
	errno = saved_errno;
	return rule;
}

int
fault_log_fd(void)
{
	return plan.log_fd;
}

void
fault_be_worker(void)
{
	plan.is_worker = true;
	for (unsigned i = 0; i < plan.n; i++)
		plan.entries[i].n_calls = 0;
}
