/* SPDX-License-Identifier: MIT */
/*
 * gif_walk.h - from block to block: to a frame, and from the last to the end
 */
#ifndef GM_FORMATS_GIF_GIF_WALK_H
#define GM_FORMATS_GIF_GIF_WALK_H

#include "codec/codec.h"
#include "formats/gif/gif_texts.h"

/* Most bytes between the blocks: a file can have billions and be small. */
#define GIF_WALK_MAX_STRAY (1u << 20)

/* The warnings of a frame, and of bytes there other than 0, which are so common
   that they are not worth a word. */
#define GIF_WALK_NO_TABLE "no colour table: indices are taken for gray"
#define GIF_WALK_STRAY    "corrupt: bytes between the blocks"

/* In place of an index: none is transparent. */
#define GIF_OPAQUE (-1)

/* What becomes of a frame before the next is drawn (section 23). */
enum gif_disposal {
	GIF_DISPOSE_ANYHOW, /* as the next; so is what has no meaning */
	GIF_DISPOSE_NOT,
	GIF_DISPOSE_CLEAR,
	GIF_DISPOSE_RETURN /* to what was there before it */
};

/* What a graphic control extension says of the frame that follows it. */
struct gif_control {
	int transparent; /* index that is; or GIF_OPAQUE */
	enum gif_disposal disposal;
	uint32_t shown; /* hundredths of a second */
};

/* Zeroed but for these three before the first block. */
struct gif_walk {
	struct file_in *in;
	struct outcome *outcome;
	struct gif_texts texts;     /* without metadata none are read */
	struct gif_control control; /* of the frame that was come to */
	bool has_loop;    /* an extension says: all frames are shown */
	uint32_t n_again; /* again so often; 0: without an end */
};

/*
 * After the screen: walk up to what gif_read_frame() reads.  Fails with
 * GM_ERR_TRUNCATED, GM_ERR_CORRUPT (no frame), GM_ERR_LIMIT (more than 1 MiB
 * between the blocks), GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status gif_walk_to_frame(struct gif_walk *walk, struct gm_error *err);

/*
 * After the codes of the last frame: walk to the trailer, or to the next
 * frame where only the first is asked for; else that is GM_ERR_MULTIFRAME.
 * Fails with GM_ERR_TRUNCATED where there is neither for 1 MiB, and as above.
 */
enum gm_status gif_walk_to_end(struct gif_walk *walk, bool first_frame,
			       struct gm_error *err);

/* GM_ERR_LIMIT for more bytes than that. */
enum gm_status gif_walk_fail_stray(struct gm_error *err);

/* GM_ERR_CORRUPT for a trailer before any frame. */
enum gm_status gif_walk_fail_empty(struct gm_error *err);

#endif
