/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_check.h - what the library lets pass in a JPEG and we do not
 *
 * The library fills what a file does not have with gray and takes any amount
 * of work that a file asks for.  These find both, and report to the trap.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_CHECK_H
#define GM_FORMATS_JPEG_CODEC_JPEG_CHECK_H

#include "formats/jpeg/codec_jpeg_lib.h"

/*
 * Most scans of one picture.  A progressive encoder needs about ten; each
 * scan goes over the whole picture, so that a small file of many empty ones
 * would keep a worker busy for hours.
 */
#define CODEC_JPEG_MAX_SCANS 200

/* Most pixels that all scans of a picture together go over. */
#define CODEC_JPEG_MAX_SCANNED (UINT64_C(64) << 30)

/*
 * Most pixels for a byte of file.  Arithmetic coding packs a plain area into
 * nothing at all, so there is no limit of the format: this one lets a plain
 * picture of 50 megapixels be, with the 200 bytes that its headers have.
 */
#define CODEC_JPEG_MAX_PIXELS_PER_BYTE (UINT64_C(1) << 18)

/*
 * Before jpeg_start_decompress(), which takes the memory: is a file of this
 * size long enough for the picture that its header tells of?
 */
void codec_jpeg_check_nbytes(j_decompress_ptr cinfo, uint64_t file_nbytes);

/*
 * Bytes of all its coefficients, which the library holds where there are
 * several scans, or when it is asked for those of one component.
 */
uint64_t
codec_jpeg_check_coefs_nbytes(const struct jpeg_decompress_struct *lib);

/* For a progress monitor: is the scan that is being read one too many? */
void codec_jpeg_check_scans(j_decompress_ptr cinfo);

/*
 * After jpeg_start_decompress(), which reads all scans where there are
 * several: has everything come that the output is made of?
 */
void codec_jpeg_check_scanned(j_decompress_ptr cinfo);

/* The rows that were decoded of no data, zeroed before the first row. */
struct codec_jpeg_tail {
	uint32_t begin;     /* the first such row; 0 while there is data */
	uint64_t n_blocks;  /* in them */
	uint64_t n_changes; /* from one of them to the next in its row */
};

/*
 * Look at the n_rows rows just delivered, of row_nbytes each: is a picture in
 * them that the file does not hold?  Only for an arithmetic file of one scan:
 * of others the rows do not say it, or the library does.
 */
void codec_jpeg_check_tail(j_decompress_ptr cinfo, struct codec_jpeg_tail *tail,
			   const uint8_t *rows, uint32_t n_rows,
			   size_t row_nbytes);

/*
 * The same for coefficients.  For a progress monitor: have the data ended by
 * the row that comes next?
 */
void codec_jpeg_check_note_end(j_decompress_ptr cinfo,
			       struct codec_jpeg_tail *tail);

/* After jpeg_read_coefficients(), whose array for component 0 this is. */
void codec_jpeg_check_tail_blocks(j_decompress_ptr cinfo,
				  struct codec_jpeg_tail *tail,
				  jvirt_barray_ptr blocks);

#endif
