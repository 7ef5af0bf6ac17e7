/* SPDX-License-Identifier: MIT */
/*
 * apng_frames.h - the frames of an animated PNG, gathered chunk by chunk
 *
 * Holds their compressed data, which are a part of the file.  Takes what is in
 * order to the letter (PNG 11.3.6); what is not makes no animation, or has a
 * shorter one.
 */
#ifndef GM_FORMATS_PNG_APNG_FRAMES_H
#define GM_FORMATS_PNG_APNG_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/png/apng.h"
#include "formats/png/chunk_io.h"

struct apng_item {
	struct apng_frame frame;
	size_t data_at;  /* of its bytes, among those of all items */
	size_t nbytes;   /* that many */
	size_t chunk_at; /* of its chunks, likewise */
	size_t n_chunks; /* that they came in; 0: they have not come */
};

/* A zeroed struct is valid and empty; its memory is kept from file to file. */
struct apng_frames {
	bool is_animated;     /* an acTL was taken, which says: */
	uint32_t n_announced; /* 1 to INT32_MAX */
	uint32_t n_plays;     /* at most as many; 0 is without end */
	bool has_strays;      /* data were before it */
	bool has_pixels;      /* IDAT was met */
	bool has_default;     /* the picture of IDAT is item 0; else it is no
				 frame */
	uint32_t sequence;    /* of the next chunk that has one */
	struct bytes items;   /* struct apng_item each */
	struct bytes data;    /* zlib streams */
	struct bytes chunks;  /* uint32_t each: bytes of data in a chunk */
};

/* Is the chunk one of those that are of animations alone? */
bool apng_frames_is_theirs(const struct chunk *chunk);

/*
 * Take a chunk of theirs, of a picture of this size.  Without an acTL before
 * the pixels there is no animation, and all pass.  Fails with
 * GM_ERR_UNSUPPORTED when it is malformed or out of order, and is then not
 * taken; or with GM_ERR_NOMEM.
 */
enum gm_status apng_frames_take(struct apng_frames *frames,
				const struct chunk *chunk,
				const uint8_t *payload, uint32_t width,
				uint32_t height, struct gm_error *err);

/* An IDAT is met; its bytes are for whoever reads to keep: see below. */
void apng_frames_meet_pixels(struct apng_frames *frames);

/* Add a chunk of data to the last item.  Fails with GM_ERR_NOMEM. */
enum gm_status apng_frames_add(struct apng_frames *frames, const uint8_t *data,
			       uint32_t nbytes, struct gm_error *err);

/* At the end: are all frames there?  Fails with GM_ERR_UNSUPPORTED. */
enum gm_status apng_frames_check(const struct apng_frames *frames,
				 struct gm_error *err);

/*
 * Is a part of what they show, on a picture of this size, no pixel of a frame?
 * It is clear, whether pixels have alpha or not.
 */
bool apng_frames_show_background(const struct apng_frames *frames,
				 uint32_t width, uint32_t height);

static inline size_t
apng_frames_n(const struct apng_frames *frames)
{
	return frames->items.nbytes / sizeof(struct apng_item);
}

static inline struct apng_item *
apng_frames_item(const struct apng_frames *frames, size_t i)
{
	return (struct apng_item *)(void *)frames->items.data + i;
}

/* Forget all, keeping the memory; and not. */
void apng_frames_clear(struct apng_frames *frames);
void apng_frames_free(struct apng_frames *frames);

#endif
