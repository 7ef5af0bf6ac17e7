/* SPDX-License-Identifier: MIT */
#include "formats/png/source.h"

#include <string.h>

#include "base/octets.h"
#include "deflate/deflate_lib.h"
#include "formats/png/chunk_io.h"
#include "formats/png/codec_png.h"
#include "formats/png/png_chunks.h"
#include "formats/png/png_profile.h"
#include "formats/png/png_raw_profile.h"
#include "meta/orientation.h"
#include "meta/settle.h"

/* Compressed bytes that even the smallest picture may have. */
#define IDAT_SLACK_BYTES 65536u

/* Where the reading is. */
enum stage {
	STAGE_BEFORE_PALETTE,
	STAGE_BEFORE_PIXELS,
	STAGE_IN_PIXELS,
	STAGE_AFTER_PIXELS
};

struct reading {
	struct source *source;
	struct file_in *in;
	uint64_t max_pixels;
	uint64_t max_row_nbytes; /* of all rows with their filters */
	enum stage stage;
	struct settle settle;
	struct metadata *metadata;
	size_t n_put;  /* pieces of it that are in source->before or after */
	uint32_t kept; /* see png_chunks_is_again() */
	bool has_iptc; /* see png_raw_profile_take() */
};

static enum gm_status
refuse(struct gm_error *err, const struct chunk *chunk, const char *what)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "chunk %.4s %s",
		       (const char *)chunk->type, what);
}

static enum gm_status
read_header(struct reading *r, struct gm_error *err)
{
	struct source *source = r->source;
	const struct shape *shape = &source->shape;
	struct chunk chunk;
	uint64_t nbytes;
	enum gm_status st = chunk_read_head(r->in, &chunk, err);

	if (st == GM_OK && !chunk_is(&chunk, "IHDR"))
		st = refuse(err, &chunk, "before the header");
	if (st == GM_OK && chunk.nbytes != SHAPE_HEADER_NBYTES)
		st = refuse(err, &chunk, "is malformed");
	if (st == GM_OK)
		st = chunk_read_payload(r->in, &chunk, &source->payload, err);
	if (st == GM_OK)
		st = shape_read(&source->shape, source->payload.data, err);
	if (st != GM_OK)
		return st;
	nbytes = shape_nbytes(shape);
	if ((uint64_t)shape->width * shape->height > r->max_pixels ||
	    shape->width > CODEC_PNG_MAX_SIDE ||
	    shape->height > CODEC_PNG_MAX_SIDE || nbytes > r->max_row_nbytes ||
	    nbytes / DEFLATE_LIB_MAX_RATIO > r->in->nbytes)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "more pixels than are held");
	if (shape_is_color(shape) &&
	    (shape->depth == 16 || shape->is_interlaced))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "colour of 16 bits, or interlaced");
	r->settle.is_color = shape_is_color(shape);
	r->metadata->was_color = r->settle.is_color;
	source->n_pixels = (uint64_t)shape->width * shape->height;
	file_in_ask(r->in, source->n_pixels);
	return GM_OK;
}

static enum gm_status
take_palette(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	struct source *source = r->source;
	const struct shape *shape = &source->shape;

	if (r->stage != STAGE_BEFORE_PALETTE || !shape_is_color(shape) ||
	    source->background_nbytes != 0)
		return refuse(err, chunk, "is misplaced");
	if (chunk->nbytes == 0 || chunk->nbytes % 3 != 0 ||
	    chunk->nbytes > sizeof(source->palette))
		return refuse(err, chunk, "is malformed");
	r->stage = STAGE_BEFORE_PIXELS;
	if (shape->type != SHAPE_PALETTE)
		return GM_OK; /* a suggestion only (PNG 11.2.2) */
	source->n_palette = chunk->nbytes / 3;
	if (source->n_palette > 1u << shape->depth)
		return refuse(err, chunk, "has more colours than can be named");
	memcpy(source->palette, source->payload.data, chunk->nbytes);
	return GM_OK;
}

