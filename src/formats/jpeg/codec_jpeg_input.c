/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_input.h"

#include <string.h>

#include "formats/jpeg/codec_jpeg_end.h"
#include "image/image.h"

/* Most pixels that all scans of a picture together go over. */
#define MAX_SCANNED (UINT64_C(64) << 30)

/*
 * Arithmetic coding packs a plain area into nothing at all, so there is no
 * limit of the format: a plain picture of 67 megapixels may be, however few
 * bytes it has, and of more for each byte beyond.  A block of 64 pixels takes
 * a bit or more in all other files.
 */
#define FREE_PIXELS         (UINT64_C(1) << 26)
#define MAX_PIXELS_PER_BYTE (UINT64_C(1) << 12)

/*
 * When the data of an arithmetic scan have ended, 16 bits of them are still
 * to be decoded, and as many again where the encoder dropped two bytes that
 * happened to be zero.  A block that is not like the one before takes one.
 */
#define TAIL_MAX_CHANGES 32u

static boolean
take_marker(j_decompress_ptr cinfo)
{
	struct codec_jpeg_input *input = cinfo->client_data;

	codec_jpeg_meta_take(cinfo, &input->keep);
	return TRUE;
}

static uint64_t
n_pixels(j_decompress_ptr cinfo)
{
	return (uint64_t)cinfo->image_width * cinfo->image_height;
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

/*
 * Is the scan that is being read one too many, and have the data ended by the
 * row that comes next?  Asked once a row of blocks, of which a scan of no data
 * may have many, and after each scan.
 */
static void
check_progress(j_common_ptr common)
{
	struct codec_jpeg_input *input = common->client_data;
	struct jpeg_decompress_struct *lib = &input->lib;
	uint64_t n_scans = (uint64_t)lib->input_scan_number;

	if (n_scans > CODEC_JPEG_MAX_SCANS ||
	    n_scans > MAX_SCANNED / n_pixels(lib))
		codec_trap_fail(&input->trap, GM_ERR_LIMIT,
				"more scans than any encoder makes");
	if (input->tail.begin == 0 && has_no_data(lib) &&
	    !jpeg_has_multiple_scans(lib))
		input->tail.begin = lib->input_iMCU_row * DCTSIZE *
				    (uint32_t)lib->max_v_samp_factor;
	if (codec_jpeg_is_between_scans(lib))
		codec_jpeg_end_read(input);
}

/* APP14 stays the library's: it finds the colour space by it. */
static void
set_marker_handlers(j_decompress_ptr cinfo)
{
	for (int i = 0; i <= 15; i++)
		if (i != 14)
			jpeg_set_marker_processor(cinfo, JPEG_APP0 + i,
						  take_marker);
	jpeg_set_marker_processor(cinfo, JPEG_COM, take_marker);
}

void
codec_jpeg_input_begin(struct codec_jpeg_input *input, struct file_in *in,
		       uint64_t max_pixels)
{
	struct jpeg_decompress_struct *lib = &input->lib;

	codec_jpeg_errors_init(&input->errors);
	lib->err = &input->errors;
	lib->client_data = &input->trap;
	jpeg_create_decompress(lib);
	input->progress.progress_monitor = check_progress;
	lib->progress = &input->progress;
	codec_jpeg_source_init(&input->source, lib, in);
	set_marker_handlers(lib);
	jpeg_read_header(lib, TRUE);
	if (image_check_size(in, lib->image_width, lib->image_height,
			     max_pixels, input->trap.err) != GM_OK)
		codec_trap_leave(&input->trap);
}

/* Components that the output is made of, which are the first ones. */
static int
n_used(j_decompress_ptr cinfo)
{
	return cinfo->out_color_space == JCS_GRAYSCALE ? 1
						       : cinfo->num_components;
}

/* Blocks of the first n components. */
static uint64_t
count_blocks(const struct jpeg_decompress_struct *lib, int n)
{
	uint64_t n_blocks = 0;

	for (int i = 0; i < n; i++)
		n_blocks += (uint64_t)lib->comp_info[i].width_in_blocks *
			    lib->comp_info[i].height_in_blocks;
	return n_blocks;
}

uint64_t
codec_jpeg_input_coefs_nbytes(const struct codec_jpeg_input *input)
{
	return count_blocks(&input->lib, input->lib.num_components) *
	       sizeof(JBLOCK);
}

/*
 * A Huffman code has at least one bit.  A block takes two of them, for its DC
 * and for the end of the block; in a progressive file the end may be shared
 * by many blocks, but each has its DC.
 */
static uint64_t
least_nbytes(j_decompress_ptr cinfo)
{
	if (cinfo->arith_code)
		return 0;
	return count_blocks(cinfo, n_used(cinfo)) /
	       (cinfo->progressive_mode ? 8 : 4);
}

void
codec_jpeg_input_enter(struct codec_jpeg_input *input, bool salvage)
{
	uint64_t file_nbytes = input->source.in->nbytes;
	struct codec_trap *trap = &input->trap;

	trap->tolerant = salvage;
	codec_jpeg_meta_jfif(&input->lib, &input->keep);
	if (file_nbytes < least_nbytes(&input->lib))
		codec_trap_damage(trap, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
	if (n_pixels(&input->lib) > FREE_PIXELS &&
	    (n_pixels(&input->lib) - FREE_PIXELS) / MAX_PIXELS_PER_BYTE >
		    file_nbytes)
		codec_trap_fail(trap, GM_ERR_LIMIT,
				"too many pixels for so small a file");
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
codec_jpeg_input_check_scans(struct codec_jpeg_input *input)
{
	struct jpeg_decompress_struct *lib = &input->lib;

	for (int i = 0; i < n_used(lib); i++) {
		/* Its table is looked up when its first scan begins. */
		if (lib->comp_info[i].quant_table == NULL)
			codec_trap_damage(&input->trap, GM_ERR_TRUNCATED,
					  "truncated: a component has no scan");
		else if (lib->coef_bits != NULL)
			check_progression(lib, i);
	}
}

static void
count_changes(struct codec_jpeg_input *input, const uint8_t *row,
	      size_t row_nbytes, size_t block_nbytes)
{
	size_t n = row_nbytes / block_nbytes;

	input->tail.n_blocks += n;
	for (size_t i = 1; i < n; i++, row += block_nbytes)
		if (memcmp(row, row + block_nbytes, block_nbytes) != 0)
			input->tail.n_changes++;
}

/*
 * Zeros that an encoder dropped make every block like the one before it.
 * Where data are missing, zeros are most often as good as noise; but not
 * always, so that a plain tail can be either.
 */
static void
judge_tail(struct codec_jpeg_input *input, size_t channels)
{
	/* In colour a change is seen in its neighbours too: upsampling. */
	if (input->tail.n_changes > TAIL_MAX_CHANGES * channels)
		codec_trap_damage(&input->trap, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
	else if (input->tail.n_blocks > TAIL_MAX_CHANGES)
		codec_trap_warn(&input->trap,
				"the data end before the picture: its "
				"end is plain, or it was cut short");
}

void
codec_jpeg_input_check_rows(struct codec_jpeg_input *input, const uint8_t *rows,
			    uint32_t n_rows, size_t row_nbytes)
{
	size_t channels = row_nbytes / input->lib.output_width;
	uint32_t y = input->lib.output_scanline - n_rows;

	check_progress((j_common_ptr)&input->lib);
	if (input->tail.begin == 0)
		return;
	for (uint32_t i = 0; i < n_rows; i++, y++)
		if (y >= input->tail.begin && y % DCTSIZE == DCTSIZE / 2)
			count_changes(input, rows + i * row_nbytes, row_nbytes,
				      channels * DCTSIZE);
	judge_tail(input, channels);
}

void
codec_jpeg_input_check_blocks(struct codec_jpeg_input *input,
			      jvirt_barray_ptr blocks)
{
	struct jpeg_decompress_struct *lib = &input->lib;
	const jpeg_component_info *luma = &lib->comp_info[0];

	if (input->tail.begin == 0)
		return;
	for (JDIMENSION y = input->tail.begin / DCTSIZE;
	     y < luma->height_in_blocks; y++) {
		JBLOCKARRAY row = lib->mem->access_virt_barray(
			(j_common_ptr)lib, blocks, y, 1, FALSE);

		count_changes(input, (const uint8_t *)row[0],
			      luma->width_in_blocks * sizeof(JBLOCK),
			      sizeof(JBLOCK));
	}
	judge_tail(input, 1);
}
