/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_lib.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "deflate/deflate_lib.h"

/* Compressed bytes that the library reads at a time. */
#define IDAT_BYTES  8192u
#define CRUMB_BYTES 16u

/*
 * Compressed bytes for a row, besides twice its own, that are looked through.
 * After the last row the library inflates all there is, and a thousand times
 * as many may come of it.
 */
#define SURPLUS_MAX_BYTES 65536u

/* "IDAT" */
#define IDAT_TYPE 0x49444154u

struct codec_trap *
codec_png_trap(png_const_structp png)
{
	struct codec_png_errors *errors = png_get_error_ptr(png);

	return &errors->trap;
}

static enum gm_status
error_status(const char *text)
{
	/* libpng has no codes; these are all of its words for it. */
	if (strstr(text, "ut of memory") != NULL ||
	    strstr(text, "nsufficient memory") != NULL)
		return GM_ERR_NOMEM;
	if (strstr(text, "too many bytes") != NULL)
		return GM_ERR_LIMIT;
	return GM_ERR_CORRUPT;
}

void
codec_png_error(png_structp png, png_const_charp text)
{
	codec_trap_fail(codec_png_trap(png), error_status(text), text);
}

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), end_n = strlen(end);

	return n >= end_n && strcmp(text + n - end_n, end) == 0;
}

/*
 * libpng only warns of a bad zlib checksum at the end of the pixels.  These
 * words of its say that all pixels were there and something besides.
 */
static bool
spoils_pixels(const char *text)
{
	return strncmp(text, "IDAT: ", 6) == 0 &&
	       !ends_with(text, "Extra compressed data") &&
	       !ends_with(text, "Too much image data") &&
	       !ends_with(text, "Too many IDATs found");
}

static bool
is_critical(const char *text)
{
	/* A lower-case letter marks a chunk that pixels do not need. */
	return (text[0] & 0x20) == 0 || strncmp(text, "tRNS", 4) == 0;
}

void
codec_png_warning(png_structp png, png_const_charp text)
{
	struct codec_png_errors *errors = png_get_error_ptr(png);
	bool is_crc = ends_with(text, ": CRC error");

	if (spoils_pixels(text) || (is_crc && is_critical(text))) {
		codec_trap_damage(&errors->trap, GM_ERR_CORRUPT, text);
		return;
	}
	snprintf(errors->damaged, sizeof(errors->damaged), "%.4s",
		 is_crc ? text : "");
	codec_trap_warn(&errors->trap, text);
}

static void
count_bytes(struct codec_png_input *input, png_structp png, size_t nbytes)
{
	uint64_t row_nbytes = image_row_nbytes(input->info);

	if (png_get_io_chunk_type(png) != IDAT_TYPE ||
	    (png_get_io_state(png) & PNG_IO_MASK_LOC) != PNG_IO_CHUNK_DATA)
		return;
	input->n_row_bytes += nbytes;
	if (input->n_row_bytes > 2 * row_nbytes + SURPLUS_MAX_BYTES)
		codec_trap_fail(codec_png_trap(png), GM_ERR_CORRUPT,
				"IDAT: far too much image data");
}

static void
read_bytes(png_structp png, png_bytep dst, size_t nbytes)
{
	struct codec_png_input *input = png_get_io_ptr(png);
	struct codec_trap *trap = codec_png_trap(png);

	count_bytes(input, png, nbytes);
	if (file_in_read(input->in, dst, nbytes) == nbytes)
		return;
	file_in_fail_at_end(input->in, "the file ends before the picture does",
			    trap->err);
	codec_trap_leave(trap);
}

void
codec_png_input_attach(struct codec_png_input *input, png_structp png)
{
	png_set_read_fn(png, input, read_bytes);
	png_set_compression_buffer_size(png, IDAT_BYTES);
}

/*
 * The library asks for IDAT_BYTES at once and would lose them all where the
 * file has fewer: it gets the last of them in crumbs.
 */
void
codec_png_input_begin_row(struct codec_png_input *input, png_structp png)
{
	if (input->in_crumbs &&
	    input->in->nbytes - input->in->n_read < UINT64_C(2) * IDAT_BYTES)
		png_set_compression_buffer_size(png, CRUMB_BYTES);
	input->n_row_bytes = 0;
}

/*
 * Passes only make the rows of an interlaced picture more.  Salvage has no
 * use for what is refused: nearly all of it is missing.
 */
void
codec_png_check_length(png_structp png, png_infop info, uint64_t file_nbytes)
{
	struct codec_trap *trap = codec_png_trap(png);
	uint32_t width = png_get_image_width(png, info);
	uint32_t height = png_get_image_height(png, info);
	uint64_t bits = (uint64_t)width * png_get_channels(png, info) *
			png_get_bit_depth(png, info);

	if (height <=
	    file_nbytes * DEFLATE_LIB_MAX_RATIO / (1 + (bits + 7) / 8))
		return;
	gm_fail(trap->err, GM_ERR_TRUNCATED, 0,
		"truncated: %" PRIu64 " bytes cannot hold %" PRIu32 "x%" PRIu32
		" pixels",
		file_nbytes, width, height);
	codec_trap_leave(trap);
}

unsigned
codec_png_depth(const struct image_info *gray)
{
	if (gray->channels == 1 && gray->exact_bits < 8)
		return gray->exact_bits;
	return gray->bits;
}
