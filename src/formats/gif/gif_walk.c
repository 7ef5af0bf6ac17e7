/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_walk.h"

#include "base/octets.h"
#include "formats/gif/gif_blocks.h"

/* A graphic control extension (GIF89a section 23). */
#define CONTROL_NBYTES  4u
#define HAS_TRANSPARENT 1u
#define DISPOSAL_AT     2
#define DISPOSAL_MAX    7

/* How often frames are shown: a name, and a sub-block of 1 and a number. */
#define LOOP_NAME_NBYTES 11u
#define LOOP_NBYTES      (1 + LOOP_NAME_NBYTES + 4)

static void
take_control(struct gif_control *control, const uint8_t *block)
{
	unsigned disposal = block[0] >> DISPOSAL_AT & DISPOSAL_MAX;

	control->transparent =
		(block[0] & HAS_TRANSPARENT) != 0 ? block[3] : GIF_OPAQUE;
	control->disposal = disposal <= GIF_DISPOSE_RETURN
				    ? (enum gif_disposal)disposal
				    : GIF_DISPOSE_ANYHOW;
	control->shown = octets_u16le(block + 1);
}

static enum gm_status
read_control(struct gif_walk *walk, struct gm_error *err)
{
	uint8_t block[GIF_BLOCK_NBYTES];
	size_t n;

	if (!gif_read_block(walk->in, block, &n))
		return file_in_fail_at_end(walk->in, CODEC_INCOMPLETE, err);
	if (n >= CONTROL_NBYTES)
		take_control(&walk->control, block);
	return n == 0 || gif_skip_blocks(walk->in)
		       ? GM_OK
		       : file_in_fail_at_end(walk->in, CODEC_INCOMPLETE, err);
}

/* The last one counts.  Only look: it is read as other extensions are. */
static void
find_loop(struct gif_walk *walk)
{
	const uint8_t *data;

	if (file_in_peek(walk->in, LOOP_NBYTES, &data) < LOOP_NBYTES ||
	    !gif_is_loop(data + 1, data[0]))
		return;
	data += 1 + LOOP_NAME_NBYTES;
	if (data[0] < 3 || data[1] != 1)
		return;
	walk->has_loop = true;
	walk->n_again = octets_u16le(data + 2);
}

static enum gm_status
read_extension(struct gif_walk *walk, struct gm_error *err)
{
	int label = gif_read_byte(walk->in);

	if (label < 0)
		return file_in_fail_at_end(walk->in, CODEC_INCOMPLETE, err);
	if (label == GIF_CONTROL)
		return read_control(walk, err);
	if (label == GIF_APPLICATION)
		find_loop(walk);
	return gif_texts_take(&walk->texts, walk->in, label, err);
}

enum gm_status
gif_walk_fail_stray(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_LIMIT, 0,
		       "more than %u bytes between the blocks",
		       GIF_WALK_MAX_STRAY);
}

enum gm_status
gif_walk_fail_empty(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: no frame");
}

static bool
is_odd(int start)
{
	return start != 0 && start != GIF_FRAME && start != GIF_EXTENSION;
}

/* What is no block is passed over, as Pillow does it. */
enum gm_status
gif_walk_to_frame(struct gif_walk *walk, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	uint32_t n_stray = 0;
	int start = 0;

	walk->control = (struct gif_control){.transparent = GIF_OPAQUE};
	while (st == GM_OK && start != GIF_FRAME) {
		start = gif_read_byte(walk->in);
		if (start < 0)
			st = file_in_fail_at_end(walk->in, CODEC_INCOMPLETE,
						 err);
		else if (start == GIF_TRAILER)
			st = gif_walk_fail_empty(err);
		else if (start == GIF_EXTENSION)
			st = read_extension(walk, err);
		else if (start != GIF_FRAME && ++n_stray > GIF_WALK_MAX_STRAY)
			st = gif_walk_fail_stray(err);
		if (st == GM_OK && is_odd(start))
			conversion_warn(walk->outcome, GIF_WALK_STRAY);
	}
	return st;
}

static enum gm_status
fail_if_frame(struct gif_walk *walk, struct gm_error *err)
{
	struct gif_frame frame;

	if (!gif_read_frame(walk->in, &frame))
		return file_in_fail_at_end(walk->in, CODEC_INCOMPLETE, err);
	return gm_fail(err, GM_ERR_MULTIFRAME, 0,
		       "more than one frame (--frames=first takes the first)");
}

enum gm_status
gif_walk_to_end(struct gif_walk *walk, bool first_frame, struct gm_error *err)
{
	uint32_t n_stray = 0;
	int start;

	for (;;) {
		enum gm_status st = GM_OK;

		start = gif_read_byte(walk->in);
		if (start == GIF_EXTENSION)
			st = read_extension(walk, err);
		else if (start == GIF_FRAME && !first_frame)
			st = fail_if_frame(walk, err);
		else if (start < 0 || start == GIF_FRAME ||
			 start == GIF_TRAILER || ++n_stray > GIF_WALK_MAX_STRAY)
			break;
		else if (is_odd(start))
			conversion_warn(walk->outcome, GIF_WALK_STRAY);
		if (st != GM_OK)
			return st;
	}
	if (start == GIF_TRAILER)
		walk->outcome->has_more = file_in_has_more(walk->in);
	else if (start != GIF_FRAME)
		return file_in_fail_at_end(walk->in, CODEC_INCOMPLETE, err);
	return GM_OK;
}
