/* SPDX-License-Identifier: MIT */
/* Animated PNGs that are not in order to the letter are left to another way. */
#include "apng_fixture.h"
#include "gray_png_fixture.h"

static const struct apng_recipe model = {
	.width = 12,
	.height = 8,
	.type = PNG_COLOR_TYPE_RGB,
	.depth = 8,
	.n_chunks = 2,
	.n_frames = 3,
	.frames = {{12, 8, 0, 0, 1, 30, APNG_DISPOSE_NONE, APNG_BLEND_SOURCE},
		   {9, 8, 3, 0, 0, 0, APNG_DISPOSE_NONE, APNG_BLEND_OVER},
		   {5, 4, 7, 4, 9, 7, APNG_DISPOSE_NONE, APNG_BLEND_OVER}},
};

static void
expect(const struct bytes *file, const char *text)
{
	struct gray_png_run run = {0};

	gray_png_fixture_run(file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	if (strstr(run.err.text, text) == NULL)
		assert_string_equal(run.err.text, text);
	bytes_free(&run.out);
}

/* With a byte of a chunk's payload that is another. */
static void
expect_byte(const char *type, unsigned chunk_i, size_t byte_i, uint8_t byte,
	    const char *text)
{
	struct bytes file = {0};
	size_t at;

	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, type, chunk_i);
	assert_int_not_equal(file.data[at + 8 + byte_i], byte);
	file.data[at + 8 + byte_i] = byte;
	chunk_fixture_mend(&file, at);
	expect(&file, text);
	bytes_free(&file);
}

static void
values_that_there_are_not(void **state)
{
	(void)state;
	expect_byte("acTL", 0, 0, 128, "acTL is malformed");
	expect_byte("acTL", 0, 3, 0, "acTL is malformed");
	expect_byte("acTL", 0, 4, 128, "acTL is malformed");
	expect_byte("fcTL", 1, 7, 0, "fcTL is malformed");
	expect_byte("fcTL", 1, 7, 10, "fcTL is malformed");
	expect_byte("fcTL", 1, 11, 9, "fcTL is malformed");
	expect_byte("fcTL", 1, 11, 0, "fcTL is malformed");
	expect_byte("fcTL", 1, 15, 4, "fcTL is malformed");
	expect_byte("fcTL", 1, 12, 255, "fcTL is malformed");
	expect_byte("fcTL", 1, 19, 1, "fcTL is malformed");
	expect_byte("fcTL", 1, 24, 3, "fcTL is malformed");
	expect_byte("fcTL", 1, 25, 2, "fcTL is malformed");
	/* That of IDAT is all of the picture. */
	expect_byte("fcTL", 0, 7, 11, "fcTL is malformed");
	expect_byte("fcTL", 0, 11, 7, "fcTL is malformed");
	/* The data are of another size. */
	expect_byte("fcTL", 1, 7, 8, "the compressed data are not");
}

static void
numbers_that_do_not_follow(void **state)
{
	(void)state;
	expect_byte("fcTL", 0, 3, 1, "fcTL has not the next number");
	expect_byte("fcTL", 1, 3, 0, "fcTL has not the next number");
	expect_byte("fdAT", 0, 3, 3, "fdAT has not the next number");
	expect_byte("fdAT", 3, 0, 1, "fdAT has not the next number");
	expect_byte("acTL", 0, 3, 2, "fcTL is misplaced");
	expect_byte("acTL", 0, 3, 4, "fewer frames than it says");
}

/* Insert, at that place, a copy of the chunk that is there, or of another. */
static void
copy_chunk(struct bytes *file, size_t from, size_t to)
{
	uint32_t nbytes = octets_u32be(file->data + from);
	uint8_t payload[1000];
	char type[5] = {0};

	assert_true(nbytes <= sizeof(payload));
	memcpy(type, file->data + from + 4, 4);
	memcpy(payload, file->data + from + 8, nbytes);
	png_fixture_insert(file, to, type, payload, nbytes);
}

