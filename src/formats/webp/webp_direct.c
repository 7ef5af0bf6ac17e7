/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_direct.h"

#include <stdlib.h>

#include "formats/webp/vp8_gray.h"
#include "formats/webp/webp_copy.h"
#include "formats/webp/webp_file.h"
#include "formats/webp/webp_recode.h"
#include "meta/orientation.h"
#include "meta/settle.h"

/* In the first byte of ALPH: how it is compressed, by what it is prepared. */
#define ALPHA_TWO_BITS    3u
#define ALPHA_PREPARED_AT 4
enum {
	ALPHA_RAW = 0,
	ALPHA_LOSSLESS = 1,
	ALPHA_OF_FEWER_LEVELS = 1
};

/* Kept from file to file but for what is said of the one at hand. */
struct buffers {
	struct vp8_gray vp8;
	struct bytes payload; /* of a chunk, as it was */
	struct bytes gray;    /* the same, gray */
	struct webp_file file;
};

/* One file on its way. */
struct copy {
	struct buffers *buffers;
	struct webp_file *file;
	struct file_out *out;
	const struct conversion *conversion;
	struct graying graying; /* of pixels */
	struct webp_recoder recoder;
	struct metadata *metadata;
	struct outcome *outcome;
};

/* The Y of a lossy picture is its Rec.601 gray (RFC 6386, 9.2). */
static bool
serves(const struct conversion *conversion)
{
	return !conversion->pixels && conversion->gray == GRAY_REC601 &&
	       conversion->quality == 0;
}

static enum gm_status
aside(struct gm_error *err, const char *text)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%s", text);
}

/* What is wrong with the file is said by the next way, or it is salvaged. */
static enum gm_status
leave_to_next_way(enum gm_status st, struct gm_error *err)
{
	if (st == GM_ERR_CORRUPT || st == GM_ERR_TRUNCATED ||
	    st == GM_ERR_LIMIT)
		st = err->status = GM_ERR_UNSUPPORTED;
	return st;
}

/*
 * Append the alpha of a picture, as it is.  What the first byte of it says
 * (RFC 9649, 2.7.1.2), and that values which are not compressed are all there,
 * is looked at; what is odd there the library refuses.
 */
static enum gm_status
copy_alpha(struct copy *c, const struct webp_picture *picture,
	   struct bytes *coded, struct gm_error *err)
{
	size_t nbytes = picture->alpha.nbytes;
	size_t at = coded->nbytes + WEBP_CHUNK_HEAD_NBYTES;
	enum gm_status st = webp_picture_load_chunk(
		&c->file->cursor, &picture->alpha, coded, err);
	unsigned method, preparation;

	if (st != GM_OK)
		return st;
	if (nbytes < 2)
		return aside(err, "alpha without a value");
	method = coded->data[at] & ALPHA_TWO_BITS;
	preparation = coded->data[at] >> ALPHA_PREPARED_AT & ALPHA_TWO_BITS;
	if (method > ALPHA_LOSSLESS || preparation > ALPHA_OF_FEWER_LEVELS)
		return aside(err, "alpha of a kind that is not known");
	if (method == ALPHA_RAW &&
	    nbytes - 1 < (uint64_t)picture->width * picture->height)
		return aside(err, "alpha that is not complete");
	return GM_OK;
}

/* Append the chunks of a lossy picture. */
static enum gm_status
make_lossy(struct copy *c, const struct webp_picture *picture,
	   struct bytes *coded, struct gm_error *err)
{
	struct file_cursor *cursor = &c->file->cursor;
	struct buffers *b = c->buffers;
	bool is_gray = false;
	enum gm_status st = GM_OK;

	b->payload.nbytes = b->gray.nbytes = 0;
	b->vp8.max_nbytes = c->conversion->max_nbytes;
	if (picture->alpha.name[0] != '\0')
		st = copy_alpha(c, picture, coded, err);
	if (st == GM_OK)
		st = webp_riff_load(cursor, &picture->pixels, false,
				    &b->payload, err);
	if (st == GM_OK)
		st = vp8_gray_copy(&b->vp8, b->payload.data, b->payload.nbytes,
				   &b->gray, &is_gray, err);
	return st == GM_OK
		       ? webp_riff_append(coded, "VP8 ",
					  is_gray ? &b->payload : &b->gray, err)
		       : st;
}

