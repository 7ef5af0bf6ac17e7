/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_direct.h"

#include <stdlib.h>

#include "base/octets.h"
#include "formats/webp/vp8_gray.h"
#include "formats/webp/webp_file.h"
#include "formats/webp/webp_lossless.h"
#include "formats/webp/webp_meta.h"
#include "meta/orientation.h"
#include "meta/settle.h"

/* Kept from file to file but for what is said of the one at hand. */
struct buffers {
	struct vp8_gray vp8;
	struct bytes payload; /* of a chunk, as it was */
	struct bytes gray;    /* of a frame: payload of VP8, or chunks */
	struct webp_file file;
	uint64_t n_pixels; /* of frames that went by them */
};

/* One file on its way. */
struct copy {
	struct buffers *buffers;
	struct webp_file *file;
	struct file_out *out;
	const struct conversion *conversion;
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
 * Make the frame gray.  *payload is then that of its chunk VP8, which is as it
 * was where it was gray.
 */
static enum gm_status
make_gray(struct copy *c, const struct webp_chunk *pixels,
	  const struct bytes **payload, struct gm_error *err)
{
	struct buffers *b = c->buffers;
	bool is_gray = false;
	enum gm_status st;

	b->payload.nbytes = b->gray.nbytes = 0;
	b->vp8.max_nbytes = c->conversion->max_nbytes;
	st = webp_riff_load(&c->file->cursor, pixels, false, &b->payload, err);
	if (st == GM_OK)
		st = vp8_gray_copy(&b->vp8, b->payload.data, b->payload.nbytes,
				   &b->gray, &is_gray, err);
	*payload = is_gray ? &b->payload : &b->gray;
	return st;
}

static uint64_t
chunk_nbytes(const struct webp_chunk *chunk)
{
	return chunk->name[0] == '\0' ? 0 : webp_riff_nbytes(chunk->nbytes);
}

/* The picture, whose pixels have become payload. */
static enum gm_status
put_lossy(struct copy *c, const struct webp_picture *picture,
	  const struct bytes *payload, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (picture->alpha.name[0] != '\0')
		st = webp_riff_copy(&c->file->cursor, &picture->alpha, c->out,
				    err);
	return st == GM_OK ? webp_riff_put(c->out, "VP8 ", payload->data,
					   payload->nbytes, err)
			   : st;
}

/* What is before the pictures; flags are those of the canvas that are not
   about metadata. */
static enum gm_status
put_head(const struct copy *c, uint8_t flags, struct gm_error *err)
{
	bool is_extended = flags != 0;
	enum gm_status st = webp_riff_begin(c->out, err);

	flags |= webp_meta_flags(c->metadata, &is_extended);
	if (st == GM_OK && is_extended)
		st = webp_file_put_canvas(c->out, flags, c->file->width,
					  c->file->height, err);
	return st == GM_OK ? webp_meta_put_before(c->metadata, c->out, err)
			   : st;
}

static enum gm_status
put_tail(const struct copy *c, struct gm_error *err)
{
	enum gm_status st = webp_meta_put_after(c->metadata, c->out, err);

	return st == GM_OK ? webp_riff_end(c->out, err) : st;
}

static enum gm_status
copy_still(struct copy *c, const struct webp_picture *picture,
	   struct gm_error *err)
{
	const struct bytes *payload;
	enum gm_status st;

	if (webp_picture_is_lossless(picture))
		return aside(err, "without loss");
	st = make_gray(c, &picture->pixels, &payload, err);
	if (st == GM_OK)
		st = put_head(c, picture->has_alpha ? WEBP_HAS_ALPHA : 0, err);
	if (st == GM_OK)
		st = put_lossy(c, picture, payload, err);
	return st == GM_OK ? put_tail(c, err) : st;
}

/* Chunks of a frame that are no part of its picture. */
static bool
is_further(const struct webp_chunk *chunk)
{
	return !webp_chunk_is(chunk, "ALPH") && !webp_chunk_is(chunk, "VP8 ") &&
	       !webp_chunk_is(chunk, "VP8L");
}

/* Add up the bytes of such chunks, which are written unless out is NULL. */
static enum gm_status
copy_further(struct copy *c, struct webp_range chunks, struct file_out *out,
	     uint64_t *nbytes, struct gm_error *err)
{
	struct webp_chunk chunk;
	bool found = c->conversion->strip == STRIP_NOTHING;
	enum gm_status st = GM_OK;

	while (st == GM_OK && found) {
		st = webp_riff_next(&c->file->cursor, &chunks, &chunk, &found,
				    err);
		if (st != GM_OK || !found || !is_further(&chunk))
			continue;
		*nbytes += webp_riff_nbytes(chunk.nbytes);
		if (out != NULL)
			st = webp_riff_copy(&c->file->cursor, &chunk, out, err);
	}
	return st;
}

/* The head of ANMF, as it was but for its size. */
static enum gm_status
put_frame_head(struct copy *c, const struct webp_chunk *anmf, uint64_t nbytes,
	       struct gm_error *err)
{
	uint8_t head[WEBP_ANMF_NBYTES];
	enum gm_status st;

