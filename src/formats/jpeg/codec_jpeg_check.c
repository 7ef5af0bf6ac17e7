/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_check.h"

#include <string.h>

/*
 * When the data of an arithmetic scan have ended, 16 bits of them are still
 * to be decoded, and as many again where the encoder dropped two bytes that
 * happened to be zero.  A block that is not like the one before takes one.
 */
#define TAIL_MAX_CHANGES 32u

/* Components that the output is made of, which are the first ones. */
static int
n_used(j_decompress_ptr cinfo)
{
	return cinfo->out_color_space == JCS_GRAYSCALE ? 1
						       : cinfo->num_components;
}

static uint64_t
n_pixels(j_decompress_ptr cinfo)
{
	return (uint64_t)cinfo->image_width * cinfo->image_height;
}

/*
 * A Huffman code has at least one bit.  A block takes two of them, for its DC
 * and for the end of the block; in a progressive file the end may be shared
 * by many blocks, but each has its DC.
 */
static uint64_t
least_nbytes(j_decompress_ptr cinfo)
{
	uint64_t n_blocks = 0;

	if (cinfo->arith_code)
		return 0;
	for (int i = 0; i < n_used(cinfo); i++)
		n_blocks += (uint64_t)cinfo->comp_info[i].width_in_blocks *
			    cinfo->comp_info[i].height_in_blocks;
	return n_blocks / (cinfo->progressive_mode ? 8 : 4);
}

void
codec_jpeg_check_nbytes(j_decompress_ptr cinfo, uint64_t file_nbytes)
{
	struct codec_trap *trap = cinfo->client_data;

	if (file_nbytes < least_nbytes(cinfo))
		codec_trap_damage(trap, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
	if (n_pixels(cinfo) / CODEC_JPEG_MAX_PIXELS_PER_BYTE > file_nbytes)
		codec_trap_fail(trap, GM_ERR_LIMIT,
				"too many pixels for so small a file");
}

uint64_t
codec_jpeg_check_coefs_nbytes(const struct jpeg_decompress_struct *lib)
{
	uint64_t n_blocks = 0;

	for (int i = 0; i < lib->num_components; i++)
		n_blocks += (uint64_t)lib->comp_info[i].width_in_blocks *
			    lib->comp_info[i].height_in_blocks;
	return n_blocks * sizeof(JBLOCK);
}

void
codec_jpeg_check_scans(j_decompress_ptr cinfo)
{
	uint64_t n_scans = (uint64_t)cinfo->input_scan_number;

	if (n_scans > CODEC_JPEG_MAX_SCANS ||
	    n_scans > CODEC_JPEG_MAX_SCANNED / n_pixels(cinfo))
		codec_trap_fail(cinfo->client_data, GM_ERR_LIMIT,
				"more scans than any encoder makes");
}

/*
 * Bits of the coefficients may be left out on purpose, so that is no damage.
 * AC scans without the DC are the library's to report.
 */
static void
check_progression(j_decompress_ptr cinfo, int component)
{
	/* Of each coefficient, the bits still to come; -1 is all. */
	const int *missing = cinfo->coef_bits[component];

	for (int i = 0; i < DCTSIZE2; i++)
		if (missing[i] != 0)
			codec_trap_warn(cinfo->client_data,
					"not in full detail: the last scans "
					"are missing");
}

void
codec_jpeg_check_scanned(j_decompress_ptr cinfo)
{
	for (int i = 0; i < n_used(cinfo); i++) {
		/* Its table is looked up when its first scan begins. */
		if (cinfo->comp_info[i].quant_table == NULL)
			codec_trap_damage(cinfo->client_data, GM_ERR_TRUNCATED,
					  "truncated: a component has no scan");
		else if (cinfo->coef_bits != NULL)
			check_progression(cinfo, i);
	}
}

/*
 * The arithmetic decoder goes on with zeros where its data end, and says
 * nothing, for an encoder may drop zeros there.
 */
static bool
has_no_data(j_decompress_ptr cinfo)
{
	int marker = cinfo->unread_marker;

	return cinfo->arith_code && marker != 0 &&
	       (marker < JPEG_RST0 || marker > JPEG_RST0 + 7);
}

static void
count_changes(struct codec_jpeg_tail *tail, const uint8_t *row,
	      size_t row_nbytes, size_t block_nbytes)
{
	size_t n = row_nbytes / block_nbytes;

	tail->n_blocks += n;
	for (size_t i = 1; i < n; i++, row += block_nbytes)
		if (memcmp(row, row + block_nbytes, block_nbytes) != 0)
			tail->n_changes++;
}

/*
 * Zeros that an encoder dropped make every block like the one before it.
 * Where data are missing, zeros are most often as good as noise; but not
 * always, so that a plain tail can be either.
 */
static void
judge_tail(j_decompress_ptr cinfo, const struct codec_jpeg_tail *tail,
	   size_t channels)
{
	struct codec_trap *trap = cinfo->client_data;

	/* In colour a change is seen in its neighbours too: upsampling. */
	if (tail->n_changes > TAIL_MAX_CHANGES * channels)
		codec_trap_damage(trap, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
	else if (tail->n_blocks > TAIL_MAX_CHANGES)
		codec_trap_warn(trap, "the data end before the picture: its "
				      "end is plain, or it was cut short");
}

void
codec_jpeg_check_note_end(j_decompress_ptr cinfo, struct codec_jpeg_tail *tail)
{
	if (tail->begin == 0 && has_no_data(cinfo) &&
	    !jpeg_has_multiple_scans(cinfo))
		tail->begin = cinfo->input_iMCU_row * DCTSIZE *
			      (uint32_t)cinfo->max_v_samp_factor;
}

void
codec_jpeg_check_tail(j_decompress_ptr cinfo, struct codec_jpeg_tail *tail,
		      const uint8_t *rows, uint32_t n_rows, size_t row_nbytes)
{
	size_t channels = row_nbytes / cinfo->output_width;
	uint32_t y = cinfo->output_scanline - n_rows;

	codec_jpeg_check_note_end(cinfo, tail);
	if (tail->begin == 0)
		return;
	for (uint32_t i = 0; i < n_rows; i++, y++)
		if (y >= tail->begin && y % DCTSIZE == DCTSIZE / 2)
			count_changes(tail, rows + i * row_nbytes, row_nbytes,
				      channels * DCTSIZE);
	judge_tail(cinfo, tail, channels);
}

void
codec_jpeg_check_tail_blocks(j_decompress_ptr cinfo,
			     struct codec_jpeg_tail *tail,
			     jvirt_barray_ptr blocks)
{
	const jpeg_component_info *luma = &cinfo->comp_info[0];

	if (tail->begin == 0)
		return;
	for (JDIMENSION y = tail->begin / DCTSIZE; y < luma->height_in_blocks;
	     y++) {
		JBLOCKARRAY row = cinfo->mem->access_virt_barray(
			(j_common_ptr)cinfo, blocks, y, 1, FALSE);

		count_changes(tail, (const uint8_t *)row[0],
			      luma->width_in_blocks * sizeof(JBLOCK),
			      sizeof(JBLOCK));
	}
	judge_tail(cinfo, tail, 1);
}
