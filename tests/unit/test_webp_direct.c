/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_direct.h"

#include "scratch.h"
#include "vp8_fixture.h"
#include "webp_fixture.h"

#include "formats/webp/webp_file.h"
#include "meta/settle.h"

/* By its first byte compressed; what follows nobody looks at. */
#define ALPHA        "\1lpha"
#define ALPHA_NBYTES 5u

/* What came of one copy; a zeroed struct is valid. */
struct run {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	struct bytes out; /* only after GM_OK */
};

/* Kept from test to test, so that what is stale shows. */
static void *kept;

static void
copy(const struct bytes *file, const struct conversion *conversion,
     struct run *run)
{
	struct settler settler = {.strip = conversion->strip};
	struct metadata metadata = {.settler = &settler};
	struct file_in in = {0};
	struct file_out out = {0};

	bytes_free(&run->out);
	*run = (struct run){0};
	assert_true(webp_direct.serves(conversion));
	assert_int_equal(
		file_in_from_memory(&in, file->data, file->nbytes, &run->err),
		GM_OK);
	assert_int_equal(file_out_open(&out, "out", 0600, &run->err), GM_OK);
	run->status = webp_direct.copy(&kept, &in, &out, conversion, &metadata,
				       &run->outcome, &run->err);
	if (run->status == GM_OK) {
		fixture_commit(&out, &run->out);
	} else {
		assert_int_equal(run->status, run->err.status);
		assert_int_not_equal(run->err.text[0], '\0');
	}
	metadata_free(&metadata);
	settle_free(&settler);
	file_out_free(&out);
	file_in_free(&in);
}

