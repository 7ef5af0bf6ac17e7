/* SPDX-License-Identifier: MIT */
#include "formats/png/apng_frames.h"

#include "base/octets.h"

bool
apng_frames_is_theirs(const struct chunk *chunk)
{
	return chunk_is(chunk, "acTL") || chunk_is(chunk, "fcTL") ||
	       chunk_is(chunk, "fdAT");
}

static enum gm_status
refuse(struct gm_error *err, const struct chunk *chunk, const char *what)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "chunk %.4s %s",
		       (const char *)chunk->type, what);
}

/* Has the last item its data, or is there none? */
static bool
is_complete(const struct apng_frames *frames)
{
	size_t n = apng_frames_n(frames);

	if (n == 0 || apng_frames_item(frames, n - 1)->n_chunks > 0)
		return true;
	return n == 1 && frames->has_default && frames->has_pixels;
}

/* Of these there is one, before all that it is about. */
static enum gm_status
take_actl(struct apng_frames *frames, const struct chunk *chunk,
	  const uint8_t *payload, struct gm_error *err)
{
	if (frames->is_animated || frames->has_strays)
		return refuse(err, chunk, "is misplaced");
	if (chunk->nbytes != APNG_ACTL_NBYTES)
		return refuse(err, chunk, "is malformed");
	frames->n_announced = octets_u32be(payload);
	frames->n_plays = octets_u32be(payload + 4);
	if (frames->n_announced == 0 || frames->n_announced > INT32_MAX ||
	    frames->n_plays > INT32_MAX)
		return refuse(err, chunk, "is malformed");
	frames->is_animated = true;
	return GM_OK;
}

static enum gm_status
take_fctl(struct apng_frames *frames, const struct chunk *chunk,
	  const uint8_t *payload, uint32_t width, uint32_t height,
	  struct gm_error *err)
{
	struct apng_item item = {.data_at = frames->data.nbytes,
				 .chunk_at = frames->chunks.nbytes /
					     sizeof(uint32_t)};
	enum gm_status st;

	if (chunk->nbytes != APNG_FCTL_NBYTES ||
	    !apng_read_frame(payload, width, height, &item.frame) ||
	    (!frames->has_pixels &&
	     (item.frame.width < width || item.frame.height < height)))
		return refuse(err, chunk, "is malformed");
	if (!is_complete(frames) ||
	    (frames->is_animated &&
	     apng_frames_n(frames) == frames->n_announced))
		return refuse(err, chunk, "is misplaced");
	st = bytes_append(&frames->items, &item, sizeof(item), err);
	if (st != GM_OK)
		return st;
	frames->sequence++;
	frames->has_default |= !frames->has_pixels;
	return GM_OK;
}

static enum gm_status
take_fdat(struct apng_frames *frames, const struct chunk *chunk,
	  const uint8_t *payload, struct gm_error *err)
{
	size_t n = apng_frames_n(frames);

	if (!frames->has_pixels || n == 0 || (n == 1 && frames->has_default))
		return refuse(err, chunk, "is misplaced");
	frames->sequence++;
	return apng_frames_add(frames, payload + APNG_SEQUENCE_NBYTES,
			       chunk->nbytes - APNG_SEQUENCE_NBYTES, err);
}

enum gm_status
apng_frames_take(struct apng_frames *frames, const struct chunk *chunk,
		 const uint8_t *payload, uint32_t width, uint32_t height,
		 struct gm_error *err)
{
	if (chunk_is(chunk, "acTL"))
		return frames->has_pixels && !frames->is_animated
			       ? GM_OK
			       : take_actl(frames, chunk, payload, err);
	/* Before the pixels, acTL may still come. */
	if (!frames->is_animated &&
	    (frames->has_pixels || chunk_is(chunk, "fdAT"))) {
		frames->has_strays = true;
		return GM_OK;
	}
	if (chunk->nbytes < APNG_SEQUENCE_NBYTES ||
	    octets_u32be(payload) != frames->sequence)
		return refuse(err, chunk, "has not the next number");
	return chunk_is(chunk, "fcTL")
		       ? take_fctl(frames, chunk, payload, width, height, err)
		       : take_fdat(frames, chunk, payload, err);
}

void
apng_frames_meet_pixels(struct apng_frames *frames)
{
	frames->has_pixels = true;
}

enum gm_status
apng_frames_add(struct apng_frames *frames, const uint8_t *data,
		uint32_t nbytes, struct gm_error *err)
{
	struct apng_item *item =
		apng_frames_item(frames, apng_frames_n(frames) - 1);
	enum gm_status st =
		bytes_append(&frames->chunks, &nbytes, sizeof(nbytes), err);

	if (st == GM_OK && nbytes > 0)
		st = bytes_append(&frames->data, data, nbytes, err);
	if (st != GM_OK)
		return st;
	item->nbytes += nbytes;
	item->n_chunks++;
	return GM_OK;
}

enum gm_status
apng_frames_check(const struct apng_frames *frames, struct gm_error *err)
{
	if (!is_complete(frames) ||
	    apng_frames_n(frames) != frames->n_announced)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "an animation of fewer frames than it says");
	return GM_OK;
}

bool
apng_frames_show_background(const struct apng_frames *frames, uint32_t width,
			    uint32_t height)
{
	const struct apng_frame *first = &apng_frames_item(frames, 0)->frame;

	/* What was before the first frame is clear, too. */
	if (first->width < width || first->height < height ||
	    first->dispose == APNG_DISPOSE_PREVIOUS)
		return true;
	for (size_t i = 0; i < apng_frames_n(frames); i++)
		if (apng_frames_item(frames, i)->frame.dispose ==
		    APNG_DISPOSE_BACKGROUND)
			return true;
	return false;
}

void
apng_frames_clear(struct apng_frames *frames)
{
	*frames = (struct apng_frames){
		.items = frames->items,
		.data = frames->data,
		.chunks = frames->chunks,
	};
	frames->items.nbytes = 0;
	frames->data.nbytes = 0;
	frames->chunks.nbytes = 0;
}

void
apng_frames_free(struct apng_frames *frames)
{
	bytes_free(&frames->items);
	bytes_free(&frames->data);
	bytes_free(&frames->chunks);
	*frames = (struct apng_frames){0};
}
