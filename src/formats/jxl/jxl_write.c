/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl.h"

#include <stdlib.h>

#include "codec/whole.h"
#include "formats/jxl/jxl_encoder.h"

/* Of a code stream (18181-1, D.2). */
#define MAX_SIDE (1u << 30)

struct writer {
	struct whole whole; /* first: whole.h has it as the state */
	struct jxl_coding coding;
};

static enum gm_status
check_memory(const struct encoder *enc, const struct jxl_coding *coding,
	     const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	uint64_t samples = (uint64_t)image_row_nbytes(info) * info->height;

	return image_check_memory(info->width, info->height,
				  enc->held_nbytes + samples +
					  jxl_encoder_nbytes(coding),
				  conversion->max_nbytes, err);
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct jxl_coding coding = {
		.info = enc->info,
		.quality = conversion->quality != 0 ? conversion->quality
						    : enc->lossy_quality,
		.compress = conversion->compress};
	struct writer *w;
	struct whole *whole;
	enum gm_status st = check_memory(enc, &coding, conversion, err);

	if (st == GM_OK)
		st = whole_open(enc, metadata, conversion, enc->info.bits,
				MAX_SIDE, err);
	if (st != GM_OK)
		return st;
	whole = enc->state;
	w = realloc(whole, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
	enc->state = w;
	w->coding = coding;
	return GM_OK;
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	struct jxl_encoder encoder = {0};
	enum gm_status st =
		jxl_encoder_open(&encoder, jxl_encoder_nbytes(&w->coding), err);

	if (st == GM_OK)
		st = jxl_encoder_add_picture(&encoder, &w->coding,
					     w->whole.metadata,
					     w->whole.samples, err);
	/* The library has its own copy now. */
	free(w->whole.samples);
	w->whole.samples = NULL;
	if (st == GM_OK)
		st = jxl_encoder_finish(&encoder, enc->out, err);
	jxl_encoder_close(&encoder);
	return st;
}

const struct codec_writer jxl_writer = {
	.open = encode_open,
	.rows = whole_rows,
	.finish = encode_finish,
	.close = whole_close,
};