/* Has each sample of the chunk, two bytes each, a value of the depth? */
static bool
fits_depth(const struct source *source)
{
	const uint8_t *payload = source->payload.data;

	for (size_t i = 0; i + 1 < source->payload.nbytes; i += 2)
		if (octets_u16be(payload + i) >> source->shape.depth != 0)
			return false;
	return true;
}

/* What goes with pixels that stay as they are, as it is. */
static enum gm_status
keep_chunk(struct reading *r, const struct chunk *chunk,
	   enum metadata_kind kind, struct gm_error *err)
{
	struct metadata_piece piece = {
		.kind = kind,
		.home = PNG_CHUNKS_HOME,
		.data = r->source->payload.data,
		.nbytes = chunk->nbytes,
	};

	memcpy(piece.tag, chunk->type, sizeof(piece.tag));
	return metadata_add(r->metadata, &piece, err);
}

/* PNG 11.3.4.1: after the palette, and of a length that goes with the type. */
static enum gm_status
take_background(struct reading *r, const struct chunk *chunk,
		struct gm_error *err)
{
	struct source *source = r->source;
	unsigned nbytes = 2;

	if (source->shape.type == SHAPE_PALETTE)
		nbytes = 1;
	else if (shape_is_color(&source->shape))
		nbytes = 6;
	if (r->stage >= STAGE_IN_PIXELS || source->background_nbytes != 0 ||
	    (nbytes == 1 && source->n_palette == 0) ||
	    chunk->nbytes != nbytes || !fits_depth(source))
		return refuse(err, chunk, "is malformed");
	if (nbytes == 1 && source->payload.data[0] >= source->n_palette)
		return refuse(err, chunk, "names no colour");
	source->background_nbytes = nbytes;
	memcpy(source->background, source->payload.data, nbytes);
	/* That of gray stays where it is. */
	return nbytes != 2 ? GM_OK : keep_chunk(r, chunk, METADATA_RAW, err);
}

/* PNG 11.3.1.1; those that it does not come to are opaque. */
static enum gm_status
take_alpha(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	struct source *source = r->source;
	const struct shape *shape = &source->shape;

	if (r->stage >= STAGE_IN_PIXELS || source->has_transparent ||
	    chunk->nbytes == 0 || chunk->nbytes > source->n_palette)
		return refuse(err, chunk, "is malformed");
	source->has_transparent = true;
	memset(source->alpha, 255, sizeof(source->alpha));
	memcpy(source->alpha, source->payload.data, chunk->nbytes);
	for (uint32_t i = 0; i < chunk->nbytes; i++)
		source->has_alpha |= source->alpha[i] < 255;
	/* An index, of a bit at least, becomes two bytes. */
	if (source->has_alpha &&
	    shape->height * (1 + 2 * (uint64_t)shape->width) >
		    r->max_row_nbytes)
		return refuse(err, chunk, "makes more than is held");
	return GM_OK;
}

/* The gray that is clear stays gray; a colour becomes another. */
static enum gm_status
take_transparent(struct reading *r, const struct chunk *chunk,
		 struct gm_error *err)
{
	struct source *source = r->source;

	if (source->shape.type == SHAPE_PALETTE)
		return take_alpha(r, chunk, err);
	if (source->shape.type != SHAPE_GRAY)
		return refuse(err, chunk, "has another way");
	if (r->stage >= STAGE_IN_PIXELS || source->has_transparent ||
	    chunk->nbytes != 2 || !fits_depth(source))
		return refuse(err, chunk, "is malformed");
	source->has_transparent = true;
	return keep_chunk(r, chunk, METADATA_CODING, err);
}

