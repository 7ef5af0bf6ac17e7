/* SPDX-License-Identifier: MIT */
/*
 * jxl_decoder.h - the library's decoder over a file in memory
 */
#ifndef GM_FORMATS_JXL_JXL_DECODER_H
#define GM_FORMATS_JXL_JXL_DECODER_H

#include "base/bytes.h"
#include "base/file.h"
#include "formats/jxl/jxl_lib.h"

/* Zeroed before it is opened. */
struct jxl_decoder {
	struct hush hush;
	JxlDecoder *lib;          /* NULL while closed */
	const struct bytes *file; /* the caller's */
};

/*
 * Read all of in, from its start, to *file, which is empty and the caller's to
 * free.  Fails with GM_ERR_NOMEM, also for more than max_nbytes, where that is
 * not 0; or with GM_ERR_READ.
 */
enum gm_status jxl_decoder_load(struct file_in *in, uint64_t max_nbytes,
				struct bytes *file, struct gm_error *err);

/*
 * Begin at the start of the file, which must outlive the decoder, for events of
 * these bits; the library has nbytes for it.  Fails with GM_ERR_NOMEM; only
 * jxl_decoder_close() is then allowed.
 */
enum gm_status jxl_decoder_open(struct jxl_decoder *decoder,
				const struct bytes *file, int events,
				uint64_t nbytes, struct gm_error *err);

/*
 * Go on to the next event, JXL_DEC_NEED_MORE_INPUT at the end of the file
 * among them.  Fails with GM_ERR_CORRUPT or GM_ERR_NOMEM.
 */
enum gm_status jxl_decoder_next(struct jxl_decoder *decoder,
				JxlDecoderStatus *event, struct gm_error *err);

/* Where in the file it is. */
size_t jxl_decoder_tell(struct jxl_decoder *decoder);

/*
 * The library does not do what it must, with what is asked of it: as for what
 * is corrupt.
 */
enum gm_status jxl_decoder_check(JxlDecoderStatus result, struct gm_error *err);

/* Safe on a zeroed struct. */
void jxl_decoder_close(struct jxl_decoder *decoder);

#endif
