/* SPDX-License-Identifier: MIT */
/*
 * jxl_encoder.h - a gray picture, or a JPEG, to a file
 */
#ifndef GM_FORMATS_JXL_JXL_ENCODER_H
#define GM_FORMATS_JXL_JXL_ENCODER_H

#include "base/file.h"
#include "codec/conversion.h"
#include "formats/jxl/jxl_lib.h"
#include "image/image.h"
#include "meta/metadata.h"

/* How a picture is to be coded. */
struct jxl_coding {
	struct image_info info; /* 1 or 2 channels */
	unsigned quality;       /* 1..100; 0: without loss */
	enum compress compress;
};

/* Zeroed before it is opened. */
struct jxl_encoder {
	struct hush hush;
	JxlEncoder *lib; /* NULL while closed */
	JxlEncoderFrameSettings *settings;
};

/* Bytes of memory that the library takes, at most. */
uint64_t jxl_encoder_nbytes(const struct jxl_coding *coding);
uint64_t jxl_encoder_jpeg_nbytes(uint64_t n_pixels, size_t nbytes);

/*
 * Begin, with so many bytes of memory for the library.  Fails with
 * GM_ERR_NOMEM; only jxl_encoder_close() is then allowed, as after any other
 * failure.
 */
enum gm_status jxl_encoder_open(struct jxl_encoder *encoder, uint64_t nbytes,
				struct gm_error *err);

/*
 * Add the metadata, and the samples of the whole picture, which are copied.
 * Fails with GM_ERR_UNSUPPORTED, for what the library does not code, or
 * GM_ERR_NOMEM.
 */
enum gm_status jxl_encoder_add_picture(struct jxl_encoder *encoder,
				       const struct jxl_coding *coding,
				       const struct metadata *metadata,
				       const void *samples,
				       struct gm_error *err);

/*
 * Add the metadata that are not in a JPEG, and it, as it is: with as_file the
 * whole file can be had again, without only its picture.
 */
enum gm_status jxl_encoder_add_jpeg(struct jxl_encoder *encoder,
				    const struct bytes *jpeg,
				    const struct metadata *metadata,
				    enum compress compress, bool as_file,
				    struct gm_error *err);

/* Code what was added, and append the file to out. */
enum gm_status jxl_encoder_finish(struct jxl_encoder *encoder,
				  struct file_out *out, struct gm_error *err);

/* Safe on a zeroed struct. */
void jxl_encoder_close(struct jxl_encoder *encoder);

#endif
