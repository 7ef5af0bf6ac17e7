/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_lib.h - libjpeg tied to our files and errors
 *
 * The one file that includes the library's headers.  Its messages go to a
 * codec_trap, its input comes from a file_in, its output goes to a file_out.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_LIB_H
#define GM_FORMATS_JPEG_CODEC_JPEG_LIB_H

#include <stdio.h> /* jpeglib.h names FILE without including it */

#include <jpeglib.h>

#include <jerror.h> /* its codes depend on what jpeglib.h configures */

#include "base/file.h"
#include "codec/codec_trap.h"

#define CODEC_JPEG_TRUNCATED_TEXT                                              \
	"truncated: the file ends before the picture does"

/*
 * Fill *errors with handlers that report to the trap that client_data of the
 * library's struct points to.
 */
void codec_jpeg_errors_init(struct jpeg_error_mgr *errors);

struct codec_jpeg_source {
	struct jpeg_source_mgr lib; /* first: the library points here */
	struct file_in *in;
	size_t n_lent; /* bytes of in that the library holds unconsumed */
};

/* Read cinfo's input from in, without copying. */
void codec_jpeg_source_init(struct codec_jpeg_source *source,
			    j_decompress_ptr cinfo, struct file_in *in);

/*
 * For a marker handler: consume the segment that follows, and point *payload
 * at its *nbytes bytes, valid until the next read.  False when the file ends
 * in it, which the trap let pass.
 */
bool codec_jpeg_source_segment(j_decompress_ptr cinfo, const uint8_t **payload,
			       size_t *nbytes);

/* After the end of image: do more bytes follow in the file? */
bool codec_jpeg_source_has_more(struct codec_jpeg_source *source);

/* Bytes gathered for one file_out_write(). */
#define CODEC_JPEG_SINK_BYTES 16384

struct codec_jpeg_sink {
	struct jpeg_destination_mgr lib; /* first: the library points here */
	struct jpeg_error_mgr errors;
	struct file_out *out;
	uint8_t buf[CODEC_JPEG_SINK_BYTES];
};

/*
 * In a step: make cinfo, zeroed before, which writes a gray picture to out and
 * is released by jpeg_destroy_compress().
 */
void codec_jpeg_sink_begin(struct codec_jpeg_sink *sink, j_compress_ptr cinfo,
			   struct codec_trap *trap, struct file_out *out,
			   uint32_t width, uint32_t height);

#endif
