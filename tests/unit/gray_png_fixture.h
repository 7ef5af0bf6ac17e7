/* SPDX-License-Identifier: MIT */
/*
 * gray_png_fixture.h - PNG directly, over bytes, and what libpng says of it
 *
 * The files are made in the current folder, which is a scratch folder.
 */
#ifndef GM_UNIT_GRAY_PNG_FIXTURE_H
#define GM_UNIT_GRAY_PNG_FIXTURE_H

#include "chunk_fixture.h"
#include "formats/png/codec_png.h"
#include "image/gray.h"

/* Where IHDR has them. */
#define GRAY_PNG_DEPTH_AT 24
#define GRAY_PNG_TYPE_AT  25

/* A picture that libpng is to write. */
struct gray_png_recipe {
	uint32_t width, height;
	int type, depth; /* as libpng names them */
	bool interlaced;
	bool opaque;           /* alpha is all ones */
	uint32_t noise;        /* values that samples differ by from smooth */
	uint32_t period;       /* of rows that repeat; 0 is none */
	int filters;           /* PNG_FILTER_..., 0 is libpng's own choice */
	unsigned idat_nbytes;  /* of each IDAT, 0 is libpng's own choice */
	uint32_t palette_step; /* that all grays of it are multiples of */
};

/* Rows as libpng wants them, which the caller frees. */
static inline uint8_t *
gray_png_fixture_rows(const struct gray_png_recipe *recipe, size_t row_nbytes)
{
	uint8_t *rows = malloc(row_nbytes * recipe->height);
	unsigned n = png_fixture_channels(recipe->type);

	for (size_t i = 0; i < row_nbytes * recipe->height; i++) {
		size_t y = i / row_nbytes, x = i % row_nbytes;
		unsigned value = (unsigned)(x / n + y + x % n * 50) +
				 noise_below(recipe->noise + 1);

		if (recipe->type == PNG_COLOR_TYPE_PALETTE)
			value = noise_below(256);
		if (recipe->opaque && x % n == n - 1)
			value = 255;
		rows[i] = (uint8_t)value;
		if (recipe->period > 0 && i >= recipe->period * row_nbytes)
			rows[i] = rows[i - recipe->period * row_nbytes];
	}
	return rows;
}

static inline void
gray_png_fixture_palette(const struct gray_png_recipe *recipe, png_structp png,
			 png_infop info)
{
	png_color palette[256];
	int n = 1 << recipe->depth;
	uint32_t step = recipe->palette_step;

	for (int i = 0; i < n; i++) {
		uint8_t gray = 0;

		if (step != 0)
			gray = (uint8_t)(noise_below(255 / step + 1) * step);
		palette[i] = (png_color){gray, gray, gray};
		if (step == 0)
			palette[i] = png_fixture_color((size_t)i);
	}
	/* One that no less depth holds. */
	step += step == 0;
	palette[1].red = palette[1].green = palette[1].blue = (uint8_t)step;
	png_set_PLTE(png, info, palette, n);
}

/* Append a file made by the recipe to *file. */
static inline void
gray_png_fixture_make(const struct gray_png_recipe *recipe, struct bytes *file)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL,
						  NULL, NULL);
	png_infop info = png_create_info_struct(png);
	uint8_t *pixels;
	png_bytep *rows = malloc(recipe->height * sizeof(*rows));
	size_t row_nbytes;

	png_set_write_fn(png, file, png_fixture_append, NULL);
	png_set_IHDR(png, info, recipe->width, recipe->height, recipe->depth,
		     recipe->type,
		     recipe->interlaced ? PNG_INTERLACE_ADAM7
					: PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (recipe->type == PNG_COLOR_TYPE_PALETTE)
		gray_png_fixture_palette(recipe, png, info);
	if (recipe->filters != 0)
		png_set_filter(png, PNG_FILTER_TYPE_BASE, recipe->filters);
	if (recipe->idat_nbytes != 0)
		png_set_compression_buffer_size(png, recipe->idat_nbytes);
	row_nbytes = png_get_rowbytes(png, info);
	pixels = gray_png_fixture_rows(recipe, row_nbytes);
	for (size_t y = 0; y < recipe->height; y++)
		rows[y] = pixels + y * row_nbytes;
	png_write_info(png, info);
	png_write_image(png, rows);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	free(pixels);
	free(rows);
}

/* What came of one copy; a zeroed struct is valid. */
struct gray_png_run {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	struct bytes out; /* only after GM_OK */
};

static inline struct conversion
gray_png_fixture_options(void)
{
	return (struct conversion){.gray = GRAY_REC601,
				   .compress = COMPRESS_DEFAULT,
				   .max_pixels = UINT64_MAX};
}