/* One piece, as a chunk, where PNG has one for it. */
static enum gm_status
put_piece(struct reading *r, size_t i, struct bytes *to, struct gm_error *err)
{
	struct metadata_piece piece = metadata_get(r->metadata, i);
	struct bytes *payload = &r->source->payload;
	uint8_t type[5] = "iCCP";
	bool ok;

	if (metadata_is_from(&piece, PNG_CHUNKS_HOME))
		return chunk_append(to, piece.tag, piece.data, piece.nbytes,
				    err);
	payload->nbytes = 0;
	*err = (struct gm_error){0};
	ok = piece.kind == METADATA_ICC
		     ? png_profile_make(r->metadata, i, payload, err)
		     : png_chunks_make(&piece, to == &r->source->after, type,
				       payload, err);
	return ok ? chunk_append(to, type, payload->data, payload->nbytes, err)
		  : err->status;
}

/* What was found since the last time, as a gray file may have it. */
static enum gm_status
put_metadata(struct reading *r, struct bytes *to, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (r->settle.is_color)
		st = settle_check_codes(r->metadata, r->n_put, err);
	if (st == GM_OK)
		st = settle_end(r->metadata, r->n_put, &r->source->warning,
				err);
	for (; st == GM_OK && r->n_put < r->metadata->n_items; r->n_put++)
		st = put_piece(r, r->n_put, to, err);
	return st;
}

static enum gm_status
take_pixels(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	struct source *source = r->source;
	enum gm_status st = GM_OK;

	if (r->stage == STAGE_AFTER_PIXELS)
		return refuse(err, chunk, "is apart from the others");
	if (source->shape.type == SHAPE_PALETTE && source->n_palette == 0)
		return refuse(err, chunk, "before its palette");
	/* No encoder makes that much more of rows; as much would be held. */
	if (source->idat.nbytes + chunk->nbytes >
	    2 * shape_nbytes(&source->shape) + IDAT_SLACK_BYTES)
		return refuse(err, chunk, "is longer than its pixels");
	if (r->stage != STAGE_IN_PIXELS)
		st = put_metadata(r, &source->before, err);
	r->stage = STAGE_IN_PIXELS;
	apng_frames_meet_pixels(&source->frames);
	if (st == GM_OK)
		st = chunk_read_payload(r->in, chunk, &source->idat, err);
	if (st != GM_OK)
		return st;
	return bytes_append(&source->idat_nbytes, &chunk->nbytes,
			    sizeof(chunk->nbytes), err);
}

/* Of an animation; all its frames are what the file asks for. */
static enum gm_status
take_frame(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	struct source *source = r->source;
	const struct shape *shape = &source->shape;
	size_t n = apng_frames_n(&source->frames);
	enum gm_status st;

	if (r->in->nbytes > source->max_frames_nbytes)
		return refuse(err, chunk, "is of more than is held");
	st = apng_frames_take(&source->frames, chunk, source->payload.data,
			      shape->width, shape->height, err);
	if (st == GM_OK && apng_frames_n(&source->frames) > n) {
		const struct apng_item *item =
			apng_frames_item(&source->frames, n);

		source->n_pixels +=
			(uint64_t)item->frame.width * item->frame.height;
		file_in_ask(r->in, source->n_pixels);
	}
	return st;
}

/* An ancillary chunk, kept if meta/settle.h lets it. */
static enum gm_status
take_other(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	struct source *source = r->source;
	struct metadata_piece piece;
	enum gm_status st = GM_OK;

	if (!png_chunks_read(chunk->type, source->payload.data, chunk->nbytes,
			     r->stage >= STAGE_IN_PIXELS, &piece))
		return GM_OK;
	st = png_raw_profile_take(&piece, &r->has_iptc, &source->profile, err);
	if (st != GM_OK || !settle_piece(&r->settle, r->metadata, &piece))
		return st;
	if (png_chunks_is_again(&r->kept, piece.tag))
		return refuse(err, chunk, "is there twice");
	if (!png_chunks_fits(&piece, shape_channels(&source->shape),
			     source->shape.depth))
		return refuse(err, chunk, "is malformed");
	if (piece.kind == METADATA_EXIF)
		source->orientation =
			orientation_find(piece.value, piece.value_nbytes);
	if (piece.kind == METADATA_ICC)
		st = png_profile_read(&piece, &source->profile, err);
	if (st == GM_OK)
		st = metadata_add(r->metadata, &piece, err);
	return st == GM_ERR_LIMIT ? refuse(err, chunk, "is too long") : st;
}

