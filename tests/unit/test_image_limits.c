/* SPDX-License-Identifier: MIT */
/* How much a file of few bytes may ask for; nothing here takes memory. */
#include "codec_fixture.h"
#include "formats/formats.h"
#include "scratch.h"

static const uint32_t side = 2048; /* of IMAGE_FREE_PIXELS */

static void
few_pixels_are_free(void **state)
{
	const struct file_in in = {.nbytes = 10};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal((uint64_t)side * side, IMAGE_FREE_PIXELS);
	assert_int_equal(image_check_ratio(&in, side, side, 1, &err), GM_OK);
	assert_int_equal(image_check_ratio(&in, side * side + 20, 1, 2, &err),
			 GM_OK);
	assert_int_equal(image_check_ratio(&in, side * side + 22, 1, 2, &err),
			 GM_ERR_TRUNCATED);
	assert_string_equal(err.text, "truncated: 10 bytes cannot hold "
				      "4194326x1 pixels");
	assert_int_equal(image_check_ratio(&in, UINT32_MAX, UINT32_MAX,
					   UINT32_MAX, &err),
			 GM_ERR_TRUNCATED);
}

static void
blanks_have_an_end(void **state)
{
	const struct file_in in = {.nbytes = 1};
	const uint32_t width = 1u << 15, height = 1u << 14;
	struct gm_error err;

	(void)state;
	assert_int_equal(image_check_blank(&in, width, height, false, &err),
			 GM_OK);
	assert_int_equal(image_check_blank(&in, width, height + 1, false, &err),
			 GM_ERR_LIMIT);
	assert_string_equal(err.text, "32768x16385 pixels: too many for a "
				      "file of 1 bytes");
	assert_int_equal(image_check_blank(&in, width, height / 2, true, &err),
			 GM_OK);
	assert_int_equal(
		image_check_blank(&in, width, height / 2 + 1, true, &err),
		GM_ERR_LIMIT);
}

/* Of a row that is longer than any encoder's, the file must have some. */
static void
rows_grow_with_the_file(void **state)
{
	const struct file_in in = {.nbytes = 1000};
	uint32_t most = (uint32_t)(image_held_most(&in) / IMAGE_WIDE_NBYTES);
	struct gm_error err;

	(void)state;
	assert_int_equal(image_check_size(&in, most, 1, UINT64_MAX, &err),
			 GM_OK);
	assert_int_equal(image_check_size(&in, most + 1, 1, UINT64_MAX, &err),
			 GM_ERR_LIMIT);
	assert_string_equal(err.text, "8408609x1 pixels: rows too long for a "
				      "file of 1000 bytes");
}

static void
memory_grows_with_the_file(void **state)
{
	const struct file_in in = {.nbytes = 1000};
	uint64_t most = IMAGE_FREE_NBYTES + 1000 * IMAGE_HELD_RATIO;
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(image_check_held(&in, 7, 9, most, 0, &err), GM_OK);
	assert_int_equal(image_check_held(&in, 7, 9, most, most - 1, &err),
			 GM_ERR_NOMEM);
	assert_int_equal(
		image_check_held(&in, 7, 9, most + IMAGE_HELD_RATIO, 0, &err),
		GM_ERR_LIMIT);
	assert_string_equal(err.text,
			    "7x9 pixels need 65 MiB of memory: too much for a "
			    "file of 1000 bytes");
	assert_int_equal(image_check_held(&in, 7, 9, UINT64_MAX, 0, &err),
			 GM_ERR_LIMIT);
}

static void
a_part_can_be_salvaged(void **state)
{
	(void)state;
	assert_int_equal(image_salvage_rows(side, side), 1);
	assert_int_equal(image_salvage_rows(side, side + 1), side / 16 + 1);
	assert_int_equal(image_salvage_rows(UINT32_MAX, 1), 1);
	assert_int_equal(image_salvage_rows(UINT32_MAX, UINT32_MAX),
			 UINT32_MAX / 16 + 1);
}