/*
 * Copy a file with the buffers that *png keeps, NULL at first; *run is
 * replaced.  Whatever comes of it, an error must be filled exactly when there
 * is one, be that of stepping aside, and leave nothing written.
 */
static inline void
gray_png_fixture_copy(void **png, const struct bytes *file,
		      struct conversion options, struct gray_png_run *run)
{
	struct metadata metadata = {0};
	struct file_in in = {0};
	struct file_out out = {0};

	bytes_free(&run->out);
	*run = (struct gray_png_run){0};
	fixture_put("in", file->data, file->nbytes);
	assert_int_equal(file_in_open(&in, "in", &run->err), GM_OK);
	assert_int_equal(file_out_open(&out, "out", 0600, &run->err), GM_OK);
	run->status = codec_png_direct.copy(png, &in, &out, &options, &metadata,
					    &run->outcome, &run->err);
	assert_int_equal(run->err.status, run->status);
	if (run->status == GM_OK) {
		fixture_commit(&out, &run->out);
	} else {
		assert_int_equal(run->status, GM_ERR_UNSUPPORTED);
		assert_int_not_equal(run->err.text[0], '\0');
		assert_int_equal(out.n_written, 0);
	}
	metadata_free(&metadata);
	file_out_free(&out);
	file_in_free(&in);
}

/* Copy with buffers that are kept for all such copies. */
static inline void
gray_png_fixture_run(const struct bytes *file, struct conversion options,
		     struct gray_png_run *run)
{
	static void *png;

	gray_png_fixture_copy(&png, file, options, run);
}

static inline void
gray_png_fixture_complain(png_structp png, png_const_charp text)
{
	(void)png;
	fail_msg("libpng: %s", text);
}

static inline void
gray_png_fixture_feed(png_structp png, png_bytep to, size_t nbytes)
{
	struct bytes *left = png_get_io_ptr(png);

	assert_true(left->nbytes >= nbytes);
	memcpy(to, left->data, nbytes);
	left->data += nbytes;
	left->nbytes -= nbytes;
}

/* libpng, left as it is, reads all of the file and complains of nothing. */
static inline void
gray_png_fixture_is_clean(const struct bytes *file)
{
	struct bytes left = *file;
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL,
						 gray_png_fixture_complain,
						 gray_png_fixture_complain);
	png_infop info = png_create_info_struct(png);

	png_set_read_fn(png, &left, gray_png_fixture_feed);
	png_read_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
	png_destroy_read_struct(&png, &info, NULL);
	assert_int_equal(left.nbytes, 0);
}

static inline void
gray_png_fixture_decode(const struct bytes *file, struct decoded *d)
{
	struct conversion options = fixture_options();

	options.max_pixels = UINT64_MAX;
	fixture_decode(&codec_png, file->data, file->nbytes, &options, d);
	assert_int_equal(d->status, GM_OK);
	assert_string_equal(d->outcome.warning, "");
}

/* The pixels of out are those of in, as libpng has both, made gray. */
static inline void
gray_png_fixture_compare(const struct bytes *in, const struct bytes *out,
			 enum gray_method method)
{
	struct decoded from = {0}, to = {0};
	size_t n, step, to_step;

	gray_png_fixture_decode(in, &from);
	gray_png_fixture_decode(out, &to);
	assert_int_equal(from.dec.info.width, to.dec.info.width);
	assert_int_equal(from.dec.info.height, to.dec.info.height);
	assert_int_equal(from.dec.info.bits, to.dec.info.bits);
	n = (size_t)from.dec.info.width * from.dec.info.height;
	if (from.dec.info.channels >= 3) {
		gray_convert(method, &from.dec.info, from.rows.data, n,
			     from.rows.data);
		from.dec.info.channels -= 2;
	}
	step = from.dec.info.channels * (from.dec.info.bits / 8);
	to_step = to.dec.info.channels * (to.dec.info.bits / 8);
	if (step == to_step)
		assert_memory_equal(from.rows.data, to.rows.data, n * step);
	else
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(to.rows.data[i],
					 from.rows.data[2 * i]);
			assert_int_equal(from.rows.data[2 * i + 1], 255);
		}
	decoded_free(&from);
	decoded_free(&to);
}

/* Copy, with success, and compare. */
static inline void
gray_png_fixture_check(void **png, const struct bytes *file,
		       struct conversion options, struct gray_png_run *run)
{
	gray_png_fixture_copy(png, file, options, run);
	if (run->status != GM_OK)
		fail_msg("%s", run->err.text);
	gray_png_fixture_compare(file, &run->out, options.gray);
	gray_png_fixture_is_clean(&run->out);
}

#endif
