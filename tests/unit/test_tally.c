/* SPDX-License-Identifier: MIT */
#include "report/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
take(struct tally *tally, const struct json_record *record)
{
	struct gm_error err;

	assert_int_equal(tally_take(tally, record, &err), GM_OK);
}

static void
begin(struct tally *tally, uint64_t n_inputs, uint64_t shard, uint64_t n_shards)
{
	take(tally, &(struct json_record){.kind = JSON_RUN,
					  .has_inputs = true,
					  .n_inputs = n_inputs,
					  .n_workers = 2,
					  .shard = shard,
					  .n_shards = n_shards});
}

static void
end(struct tally *tally, uint64_t wall_us)
{
	take(tally,
	     &(struct json_record){.kind = JSON_END, .wall_us = wall_us});
}

/* Of the picture of that number: 100 bytes of it, and 60 of its copy. */
static void
tell(struct tally *tally, unsigned number, enum report_state state,
     const char *code, uint64_t wall_us)
{
	struct json_record record = {.kind = JSON_TOLD,
				     .state = state,
				     .nbytes_in = 100,
				     .nbytes_out = 60,
				     .wall_us = wall_us};
	char path[32];
	struct gm_error err;

	snprintf(record.code, sizeof(record.code), "%s", code);
	snprintf(path, sizeof(path), "in/%u.png", number);
	assert_int_equal(bytes_append(&record.in, path, strlen(path) + 1, &err),
			 GM_OK);
	assert_int_equal(bytes_append(&record.out, "out", 4, &err), GM_OK);
	take(tally, &record);
	bytes_free(&record.in);
	bytes_free(&record.out);
}

static void
runs_add_up(void **state)
{
	struct tally tally = {0};

	(void)state;
	for (unsigned shard = 0; shard < 3; shard++) {
		begin(&tally, 1000, shard, 3);
		for (unsigned i = 0; i < 1000; i++)
			tell(&tally, shard * 1000 + i,
			     i % 10 == 0 ? REPORT_FAILED : REPORT_CONVERTED,
			     i % 10 != 0   ? ""
			     : i % 20 == 0 ? "corrupt"
					   : "truncated",
			     1);
		end(&tally, 1000 * (shard + 1));
	}
	assert_int_equal(tally.counts[REPORT_CONVERTED], 2700);
	assert_int_equal(tally.counts[REPORT_FAILED], 300);
	assert_int_equal(tally_n_failed(&tally, "corrupt"), 150);
	assert_int_equal(tally_n_failed(&tally, "truncated"), 150);
	assert_int_equal(tally_n_failed(&tally, "timeout"), 0);
	assert_int_equal(tally.nbytes_in, 270000);
	assert_int_equal(tally.nbytes_out, 162000);
	assert_int_equal(tally.longest_us, 3000);
	assert_int_equal(tally_n_workers(&tally), 6);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	tally_free(&tally);
}

/* A run that was cut after two of four, and one that has gone on with it. */
static void
who_goes_on_has_the_last_word(void **state)
{
	struct tally tally = {0};

	(void)state;
	begin(&tally, 4, 0, 0);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	tell(&tally, 2, REPORT_FAILED, "crash", 9);
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	assert_int_equal(tally_gaps(&tally).n_missing, 2);
	begin(&tally, 4, 0, 0);
	tell(&tally, 1, REPORT_SKIPPED, JSON_CODE_DONE, 0);
	tell(&tally, 2, REPORT_CONVERTED, "", 3);
	tell(&tally, 3, REPORT_SKIPPED, "exists", 0);
	tell(&tally, 4, REPORT_UNTRIED, "", 0);
	end(&tally, 7);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	assert_int_equal(tally_n_workers(&tally), 2);
	assert_int_equal(tally.counts[REPORT_CONVERTED], 2);
	assert_int_equal(tally.counts[REPORT_SKIPPED], 1);
	assert_int_equal(tally.counts[REPORT_FAILED], 0);
	assert_int_equal(tally.counts[REPORT_UNTRIED], 1);
	assert_int_equal(tally_n_failed(&tally, "crash"), 0);
	assert_int_equal(tally.nbytes_in, 200);
	tally_free(&tally);
}