static void
expect_copied(const char *type, unsigned chunk_i, const char *before,
	      unsigned before_i, const char *text)
{
	struct bytes file = {0};

	apng_fixture_make(&model, &file);
	copy_chunk(&file, chunk_fixture_find(&file, type, chunk_i),
		   chunk_fixture_find(&file, before, before_i));
	expect(&file, text);
	bytes_free(&file);
}

static void
expect_removed(const char *type, unsigned chunk_i, const char *text)
{
	struct bytes file = {0};

	apng_fixture_make(&model, &file);
	chunk_fixture_remove(&file, chunk_fixture_find(&file, type, chunk_i));
	expect(&file, text);
	bytes_free(&file);
}

static void
chunks_that_are_misplaced(void **state)
{
	(void)state;
	expect_copied("acTL", 0, "acTL", 0, "acTL is misplaced");
	expect_copied("acTL", 0, "IEND", 0, "acTL is misplaced");
	expect_copied("fdAT", 0, "acTL", 0, "acTL is misplaced");
	expect_copied("fcTL", 0, "fcTL", 0, "fcTL has not the next number");
	expect_removed("fdAT", 0, "fdAT has not the next number");
	expect_removed("fdAT", 3, "the compressed data are not");
	expect_removed("fcTL", 1, "fdAT has not the next number");
}

/* In order by their numbers, but not by what they are. */
static void
data_without_a_frame(void **state)
{
	struct bytes file = {0};
	size_t at;

	(void)state;
	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, "fcTL", 1);
	png_fixture_insert(&file, at, "fdAT", "\0\0\0\1", 4);
	expect(&file, "fdAT is misplaced");
	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, "IDAT", 0);
	png_fixture_insert(&file, at, "fdAT", "\0\0\0\1", 4);
	expect(&file, "fdAT is misplaced");
	png_fixture_insert(&file, at, "fdAT", "\0\0\1", 3);
	expect(&file, "fdAT has not the next number");
	bytes_free(&file);
}

static void
frames_without_data(void **state)
{
	struct bytes file = {0};
	size_t at;

	(void)state;
	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, "fcTL", 0);
	copy_chunk(&file, at, at);
	file.data[at + 38 + 11] = 1;
	chunk_fixture_mend(&file, at + 38);
	expect(&file, "fcTL is misplaced");
	apng_fixture_make(&model, &file);
	chunk_fixture_remove(&file, chunk_fixture_find(&file, "fdAT", 2));
	chunk_fixture_remove(&file, chunk_fixture_find(&file, "fdAT", 2));
	expect(&file, "fewer frames than it says");
	bytes_free(&file);
}

/* The picture alone is copied, and nothing of theirs. */
static void
expect_still(const struct bytes *file)
{
	struct gray_png_run run = {0};

	gray_png_fixture_run(file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	gray_png_fixture_compare(file, &run.out, GRAY_REC601);
	for (size_t at = 8; at < run.out.nbytes;
	     at += 12 + octets_u32be(run.out.data + at))
		assert_true(apng_fixture_is(&run.out, at, "IHDR") ||
			    apng_fixture_is(&run.out, at, "IDAT") ||
			    apng_fixture_is(&run.out, at, "IEND"));
	bytes_free(&run.out);
}

static void
without_acTL_it_is_a_still(void **state)
{
	struct bytes file = {0};
	size_t at;

	(void)state;
	apng_fixture_make(&model, &file);
	at = chunk_fixture_find(&file, "acTL", 0);
	copy_chunk(&file, at, chunk_fixture_find(&file, "IEND", 0));
	chunk_fixture_remove(&file, at);
	expect_still(&file);
	chunk_fixture_remove(&file, chunk_fixture_find(&file, "acTL", 0));
	expect_still(&file);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_that_there_are_not),
		cmocka_unit_test(numbers_that_do_not_follow),
		cmocka_unit_test(chunks_that_are_misplaced),
		cmocka_unit_test(data_without_a_frame),
		cmocka_unit_test(frames_without_data),
		cmocka_unit_test(without_acTL_it_is_a_still),
	};

	return cmocka_run_group_tests_name("gray_apng_bad", tests,
					   scratch_enter, scratch_leave);
}
