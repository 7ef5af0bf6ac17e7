/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_gray.h"

#include "vp8_fixture.h"

/* Kept from test to test, so that what is stale shows. */
static struct vp8_gray gray;

/* Copy a frame that is not gray; the caller frees what comes of it. */
static struct bytes
copy(const struct bytes *frame)
{
	struct bytes out = {0};
	struct gm_error err = {0};
	bool is_gray = true;

	assert_int_equal(vp8_gray_copy(&gray, frame->data, frame->nbytes, &out,
				       &is_gray, &err),
			 GM_OK);
	assert_false(is_gray);
	return out;
}

static void
check_is_gray(const struct bytes *frame)
{
	struct bytes out = {0};
	struct gm_error err = {0};
	bool is_gray = false;

	assert_int_equal(vp8_gray_copy(&gray, frame->data, frame->nbytes, &out,
				       &is_gray, &err),
			 GM_OK);
	assert_true(is_gray);
	assert_int_equal(out.nbytes, 0);
}

/* What comes of it has the same Y, is not larger, and is gray already. */
static void
check(const struct vp8_fixture *f)
{
	struct bytes frame = vp8_fixture_make(f);
	struct bytes out = copy(&frame);

	vp8_fixture_check(&frame, &out);
	assert_true(out.nbytes <= frame.nbytes);
	check_is_gray(&out);
	bytes_free(&frame);
	bytes_free(&out);
}

static void
test_qualities(void **state)
{
	(void)state;
	for (int quality = 0; quality <= 100; quality += 4)
		for (int method = 0; method <= 6; method += 3) {
			struct vp8_fixture f = vp8_fixture_of(
				100, 70, VP8_FIXTURE_COLORS, (float)quality);

			f.config.method = method;
			check(&f);
		}
}

static void
test_sizes(void **state)
{
	static const int sides[] = {1, 2, 15, 16, 17, 33, 200};

	(void)state;
	for (int i = 0; i < 49; i++) {
		struct vp8_fixture f = vp8_fixture_of(
			sides[i / 7], sides[i % 7], VP8_FIXTURE_COLORS, 60);

		check(&f);
	}
}

/* As browsers decode. */
static void
check_as_it_comes(const struct bytes *frame)
{
	struct bytes file = vp8_fixture_file(frame->data, frame->nbytes);
	WebPIDecoder *decoder = WebPINewDecoder(NULL);

	assert_non_null(decoder);
	assert_int_equal(WebPIAppend(decoder, file.data, file.nbytes),
			 VP8_STATUS_OK);
	WebPIDelete(decoder);
	bytes_free(&file);
}

/* Modes of one macroblock need hardly a bit. */
static void
test_decoded_as_it_comes(void **state)
{
	(void)state;
	for (int side = 1; side <= 33; side += 8)
		for (int quality = 0; quality <= 100; quality += 20) {
			struct vp8_fixture f = vp8_fixture_of(
				side, side, VP8_FIXTURE_FLAT, (float)quality);
			struct bytes frame = vp8_fixture_make(&f);
			struct bytes out = copy(&frame);

			check_as_it_comes(&frame);
			check_as_it_comes(&out);
			vp8_fixture_check(&frame, &out);
			bytes_free(&frame);
			bytes_free(&out);
		}
}

static void
test_settings(void **state)
{
	(void)state;
	for (int i = 0; i < 96; i++) {
		struct vp8_fixture f = vp8_fixture_of(
			130, 150, VP8_FIXTURE_COLORS, (float)(10 + i % 9 * 10));

		f.config.segments = 1 + i % 4;
		f.config.partitions = i / 4 % 4;
		f.config.filter_type = i / 2 % 2;
		f.config.filter_strength = i % 5 * 25;
		f.config.filter_sharpness = i % 8;
		f.config.sns_strength = i % 3 * 50;
		f.config.autofilter = i % 7 == 0;
		f.config.low_memory = i % 6 == 0;
		f.config.preprocessing = i % 2;
		check(&f);
	}
}

/* Coefficients of all sizes, and no two alike. */
static void
test_noise(void **state)
{
	static const float qualities[] = {5, 50, 90, 100};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct vp8_fixture f =
			vp8_fixture_of(64, 48, VP8_FIXTURE_NOISE, qualities[i]);

		check(&f);
	}
}

/* Macroblocks that have coefficients of chroma alone, and are filtered for
   them. */
static void
test_chroma_alone(void **state)
{
	(void)state;
	for (int strength = 0; strength <= 100; strength += 20)
		for (int filter = 0; filter < 2; filter++) {
			struct vp8_fixture f = vp8_fixture_of(
				320, 240, VP8_FIXTURE_CHROMA, 60);

			f.config.filter_strength = strength;
			f.config.filter_type = filter;
			f.config.segments = 1 + strength % 3;
			check(&f);
		}
}

