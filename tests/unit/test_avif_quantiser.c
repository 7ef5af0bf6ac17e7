/* SPDX-License-Identifier: MIT */
/*
 * The quantiser of what libaom has coded is found again, in every shape that a
 * header has.
 */
#include "formats/avif/av1_quantiser.h"

#include "avif_fixture.h"
#include "formats/avif/avif_coding.h"
#include "formats/avif/avif_file.h"
#include "scratch.h"

static struct avif_file
look(const struct bytes *file)
{
	struct avif_file looked;
	struct file_in in = {0};
	struct gm_error err;

	fixture_put("in", file->data, file->nbytes);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	assert_int_equal(avif_file_look(&in, &looked, &err), GM_OK);
	file_in_free(&in);
	return looked;
}

static void
expect(uint32_t side, uint32_t depth, avifPixelFormat format, int quantiser)
{
	avifImage *image = avif_fixture_image(side, side + 1, depth, format);
	struct bytes file = {0};
	struct avif_file looked;

	avif_fixture_fill(image, 0, 3, 5);
	avif_fixture_fill(image, 1, 60, 1);
	avif_fixture_fill(image, 2, 90, 2);
	avif_fixture_fill(image, 3, 0, 1);
	avif_fixture_write(image, quantiser, 1, &file);
	looked = look(&file);
	assert_true(looked.colors.is_known && looked.alpha.is_known);
	assert_int_equal(looked.colors.of.is_lossless, quantiser == 0);
	assert_int_equal(looked.alpha.of.is_lossless, quantiser == 0);
	if (quantiser > 0) {
		assert_int_equal(
			avif_coding_quantiser(looked.colors.of.base_q_idx),
			quantiser);
		assert_int_equal(
			avif_coding_quantiser(looked.alpha.of.base_q_idx),
			quantiser);
	}
	assert_int_equal(looked.left_out, 0);
	assert_false(looked.has_more || looked.is_cut || looked.is_grid);
	bytes_free(&file);
}

static void
every_quantiser_is_found(void **state)
{
	(void)state;
	for (int quantiser = 0; quantiser <= 63; quantiser++)
		expect(33, 8, AVIF_PIXEL_FORMAT_YUV420, quantiser);
}

static void
every_shape_is_followed(void **state)
{
	static const uint32_t sides[] = {1, 64, 65, 300};

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		for (uint32_t depth = 8; depth <= 12; depth += 2)
			for (unsigned format = AVIF_PIXEL_FORMAT_YUV444;
			     format <= AVIF_PIXEL_FORMAT_YUV400; format++)
				expect(sides[i], depth, (avifPixelFormat)format,
				       (int)(depth + i));
}

/* Bits of a sequence header for a still picture alone (5.5), of 1 by 1 pixels
   in 4:2:0, and of its frame; a flag says what is odd. */
struct bits {
	uint8_t data[64];
	unsigned n;
};

static void
put(struct bits *bits, unsigned n, uint32_t value)
{
	for (; n > 0; n--, bits->n++)
		bits->data[bits->n / 8] |=
			(uint8_t)((value >> (n - 1) & 1) << (7 - bits->n % 8));
}

static void
put_sequence(struct bits *bits)
{
	put(bits, 8, 0x0a); /* a sequence header with its size: */
	put(bits, 8, 6);
	put(bits, 3, 0); /* profile */
	put(bits, 2, 3); /* still, reduced */
	put(bits, 5, 0); /* level */
	put(bits, 8, 0); /* sizes in one bit each: */
	put(bits, 2, 0);
	put(bits, 3, 0); /* tools */
	put(bits, 3, 0); /* superres and filters */
	put(bits, 1, 0); /* 8 bits, */
	put(bits, 1, 0); /* with colours */
	put(bits, 1, 0); /* that are not told of */
	put(bits, 1, 1); /* range */
	put(bits, 2, 0); /* where chroma is */
	put(bits, 1, 0); /* one quantiser for U and V */
	put(bits, 1, 0); /* no grain */
	while (bits->n < 64)
		put(bits, 1, 0);
}

/* A quantiser and its deltas, and what comes after. */
static bool
find(unsigned base, bool has_delta, bool has_segments, size_t cut,
     struct av1_quantiser *quantiser)
{
	struct bits bits = {0};

	put_sequence(&bits);
	put(&bits, 8, 0x32); /* a frame with its size */
	put(&bits, 8, 20);
	put(&bits, 1, 1); /* codes are not updated */
	put(&bits, 1, 0); /* no screen */
	put(&bits, 1, 0); /* shown as large as it is */
	put(&bits, 1, 1); /* tiles of one size */
	put(&bits, 8, base);
	put(&bits, 1, has_delta);
	if (has_delta)
		put(&bits, 7, 0x7f);
	put(&bits, 2, 0); /* U's */
	put(&bits, 1, 0); /* no matrices */
	put(&bits, 1, has_segments);
	for (unsigned i = 0; has_segments && i < 64; i++) {
		put(&bits, 1, i == 8);
		if (i == 8)
			put(&bits, 9, 0x10);
	}
	return av1_quantiser_find(bits.data, sizeof(bits.data) - cut,
				  quantiser);
}

static void
loss_may_be_in_a_delta_or_a_segment(void **state)
{
	struct av1_quantiser q;

	(void)state;
	assert_true(find(0, false, false, 0, &q));
	assert_true(q.is_lossless && q.base_q_idx == 0);
	assert_true(find(0, true, false, 0, &q) && !q.is_lossless);
	assert_true(find(0, false, true, 0, &q) && !q.is_lossless);
	assert_true(find(7, false, false, 0, &q) && !q.is_lossless);
	assert_int_equal(q.base_q_idx, 7);
	for (size_t cut = 64; cut > 52; cut--)
		assert_false(find(7, false, false, cut, &q));
}

static void
qualities_have_quantisers(void **state)
{
	(void)state;
	assert_int_equal(avif_coding_of_quality(100), 0);
	assert_int_equal(avif_coding_of_quality(60), 25);
	assert_int_equal(avif_coding_of_quality(1), 62);
	assert_int_equal(avif_coding_like(90), 15);
	assert_int_equal(avif_coding_like(78), 27);
	assert_int_equal(avif_coding_like(1), 63);
	assert_int_equal(avif_coding_like(100), 1);
	/* Several qualities have one quantiser, and some quantisers none. */
	for (unsigned quality = 1; quality < 100; quality++) {
		unsigned quantiser = avif_coding_like(quality);

		assert_in_range(quantiser, avif_coding_like(quality + 1), 63);
		assert_int_equal(
			avif_coding_like(avif_coding_likeness(quantiser)),
			quantiser);
	}
	assert_int_equal(avif_coding_quantiser(1), 1);
	assert_int_equal(avif_coding_quantiser(255), 63);
	assert_int_equal(avif_coding_quantiser(249), 62);
	assert_int_equal(avif_coding_quantiser(244), 61);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_quantiser_is_found),
		cmocka_unit_test(every_shape_is_followed),
		cmocka_unit_test(loss_may_be_in_a_delta_or_a_segment),
		cmocka_unit_test(qualities_have_quantisers),
	};

	return cmocka_run_group_tests_name("avif_quantiser", tests,
					   scratch_enter, scratch_leave);
}