/* It steps aside. */
static void
check_aside(const struct bytes *file, const struct conversion *conversion)
{
	struct run run = {0};

	copy(file, conversion, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
}

/* The payload of the chunk of that name, or of the nth of it; else NULL. */
static const uint8_t *
find(const uint8_t *chunks, size_t nbytes, const char *name, size_t *n)
{
	for (size_t at = 0; at + 8 <= nbytes;) {
		size_t n_payload = octets_u32le(chunks + at + 4);

		assert_true(n_payload <= nbytes - at - 8);
		if (memcmp(chunks + at, name, 4) == 0) {
			*n = n_payload;
			return chunks + at + 8;
		}
		at += 8 + n_payload + n_payload % 2;
	}
	*n = 0;
	return NULL;
}

static const uint8_t *
find_in_file(const struct bytes *file, const char *name, size_t *n)
{
	assert_true(file->nbytes >= 12);
	assert_memory_equal(file->data, "RIFF", 4);
	assert_memory_equal(file->data + 8, "WEBP", 4);
	assert_int_equal(octets_u32le(file->data + 4), file->nbytes - 8);
	return find(file->data + 12, file->nbytes - 12, name, n);
}

/* The chunk has these bytes in the file, to the letter. */
static void
check_chunk(const struct bytes *file, const char *name, const void *payload,
	    size_t nbytes)
{
	size_t n;
	const uint8_t *found = find_in_file(file, name, &n);

	assert_non_null(found);
	assert_int_equal(n, nbytes);
	assert_memory_equal(found, payload, nbytes);
}

/* The frame in a file is the gray one of this frame. */
static void
check_frame(const struct bytes *frame, const uint8_t *found, size_t n)
{
	struct bytes out = {.data = (uint8_t *)found, .nbytes = n};

	assert_non_null(found);
	vp8_fixture_check(frame, &out);
}

static struct bytes
make_frame(int width, int height)
{
	struct vp8_fixture f =
		vp8_fixture_of(width, height, VP8_FIXTURE_COLORS, 60);

	return vp8_fixture_make(&f);
}

static void
test_a_plain_file(void **state)
{
	const struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	struct run run = {0};
	const uint8_t *found;
	size_t n;

	(void)state;
	webp_fixture_begin(&file);
	webp_fixture_chunk(&file, "VP8 ", frame.data, frame.nbytes);
	webp_fixture_end(&file);
	copy(&file, &conversion, &run);
	assert_int_equal(run.status, GM_OK);
	assert_int_equal(run.outcome.width, 40);
	assert_int_equal(run.outcome.height, 30);
	assert_false(run.outcome.has_more);
	assert_true(run.out.nbytes < file.nbytes);
	assert_memory_equal(run.out.data + 12, "VP8 ", 4);
	found = find_in_file(&run.out, "VP8 ", &n);
	check_frame(&frame, found, n);
	/* What is gray is the same to the byte. */
	{
		struct run again = {0};

		copy(&run.out, &conversion, &again);
		assert_int_equal(again.status, GM_OK);
		assert_int_equal(again.out.nbytes, run.out.nbytes);
		assert_memory_equal(again.out.data, run.out.data,
				    run.out.nbytes);
		bytes_free(&again.out);
	}
	bytes_free(&run.out);
	bytes_free(&frame);
	bytes_free(&file);
}

/* Alpha, EXIF that turns the picture, and a chunk that nobody knows. */
static void
make_extended(struct bytes *file, const struct bytes *frame)
{
	static const uint8_t exif[] =
		"II*\0\10\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0";

	webp_fixture_begin(file);
	webp_fixture_canvas(file, WEBP_HAS_ALPHA | WEBP_HAS_EXIF, 40, 30);
	webp_fixture_chunk(file, "ALPH", ALPHA, ALPHA_NBYTES);
	webp_fixture_chunk(file, "VP8 ", frame->data, frame->nbytes);
	webp_fixture_chunk(file, "EXIF", exif, sizeof(exif) - 1);
	webp_fixture_chunk(file, "what", "is it", 5);
	webp_fixture_end(file);
}

static void
test_what_is_kept(void **state)
{
	struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	struct run run = {0};
	const uint8_t *found;
	size_t n;

	(void)state;
	make_extended(&file, &frame);
	copy(&file, &conversion, &run);
	assert_int_equal(run.status, GM_OK);
	found = find_in_file(&run.out, "VP8X", &n);
	assert_int_equal(n, WEBP_VP8X_NBYTES);
	assert_memory_equal(found, file.data + 20, WEBP_VP8X_NBYTES);
	check_chunk(&run.out, "ALPH", ALPHA, ALPHA_NBYTES);
	check_chunk(&run.out, "what", "is it", 5);
	found = find_in_file(&file, "EXIF", &n);
	check_chunk(&run.out, "EXIF", found, n);
	found = find_in_file(&run.out, "VP8 ", &n);
	check_frame(&frame, found, n);
	bytes_free(&run.out);

	conversion.strip = STRIP_MOST;
	copy(&file, &conversion, &run);
	assert_int_equal(run.status, GM_OK);
	assert_null(find_in_file(&run.out, "what", &n));
	check_chunk(&run.out, "ALPH", ALPHA, ALPHA_NBYTES);
	conversion.strip = STRIP_NOTHING;

	conversion.orient = true;
	check_aside(&file, &conversion);
	bytes_free(&run.out);
	bytes_free(&frame);
	bytes_free(&file);
}

/* Another gray, or another quality, is not in the codes. */
static void
test_what_is_served(void **state)
{
	struct conversion conversion = fixture_options();

	(void)state;
	assert_true(webp_direct.serves(&conversion));
	conversion.quality = 80;
	assert_false(webp_direct.serves(&conversion));
	conversion.quality = 0;
	conversion.gray = GRAY_LINEAR;
	assert_false(webp_direct.serves(&conversion));
	conversion.gray = GRAY_REC601;
	conversion.pixels = true;
	assert_false(webp_direct.serves(&conversion));
}

static void
test_what_it_steps_aside_for(void **state)
{
	static const struct webp_blank blank = {5, 3, {255, 10, 20, 30}};
	struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	struct bytes whole;

	(void)state;
	webp_fixture_begin(&file);
	webp_fixture_blank(&file, &blank);
	webp_fixture_end(&file);
	check_aside(&file, &conversion);

	webp_fixture_begin(&file);
	webp_fixture_chunk(&file, "ALPH", ALPHA, ALPHA_NBYTES);
	webp_fixture_chunk(&file, "VP8 ", frame.data, frame.nbytes);
	webp_fixture_end(&file);
	check_aside(&file, &conversion);

	make_extended(&file, &frame);
	whole = file;
	for (whole.nbytes = 0; whole.nbytes < file.nbytes; whole.nbytes++)
		check_aside(&whole, &conversion);
	conversion.max_pixels = 40 * 30 - 1;
	check_aside(&file, &conversion);
	conversion.max_pixels++;
	conversion.max_nbytes = frame.nbytes;
	check_aside(&file, &conversion);
	bytes_free(&frame);
	bytes_free(&file);
}

/* What no decoder takes must not pass as a copy. */
static void
test_alpha_that_is_odd(void **state)
{
	static const struct {
		const char *payload;
		size_t nbytes; /* and zeros up to as many */
		bool is_taken;
	} odd[] = {
		{"", 0, false},
		{"\1", 1, false},
		{"\2lpha", 5, false},
		{"\x21lpha", 5, false},
		{"\x1dlpha", 5, true},
		{"\0", 40 * 30, false},
		{"\0", 40 * 30 + 1, true},
	};
	const struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	uint8_t payload[40 * 30 + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct run run = {0};

		memset(payload, 0, sizeof(payload));
		memcpy(payload, odd[i].payload, strlen(odd[i].payload));
		webp_fixture_begin(&file);
		webp_fixture_canvas(&file, WEBP_HAS_ALPHA, 40, 30);
		webp_fixture_chunk(&file, "ALPH", payload, odd[i].nbytes);
		webp_fixture_chunk(&file, "VP8 ", frame.data, frame.nbytes);
		webp_fixture_end(&file);
		copy(&file, &conversion, &run);
		assert_int_equal(run.status,
				 odd[i].is_taken ? GM_OK : GM_ERR_UNSUPPORTED);
		bytes_free(&run.out);
	}
	bytes_free(&frame);
	bytes_free(&file);
}

static void
test_more_after_the_end(void **state)
{
	const struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	struct run run = {0};

	(void)state;
	make_extended(&file, &frame);
	webp_fixture_put(&file, "more", 4);
	copy(&file, &conversion, &run);
	assert_int_equal(run.status, GM_OK);
	assert_true(run.outcome.has_more);
	bytes_free(&run.out);
	bytes_free(&frame);
	bytes_free(&file);
}

/* A lossy frame with all that it may have, at (2, 4). */
static void
put_frame(struct bytes *file, const struct bytes *frame, uint32_t width,
	  uint32_t height)
{
	uint8_t head[WEBP_ANMF_NBYTES] = {1, 0, 0, 2, 0, 0};
	struct bytes anmf = {0};

	head[6] = (uint8_t)(width - 1);
	head[9] = (uint8_t)(height - 1);
	head[12] = 77;
	head[15] = 3;
	webp_fixture_put(&anmf, head, sizeof(head));
	webp_fixture_chunk(&anmf, "ALPH", ALPHA, ALPHA_NBYTES);
	webp_fixture_chunk(&anmf, "VP8 ", frame->data, frame->nbytes);
	webp_fixture_chunk(&anmf, "what", "else", 4);
	webp_fixture_chunk(file, "ANMF", anmf.data, anmf.nbytes);
	bytes_free(&anmf);
}

static const struct webp_blank blank_frame = {60, 50, {255, 10, 20, 30}};

/* A lossless frame as large as the canvas, and a lossy one within it. */
static void
make_animation(struct bytes *file, const struct bytes *frame)
{
	webp_fixture_begin(file);
	webp_fixture_canvas(file, WEBP_HAS_ANIMATION | WEBP_HAS_ALPHA, 60, 50);
	webp_fixture_chunk(file, "ANIM", "\x0a\x14\x1e\x80\3\0", 6);
	webp_fixture_frame(file, 0, 0, &blank_frame, 1);
	put_frame(file, frame, 40, 30);
	webp_fixture_end(file);
}

/* Gray of 10, 20, 30, in that order. */
#define GRAY 18

static void
check_lossless(const uint8_t *chunks, size_t nbytes)
{
	size_t n;
	int width, height;
	const uint8_t *found = find(chunks, nbytes, "VP8L", &n);
	uint8_t *rgb;

	assert_non_null(found);
	rgb = WebPDecodeRGB(found - 8, n + 8, &width, &height);
	assert_non_null(rgb);
	assert_int_equal(width, 60);
	assert_int_equal(height, 50);
	for (int i = 0; i < width * height * 3; i++)
		assert_int_equal(rgb[i], GRAY);
	WebPFree(rgb);
}

/* A picture beside the one that counts does not go without a word. */
static void
test_pictures_left_out(void **state)
{
	static const struct {
		uint8_t flags;
		const char *order; /* a still picture, a frame */
		bool has_more;
	} files[] = {
		{0, "s", false},
		{0, "ss", true},
		{0, "sf", true},
		{WEBP_HAS_ANIMATION, "ff", false},
		{WEBP_HAS_ANIMATION, "sff", true},
	};
	const struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0}, anmf = {0};
	static const uint8_t head[WEBP_ANMF_NBYTES] = {[6] = 39, [9] = 29};

	(void)state;
	webp_fixture_put(&anmf, head, sizeof(head));
	webp_fixture_chunk(&anmf, "VP8 ", frame.data, frame.nbytes);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct run run = {0};

		webp_fixture_begin(&file);
		webp_fixture_canvas(&file, files[i].flags, 40, 30);
		for (const char *c = files[i].order; *c != '\0'; c++)
			if (*c == 's')
				webp_fixture_chunk(&file, "VP8 ", frame.data,
						   frame.nbytes);
			else
				webp_fixture_chunk(&file, "ANMF", anmf.data,
						   anmf.nbytes);
		webp_fixture_end(&file);
		copy(&file, &conversion, &run);
		assert_int_equal(run.status, GM_OK);
		assert_int_equal(run.outcome.has_more, files[i].has_more);
		bytes_free(&run.out);
	}
	bytes_free(&frame);
	bytes_free(&anmf);
	bytes_free(&file);
}

