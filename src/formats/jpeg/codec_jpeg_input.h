/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_input.h - a JPEG opened for reading, whatever is read of it
 *
 * What the way by pixels and the way by coefficients have in common: the
 * library's struct with our errors, our source, the metadata and the checks
 * tied to it.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_INPUT_H
#define GM_FORMATS_JPEG_CODEC_JPEG_INPUT_H

#include "formats/jpeg/codec_jpeg_check.h"
#include "formats/jpeg/codec_jpeg_lib.h"
#include "formats/jpeg/codec_jpeg_meta.h"

/*
 * Zeroed but for keep.metadata and trap.warning before it begins; ends with
 * jpeg_destroy_decompress() on lib.  It is the first member of whatever has
 * it, so that a callback finds that by client_data.
 */
struct codec_jpeg_input {
	struct codec_trap trap; /* first: client_data points here */
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress; /* codec_jpeg_check_scans() */
	struct jpeg_decompress_struct lib;
	struct codec_jpeg_source source;
	struct codec_jpeg_keep keep;
	struct codec_jpeg_tail tail;
};

/*
 * In a step: read the header from in, which must outlive the input, and
 * refuse more than max_pixels.
 */
void codec_jpeg_input_begin(struct codec_jpeg_input *input, struct file_in *in,
			    uint64_t max_pixels);

/*
 * In a step, once lib->out_color_space is chosen and before memory is taken:
 * keep the JFIF header, and check that the file is long enough.  From here on
 * damage is a warning with salvage; a file that ends in its headers is nothing
 * to salvage.
 */
void codec_jpeg_input_enter(struct codec_jpeg_input *input, bool salvage);

#endif
