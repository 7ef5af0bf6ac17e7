/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_decoder.h"

#include <inttypes.h>

enum gm_status
jxl_decoder_load(struct file_in *in, uint64_t max_nbytes, struct bytes *file,
		 struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (in->nbytes > SIZE_MAX / 2 ||
	    (max_nbytes != 0 && in->nbytes > max_nbytes))
		return gm_fail(err, GM_ERR_NOMEM, 0,
			       "a file of %" PRIu64 " MiB is held as a whole, "
			       "over the limit of %" PRIu64
			       " MiB (--max-memory)",
			       in->nbytes >> 20, max_nbytes >> 20);
	st = bytes_reserve(file, (size_t)in->nbytes, err);
	if (st != GM_OK)
		return st;
	file->nbytes = file_in_read(in, file->data, (size_t)in->nbytes);
	return file_in_status(in, err);
}

enum gm_status
jxl_decoder_open(struct jxl_decoder *decoder, const struct bytes *file,
		 int events, uint64_t nbytes, struct gm_error *err)
{
	enum gm_status st = jxl_lib_begin(&decoder->hush, nbytes, err);

	if (st != GM_OK)
		return st;
	decoder->lib = JxlDecoderCreate(NULL);
	if (decoder->lib == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
	st = jxl_decoder_check(JxlDecoderSubscribeEvents(decoder->lib, events),
			       err);
	if (st != GM_OK)
		return st;
	decoder->file = file;
	return jxl_decoder_check(
		JxlDecoderSetInput(decoder->lib, file->data, file->nbytes),
		err);
}

enum gm_status
jxl_decoder_check(JxlDecoderStatus result, struct gm_error *err)
{
	return result == JXL_DEC_ERROR
		       ? jxl_lib_fail(
				 GM_ERR_CORRUPT,
				 "corrupt: libjxl cannot decode the picture",
				 err)
		       : GM_OK;
}

enum gm_status
jxl_decoder_next(struct jxl_decoder *decoder, JxlDecoderStatus *event,
		 struct gm_error *err)
{
	*event = JxlDecoderProcessInput(decoder->lib);
	return jxl_decoder_check(*event, err);
}

size_t
jxl_decoder_tell(struct jxl_decoder *decoder)
{
	const struct bytes *file = decoder->file;
	size_t left = JxlDecoderReleaseInput(decoder->lib);

	/* It cannot fail: nothing is lent at this point. */
	JxlDecoderSetInput(decoder->lib, file->data + file->nbytes - left,
			   left);
	return file->nbytes - left;
}

void
jxl_decoder_close(struct jxl_decoder *decoder)
{
	if (decoder->lib != NULL)
		JxlDecoderDestroy(decoder->lib);
	decoder->lib = NULL;
	hush_end(&decoder->hush);
}
