/* SPDX-License-Identifier: MIT */
#include "meta_record.h"

#include <stdio.h> /* jpeglib.h names FILE without including it */
#include <stdlib.h>

#include <jpeglib.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/jpeg/codec_jpeg.h"
#include "formats/jpeg/luma.h"
#include "fuzz_fail.h"
#include "meta_cross.h"
#include "meta_segments.h"

#define APP0  0xe0u
#define APP2  0xe2u
#define APP14 0xeeu
#define COM   0xfeu

/* How a segment begins. */
static const struct kind {
	unsigned code;
	size_t nbytes;
	const char *start;
} kinds[] = {
	{APP0, 14, "JFIF\0\1\2\1\0\x48\0\x48\0"},
	{APP0, 5, "JFIF"},
	{APP0, 5, "JFXX"},
	{APP0, 0, ""},
	{0xe1, 6, "Exif\0"},
	{0xe1, 29, "http://ns.adobe.com/xap/1.0/"},
	{0xe1, 0, ""},
	{APP2, 34, "ICC_PROFILE\0\1\1\0\0\0\0\0\0\0\0mntrabcdGRAY"},
	{APP2, 34, "ICC_PROFILE\0\1\2\0\0\0\0\0\0\0\0mntrabcdGRAY"},
	{APP2, 14, "ICC_PROFILE\0\2\2"},
	{APP2, 34, "ICC_PROFILE\0\1\1\0\0\0\0\0\0\0\0mntrabcdRGB "},
	{APP2, 12, "ICC_PROFILE"},
	{APP2, 4, "MPF"},
	{APP2, 0, ""},
	{0xed, 14, "Photoshop 3.0"},
	{APP14, 12, "Adobe\0\x64\0\0\0\0\1"},
	{APP14, 5, "Adobe"},
	{APP14, 0, ""},
	{COM, 0, ""},
	{0xe3, 0, ""},
	{0xef, 0, ""},
};

static void
append(struct bytes *file, const void *data, size_t n)
{
	struct gm_error err;

	if (n > 0 && bytes_append(file, data, n, &err) != GM_OK)
		abort();
}

/* Pictures that say nothing besides their pixels. */
static void
make_picture(unsigned which, struct bytes *file)
{
	struct jpeg_compress_struct lib;
	struct jpeg_error_mgr errors;
	unsigned char *data = NULL;
	unsigned long nbytes = 0;
	JSAMPLE pixels[8 * 3];
	JSAMPROW row = pixels;

	lib.err = jpeg_std_error(&errors);
	jpeg_create_compress(&lib);
	jpeg_mem_dest(&lib, &data, &nbytes);
	lib.image_width = lib.image_height = 8;
	lib.input_components = which % 2 == 0 ? 3 : 1;
	lib.in_color_space = which % 2 == 0 ? JCS_RGB : JCS_GRAYSCALE;
	jpeg_set_defaults(&lib);
	lib.write_JFIF_header = FALSE;
	if (which / 2 % 2 == 1)
		jpeg_simple_progression(&lib);
	jpeg_start_compress(&lib, TRUE);
	while (lib.next_scanline < lib.image_height) {
		for (unsigned i = 0; i < sizeof(pixels); i++)
			pixels[i] = (JSAMPLE)(i * 9 + lib.next_scanline * 20);
		jpeg_write_scanlines(&lib, &row, 1);
	}
	jpeg_finish_compress(&lib);
	jpeg_destroy_compress(&lib);
	append(file, data, nbytes);
	free(data);
}

/* The records stand behind the SOI. */
static void
make_file(const struct meta_records *records, struct bytes *file)
{
	struct bytes picture = {0};

	make_picture(records->picture, &picture);
	append(file, picture.data, 2);
	for (unsigned i = 0; i < records->n; i++) {
		const struct meta_record *record = &records->list[i];
		const struct kind *kind =
			&kinds[record->kind %
			       (sizeof(kinds) / sizeof(kinds[0]))];
		size_t n = 2 + kind->nbytes + record->nbytes;
		const uint8_t head[] = {0xff, (uint8_t)kind->code,
					(uint8_t)(n >> 8), (uint8_t)n};

		append(file, head, sizeof(head));
		append(file, kind->start, kind->nbytes);
		append(file, record->data, record->nbytes);
	}
	append(file, picture.data + 2, picture.nbytes - 2);
	bytes_free(&picture);
}

static bool
copy_luma(const struct bytes *original, struct file_out *gray)
{
	const struct conversion options = {.max_pixels =
						   CODEC_CHECK_MAX_PIXELS};
	static void *luma;
	struct metadata metadata = {0};
	struct outcome outcome = {0};
	struct fuzz_file_in in;
	struct gm_error err;
	enum gm_status st;

	fuzz_file_in_open(&in, original->data, original->nbytes,
			  FUZZ_FILE_LEAST);
	st = luma_copy(&luma, &in.file, gray, &options, &metadata, &outcome,
		       &err);
	metadata_free(&metadata);
	fuzz_file_in_close(&in);
	return st == GM_OK;
}

static bool
copy_coefs(const struct bytes *original, struct file_out *gray)
{
	const struct conversion options = {.max_pixels =
						   CODEC_CHECK_MAX_PIXELS};
	struct outcome outcome = {0};
	struct metadata metadata = {0};
	struct fuzz_file_in in;
	struct gm_error err;
	enum gm_status st;

	fuzz_file_in_open(&in, original->data, original->nbytes, FUZZ_FILE_FEW);
	st = codec_jpeg_coefs_copy(NULL, &in.file, gray, &options, &metadata,
				   &outcome, &err);
	fuzz_file_in_close(&in);
	metadata_free(&metadata);
	return st == GM_OK;
}

void
meta_jpeg_check(const struct meta_records *records)
{
	static const struct codec *const codecs[] = {&codec_jpeg, NULL};
	static bool (*const ways[])(const struct bytes *, struct file_out *) = {
		copy_luma, copy_coefs};
	const struct by_pixels_options pixels = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS}};
	struct bytes original = {0};
	struct by_pixels c;

	make_file(records, &original);
	for (unsigned i = 0; i < 2; i++) {
		struct file_out gray;

		fuzz_file_out_open(&gray);
		if (ways[i](&original, &gray))
			meta_segments_check(&original, &gray.buf);
		fuzz_file_out_close(&gray);
	}
	by_pixels_run(&c, &original, &pixels);
	fuzz_require(c.status == GM_OK, "metadata do not spoil a JPEG", &c.err);
	meta_segments_check(&original, &c.out);
	by_pixels_free(&c);
	meta_cross_check(&original);
	codec_check(original.data, original.nbytes, codecs);
	bytes_free(&original);
}
