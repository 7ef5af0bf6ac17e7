/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/webp/webp_encode.h"
#include "formats/webp/webp_file.h"
#include "formats/webp/webp_meta.h"

struct writer {
	const struct metadata *metadata;
	struct webp_encoder *encoder; /* owned */
	struct bytes coded;           /* owned; the chunks of the picture */
	uint32_t next_y;
};

static enum gm_status
check_shape(const struct image_info *info, struct gm_error *err)
{
	if (info->bits != 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32
			       " bits per sample cannot be written as WebP",
			       info->bits);
	if (info->width > WEBP_MAX_SIDE || info->height > WEBP_MAX_SIDE)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "WebP holds at most %u pixels a side",
			       WEBP_MAX_SIDE);
	return GM_OK;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	const struct webp_coding coding = {
		.width = info->width,
		.height = info->height,
		.has_alpha = info->channels == 2,
		.quality = conversion->quality != 0 ? conversion->quality
						    : enc->lossy_quality,
		.compress = conversion->compress};
	enum gm_status st = check_shape(info, err);
	struct writer *w;

	if (st == GM_OK)
		st = image_check_memory(info->width, info->height,
					enc->held_nbytes +
						webp_encode_nbytes(&coding),
					conversion->max_nbytes, err);
	if (st != GM_OK)
		return st;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	enc->state = w;
	w->metadata = metadata;
	return webp_encoder_open(&w->encoder, &coding, err);
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;
	const uint8_t *row = rows;

	(void)err;
	for (; n_rows > 0; n_rows--) {
		webp_encoder_put(w->encoder, w->next_y++, row);
		row += image_row_nbytes(&enc->info);
	}
	return GM_OK;
}

/* A chunk of the canvas is there for what the picture alone does not tell. */
static enum gm_status
put_canvas(const struct encoder *enc, struct gm_error *err)
{
	const struct writer *w = enc->state;
	const struct image_info *info = &enc->info;
	bool is_lossy = memcmp(w->coded.data, "VP8L", 4) != 0;
	bool is_extended = is_lossy && memcmp(w->coded.data, "ALPH", 4) == 0;
	uint8_t flags = webp_meta_flags(w->metadata, &is_extended);

	if (!is_extended)
		return GM_OK;
	if (info->channels == 2)
		flags |= WEBP_HAS_ALPHA;
	return webp_file_put_canvas(enc->out, flags, info->width, info->height,
				    err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	enum gm_status st = webp_encoder_finish(w->encoder, &w->coded, err);

	if (st == GM_OK)
		st = webp_riff_begin(enc->out, err);
	if (st == GM_OK)
		st = put_canvas(enc, err);
	if (st == GM_OK)
		st = webp_meta_put_before(w->metadata, enc->out, err);
	if (st == GM_OK)
		st = file_out_write(enc->out, w->coded.data, w->coded.nbytes,
				    err);
	if (st == GM_OK)
		st = webp_meta_put_after(w->metadata, enc->out, err);
	return st == GM_OK ? webp_riff_end(enc->out, err) : st;
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	webp_encoder_close(w->encoder);
	bytes_free(&w->coded);
	free(w);
	enc->state = NULL;
}

const struct codec_writer webp_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.finish = encode_finish,
	.close = encode_close,
};
