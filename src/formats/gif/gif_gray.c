/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_gray.h"

#include "formats/gif/gif_blocks.h"
#include "formats/gif/gif_colors.h"
#include "formats/gif/gif_extension.h"
#include "formats/gif/gif_lzw.h"
#include "formats/gif/gif_pass.h"
#include "formats/gif/gif_size.h"
#include "formats/gif/gif_walk.h"

/* A file on its way. */
struct gray {
	struct file_in *in;
	struct file_out *out;
	const struct conversion *conversion;
	struct metadata *metadata;
	struct outcome *outcome;
	struct gif_screen screen;
	struct gif_frame frame;
	uint32_t n_stray;
	bool has_frame;  /* of one there are codes in out */
	bool is_frame;   /* what is read is one, or begins like one */
	bool has_blocks; /* sub-blocks in out are not ended */
};

static enum gm_status
fail_at_end(const struct gray *g, struct gm_error *err)
{
	return file_in_fail_at_end(g->in, CODEC_INCOMPLETE, err);
}

static enum gm_status
put_byte(const struct gray *g, uint8_t byte, struct gm_error *err)
{
	return file_out_write(g->out, &byte, 1, err);
}

static enum gm_status
put_table(const struct gray *g, const struct gif_table *table,
	  struct gm_error *err)
{
	uint8_t gray[256], colors[sizeof(table->colors)];

	if (table->n == 0)
		return GM_OK;
	gif_colors_gray(table, g->conversion->gray, gray);
	for (unsigned i = 0; i < table->n; i++)
		for (unsigned j = 0; j < 3; j++)
			colors[i * 3 + j] = gray[i];
	return file_out_write(g->out, colors, (size_t)table->n * 3, err);
}

static enum gm_status
copy_screen(struct gray *g, struct gm_error *err)
{
	enum gm_status st;

	if (!gif_read_screen(g->in, &g->screen))
		return fail_at_end(g, err);
	st = file_out_write(g->out, g->screen.header, GIF_HEADER_NBYTES, err);
	return st == GM_OK ? put_table(g, &g->screen.table, err) : st;
}

/*
 * The first frame says what the picture is; further ones may go beyond it, up
 * to the limit.
 */
static enum gm_status
check_size(struct gray *g, struct gm_error *err)
{
	bool grows = gif_size_fit(&g->screen, &g->frame);
	const struct gif_screen *screen = &g->screen;
	enum gm_status st = GM_OK;

	if (grows || !g->has_frame)
		st = image_check_size(g->in, screen->width, screen->height,
				      g->conversion->max_pixels, err);
	if (st == GM_OK && !g->has_frame)
		conversion_found(g->outcome, screen->width, screen->height, 8,
				 0);
	return st == GM_OK ? gif_size_check_length(g->in, screen, &g->frame,
						   g->conversion->salvage, err)
			   : st;
}

/* Before anything of the frame is written: are there codes, of that size? */
static enum gm_status
check_codes(const struct gray *g, struct gm_error *err)
{
	const uint8_t *data;

	if (file_in_peek(g->in, 2, &data) < 2)
		return fail_at_end(g, err);
	if (data[0] == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a frame without codes");
	if (g->frame.index_nbits > GIF_LZW_MAX_INDEX_NBITS)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: indices of %u bits",
			       g->frame.index_nbits);
	return GM_OK;
}

static enum gm_status
put_frame_head(const struct gray *g, struct gm_error *err)
{
	const struct gif_frame *frame = &g->frame;
	enum gm_status st = put_byte(g, GIF_FRAME, err);

	if (st == GM_OK)
		st = file_out_write(g->out, frame->descriptor,
				    GIF_DESCRIPTOR_NBYTES, err);
	if (st == GM_OK)
		st = put_table(g, &frame->table, err);
	return st == GM_OK ? put_byte(g, (uint8_t)frame->index_nbits, err) : st;
}

static enum gm_status
copy_codes(struct gray *g, struct gm_error *err)
{
	const struct gif_frame *frame = &g->frame;
	uint64_t n_pixels = (uint64_t)frame->width * frame->height;
	uint64_t nbytes = 0;
	enum gm_status st;

	g->outcome->n_frames += g->has_frame;
	g->has_frame = g->has_blocks = true;
	st = gif_pass_blocks(g->in, g->out, &nbytes, err);
	if (st != GM_OK)
		return st;
	g->has_blocks = false;
	return n_pixels / GIF_SIZE_PIXELS_PER_BYTE <= nbytes
		       ? GM_OK
		       : gm_fail(err, GM_ERR_CORRUPT, 0,
				 "corrupt: the codes end before the picture "
				 "does");
}

static enum gm_status
copy_frame(struct gray *g, struct gm_error *err)
{
	enum gm_status st;

	g->is_frame = true;
	if (!gif_read_frame(g->in, &g->frame))
		return fail_at_end(g, err);
	st = check_size(g, err);
	if (st == GM_OK)
		st = check_codes(g, err);
	if (st != GM_OK)
		return st;
	if (g->frame.table.n == 0 && g->screen.table.n == 0)
		conversion_warn(g->outcome, GIF_WALK_NO_TABLE);
	st = put_frame_head(g, err);
	if (st == GM_OK)
		st = copy_codes(g, err);
	g->is_frame = st != GM_OK;
	return st;
}