/* Another run that has to do with one picture of it does not do the rest. */
static void
who_tells_of_one_picture_does_not_go_on(void **state)
{
	struct tally tally = {0};

	(void)state;
	begin(&tally, 4, 0, 4);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	begin(&tally, 1, 0, 0);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	end(&tally, 7);
	begin(&tally, 3, 0, 4);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	end(&tally, 7);
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	assert_int_equal(tally_gaps(&tally).n_missing, 3);
	assert_int_equal(tally.counts[REPORT_CONVERTED], 1);
	tally_free(&tally);
}

static void
what_was_converted_stays_so(void **state)
{
	static const char *const codes[] = {"exists", "current",
					    JSON_CODE_DONE};
	struct tally tally = {0};

	(void)state;
	begin(&tally, 1, 0, 0);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	end(&tally, 7);
	for (size_t i = 0; i < 3; i++) {
		begin(&tally, 1, 0, 0);
		tell(&tally, 1, REPORT_SKIPPED, codes[i], 0);
		end(&tally, 7);
		assert_int_equal(tally.counts[REPORT_CONVERTED], 1);
	}
	assert_int_equal(tally.n_passed_over, 0);
	tell(&tally, 2, REPORT_SKIPPED, "format", 0);
	assert_int_equal(tally.n_passed_over, 1);
	tell(&tally, 2, REPORT_CONVERTED, "", 1);
	assert_int_equal(tally.n_passed_over, 0);
	tally_free(&tally);
}

/* There is no name for a copy of what could not be opened. */
static void
what_could_not_be_opened_may_be_converted_later(void **state)
{
	struct json_record record = {
		.kind = JSON_TOLD, .state = REPORT_FAILED, .code = "open"};
	struct tally tally = {0};
	struct gm_error err;

	(void)state;
	begin(&tally, 1, 0, 0);
	assert_int_equal(bytes_append(&record.in, "in/7.png", 9, &err), GM_OK);
	assert_int_equal(bytes_append(&record.out, "", 1, &err), GM_OK);
	take(&tally, &record);
	assert_int_equal(tally.counts[REPORT_FAILED], 1);
	begin(&tally, 1, 0, 0);
	tell(&tally, 7, REPORT_CONVERTED, "", 1);
	assert_int_equal(tally.counts[REPORT_FAILED], 0);
	assert_int_equal(tally_n_failed(&tally, "open"), 0);
	assert_int_equal(tally.counts[REPORT_CONVERTED], 1);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	/* And the other way round. */
	begin(&tally, 1, 0, 0);
	take(&tally, &record);
	assert_int_equal(tally.counts[REPORT_FAILED], 1);
	bytes_free(&record.in);
	bytes_free(&record.out);
	tally_free(&tally);
}

/* It may not have known of what was left, or lines of it are lost. */
static void
what_an_end_says_counts(void **state)
{
	struct tally tally = {0};

	(void)state;
	begin(&tally, 1, 0, 0);
	tell(&tally, 1, REPORT_CONVERTED, "", 1);
	take(&tally, &(struct json_record){.kind = JSON_END,
					   .n_ended = 1,
					   .is_stopped = true});
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	assert_int_equal(tally_gaps(&tally).n_missing, 0);
	begin(&tally, 3, 0, 0);
	tell(&tally, 1, REPORT_CONVERTED, "", 1);
	take(&tally, &(struct json_record){.kind = JSON_END, .n_ended = 3});
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	assert_int_equal(tally_gaps(&tally).n_missing, 2);
	tally_free(&tally);
}

static void
a_report_in_which_no_run_began_was_cut(void **state)
{
	struct tally tally = {0};

	(void)state;
	begin(&tally, 0, 0, 0);
	end(&tally, 7);
	tally_end_report(&tally);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	tally_end_report(&tally);
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	tally_free(&tally);
}

/* Nor is one that was cut before it told of anything. */
static void
a_run_that_was_begun_again_is_no_gap(void **state)
{
	struct tally tally = {0};

	(void)state;
	begin(&tally, 1, 2, 3);
	begin(&tally, 1, 0, 3);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	end(&tally, 7);
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	assert_int_equal(tally_gaps(&tally).n_missing, 1);
	begin(&tally, 1, 2, 3);
	tell(&tally, 2, REPORT_CONVERTED, "", 5);
	end(&tally, 7);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	tally_free(&tally);
}

