/* SPDX-License-Identifier: MIT */
/*
 * A job that does what an attacker would, in a worker that is locked in.
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include "guard/sandbox.h"

#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "attack.h"
#include "base/file.h"
#include "modules_linked.h"
#include "pool/pool.h"
#include "scratch.h"

/* Attacks have odd numbers; the even ones are honest work. */
struct fight {
	struct sandbox sandbox;
	struct pool_result fates[512];
};

static enum gm_status
enter(void *ctx, struct gm_error *err)
{
	const struct fight *fight = ctx;

	/* Those of cmocka would end the worker by themselves. */
	signal(SIGSEGV, SIG_DFL);
	signal(SIGSYS, SIG_DFL);
	return sandbox_enter(&fight->sandbox, err);
}

static enum gm_status
request(void *ctx, size_t job_i, bool is_alone, struct bytes *out,
	struct gm_error *err)
{
	(void)ctx;
	(void)is_alone;
	return bytes_append(out, &job_i, sizeof(job_i), err);
}

static uint64_t
weight(void *ctx, size_t job_i)
{
	(void)ctx;
	(void)job_i;
	return 0;
}

static bool
done(void *ctx, size_t job_i, const struct pool_result *result)
{
	struct fight *fight = ctx;

	fight->fates[job_i] = *result;
	return true;
}

/* Read in/picture, write out/stage/NUMBER. */
static enum gm_status
work_honestly(size_t number, struct gm_error *err)
{
	struct file_out out = {0};
	struct file_in in = {0};
	char path[32], data[8];
	enum gm_status st;

	snprintf(path, sizeof(path), "out/stage/%zu", number);
	st = file_in_open(&in, "in/picture", err);
	if (st == GM_OK && file_in_read(&in, data, sizeof(data)) != 7)
		st = gm_fail(err, GM_ERR_READ, 0, "too short");
	if (st == GM_OK)
		st = file_out_open(&out, path, 0644, err);
	if (st == GM_OK)
		st = file_out_write(&out, data, 7, err);
	if (st == GM_OK)
		st = file_out_commit(&out, err);
	file_out_free(&out);
	file_in_free(&in);
	return st;
}

/*
 * Is it the sandbox that has refused it?  By any other reason the attempt has
 * missed its aim.
 */
static bool
is_refusal(int reason)
{
	return reason == ENOSYS || reason == EACCES || reason == EXDEV ||
	       reason == EBADF;
}

static enum gm_status
attack(size_t attack_i)
{
	if (attack_try(attack_get(attack_i)) == -1 && is_refusal(errno))
		return GM_OK;
	return GM_ERR_SYSTEM;
}

static enum gm_status
job(void *ctx, const uint8_t *request_data, size_t nbytes,
    struct bytes *response, struct pool_meter *meter)
{
	struct gm_error err = {0};
	enum gm_status st;
	size_t number;

	(void)ctx;
	(void)meter;
	if (nbytes != sizeof(number))
		return GM_ERR_SYSTEM;
	memcpy(&number, request_data, sizeof(number));
	st = number % 2 != 0 ? attack(number / 2) : work_honestly(number, &err);
	bytes_append(response, err.text, strlen(err.text), &err);
	return st;
}

static void
put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
put_all(void)
{
	mkdir("in", 0777);
	mkdir("in/sub", 0777);
	mkdir("out", 0777);
	mkdir("out/sub", 0777);
	mkdir("out/stage", 0700);
	put("in/picture", "picture");
	put("in/beside", "beside");
	put("in/sub/secret", "secret");
	put("out/theirs", "theirs");
	put("out/stage/mine", "mine");
	put("secret", "secret");
}

/* That and the folder itself. */
enum {
	N_FIXTURES = 12
};

static int
remove_below(const char *path, const struct stat *info, int type,
	     struct FTW *where)
{
	(void)info;
	(void)type;
	return where->level == 0 ? 0 : remove(path);
}

static int
clear_all(void)
{
	return nftw(".", remove_below, 8, FTW_DEPTH | FTW_PHYS);
}

static int
prepare(void **state)
{
	if (scratch_enter(state) != 0)
		return 1;
	put_all();
	return 0;
}

static int
clear(void **state)
{
	return clear_all() + scratch_leave(state);
}

static unsigned n_found;

