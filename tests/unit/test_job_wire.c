/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/formats.h"
#include "job/job_wire.h"

static void
test_job_round_trip(void **state)
{
	const struct job job = {.in_fd = -ESTALE,
				.in_name = "a b/\n.jpg",
				.out_fd = 70000,
				.out_name = "17",
				.to = &codec_png,
				.links = LINK_TRUSTED,
				.is_alone = true,
				.in_place = true};
	struct bytes message = {0};
	struct gm_error err = {0};
	struct job back;

	(void)state;
	assert_int_equal(job_wire_put(&job, &message, &err), GM_OK);
	assert_int_equal(
		job_wire_get(message.data, message.nbytes, &back, &err), GM_OK);
	assert_string_equal(back.in_name, job.in_name);
	assert_string_equal(back.out_name, job.out_name);
	assert_int_equal(back.in_fd, -ESTALE);
	assert_int_equal(back.out_fd, 70000);
	assert_ptr_equal(back.to, &codec_png);
	assert_true(back.is_alone);
	assert_true(back.in_place);
	assert_int_equal(back.links, LINK_TRUSTED);
	bytes_free(&message);
}

/* Every shorter message, exactly sized so that ASan sees a read past it. */
static void
test_job_cut_short(void **state)
{
	const struct job job = {.in_name = "in", .out_name = "out"};
	struct bytes message = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(job_wire_put(&job, &message, &err), GM_OK);
	for (size_t n = 0; n < message.nbytes; n++) {
		uint8_t *cut = malloc(n + 1);
		struct job back;

		memcpy(cut + 1, message.data, n);
		assert_int_equal(job_wire_get(cut + 1, n, &back, &err),
				 GM_ERR_SYSTEM);
		free(cut);
	}
	bytes_free(&message);
}

static void
test_job_that_was_never_put(void **state)
{
	/* What stands at which byte of the fixed part, or after it. */
	static const struct {
		size_t at;
		uint8_t value;
	} wrong[] = {{8, 100}, {9, 2}, {10, 3}, {11, 2}, {13, 0}, {18, 'x'}};
	const struct job job = {.in_name = "in", .out_name = "out"};
	struct bytes message = {0};
	struct gm_error err = {0};
	struct job back;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		message.nbytes = 0;
		assert_int_equal(job_wire_put(&job, &message, &err), GM_OK);
		assert_int_equal(message.nbytes, 19);
		message.data[wrong[i].at] = wrong[i].value;
		assert_int_equal(
			job_wire_get(message.data, message.nbytes, &back, &err),
			GM_ERR_SYSTEM);
	}
	bytes_free(&message);
}

static struct job_result
sample_result(void)
{
	struct job_result result = {.status = GM_ERR_TRUNCATED,
				    .stamp = {1, 2, 3, -4, 5},
				    .nbytes_in = UINT64_C(1) << 40,
				    .nbytes_out = 7,
				    .format = &codec_jpeg,
				    .outcome = {.way = CONVERSION_PIXELS,
						.width = 4000000000u,
						.height = 3,
						.has_more = true,
						.left_out = METADATA_LEFT_ALL}};

	gm_fail(&result.error, GM_ERR_TRUNCATED, 0, "truncated");
	strcpy(result.outcome.warning, "odd");
	return result;
}

static void
test_result_round_trip(void **state)
{
	const struct job_result result = sample_result();
	struct bytes message = {0};
	struct gm_error err = {0};
	struct job_result back;

	(void)state;
	assert_int_equal(job_wire_put_result(&result, &message, &err), GM_OK);
	assert_int_equal(
		job_wire_get_result(message.data, message.nbytes, &back, &err),
		GM_OK);
	assert_true(file_stamp_is_same(&back.stamp, &result.stamp));
	assert_int_equal(back.status, GM_ERR_TRUNCATED);
	assert_int_equal(back.error.status, GM_ERR_TRUNCATED);
	assert_string_equal(back.error.text, "truncated");
	assert_string_equal(back.outcome.warning, "odd");
	assert_ptr_equal(back.format, &codec_jpeg);
	assert_true(back.nbytes_in == result.nbytes_in);
	assert_true(back.nbytes_out == 7);
	assert_int_equal(back.outcome.width, 4000000000u);
	assert_int_equal(back.outcome.height, 3);
	assert_int_equal(back.outcome.way, CONVERSION_PIXELS);
	assert_true(back.outcome.has_more);
	assert_int_equal(back.outcome.left_out, METADATA_LEFT_ALL);
	bytes_free(&message);
}

