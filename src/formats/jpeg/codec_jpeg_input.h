/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_input.h - a JPEG opened for reading, whatever is read of it
 *
 * What the way by pixels and the way by coefficients have in common: the
 * library's struct with our errors, our source and the metadata tied to it,
 * and the checks of what the library lets pass and we do not.  It fills what a
 * file does not have with gray and takes any amount of work that a file asks
 * for; both are reported to the trap.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_INPUT_H
#define GM_FORMATS_JPEG_CODEC_JPEG_INPUT_H

#include "formats/jpeg/codec_jpeg_lib.h"
#include "formats/jpeg/codec_jpeg_meta.h"
#include "formats/jpeg/codec_jpeg_source.h"

/*
 * Most scans of one picture.  A progressive encoder needs about ten; each
 * scan goes over the whole picture, so that a small file of many empty ones
 * would keep a worker busy for hours.
 */
#define CODEC_JPEG_MAX_SCANS 200

/*
 * Zeroed but for keep.metadata and trap.warning before it begins; ends with
 * jpeg_destroy_decompress() on lib.  It is the first member of whatever has
 * it, so that a callback finds that by client_data.
 */
struct codec_jpeg_input {
	struct codec_trap trap; /* first: client_data points here */
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct jpeg_decompress_struct lib;
	struct codec_jpeg_source source;
	struct codec_jpeg_keep keep;
	bool has_read_end; /* what follows the picture was looked at */
	/* The rows that were decoded of no data. */
	struct {
		uint32_t begin;     /* the first; 0 while there is data */
		uint64_t n_blocks;  /* in them */
		uint64_t n_changes; /* from one to the next in its row */
	} tail;
};

/*
 * In a step: read the header from in, which must outlive the input, and
 * refuse more than max_pixels.
 */
void codec_jpeg_input_begin(struct codec_jpeg_input *input, struct file_in *in,
			    uint64_t max_pixels);

/*
 * Bytes of all its coefficients, which the library holds where there are
 * several scans, or when it is asked for those of one component.
 */
uint64_t codec_jpeg_input_coefs_nbytes(const struct codec_jpeg_input *input);

/*
 * In a step, once lib->out_color_space is chosen and before memory is taken:
 * keep the JFIF header, and check that the file is long enough for the picture
 * that its header tells of.  From here on damage is a warning with salvage; a
 * file that ends in its headers is nothing to salvage.
 */
void codec_jpeg_input_enter(struct codec_jpeg_input *input, bool salvage);

/*
 * After jpeg_start_decompress(), which reads all scans where there are
 * several: has everything come that the output is made of?
 */
void codec_jpeg_input_check_scans(struct codec_jpeg_input *input);

/*
 * Look at the n_rows rows just delivered, of row_nbytes each: is a picture in
 * them that the file does not hold?  Only for an arithmetic file of one scan:
 * of others the rows do not say it, or the library does.
 */
void codec_jpeg_input_check_rows(struct codec_jpeg_input *input,
				 const uint8_t *rows, uint32_t n_rows,
				 size_t row_nbytes);

/* The same after jpeg_read_coefficients(): its array for component 0. */
void codec_jpeg_input_check_blocks(struct codec_jpeg_input *input,
				   jvirt_barray_ptr blocks);

#endif
