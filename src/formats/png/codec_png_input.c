/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_input.h"

#include <string.h>

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
	if (file_in_status(input->in, trap->err) != GM_OK)
		codec_trap_leave(trap);
	codec_trap_fail(trap, GM_ERR_TRUNCATED,
			"truncated: the file ends before the picture does");
}

/* CgBI is where IHDR should be. */
bool
codec_png_input_is_cgbi(struct file_in *in)
{
	const uint8_t *head;

	return file_in_peek(in, 16, &head) >= 16 &&
	       memcmp(head + 12, "CgBI", 4) == 0;
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