static void
test_texts_cannot_steer_a_terminal(void **state)
{
	struct job_result result = sample_result();
	struct bytes message = {0};
	struct gm_error err = {0};
	struct job_result back;

	(void)state;
	strcpy(result.outcome.warning, "a\nb\033[2J\x7f\xc3\xa9");
	assert_int_equal(job_wire_put_result(&result, &message, &err), GM_OK);
	assert_int_equal(
		job_wire_get_result(message.data, message.nbytes, &back, &err),
		GM_OK);
	assert_string_equal(back.outcome.warning, "a?b?[2J?\xc3\xa9");
	bytes_free(&message);
}

static void
check_ranges(const struct job_result *result)
{
	assert_in_range(result->status, 0, GM_N_STATUS - 1);
	assert_in_range(result->outcome.way, 0, CONVERSION_N_WAYS - 1);
}

static void
test_way_out_of_range(void **state)
{
	struct job_result result = sample_result();
	struct bytes message = {0};
	struct gm_error err = {0};
	struct job_result back;

	(void)state;
	for (int i = 0; i <= CONVERSION_N_WAYS; i++) {
		message.nbytes = 0;
		result.outcome.way = (enum conversion_way)i;
		assert_int_equal(job_wire_put_result(&result, &message, &err),
				 GM_OK);
		assert_int_equal(job_wire_get_result(message.data,
						     message.nbytes, &back,
						     &err),
				 i < CONVERSION_N_WAYS ? GM_OK : GM_ERR_SYSTEM);
	}
	bytes_free(&message);
}

static void
test_result_cut_short_or_garbled(void **state)
{
	const struct job_result result = sample_result();
	struct bytes message = {0};
	struct gm_error err = {0};
	struct job_result back;

	(void)state;
	assert_int_equal(job_wire_put_result(&result, &message, &err), GM_OK);
	for (size_t n = 0; n < message.nbytes; n++) {
		uint8_t *cut = malloc(n + 1);

		memcpy(cut + 1, message.data, n);
		assert_int_equal(job_wire_get_result(cut + 1, n, &back, &err),
				 GM_ERR_SYSTEM);
		free(cut);
	}
	/* A trailing byte, an unknown status, a format that is none. */
	assert_int_equal(bytes_append(&message, "", 1, &err), GM_OK);
	assert_int_equal(
		job_wire_get_result(message.data, message.nbytes, &back, &err),
		GM_ERR_SYSTEM);
	message.nbytes--;
	for (size_t i = 0; i < message.nbytes; i++) {
		uint8_t kept = message.data[i];

		message.data[i] = 'x';
		if (job_wire_get_result(message.data, message.nbytes, &back,
					&err) == GM_OK)
			check_ranges(&back);
		message.data[i] = kept;
	}
	memset(message.data, 0xff, message.nbytes);
	for (size_t n = 0; n <= message.nbytes; n++) {
		memset(&back, 'x', sizeof(back));
		assert_int_equal(job_wire_get_result(message.data, n, &back,
						     &back.error),
				 GM_ERR_SYSTEM);
		assert_int_equal(back.error.status, GM_ERR_SYSTEM);
		assert_string_equal(back.outcome.warning, "");
		assert_null(back.format);
	}
	bytes_free(&message);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_job_round_trip),
		cmocka_unit_test(test_job_cut_short),
		cmocka_unit_test(test_job_that_was_never_put),
		cmocka_unit_test(test_result_round_trip),
		cmocka_unit_test(test_texts_cannot_steer_a_terminal),
		cmocka_unit_test(test_way_out_of_range),
		cmocka_unit_test(test_result_cut_short_or_garbled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