static void
take_pixels(void *ctx, uint64_t n)
{
	*(uint64_t *)ctx = n;
}

static void
what_is_asked_for_is_told(void **state)
{
	uint64_t n_pixels = 0;
	const struct file_in in = {.ask = take_pixels, .meter_ctx = &n_pixels};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(image_check_size(&in, 7, 5, 34, &err), GM_ERR_LIMIT);
	assert_int_equal(n_pixels, 0);
	assert_int_equal(image_check_size(&in, 7, 5, 35, &err), GM_OK);
	assert_int_equal(n_pixels, 35);
}

#define GIF_START "GIF89a"
#define GIF_FRAME "\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0;"

#define HDR_START "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n"

/* A row of 32767 in 12 bytes, and 256 of them. */
#define HDR_ROW     "\x80\x80\x80\x80\1\1\1\xff\1\1\1\x7e"
#define HDR_ROW_4   HDR_ROW HDR_ROW HDR_ROW HDR_ROW
#define HDR_ROW_16  HDR_ROW_4 HDR_ROW_4 HDR_ROW_4 HDR_ROW_4
#define HDR_ROW_64  HDR_ROW_16 HDR_ROW_16 HDR_ROW_16 HDR_ROW_16
#define HDR_ROW_256 HDR_ROW_64 HDR_ROW_64 HDR_ROW_64 HDR_ROW_64

#define NUL_20 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* A mixed run for all of a row: 128, how many, R, G and B. */
#define PIC_START   "\x53\x80\xf6\x34" NUL_20 NUL_20 NUL_20 NUL_20 "\0\0\0\0PICT"
#define PIC_SETUP   "\0\0\0\0\0\3\0\0\0\x08\2\xe0"
#define PIC_ROW     "\x80\xff\xffxyz"
#define PIC_ROW_4   PIC_ROW PIC_ROW PIC_ROW PIC_ROW
#define PIC_ROW_16  PIC_ROW_4 PIC_ROW_4 PIC_ROW_4 PIC_ROW_4
#define PIC_ROW_64  PIC_ROW_16 PIC_ROW_16 PIC_ROW_16 PIC_ROW_16
#define PIC_ROW_256 PIC_ROW_64 PIC_ROW_64 PIC_ROW_64 PIC_ROW_64

#define PSD_START    "8BPS\0\1\0\0\0\0\0\0\0\1\0\0\x75\x30\0\0\x75\x30\0\1"
#define PSD_SECTIONS "\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

#define TGA_PLAIN "\0\0\3\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\x08\0"

static const char gif_2048[] = GIF_START "\0\x08\0\x08" GIF_FRAME;
static const char gif_4096[] = GIF_START "\0\x10\0\x10" GIF_FRAME;
static const char gif_8192[] = GIF_START "\0\x20\0\x20" GIF_FRAME;
static const char hdr_256[] = HDR_START "-Y 256 +X 32767\n" HDR_ROW_256;
static const char hdr_4096[] = HDR_START "-Y 4096 +X 32767\n" HDR_ROW_256;
static const char pic_300[] =
	PIC_START "\xff\xff\1\x2c" PIC_SETUP PIC_ROW_256 PIC_ROW;
static const char pic_257[] = PIC_START "\xff\xff\1\1" PIC_SETUP PIC_ROW;
static const char psd_huge[] = PSD_START PSD_SECTIONS "\0\0x";
static const char tga_huge[] = TGA_PLAIN "0123456789abcdef";

