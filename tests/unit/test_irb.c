/* SPDX-License-Identifier: MIT */
#include "meta/irb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/octets.h"
#include "inset_fixture.h"

/* A block without a name, one with a name of two, and one of odd length. */
static const uint8_t blocks[] = "8BIM\3\355\0\0\0\0\0\2ab"
				"8BIM\4\4\2no\0\0\0\0\2cd"
				"8BIM\4\44\0\0\0\0\0\3efg\0"
				"8BIM\4\4\0\0\0\0\0\0";

/* Blocks that are found of the first n bytes, in a block of that size. */
static unsigned
count(const uint8_t *from, size_t n)
{
	uint8_t *data = malloc(n + 1);
	struct irb block;
	size_t at = 0;
	unsigned found = 0;

	assert_non_null(data);
	memcpy(data, from, n);
	while (irb_next(data, n, &at, &block)) {
		assert_true(at <= n);
		assert_true(block.value >= data &&
			    block.value + block.nbytes <= data + n);
		found++;
	}
	free(data);
	return found;
}

static void
test_found(void **state)
{
	struct irb block;

	(void)state;
	assert_int_equal(count(blocks, sizeof(blocks) - 1), 4);
	assert_true(irb_find(blocks, sizeof(blocks) - 1, IRB_IPTC, &block));
	assert_int_equal(block.nbytes, 2);
	assert_memory_equal(block.value, "cd", 2);
	assert_true(irb_find(blocks, sizeof(blocks) - 1, IRB_XMP, &block));
	assert_int_equal(block.nbytes, 3);
	assert_memory_equal(block.value, "efg", 3);
	assert_false(irb_find(blocks, sizeof(blocks) - 1, IRB_EXIF, &block));
	assert_false(irb_find(NULL, 0, IRB_EXIF, &block));
}

static void
test_cut(void **state)
{
	static const size_t ends[] = {14, 30, 45, 58};

	(void)state;
	for (size_t n = 0; n < sizeof(blocks); n++) {
		unsigned whole = 0;

		while (whole < 4 && ends[whole] <= n)
			whole++;
		assert_int_equal(count(blocks, n), whole);
	}
}

static void
test_malformed(void **state)
{
	uint8_t data[sizeof(blocks)];

	(void)state;
	memcpy(data, blocks, sizeof(data));
	data[14] = '9';
	assert_int_equal(count(data, sizeof(data) - 1), 1);
	memcpy(data, blocks, sizeof(data));
	data[8] = 0xff;
	assert_int_equal(count(data, sizeof(data) - 1), 0);
	memcpy(data, blocks, sizeof(data));
	data[6] = 0xff;
	assert_int_equal(count(data, sizeof(data) - 1), 0);
}

static void
test_head(void **state)
{
	uint8_t head[IRB_HEAD_NBYTES];

	(void)state;
	irb_put_head(head, IRB_RESOLUTION, 2);
	assert_memory_equal(head, blocks, sizeof(head));
}

/* A block of that id with a thumbnail of 2 x 2 pixels, in rows of 8 bytes. */
static size_t
make_thumbnail(uint8_t *data, unsigned id, unsigned format, const void *bytes,
	       size_t nbytes)
{
	uint8_t *head = data + IRB_HEAD_NBYTES;

	irb_put_head(data, id, 28 + nbytes);
	memset(head, 0, 28);
	octets_put_u32be(head, format);
	octets_put_u32be(head + 4, 2);
	octets_put_u32be(head + 8, 2);
	octets_put_u32be(head + 12, 8);
	octets_put_u16be(head + 24, 24);
	octets_put_u16be(head + 26, 1);
	memcpy(head + 28, bytes, nbytes);
	return IRB_HEAD_NBYTES + 28 + nbytes;
}

#define PIXELS_AT (IRB_HEAD_NBYTES + 28)

static void
test_jpeg_thumbnail(void **state)
{
	uint8_t data[256];

	(void)state;
	for (unsigned is_cut = 0; is_cut < 2; is_cut++) {
		struct inset_log log = {.refuses = is_cut == 1};
		struct inset_maker maker = inset_fixture_maker(&log);
		size_t n = INSET_COLOR_NBYTES - is_cut;
		size_t nbytes = make_thumbnail(data, IRB_THUMBNAIL, 1,
					       inset_color_jpeg, n);

		irb_make_gray(data, nbytes, &maker);
		assert_int_equal(log.n_calls, 1);
		assert_int_equal(inset_fixture_is_blank(data + PIXELS_AT, n),
				 is_cut);
		assert_int_equal(inset_fixture_is_gray(data + PIXELS_AT, n),
				 !is_cut);
	}
}

static void
test_raw_thumbnail(void **state)
{
	static const uint8_t rgb[] = "\310\144\62\62\144\310xx"
				     "\310\144\62\62\144\310";
	static const uint8_t gray[] = "||||||xx||||||";
	static const uint8_t zeros[14] = {0};
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);
	uint8_t data[256];
	size_t nbytes;

	(void)state;
	nbytes = make_thumbnail(data, IRB_THUMBNAIL, 0, rgb, 14);
	irb_make_gray(data, nbytes, &maker);
	assert_memory_equal(data + PIXELS_AT, gray, 3);
	assert_memory_equal(data + PIXELS_AT + 6, gray + 6, 5);
	nbytes = make_thumbnail(data, IRB_THUMBNAIL_BGR, 0, rgb, 14);
	irb_make_gray(data, nbytes, &maker);
	assert_memory_equal(data + PIXELS_AT + 3, gray + 3, 5);
	/* Of another depth it is blank. */
	nbytes = make_thumbnail(data, IRB_THUMBNAIL, 0, rgb, 14);
	data[IRB_HEAD_NBYTES + 25] = 32;
	irb_make_gray(data, nbytes, &maker);
	assert_memory_equal(data + PIXELS_AT, zeros, 14);
	assert_int_equal(log.n_calls, 0);
}

/* Any numbers in its head, and any end. */
static void
test_hostile_thumbnail(void **state)
{
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);
	uint8_t data[256], *copy;

	(void)state;
	for (size_t i = 0; i < 28; i++) {
		size_t n = make_thumbnail(data, IRB_THUMBNAIL, 0,
					  inset_color_jpeg, 30);

		for (size_t k = i / 4 * 4; k <= i; k++)
			data[IRB_HEAD_NBYTES + k] = 0xff;
		copy = malloc(n);
		assert_non_null(copy);
		memcpy(copy, data, n);
		irb_make_gray(copy, n, &maker);
		free(copy);
	}
	for (size_t n = 0; n < 28; n++) {
		make_thumbnail(data, IRB_THUMBNAIL, 0, "", 0);
		irb_put_head(data, IRB_THUMBNAIL, n);
		copy = malloc(IRB_HEAD_NBYTES + n);
		assert_non_null(copy);
		memcpy(copy, data, IRB_HEAD_NBYTES + n);
		irb_make_gray(copy, IRB_HEAD_NBYTES + n, &maker);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_jpeg_thumbnail),
		cmocka_unit_test(test_raw_thumbnail),
		cmocka_unit_test(test_hostile_thumbnail),
	};

	return cmocka_run_group_tests_name("irb", tests, NULL, NULL);
}
