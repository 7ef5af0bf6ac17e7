/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_lib.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "codec/codec.h"
#include "deflate/deflate_lib.h"
#include "formats/png/codec_png.h"

/* Compressed bytes that the library reads at a time. */
#define IDAT_BYTES 8192u

/* Of the Adler-32 that ends them (RFC 1950 section 2.2). */
#define CHECKSUM_BYTES 4u

/*
 * Compressed bytes for a row, besides twice its own, that are looked through.
 * After the last row the library inflates all there is, and a thousand times
 * as many may come of it.
 */
#define SURPLUS_MAX_BYTES 65536u

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

void
codec_png_error(png_structp png, png_const_charp text)
{
	codec_trap_fail(codec_png_trap(png), error_status(text), text);
}

/* A lower-case letter marks a chunk that pixels do not need; but tRNS is. */
static bool
is_critical(const char *text)
{
	return (text[0] & 0x20) == 0 || strncmp(text, "tRNS", 4) == 0;
}

bool
codec_png_has_all_rows(png_structp png)
{
	const struct codec_png_errors *errors = png_get_error_ptr(png);

	/* Interlaced, the library counts rows in each pass anew. */
	return errors->n_rows > 0 &&
	       (png_get_current_row_number(png) >= errors->n_rows ||
		png_get_current_pass_number(png) >= PNG_INTERLACE_ADAM7_PASSES);
}

/*
 * Is it not the picture that was written?  A CRC covers pixels too; what else
 * is found after the last row is not of them.
 */
static bool
is_damage(png_structp png, const char *text, bool is_crc)
{
	if (is_crc && strncmp(text, "IDAT", 4) == 0)
		return true;
	return !codec_png_has_all_rows(png) &&
	       (spoils_pixels(text) || (is_crc && is_critical(text)));
}

void
codec_png_warning(png_structp png, png_const_charp text)
{
	struct codec_png_errors *errors = png_get_error_ptr(png);
	bool is_crc = ends_with(text, ": CRC error");

	/* It would go on without the chunk, be it that of an animation. */
	if (error_status(text) == GM_ERR_NOMEM)
		codec_trap_fail(&errors->trap, GM_ERR_NOMEM, text);
	if (is_damage(png, text, is_crc)) {
		errors->is_damaged = true;
		codec_trap_damage(&errors->trap, GM_ERR_CORRUPT, text);
		return;
	}
	snprintf(errors->damaged, sizeof(errors->damaged), "%.4s",
		 is_crc ? text : "");
	codec_trap_warn(&errors->trap,
			spoils_pixels(text) ? CODEC_PNG_WRONG_SUM : text);
}

static void
count_bytes(struct codec_png_input *input, png_structp png, size_t nbytes)
{
	uint64_t row_nbytes = image_row_nbytes(input->info);

	if (png_get_io_chunk_type(png) != CODEC_PNG_IDAT ||
	    (png_get_io_state(png) & PNG_IO_MASK_LOC) != PNG_IO_CHUNK_DATA)
		return;
	input->n_row_bytes += nbytes;
	input->n_idat += nbytes;
	if (input->n_row_bytes > 2 * row_nbytes + SURPLUS_MAX_BYTES)
		codec_trap_fail(codec_png_trap(png), GM_ERR_CORRUPT,
				"IDAT: far too much image data");
}

/*
 * The library loses the row at hand where the bytes that it asks for are not
 * all in the file: let it ask for those that there are.
 */
static void
limit_request(struct codec_png_input *input, png_structp png)
{
	const uint8_t *data;
	size_t n = file_in_peek(input->in, IDAT_BYTES, &data);

	if (n > IDAT_BYTES)
		n = IDAT_BYTES;
	if (input->ends_wrongly && input->n_idat >= input->n_sure)
		n = 1;
	else if (input->ends_wrongly && n > input->n_sure - input->n_idat)
		n = (size_t)(input->n_sure - input->n_idat);
	png_set_compression_buffer_size(png, n > 0 ? n : 1);
}

/* Is a part of IDAT read, or the head of what follows it? */
static bool
is_at(png_structp png, uint32_t where)
{
	return png_get_io_chunk_type(png) == CODEC_PNG_IDAT &&
	       (png_get_io_state(png) & PNG_IO_MASK_LOC) == where;
}