static void
test_gray_already(void **state)
{
	(void)state;
	for (int quality = 0; quality <= 100; quality += 20) {
		struct vp8_fixture f = vp8_fixture_of(90, 60, VP8_FIXTURE_GRAY,
						      (float)quality);
		struct bytes frame = vp8_fixture_make(&f);

		check_is_gray(&frame);
		bytes_free(&frame);
	}
}

static void
test_out_is_appended_to(void **state)
{
	struct vp8_fixture f = vp8_fixture_of(50, 50, VP8_FIXTURE_COLORS, 75);
	struct bytes frame = vp8_fixture_make(&f);
	struct bytes alone = copy(&frame);
	struct bytes out = {0};
	struct gm_error err;
	bool is_gray;

	(void)state;
	assert_int_equal(bytes_append(&out, "before", 6, &err), GM_OK);
	assert_int_equal(vp8_gray_copy(&gray, frame.data, frame.nbytes, &out,
				       &is_gray, &err),
			 GM_OK);
	assert_int_equal(out.nbytes, alone.nbytes + 6);
	assert_memory_equal(out.data, "before", 6);
	assert_memory_equal(out.data + 6, alone.data, alone.nbytes);
	bytes_free(&frame);
	bytes_free(&alone);
	bytes_free(&out);
}

/*
 * Cut anywhere, a frame is left to libwebp, or has lost nothing that either
 * decoder looks at.  A byte more makes a read past the end show.
 */
static void
test_cut_short(void **state)
{
	size_t n_aside = 0;

	(void)state;
	for (int partitions = 0; partitions < 4; partitions++) {
		struct vp8_fixture f =
			vp8_fixture_of(60, 150, VP8_FIXTURE_COLORS, 80);
		struct bytes frame, out = {0};

		f.config.partitions = partitions;
		frame = vp8_fixture_make(&f);
		for (size_t n = 0; n < frame.nbytes; n++) {
			struct gm_error err = {0};
			uint8_t *cut = malloc(n > 0 ? n : 1);
			struct bytes part = {cut, n, n};
			bool is_gray;

			assert_non_null(cut);
			memcpy(cut, frame.data, n);
			out.nbytes = 0;
			if (vp8_gray_copy(&gray, cut, n, &out, &is_gray,
					  &err) == GM_OK) {
				vp8_fixture_check(&part, &out);
			} else {
				assert_int_equal(err.status,
						 GM_ERR_UNSUPPORTED);
				assert_int_equal(out.nbytes, 0);
				n_aside++;
			}
			free(cut);
		}
		assert_true(n_aside > frame.nbytes * 98 / 100);
		n_aside = 0;
		bytes_free(&frame);
		bytes_free(&out);
	}
}

/* Bits that are not as they were give another picture, or none. */
static void
test_damage(void **state)
{
	struct vp8_fixture f = vp8_fixture_of(80, 60, VP8_FIXTURE_COLORS, 70);
	struct bytes frame = vp8_fixture_make(&f);
	struct bytes out = {0};
	size_t n_made = 0;

	(void)state;
	for (size_t at = 10; at < frame.nbytes; at++) {
		struct gm_error err = {0};
		uint8_t kept = frame.data[at];
		bool is_gray;

		frame.data[at] = (uint8_t)noise_below(256);
		out.nbytes = 0;
		if (vp8_gray_copy(&gray, frame.data, frame.nbytes, &out,
				  &is_gray, &err) == GM_OK &&
		    !is_gray) {
			vp8_fixture_check(&frame, &out);
			n_made++;
		}
		frame.data[at] = kept;
	}
	assert_true(n_made > 100);
	bytes_free(&frame);
	bytes_free(&out);
}

/* A small frame that says it is large takes no memory for it. */
static void
test_a_size_that_is_not_there(void **state)
{
	struct vp8_fixture f = vp8_fixture_of(16, 16, VP8_FIXTURE_COLORS, 75);
	struct bytes frame = vp8_fixture_make(&f), out = {0};
	struct gm_error err = {0};
	bool is_gray;

	(void)state;
	vp8_gray_free(&gray);
	octets_put_u16le(frame.data + 6, 16383);
	octets_put_u16le(frame.data + 8, 16383);
	assert_int_equal(vp8_gray_copy(&gray, frame.data, frame.nbytes, &out,
				       &is_gray, &err),
			 GM_ERR_UNSUPPORTED);
	assert_int_equal(gray.in.macroblocks.capacity, 0);
	bytes_free(&frame);
}

static int
release(void **state)
{
	(void)state;
	vp8_gray_free(&gray);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_qualities),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_decoded_as_it_comes),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_chroma_alone),
		cmocka_unit_test(test_gray_already),
		cmocka_unit_test(test_out_is_appended_to),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_a_size_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