/* What is drawn after the first frame goes where only that is asked for. */
static bool
is_of_next_frame(const struct gray *g, int label)
{
	return g->has_frame && g->conversion->first_frame &&
	       (label == GIF_CONTROL || label == GIF_PLAIN_TEXT);
}

static enum gm_status
copy_blocks(struct gray *g, int label, struct gm_error *err)
{
	uint64_t nbytes = 0;
	enum gm_status st = put_byte(g, GIF_EXTENSION, err);

	if (st == GM_OK)
		st = put_byte(g, (uint8_t)label, err);
	if (st != GM_OK)
		return st;
	g->has_blocks = true;
	st = gif_pass_blocks(g->in, g->out, &nbytes, err);
	g->has_blocks = st != GM_OK;
	return st;
}

/* Nothing is written before its first sub-block is seen to be whole. */
static enum gm_status
copy_extension(struct gray *g, struct gm_error *err)
{
	const uint8_t *data;
	size_t n = file_in_peek(g->in, 2 + GIF_BLOCK_NBYTES, &data);
	enum gif_extension_fate fate;
	int label;

	if (n < 2 || n - 2 < data[1])
		return fail_at_end(g, err);
	label = data[0];
	fate = is_of_next_frame(g, label)
		       ? GIF_EXTENSION_GOES
		       : gif_extension_fate(label, data + 2, data[1],
					    g->conversion, g->metadata);
	switch (fate) {
	case GIF_EXTENSION_IS_XMP:
		file_in_skip(g->in, 2u + data[1]);
		return gif_extension_copy_xmp(g->in, g->out, g->metadata, err);
	case GIF_EXTENSION_GOES:
		file_in_skip(g->in, 1);
		return gif_skip_blocks(g->in) ? GM_OK : fail_at_end(g, err);
	default:
		file_in_skip(g->in, 1);
		return copy_blocks(g, label, err);
	}
}

/* After a frame it is rather the end that is missing. */
static enum gm_status
copy_stray(struct gray *g, int byte, struct gm_error *err)
{
	if (++g->n_stray > GIF_WALK_MAX_STRAY) {
		g->outcome->has_more = g->has_frame;
		return g->has_frame ? gm_fail(err, GM_ERR_TRUNCATED, 0,
					      "truncated: " CODEC_INCOMPLETE)
				    : gif_walk_fail_stray(err);
	}
	if (byte != 0)
		conversion_warn(g->outcome, GIF_WALK_STRAY);
	return put_byte(g, (uint8_t)byte, err);
}

/* Up to the trailer, or to the second frame where only one is asked for. */
static enum gm_status
copy_all(struct gray *g, struct gm_error *err)
{
	enum gm_status st = copy_screen(g, err);

	while (st == GM_OK) {
		int start = gif_read_byte(g->in);

		if (start < 0)
			return fail_at_end(g, err);
		if (start == GIF_TRAILER) {
			g->outcome->has_more = file_in_has_more(g->in);
			return g->has_frame ? GM_OK : gif_walk_fail_empty(err);
		}
		if (start == GIF_FRAME) {
			if (g->has_frame && g->conversion->first_frame)
				return GM_OK;
			st = copy_frame(g, err);
		} else if (start == GIF_EXTENSION) {
			st = copy_extension(g, err);
		} else {
			st = copy_stray(g, start, err);
		}
	}
	return st;
}

/* Is what was met the end of what can be had, of which some is there? */
static bool
may_end(struct gray *g, enum gm_status st)
{
	if ((st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT) || !g->has_frame)
		return false;
	if (!g->is_frame) {
		conversion_warn(g->outcome, CODEC_NO_END);
		return true;
	}
	if (g->conversion->salvage)
		conversion_warn(g->outcome,
				st == GM_ERR_TRUNCATED
					? "truncated: what is missing is left "
					  "out"
					: "corrupt: what follows is left out");
	return g->conversion->salvage;
}

static enum gm_status
copy(void **state, struct file_in *in, struct file_out *out,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct gray g = {.in = in,
			 .out = out,
			 .conversion = conversion,
			 .metadata = metadata,
			 .outcome = outcome};
	enum gm_status st = copy_all(&g, err);

	(void)state;
	if (st != GM_OK && !may_end(&g, st))
		return st;
	*err = (struct gm_error){0};
	st = g.has_blocks ? gif_pass_end(in, out, g.is_frame, err) : GM_OK;
	return st == GM_OK ? put_byte(&g, GIF_TRAILER, err) : st;
}

/* There is no other way, whatever is asked. */
static bool
serves(const struct conversion *conversion)
{
	(void)conversion;
	return true;
}

const struct codec_direct gif_gray_direct = {
	.way = CONVERSION_DIRECT,
	.serves = serves,
	.copy = copy,
};