	if (nbytes > UINT32_MAX)
		return aside(err, "a frame that is too large");
	file_cursor_seek(&c->file->cursor, anmf->at);
	if (file_cursor_read(&c->file->cursor, head, sizeof(head)) <
	    sizeof(head))
		return file_in_fail_at_end(c->file->cursor.in, "in a frame",
					   err);
	st = webp_riff_put_head(c->out, "ANMF", (uint32_t)nbytes, err);
	return st == GM_OK ? file_out_write(c->out, head, sizeof(head), err)
			   : st;
}

/* The chunks of a lossless frame, by its pixels. */
static enum gm_status
make_lossless(struct copy *c, const struct webp_picture *picture,
	      struct gm_error *err)
{
	struct buffers *b = c->buffers;

	b->n_pixels += (uint64_t)picture->width * picture->height;
	if (b->n_pixels >
	    IMAGE_BLANK_PIXELS + IMAGE_BLANK_RATIO * c->file->cursor.in->nbytes)
		return aside(err, "more pixels than such a file may have");
	b->gray.nbytes = 0;
	return webp_lossless_gray(&c->file->cursor, picture, c->conversion,
				  &b->gray, err);
}

static enum gm_status
copy_frame(struct copy *c, const struct webp_chunk *anmf, struct gm_error *err)
{
	const struct bytes *payload = &c->buffers->gray;
	struct webp_frame frame;
	struct webp_range chunks;
	bool is_lossless;
	uint64_t nbytes = WEBP_ANMF_NBYTES;
	enum gm_status st =
		webp_file_frame(c->file, anmf, &frame, &chunks, err);

	if (st != GM_OK)
		return st;
	is_lossless = webp_picture_is_lossless(&frame.picture);
	st = is_lossless ? make_lossless(c, &frame.picture, err)
			 : make_gray(c, &frame.picture.pixels, &payload, err);
	if (st != GM_OK)
		return st;
	nbytes += is_lossless ? payload->nbytes
			      : chunk_nbytes(&frame.picture.alpha) +
					webp_riff_nbytes(payload->nbytes);
	st = copy_further(c, chunks, NULL, &nbytes, err);
	if (st == GM_OK)
		st = put_frame_head(c, anmf, nbytes, err);
	if (st == GM_OK)
		st = is_lossless ? file_out_write(c->out, payload->data,
						  payload->nbytes, err)
				 : put_lossy(c, &frame.picture, payload, err);
	return st == GM_OK ? copy_further(c, chunks, c->out, &nbytes, err) : st;
}

/* The colour behind it becomes gray, too. */
static enum gm_status
put_animation(const struct copy *c, struct gm_error *err)
{
	const struct image_info info = {.channels = 3, .bits = 8};
	uint32_t background = c->file->background;
	uint8_t head[WEBP_ANIM_NBYTES];
	uint8_t rgb[3] = {(uint8_t)(background >> 16),
			  (uint8_t)(background >> 8), (uint8_t)background};
	uint8_t gray;

	gray_convert(c->conversion->gray, &info, rgb, 1, &gray);
	octets_put_u32le(head, (background & 0xff000000) | gray * 0x10101u);
	octets_put_u16le(head + 4, c->file->n_loops);
	return webp_riff_put(c->out, "ANIM", head, sizeof(head), err);
}

static enum gm_status
copy_animation(struct copy *c, struct gm_error *err)
{
	struct webp_range chunks = c->file->chunks;
	struct webp_chunk chunk;
	bool found = true;
	enum gm_status st = put_head(
		c, c->file->flags & (WEBP_HAS_ANIMATION | WEBP_HAS_ALPHA), err);

	if (st == GM_OK)
		st = put_animation(c, err);
	while (st == GM_OK && found) {
		st = webp_riff_next(&c->file->cursor, &chunks, &chunk, &found,
				    err);
		if (st == GM_OK && found && webp_chunk_is(&chunk, "ANMF"))
			st = copy_frame(c, &chunk, err);
	}
	return st == GM_OK ? put_tail(c, err) : st;
}

/* The first frame alone, as a still picture, where it fills the canvas. */
static enum gm_status
copy_first_frame(struct copy *c, struct gm_error *err)
{
	struct webp_frame frame;
	struct webp_range chunks;
	enum gm_status st =
		webp_file_frame(c->file, &c->file->first, &frame, &chunks, err);

	if (st != GM_OK)
		return st;
	if (frame.width != c->file->width || frame.height != c->file->height)
		return aside(err, "a frame that is not the whole picture");
	return copy_still(c, &frame.picture, err);
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

static enum gm_status
copy_file(struct copy *c, struct gm_error *err)
{
	struct webp_file *file = c->file;
	enum gm_status st = webp_file_scan(file, false, c->metadata, err);

	if (st != GM_OK)
		return st;
	c->outcome->width = file->width;
	c->outcome->height = file->height;
	c->outcome->has_more = file->has_more;
	if (file->still.has_alpha && !file->is_extended)
		return aside(err, "alpha without a canvas");
	st = image_check_size(file->cursor.in, file->width, file->height,
			      c->conversion->max_pixels, err);
	if (st == GM_OK)
		st = settle(c, err);
	if (st != GM_OK)
		return st;
	if (file->n_frames == 0)
		return copy_still(c, &file->still, err);
	return file->n_frames > 1 && c->conversion->first_frame
		       ? copy_first_frame(c, err)
		       : copy_animation(c, err);
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
		.metadata = metadata,
		.outcome = outcome,
	};

	if (buffers == NULL)
		buffers = calloc(1, sizeof(*buffers));
	if (buffers == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	*state = buffers;
	buffers->file = (struct webp_file){.cursor = {.in = in}};
	buffers->n_pixels = 0;
	c.buffers = buffers;
	c.file = &buffers->file;
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