static void
test_an_animation(void **state)
{
	const struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	struct run run = {0};
	const uint8_t *found, *first, *second, *part;
	size_t n, n_first, n_second, n_part;

	(void)state;
	make_animation(&file, &frame);
	copy(&file, &conversion, &run);
	assert_int_equal(run.status, GM_OK);
	/* The background is B, G, R and A. */
	check_chunk(&run.out, "ANIM", "\x16\x16\x16\x80\3\0", 6);
	first = find_in_file(&run.out, "ANMF", &n_first);
	found = find_in_file(&file, "ANMF", &n);
	assert_memory_equal(first, found, WEBP_ANMF_NBYTES);
	check_lossless(first + WEBP_ANMF_NBYTES, n_first - WEBP_ANMF_NBYTES);
	second = first + n_first + n_first % 2;
	second = find(second, (size_t)(run.out.data + run.out.nbytes - second),
		      "ANMF", &n_second);
	found += n + n % 2 + 8;
	assert_non_null(second);
	assert_memory_equal(second, found, WEBP_ANMF_NBYTES);
	second += WEBP_ANMF_NBYTES;
	n_second -= WEBP_ANMF_NBYTES;
	part = find(second, n_second, "ALPH", &n_part);
	assert_int_equal(n_part, 5);
	assert_memory_equal(part, ALPHA, ALPHA_NBYTES);
	part = find(second, n_second, "what", &n_part);
	assert_int_equal(n_part, 4);
	assert_memory_equal(part, "else", 4);
	part = find(second, n_second, "VP8 ", &n_part);
	check_frame(&frame, part, n_part);
	bytes_free(&run.out);
	bytes_free(&frame);
	bytes_free(&file);
}