/* Nothing is where it was not, and nothing is odd. */
static int
look_at(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)path;
	(void)where;
	n_found++;
	return (info->st_mode & 07000) != 0 || (type != FTW_F && type != FTW_D);
}

static void
check_file(const char *path, const char *expected)
{
	char text[16] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	assert_string_equal(text, expected);
}

/* True when the attack came to the end it deserves. */
static bool
has_failed(const struct attack *attack, const struct pool_result *fate)
{
	if (attack->end == ATTACK_REFUSED)
		return fate->status == GM_OK;
	/* SIGSEGV is how some processors have no other calls at all. */
	return fate->status == GM_ERR_CRASH &&
	       (fate->signal == SIGSYS || fate->signal == SIGSEGV);
}

static void
open_sandbox(struct sandbox *sandbox)
{
	struct gm_error err = {0};

	assert_int_equal(sandbox_open(sandbox, SANDBOX_ALL, &err), GM_OK);
	sandbox_allow(sandbox, AT_FDCWD, "in/picture", LINK_ANY, SANDBOX_READ,
		      &err);
	sandbox_allow(sandbox, AT_FDCWD, "out/stage", LINK_ANY, SANDBOX_WRITE,
		      &err);
	/* What is not there is no reason to stop. */
	assert_int_equal(sandbox_allow(sandbox, AT_FDCWD, "no such", LINK_ANY,
				       SANDBOX_READ, &err),
			 GM_OK);
}

static unsigned
count_won(const struct fight *fight)
{
	unsigned n_won = 0;

	for (size_t i = 0; i < attack_count(); i++) {
		const struct pool_result *fate = &fight->fates[2 * i + 1];

		/* What came before and after is untouched by it. */
		assert_int_equal(fight->fates[2 * i].status, GM_OK);
		if (has_failed(attack_get(i), fate))
			continue;
		print_error("attack: %s: status %d %s\n", attack_get(i)->name,
			    (int)fate->status, fate->error.text);
		n_won++;
	}
	return n_won;
}

static void
test_attacks(void **state)
{
	struct fight fight = {.sandbox = SANDBOX_NONE};
	struct pool_outcome outcome;
	struct gm_error err = {0};
	size_t n = attack_count();

	(void)state;
	open_sandbox(&fight.sandbox);
	if (sandbox_lacks(&fight.sandbox) != NULL) {
		print_message("no %s here\n", sandbox_lacks(&fight.sandbox));
		sandbox_close(&fight.sandbox);
		skip();
	}
	attack_prepare();
	const struct pool_config config = {.n_workers = 2,
					   .n_jobs = 2 * n,
					   .kept_fd = fight.sandbox.files_fd,
					   .ctx = &fight,
					   .enter = enter,
					   .job = job,
					   .request = request,
					   .weight = weight,
					   .done = done};

	assert_true(2 * n <= sizeof(fight.fates) / sizeof(fight.fates[0]));
	assert_int_equal(pool_run(&config, &outcome, &err), GM_OK);
	attack_clear();
	assert_int_equal(outcome.n_done, 2 * n);
	assert_int_equal(count_won(&fight), 0);
	n_found = 0;
	assert_int_equal(nftw(".", look_at, 8, FTW_PHYS), 0);
	assert_int_equal(n_found, N_FIXTURES + n);
	check_file("in/picture", "picture");
	check_file("out/theirs", "theirs");
	check_file("out/stage/mine", "mine");
	sandbox_close(&fight.sandbox);
}

/* What came of it in a process of its own, as errno has it. */
static int
try_without(const struct attack *attack)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(attack_try(attack) >= 0 ? 0 : errno);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

/* The same without a sandbox: the attacks are real. */
static void
test_without(void **state)
{
	unsigned n_missed = 0;

	(void)state;
	attack_prepare();
	for (size_t i = 0; i < attack_count(); i++) {
		const struct attack *attack = attack_get(i);
		int reason = attack->is_harmless ? try_without(attack) : 0;

		clear_all();
		put_all();
		/* The kernel may be older than the call. */
		if (reason == 0 || reason == ENOSYS)
			continue;
		print_error("%s: %s\n", attack->name, strerror(reason));
		n_missed++;
	}
	attack_clear();
	assert_int_equal(n_missed, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_attacks, prepare, clear),
		cmocka_unit_test_setup_teardown(test_without, prepare, clear),
	};

	/* With all their libraries in the workers. */
	modules_linked_use();
	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
