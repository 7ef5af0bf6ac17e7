/* SPDX-License-Identifier: MIT */
/* From decoder to encoder, turned: rows in both orders, and what is held. */
#include "turn_fixture.h"

#include "job/turning.h"

/* A writer that keeps the rows. */
static uint8_t *kept;
static size_t n_kept;

static enum gm_status
keep_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	  struct gm_error *err)
{
	size_t nbytes = image_row_nbytes(&enc->info) * n_rows;

	(void)err;
	memcpy(kept + n_kept, rows, nbytes);
	n_kept += nbytes;
	return GM_OK;
}

static const struct codec_writer falling = {.rows = keep_rows};
static const struct codec_writer rising = {.rows = keep_rows,
					   .takes_rising = true};

/* The rows in the other order. */
static void
reverse(const struct image_info *info, uint8_t **picture)
{
	struct image_info same = *info;
	uint8_t *upside_down = turn_fixture_upright(4, &same, *picture);

	free(*picture);
	*picture = upside_down;
}

/* Pass a copy of the picture on, as it is spoilt. */
static void
pass_frame(struct turning *turning, struct encoder *enc,
	   const struct image_info *info, const uint8_t *picture)
{
	size_t row_nbytes = image_row_nbytes(info);
	uint8_t *rows = turn_fixture_room(info);
	struct gm_error err;

	memcpy(rows, picture, row_nbytes * info->height);
	n_kept = 0;
	for (uint32_t y = 0, n; y < info->height; y += n) {
		n = info->height - y < 5 ? info->height - y : 5;
		assert_int_equal(turning_rows(turning, enc,
					      rows + y * row_nbytes, n, &err),
				 GM_OK);
	}
	free(rows);
}

/* Whether it had to be held. */
static bool
expect_upright(unsigned orientation, bool rises,
	       const struct codec_writer *writer)
{
	const struct codec codec = {.name = "fake", .writer = writer};
	const struct file_in in = {.nbytes = 100};
	struct decoder dec = {.info = {19, 23, 2, 8, 8, 0}, .rises = rises};
	struct encoder enc = {.codec = &codec};
	struct turn turn = turn_upright(orientation);
	struct turning turning = {0};
	struct image_info info = dec.info;
	uint8_t *picture = turn_fixture_picture(&info);
	uint8_t *theirs = turn_fixture_upright(orientation, &info, picture);
	size_t row_nbytes = image_row_nbytes(&dec.info);
	struct gm_error err;
	bool is_held;

	if (rises)
		reverse(&dec.info, &picture);
	assert_int_equal(turning_open(&turning, &turn, &dec.info, &dec, &enc,
				      &in, 0, &err),
			 GM_OK);
	assert_memory_equal(&enc.info, &info, sizeof(info));
	assert_int_equal(enc.is_transposed, turn.transposes);
	kept = turn_fixture_room(&info);
	/* The second of two frames, of which nothing else of the first is. */
	pass_frame(&turning, &enc, &dec.info, theirs);
	pass_frame(&turning, &enc, &dec.info, picture);
	assert_int_equal(n_kept, row_nbytes * dec.info.height);
	if (enc.rises)
		reverse(&info, &kept);
	assert_memory_equal(kept, theirs, n_kept);
	is_held = turning.picture != NULL;
	assert_int_equal(enc.held_nbytes, is_held ? n_kept : 0);
	turning_close(&turning);
	assert_null(turning.picture);
	free(kept);
	free(theirs);
	free(picture);
	return is_held;
}

static void
all_ways_and_orders(void **state)
{
	(void)state;
	for (unsigned o = 1; o <= 8; o++) {
		bool is_held = expect_upright(o, false, &falling);

		assert_int_equal(is_held, o > 2);
		/* Half a turn is mirrored rows in the other order. */
		assert_int_equal(expect_upright(o, false, &rising), o > 4);
		assert_int_equal(expect_upright(o, true, &rising), o > 4);
	}
}

static void
what_is_held_is_counted(void **state)
{
	const struct codec codec = {.name = "fake", .writer = &falling};
	const struct file_in in = {.nbytes = 1};
	const struct image_info gray = {8192, 4096, 1, 16, 16, 0};
	struct decoder dec = {0};
	struct encoder enc = {.codec = &codec};
	struct turn quarter = turn_upright(6), mirrored = turn_upright(2);
	struct turning turning = {0};
	struct gm_error err;

	(void)state;
	/* 64 MiB, a byte of file and what it may ask for. */
	assert_int_equal(turning_open(&turning, &quarter, &gray, &dec, &enc,
				      &in, (64u << 20) - 1, &err),
			 GM_ERR_NOMEM);
	assert_string_equal(err.text,
			    "8192x4096 pixels need 65 MiB of memory, over the "
			    "limit of 63 MiB (--max-memory)");
	assert_int_equal(turning_open(&turning, &mirrored, &gray, &dec, &enc,
				      &in, (64u << 20) - 1, &err),
			 GM_OK);
	assert_null(turning.picture);
	dec.held_nbytes = IMAGE_HELD_RATIO + 1;
	assert_int_equal(turning_open(&turning, &quarter, &gray, &dec, &enc,
				      &in, 0, &err),
			 GM_ERR_LIMIT);
	turning_close(&turning);
	dec.held_nbytes--;
	assert_int_equal(turning_open(&turning, &quarter, &gray, &dec, &enc,
				      &in, 0, &err),
			 GM_OK);
	turning_close(&turning);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_ways_and_orders),
		cmocka_unit_test(what_is_held_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