static const struct small_file {
	const struct codec *codec;
	const char *bytes;
	size_t nbytes;
	bool salvage;
	enum gm_status status;
	const char *text;
} small_files[] = {
	{&codec_gif, gif_2048, sizeof(gif_2048) - 1, false, GM_OK, ""},
	{&codec_gif, gif_4096, sizeof(gif_4096) - 1, false, GM_ERR_TRUNCATED,
	 "35 bytes cannot hold 4096x4096 pixels"},
	{&codec_gif, gif_8192, sizeof(gif_8192) - 1, true, GM_ERR_TRUNCATED,
	 "35 bytes cannot hold 8192x8192 pixels"},
	{&codec_hdr, hdr_256, sizeof(hdr_256) - 1, false, GM_ERR_TRUNCATED,
	 "cannot hold 32767x256 pixels"},
	{&codec_hdr, hdr_4096, sizeof(hdr_4096) - 1, true, GM_ERR_TRUNCATED,
	 "cannot hold 32767x4096 pixels"},
	{&codec_pic, pic_300, sizeof(pic_300) - 1, false, GM_ERR_LIMIT,
	 "65535x300 pixels need 75 MiB of memory: too much"},
	{&codec_pic, pic_257, sizeof(pic_257) - 1, true, GM_ERR_TRUNCATED,
	 "114 of at least 176 bytes"},
	{&codec_psd, psd_huge, sizeof(psd_huge) - 1, true, GM_ERR_TRUNCATED,
	 "1 bytes for 30000x30000 pixels"},
	{&codec_tga, tga_huge, sizeof(tga_huge) - 1, true, GM_ERR_TRUNCATED,
	 "of at least"},
};

static void
few_bytes_are_no_huge_picture(void **state)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	options.max_pixels = UINT64_C(1) << 32;
	for (size_t i = 0; i < sizeof(small_files) / sizeof(*small_files);
	     i++) {
		const struct small_file *file = &small_files[i];

		options.salvage = file->salvage;
		fixture_decode(file->codec, file->bytes, file->nbytes, &options,
			       &d);
		assert_int_equal(d.status, file->status);
		if (strstr(d.err.text, file->text) == NULL)
			assert_string_equal(d.err.text, file->text);
	}
	decoded_free(&d);
}

/* Of 512 Mi pixels and 32 for each byte; what is asked for are all frames. */
static void
frames_grow_with_the_file(void **state)
{
	struct image_info info = {4096, 4096, 1, 8, 8, 0};
	uint64_t asked = 0;
	struct file_in in = {.ask = take_pixels,
			     .meter_ctx = &asked,
			     .nbytes = IMAGE_BLANK_PIXELS / IMAGE_BLANK_RATIO};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(image_check_frames(&in, &info, 1, &err), GM_OK);
	assert_int_equal(asked, 0);
	assert_int_equal(image_check_frames(&in, &info, 64, &err), GM_OK);
	assert_int_equal(asked, UINT64_C(64) << 24);
	assert_int_equal(image_check_frames(&in, &info, 65, &err),
			 GM_ERR_LIMIT);
	assert_non_null(strstr(err.text, "65 frames of 4096x4096 pixels"));
	info.channels = 3;
	assert_int_equal(image_check_frames(&in, &info, 64, &err), GM_OK);
	info.channels = 4;
	assert_int_equal(image_check_frames(&in, &info, 32, &err), GM_OK);
	assert_int_equal(image_check_frames(&in, &info, 33, &err),
			 GM_ERR_LIMIT);
	info.bits = 16;
	assert_int_equal(image_check_frames(&in, &info, 16, &err), GM_OK);
	assert_int_equal(image_check_frames(&in, &info, 17, &err),
			 GM_ERR_LIMIT);
	info.channels = 1;
	info.bits = 8;
	in.nbytes--;
	assert_int_equal(image_check_frames(&in, &info, 64, &err),
			 GM_ERR_LIMIT);
	assert_int_equal(image_check_frames(&in, &info, UINT32_MAX, &err),
			 GM_ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_pixels_are_free),
		cmocka_unit_test(blanks_have_an_end),
		cmocka_unit_test(rows_grow_with_the_file),
		cmocka_unit_test(memory_grows_with_the_file),
		cmocka_unit_test(a_part_can_be_salvaged),
		cmocka_unit_test(what_is_asked_for_is_told),
		cmocka_unit_test(frames_grow_with_the_file),
		cmocka_unit_test(few_bytes_are_no_huge_picture),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