/* Those of a lossless frame are made by its pixels. */
static enum gm_status
make(void *ctx, const struct webp_picture *picture, struct bytes *coded,
     struct gm_error *err)
{
	struct copy *c = ctx;

	return webp_picture_is_lossless(picture)
		       ? webp_recode(&c->recoder, picture, coded, err)
		       : make_lossy(c, picture, coded, err);
}

/* The first frame alone, as a still picture, where it fills the canvas. */
static enum gm_status
take_first_frame(struct webp_file *file, struct gm_error *err)
{
	struct webp_frame frame;
	struct webp_range chunks;
	enum gm_status st =
		webp_file_frame(file, &file->first, &frame, &chunks, err);

	if (st != GM_OK)
		return st;
	if (frame.width != file->width || frame.height != file->height)
		return aside(err, "a frame that is not the whole picture");
	file->still = frame.picture;
	file->flags = 0;
	file->n_frames = 0;
	return GM_OK;
}

static enum gm_status
settle(const struct copy *c, struct gm_error *err)
{
	const struct conversion *conversion = c->conversion;
	const char *warning = NULL;
	enum gm_status st;

	if (conversion->turn_as > ORIENTATION_UPRIGHT ||
	    (conversion->orient &&
	     orientation_of(c->metadata, 0) > ORIENTATION_UPRIGHT))
		return aside(err, "to be turned");
	c->metadata->was_color = true;
	st = settle_check_codes(c->metadata, 0, err);
	if (st == GM_OK)
		st = settle_end(c->metadata, 0, &warning, err);
	if (warning != NULL)
		conversion_warn(c->outcome, warning);
	return st;
}

/* Is it for this way, before anything is settled or written? */
static enum gm_status
check(struct copy *c, struct gm_error *err)
{
	struct webp_file *file = c->file;
	struct file_in *in = file->cursor.in;
	enum gm_status st;

	if (file->still.has_alpha && !file->is_extended)
		return aside(err, "alpha without a canvas");
	st = image_check_size(in, file->width, file->height,
			      c->conversion->max_pixels, err);
	if (st == GM_OK && file->n_frames > 1 && c->conversion->first_frame)
		st = take_first_frame(file, err);
	if (st != GM_OK)
		return st;
	if (file->n_frames == 0 && webp_picture_is_lossless(&file->still))
		return aside(err, "without loss");
	if (file->n_frames > 1)
		file_in_ask(in, (uint64_t)file->width * file->height *
					file->n_frames);
	return GM_OK;
}

static enum gm_status
copy_file(struct copy *c, struct gm_error *err)
{
	struct webp_file *file = c->file;
	const struct webp_copy copy = {.file = file,
				       .metadata = c->metadata,
				       .graying = &c->graying,
				       .strip = c->conversion->strip,
				       .make = make,
				       .ctx = c};
	enum gm_status st = webp_file_scan(file, false, c->metadata, err);

	if (st != GM_OK)
		return st;
	conversion_found(c->outcome, file->width, file->height, 8,
			 c->conversion->first_frame ? 1 : file->n_frames);
	c->outcome->has_more = file->has_more;
	st = check(c, err);
	if (st == GM_OK)
		st = settle(c, err);
	return st == GM_OK ? webp_copy(&copy, c->out, err) : st;
}

static enum gm_status
copy(void **state, struct file_in *in, struct file_out *out,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct buffers *buffers = *state;
	struct copy c = {
		.out = out,
		.conversion = conversion,
		.graying.method = conversion->gray,
		.metadata = metadata,
		.outcome = outcome,
	};

	if (buffers == NULL)
		buffers = calloc(1, sizeof(*buffers));
	if (buffers == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	*state = buffers;
	buffers->file = (struct webp_file){.cursor = {.in = in}};
	c.buffers = buffers;
	c.file = &buffers->file;
	c.recoder = (struct webp_recoder){.cursor = &buffers->file.cursor,
					  .graying = &c.graying,
					  .conversion = conversion};
	return leave_to_next_way(copy_file(&c, err), err);
}

void
webp_direct_free(void *state)
{
	struct buffers *buffers = state;

	if (buffers == NULL)
		return;
	vp8_gray_free(&buffers->vp8);
	bytes_free(&buffers->payload);
	bytes_free(&buffers->gray);
	free(buffers);
}

const struct codec_direct webp_direct = {
	.way = CONVERSION_DIRECT,
	.serves = serves,
	.copy = copy,
};
