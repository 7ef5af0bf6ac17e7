/* SPDX-License-Identifier: MIT */
/*
 * A job that does what an attacker would, in a worker that is locked in.
 */
#include "guard/sandbox.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "attack.h"
#include "base/file.h"
#include "pool/pool.h"
#include "scratch.h"

/* Attacks have odd numbers; the even ones are honest work. */
struct fight {
	struct sandbox sandbox;
	const struct attack *attacks;
	struct pool_result fates[256];
};

static enum gm_status
enter(void *ctx, struct gm_error *err)
{
	const struct fight *fight = ctx;

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

/* Read in/picture, write out/NUMBER. */
static enum gm_status
work_honestly(size_t number, struct gm_error *err)
{
	struct file_out out = {0};
	struct file_in in = {0};
	char path[32], data[8];
	enum gm_status st;

	snprintf(path, sizeof(path), "out/%zu", number);
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

static enum gm_status
job(void *ctx, const uint8_t *request_data, size_t nbytes,
    struct bytes *response, struct pool_meter *meter)
{
	const struct fight *fight = ctx;
	struct gm_error err = {0};
	enum gm_status st;
	size_t number;

	(void)meter;
	if (nbytes != sizeof(number))
		return GM_ERR_SYSTEM;
	memcpy(&number, request_data, sizeof(number));
	if (number % 2 != 0)
		return fight->attacks[number / 2].attempt() == -1
			       ? GM_OK
			       : GM_ERR_SYSTEM;
	st = work_honestly(number, &err);
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

static int
prepare(void **state)
{
	if (scratch_enter(state) != 0)
		return 1;
	mkdir("in", 0777);
	mkdir("out", 0777);
	mkdir("elsewhere", 0777);
	put("in/picture", "picture");
	put("out/mine", "mine");
	put("secret", "secret");
	return 0;
}

static int
clear(void **state)
{
	char path[32];

	for (unsigned i = 0; i < 512; i++) {
		snprintf(path, sizeof(path), "out/%u", i);
		remove(path);
	}
	remove("in/picture");
	remove("out/mine");
	return scratch_leave(state);
}

/* True when the attack came to the end it deserves. */
static bool
has_failed(const struct attack *attack, const struct pool_result *fate)
{
	char death[64];

	if (attack->end == ATTACK_REFUSED)
		return fate->status == GM_OK;
	snprintf(death, sizeof(death), "worker killed by signal %d (", SIGSYS);
	return fate->status == GM_ERR_CRASH &&
	       strncmp(fate->error.text, death, strlen(death)) == 0;
}

static void
test_attacks(void **state)
{
	struct fight fight = {.sandbox = SANDBOX_NONE};
	struct pool_outcome outcome;
	struct gm_error err = {0};
	unsigned n_won = 0;
	size_t n;

	(void)state;
	fight.attacks = attack_list(&n);
	assert_int_equal(sandbox_open(&fight.sandbox, SANDBOX_ALL, &err),
			 GM_OK);
	if (sandbox_lacks(&fight.sandbox) != NULL) {
		print_message("no %s here\n", sandbox_lacks(&fight.sandbox));
		sandbox_close(&fight.sandbox);
		skip();
	}
	sandbox_allow(&fight.sandbox, "in", SANDBOX_READ, &err);
	sandbox_allow(&fight.sandbox, "out", SANDBOX_WRITE, &err);
	/* What is not there is no reason to stop. */
	assert_int_equal(
		sandbox_allow(&fight.sandbox, "no such", SANDBOX_READ, &err),
		GM_OK);
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

	assert_int_equal(pool_run(&config, &outcome, &err), GM_OK);
	assert_int_equal(outcome.n_done, 2 * n);
	for (size_t i = 0; i < n; i++) {
		/* What came before and after is untouched by it. */
		assert_int_equal(fight.fates[2 * i].status, GM_OK);
		if (has_failed(&fight.attacks[i], &fight.fates[2 * i + 1]))
			continue;
		print_error("attack: %s: status %d %s\n", fight.attacks[i].name,
			    (int)fight.fates[2 * i + 1].status,
			    fight.fates[2 * i + 1].error.text);
		n_won++;
	}
	assert_int_equal(n_won, 0);
	/* in, out, elsewhere, secret; and nothing came into being. */
	assert_int_equal(scratch_count(), 4);
	assert_int_equal(rmdir("elsewhere"), 0);
	sandbox_close(&fight.sandbox);
}

/* The same without a sandbox: the attacks are real. */
static void
test_without(void **state)
{
	static const char *const harmless[] = {
		"read a file that is no input", "write elsewhere", "fork",
		"open a socket", "signal the driver"};
	size_t n;
	const struct attack *attacks = attack_list(&n);

	(void)state;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		for (size_t j = 0; j < n; j++)
			if (strcmp(attacks[j].name, harmless[i]) == 0)
				assert_true(attacks[j].attempt() >= 0);
	assert_int_equal(remove("elsewhere/x"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_attacks, prepare, clear),
		cmocka_unit_test_setup_teardown(test_without, prepare, clear),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