/* Any chunk but the header, the pixels and the end. */
static enum gm_status
take_chunk(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	enum gm_status st;

	if (r->stage == STAGE_IN_PIXELS)
		r->stage = STAGE_AFTER_PIXELS;
	if (chunk->nbytes > METADATA_MAX_BYTES && !chunk_is(chunk, "fdAT"))
		return refuse(err, chunk, "is too long");
	r->source->payload.nbytes = 0;
	st = chunk_read_payload(r->in, chunk, &r->source->payload, err);
	if (st != GM_OK)
		return st;
	if (apng_frames_is_theirs(chunk))
		return take_frame(r, chunk, err);
	if (chunk_is(chunk, "PLTE"))
		return take_palette(r, chunk, err);
	if (chunk_is(chunk, "bKGD"))
		return take_background(r, chunk, err);
	if (chunk_is(chunk, "tRNS"))
		return take_transparent(r, chunk, err);
	/* The fifth bit of the first letter: may be passed over (PNG 5.4). */
	if ((chunk->type[0] & 0x20) == 0)
		return refuse(err, chunk, "is not known");
	return take_other(r, chunk, err);
}

static enum gm_status
take_end(struct reading *r, const struct chunk *chunk, struct gm_error *err)
{
	enum gm_status st;

	if (r->stage < STAGE_IN_PIXELS || chunk->nbytes != 0)
		return refuse(err, chunk, "is misplaced");
	st = r->source->frames.is_animated
		     ? apng_frames_check(&r->source->frames, err)
		     : GM_OK;
	if (st != GM_OK)
		return st;
	st = chunk_read_payload(r->in, chunk, &r->source->payload, err);
	if (st != GM_OK)
		return st;
	r->source->has_more = file_in_has_more(r->in);
	return put_metadata(r, &r->source->after, err);
}

static void
clear(struct source *source)
{
	source->shape = (struct shape){0};
	source->n_palette = 0;
	source->background_nbytes = 0;
	source->has_transparent = false;
	source->has_alpha = false;
	source->orientation = 0;
	source->before.nbytes = 0;
	source->after.nbytes = 0;
	source->idat.nbytes = 0;
	source->idat_nbytes.nbytes = 0;
	apng_frames_clear(&source->frames);
	source->payload.nbytes = 0;
	source->n_pixels = 0;
	source->warning = NULL;
	source->has_more = false;
}

enum gm_status
source_read(struct source *source, struct file_in *in, uint64_t max_pixels,
	    uint64_t max_row_nbytes, struct metadata *metadata,
	    struct gm_error *err)
{
	struct reading r = {.source = source,
			    .in = in,
			    .metadata = metadata,
			    .max_pixels = max_pixels,
			    .max_row_nbytes = max_row_nbytes};
	struct chunk chunk = {.nbytes = 0};
	enum gm_status st;

	clear(source);
	st = chunk_read_signature(in, err);
	if (st == GM_OK)
		st = read_header(&r, err);
	while (st == GM_OK) {
		st = chunk_read_head(in, &chunk, err);
		if (st != GM_OK || chunk_is(&chunk, "IEND"))
			break;
		st = chunk_is(&chunk, "IDAT") ? take_pixels(&r, &chunk, err)
					      : take_chunk(&r, &chunk, err);
	}
	if (st == GM_OK)
		st = take_end(&r, &chunk, err);
	return st;
}

enum gm_status
source_put_sum(struct source *source, size_t sum_at, const uint8_t sum[4],
	       struct gm_error *err)
{
	uint32_t *sizes = (uint32_t *)(void *)source->idat_nbytes.data;
	size_t n = source->idat_nbytes.nbytes / sizeof(sizes[0]);

	sizes[n - 1] += (uint32_t)(sum_at + 4 - source->idat.nbytes);
	source->idat.nbytes = sum_at;
	return bytes_append(&source->idat, sum, 4, err);
}