/* It is a still picture then; one that is lossless, or is not all of it, is
   left to the next way. */
static void
test_the_first_frame(void **state)
{
	struct conversion conversion = fixture_options();
	struct bytes frame = make_frame(40, 30), file = {0};
	struct run run = {0};
	const uint8_t *found;
	size_t n;

	(void)state;
	conversion.first_frame = true;
	make_animation(&file, &frame);
	check_aside(&file, &conversion);
	for (unsigned i = 0; i < 2; i++) {
		webp_fixture_begin(&file);
		webp_fixture_canvas(&file, WEBP_HAS_ANIMATION, 42 + i, 34);
		webp_fixture_chunk(&file, "ANIM", "\0\0\0\0\0\0", 6);
		put_frame(&file, &frame, 40, 30);
		put_frame(&file, &frame, 40, 30);
		webp_fixture_end(&file);
		check_aside(&file, &conversion);
	}
	bytes_free(&file);
	webp_fixture_begin(&file);
	webp_fixture_canvas(&file, WEBP_HAS_ANIMATION, 40, 30);
	webp_fixture_chunk(&file, "ANIM", "\0\0\0\0\0\0", 6);
	for (unsigned i = 0; i < 2; i++) {
		struct bytes anmf = {0};
		uint8_t head[WEBP_ANMF_NBYTES] = {[6] = 39, [9] = 29};

		webp_fixture_put(&anmf, head, sizeof(head));
		webp_fixture_chunk(&anmf, "VP8 ", frame.data, frame.nbytes);
		webp_fixture_chunk(&file, "ANMF", anmf.data, anmf.nbytes);
		bytes_free(&anmf);
	}
	webp_fixture_end(&file);
	copy(&file, &conversion, &run);
	assert_int_equal(run.status, GM_OK);
	assert_null(find_in_file(&run.out, "VP8X", &n));
	assert_null(find_in_file(&run.out, "ANMF", &n));
	found = find_in_file(&run.out, "VP8 ", &n);
	check_frame(&frame, found, n);
	bytes_free(&run.out);
	bytes_free(&frame);
	bytes_free(&file);
}

static int
leave(void **state)
{
	webp_direct_free(kept);
	return scratch_leave(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_plain_file),
		cmocka_unit_test(test_what_is_kept),
		cmocka_unit_test(test_what_is_served),
		cmocka_unit_test(test_what_it_steps_aside_for),
		cmocka_unit_test(test_alpha_that_is_odd),
		cmocka_unit_test(test_more_after_the_end),
		cmocka_unit_test(test_pictures_left_out),
		cmocka_unit_test(test_an_animation),
		cmocka_unit_test(test_the_first_frame),
	};

	return cmocka_run_group_tests(tests, scratch_enter, leave);
}