/* That lacks nothing but its last line. */
static void
a_run_that_told_of_all_is_whole(void **state)
{
	struct tally tally = {0};

	(void)state;
	begin(&tally, 1, 0, 0);
	tell(&tally, 1, REPORT_CONVERTED, "", 5);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	/* Who did not know how many there are may have had others. */
	take(&tally, &(struct json_record){.kind = JSON_RUN});
	tell(&tally, 2, REPORT_CONVERTED, "", 5);
	assert_int_equal(tally_gaps(&tally).n_cut, 1);
	assert_int_equal(tally_gaps(&tally).n_missing, 0);
	end(&tally, 7);
	assert_int_equal(tally_gaps(&tally).n_cut, 0);
	tally_free(&tally);
}

static void
the_slowest_stand_in_order(void **state)
{
	static const uint64_t times[] = {5, 50, 7, 30, 1, 40, 2, 60};
	struct tally tally = {0};

	(void)state;
	begin(&tally, 8, 0, 0);
	for (unsigned i = 0; i < 8; i++)
		tell(&tally, i, REPORT_CONVERTED, "", times[i]);
	for (unsigned i = 1; i < TALLY_N_SLOWEST; i++)
		assert_true(tally.slowest[i - 1].wall_us >
			    tally.slowest[i].wall_us);
	assert_int_equal(tally.slowest[0].wall_us, 60);
	assert_string_equal((const char *)tally.slowest[0].path.data,
			    "in/7.png");
	assert_int_equal(tally.slowest[TALLY_N_SLOWEST - 1].wall_us, 7);
	/* A picture stands there once, with its last time. */
	begin(&tally, 8, 0, 0);
	tell(&tally, 7, REPORT_CONVERTED, "", 35);
	tell(&tally, 3, REPORT_CONVERTED, "", 70);
	assert_int_equal(tally.slowest[0].wall_us, 70);
	assert_string_equal((const char *)tally.slowest[0].path.data,
			    "in/3.png");
	assert_int_equal(tally.slowest[3].wall_us, 35);
	for (unsigned i = 1; i < TALLY_N_SLOWEST; i++)
		assert_true(tally.slowest[i - 1].wall_us >
			    tally.slowest[i].wall_us);
	tally_free(&tally);
}

static void
more_codes_than_there_are_share_a_place(void **state)
{
	struct tally tally = {0};
	size_t n = 0;
	char code[16];

	(void)state;
	begin(&tally, 100, 0, 0);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(code, sizeof(code), "code%u", i);
		tell(&tally, i, REPORT_FAILED, code, 0);
	}
	assert_int_equal(tally.n_codes, TALLY_MAX_CODES);
	for (size_t i = 0; i < tally.n_codes; i++)
		n += tally.codes[i].n;
	assert_int_equal(n, 100);
	tally_free(&tally);
}

static void
what_stands_before_a_run_says_nothing(void **state)
{
	struct tally tally = {0};

	(void)state;
	tell(&tally, 1, REPORT_FAILED, "corrupt", 5);
	end(&tally, 7);
	assert_int_equal(tally.n_runs, 0);
	assert_int_equal(tally.counts[REPORT_FAILED], 0);
	tally_free(&tally);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_add_up),
		cmocka_unit_test(who_goes_on_has_the_last_word),
		cmocka_unit_test(who_tells_of_one_picture_does_not_go_on),
		cmocka_unit_test(what_was_converted_stays_so),
		cmocka_unit_test(
			what_could_not_be_opened_may_be_converted_later),
		cmocka_unit_test(what_an_end_says_counts),
		cmocka_unit_test(a_report_in_which_no_run_began_was_cut),
		cmocka_unit_test(a_run_that_was_begun_again_is_no_gap),
		cmocka_unit_test(a_run_that_told_of_all_is_whole),
		cmocka_unit_test(the_slowest_stand_in_order),
		cmocka_unit_test(more_codes_than_there_are_share_a_place),
		cmocka_unit_test(what_stands_before_a_run_says_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
