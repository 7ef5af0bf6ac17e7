/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_lib.h - libjpeg tied to our files and errors
 *
 * The one file that includes the library's headers.  Its messages go to a
 * codec_trap, its output goes to a file_out.
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

/* Bytes that such a cinfo has written. */
uint64_t codec_jpeg_sink_tell(j_compress_ptr cinfo);

#endif
