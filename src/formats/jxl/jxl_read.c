/* SPDX-License-Identifier: MIT */
/*
 * The picture is decoded as a whole when it is opened: so what the library
 * takes for that is free again when a writer begins.
 */
#include "formats/jxl/jxl.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/jxl/jxl_pixels.h"
#include "formats/jxl/jxl_samples.h"

/* That of a lossy picture, which does not say it. */
#define LOSSY_QUALITY 90

struct reader {
	const struct conversion *conversion;
	struct bytes file; /* owned; until it is decoded */
	struct jxl_look look;
	struct jxl_samples shape;
	struct jxl_pixels pixels;
	uint32_t next_y;
};

static enum gm_status
check_frames(const struct reader *r, struct gm_error *err)
{
	if (r->look.n_shown < 2 || r->conversion->first_frame)
		return GM_OK;
	return gm_fail(err, GM_ERR_MULTIFRAME, 0,
		       "animation of %" PRIu32
		       " frames; --frames=first takes the first",
		       r->look.n_shown);
}

/*
 * What is not shown takes its time, too: a few bytes can ask for any number of
 * frames.
 */
static enum gm_status
check_work(const struct reader *r, const struct file_in *in,
	   struct gm_error *err)
{
	const struct jxl_look *look = &r->look;
	uint64_t most = IMAGE_BLANK_PIXELS + IMAGE_BLANK_RATIO * in->nbytes;
	uint64_t n_pixels = (uint64_t)look->basic.xsize * look->basic.ysize;

	if (look->all_pixels > most || look->most_pixels > most)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "frames of %" PRIu64
			       " pixels: too many for a file of %" PRIu64
			       " bytes",
			       look->all_pixels, in->nbytes);
	if (look->all_pixels > n_pixels)
		file_in_ask(in, look->all_pixels);
	return GM_OK;
}

/* Of the samples as they are held. */
static uint64_t
samples_nbytes(const struct reader *r)
{
	uint64_t n_pixels = (uint64_t)r->look.basic.xsize * r->look.basic.ysize;

	return n_pixels * jxl_samples_nbytes(&r->shape);
}

static enum gm_status
check_memory(const struct reader *r, const struct file_in *in,
	     struct gm_error *err)
{
	const JxlBasicInfo *basic = &r->look.basic;
	uint64_t max_nbytes = r->conversion->max_nbytes;
	uint64_t nbytes = samples_nbytes(r);
	enum gm_status st = image_check_held(in, basic->xsize, basic->ysize,
					     nbytes, max_nbytes, err);

	return st == GM_OK
		       ? image_check_memory(basic->xsize, basic->ysize,
					    nbytes + r->file.nbytes +
						    jxl_pixels_nbytes(&r->look),
					    max_nbytes, err)
		       : st;
}

static enum gm_status
decode(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	enum gm_status st;

	r->pixels.format = jxl_samples_format(&r->shape);
	st = jxl_pixels_decode(&r->pixels, &r->look, &r->file,
			       r->conversion->salvage, err);
	bytes_free(&r->file);
	if (st != GM_OK)
		return st;
	if (r->pixels.is_cut)
		conversion_warn(dec->outcome,
				"truncated: what is missing is black, or "
				"blurred");
	if (r->look.has_more)
		conversion_warn(dec->outcome,
				"channels besides those of colour and alpha "
				"are left out");
	dec->held_nbytes = samples_nbytes(r);
	return GM_OK;
}

static enum gm_status
open_file(struct reader *r, struct decoder *dec, struct file_in *in,
	  struct gm_error *err)
{
	const struct conversion *conversion = r->conversion;
	enum gm_status st =
		jxl_decoder_load(in, conversion->max_nbytes, &r->file, err);

	if (st == GM_OK)
		st = jxl_look(&r->look, &r->file, in, conversion,
			      &dec->metadata, err);
	if (st == GM_OK)
		st = check_frames(r, err);
	if (st == GM_OK)
		st = check_work(r, in, err);
	if (st != GM_OK)
		return st;
	jxl_look_settle(&r->look, &dec->metadata);
	st = jxl_samples_choose(&r->shape, &r->look, dec, conversion->gray,
				err);
	if (st == GM_OK)
		st = check_memory(r, in, err);
	if (st != GM_OK)
		return st;
	if (r->look.is_lossy)
		dec->lossy_quality = LOSSY_QUALITY;
	if (r->look.has_more)
		dec->metadata.left_out |= METADATA_LEFT_DEPTH;
	return decode(r, dec, err);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
	dec->state = r;
	r->conversion = conversion;
	return open_file(r, dec, in, err);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	uint8_t *to = rows;

	(void)err;
	for (; n_rows > 0; n_rows--, to += image_row_nbytes(&dec->info))
		jxl_samples_row(&r->shape, &r->pixels, &dec->graying,
				r->next_y++, to);
	return GM_OK;
}

/* The samples go before a writer needs much more memory. */
static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;

	(void)err;
	jxl_pixels_free(&r->pixels);
	dec->outcome->has_more = r->pixels.has_more;
	return GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	jxl_pixels_free(&r->pixels);
	jxl_look_free(&r->look);
	bytes_free(&r->file);
	free(r);
	dec->state = NULL;
}

const struct codec_reader jxl_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