/* Put another IDAT before the chunk whose head was read. */
static void
insert_zeros(struct codec_png_input *input, uint8_t *head)
{
	static const uint8_t chunk[] = {
		0, 0, 0, CHECKSUM_BYTES, 'I',  'D',  'A', 'T', 0,
		0, 0, 0, 0xea,           0x23, 0xe7, 0x07};

	memcpy(input->tail, chunk + 8, 8);
	memcpy(input->tail + 8, head, 8);
	memcpy(head, chunk, 8);
	input->n_tail = sizeof(input->tail);
	input->n_zeros = CHECKSUM_BYTES;
}

/* Fill what the library asks for; false where there is no more. */
static bool
fill(struct codec_png_input *input, png_structp png, uint8_t *dst,
     size_t nbytes)
{
	size_t n = nbytes < input->n_tail ? nbytes : input->n_tail;

	memcpy(dst, input->tail + sizeof(input->tail) - input->n_tail, n);
	input->n_tail -= n;
	n += file_in_read(input->in, dst + n, nbytes - n);
	if (n == nbytes && input->ends_wrongly && nbytes == 8 &&
	    input->n_zeros < CHECKSUM_BYTES && is_at(png, PNG_IO_CHUNK_HDR) &&
	    memcmp(dst + 4, "IDAT", 4) != 0)
		insert_zeros(input, dst);
	if (n < nbytes && input->ends_wrongly &&
	    is_at(png, PNG_IO_CHUNK_DATA) && input->n_zeros < CHECKSUM_BYTES) {
		memset(dst + n, 0, nbytes - n);
		input->n_zeros += nbytes - n;
		return true;
	}
	return n == nbytes;
}

static void
read_bytes(png_structp png, png_bytep dst, size_t nbytes)
{
	struct codec_png_input *input = png_get_io_ptr(png);
	struct codec_trap *trap = codec_png_trap(png);

	count_bytes(input, png, nbytes);
	if (fill(input, png, dst, nbytes)) {
		limit_request(input, png);
		return;
	}
	file_in_fail_at_end(input->in, "the file ends before the picture does",
			    trap->err);
	codec_trap_leave(trap);
}

void
codec_png_input_attach(struct codec_png_input *input, png_structp png)
{
	png_set_read_fn(png, input, read_bytes);
}

void
codec_png_input_begin_row(struct codec_png_input *input)
{
	input->n_row_bytes = 0;
}

void
codec_png_check_sides(png_structp png, png_infop info)
{
	struct codec_trap *trap = codec_png_trap(png);
	uint32_t width = png_get_image_width(png, info);
	uint32_t height = png_get_image_height(png, info);

	if (width <= CODEC_PNG_MAX_SIDE && height <= CODEC_PNG_MAX_SIDE)
		return;
	gm_fail(trap->err, GM_ERR_LIMIT, 0,
		"%" PRIu32 "x%" PRIu32
		" pixels is over the limit of %u a side for PNG",
		width, height, CODEC_PNG_MAX_SIDE);
	codec_trap_leave(trap);
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

uint64_t
codec_png_n_filtered(png_structp png, png_infop info)
{
	int64_t width = png_get_image_width(png, info);
	int64_t height = png_get_image_height(png, info);
	uint64_t bits = (uint64_t)png_get_channels(png, info) *
			png_get_bit_depth(png, info);
	uint64_t n = 0;

	if (png_get_interlace_type(png, info) == PNG_INTERLACE_NONE)
		return (uint64_t)height *
		       (1 + ((uint64_t)width * bits + 7) / 8);
	for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
		uint64_t cols = (uint64_t)PNG_PASS_COLS(width, pass);
		uint64_t rows = (uint64_t)PNG_PASS_ROWS(height, pass);

		if (cols > 0)
			n += rows * (1 + (cols * bits + 7) / 8);
	}
	return n;
}

unsigned
codec_png_depth(const struct image_info *gray)
{
	if (gray->channels == 1 && gray->exact_bits < 8)
		return gray->exact_bits;
	return gray->bits;
}

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s",
		 PNG_LIBPNG_VER_STRING);
	snprintf(version->loaded, sizeof(version->loaded), "%s",
		 png_get_libpng_ver(NULL));
}

const struct library codec_png_library = {"libpng", tell};
