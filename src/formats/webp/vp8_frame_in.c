/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_frame_in.h"

#include <math.h>
#include <string.h>

#include "base/octets.h"
#include "formats/webp/vp8_macroblock.h"
#include "formats/webp/vp8_modes.h"

/*
 * Numbers of the record that a byte of the frame may stand for.  Photographs
 * have 3 to 6; macroblocks that have hardly a coefficient have the most.
 */
#define RECORD_PER_BYTE 64u

/* What is allowed to any frame besides. */
#define RECORD_FREE (1u << 20)

static enum gm_status
aside(struct gm_error *err, const char *text)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "VP8: %s", text);
}

/* Have n bytes of zeros. */
static enum gm_status
take_zeros(struct bytes *bytes, size_t n, struct gm_error *err)
{
	enum gm_status st;

	bytes->nbytes = 0;
	st = bytes_reserve(bytes, n, err);
	if (st != GM_OK)
		return st;
	memset(bytes->data, 0, n);
	bytes->nbytes = n;
	return GM_OK;
}

/*
 * The partitions of tokens (9.5): the sizes of all but the last stand before
 * them, and the last has all that follows.
 */
static enum gm_status
find_partitions(const struct vp8_header *header, const uint8_t *at,
		const uint8_t *end, struct vp8_bool_in *partitions,
		struct gm_error *err)
{
	const uint8_t *sizes = at;
	size_t n_sizes = VP8_PARTITION_SIZE_BYTES * (header->n_partitions - 1);

	if ((size_t)(end - at) < n_sizes)
		return aside(err, "the partitions are cut short");
	at += n_sizes;
	for (unsigned i = 0; i < header->n_partitions; i++) {
		size_t n = (size_t)(end - at);

		if (i < header->n_partitions - 1) {
			size_t told = octets_u24le(sizes);

			if (told > n)
				return aside(err,
					     "the partitions are cut short");
			n = told;
		} else if (n == 0) {
			/* Even where no row is in it: libwebp asks for more. */
			return aside(err, "the last partition is empty");
		}
		partitions[i] = vp8_bool_in_begin(at, n);
		sizes += VP8_PARTITION_SIZE_BYTES;
		at += n;
	}
	return GM_OK;
}

/* What becomes of a macroblock whose tokens are read. */
static void
decide(struct vp8_macroblock *mb, const struct vp8_header *header,
       const struct vp8_found *found, struct vp8_tally *tally)
{
	mb->is_marked = found->has_chroma && !found->draws_luma &&
			mb->is_whole && header->is_filtered[mb->segment];
	mb->is_empty = !found->has_luma && !mb->is_marked;
	tally->n_marked += mb->is_marked;
	tally->is_gray &= !found->draws_chroma;
}

/* Read a row of macroblocks; the record has room for them. */
static vp8_record *
read_row(const struct vp8_frame_in *frame, struct vp8_bool_in *in,
	 struct vp8_macroblock *mb, vp8_record *record, struct vp8_tally *tally)
{
	const struct vp8_header *header = &frame->header;
	struct vp8_edge *above = (void *)frame->edges.data;
	struct vp8_edge left = {0};

	for (uint32_t x = 0; x < header->mbs_wide; x++, mb++, above++) {
		struct vp8_found found;
		vp8_record *end = record;

		if (mb->is_skipped) {
			vp8_tokens_skip(mb->is_whole, above, &left);
			mb->is_empty = true;
		} else {
			end = vp8_tokens_read(in, header->probs, mb->is_whole,
					      above, &left, record, &found);
			decide(mb, header, &found, tally);
		}
		if (mb->is_empty)
			tally->empty_bits +=
				vp8_tokens_add(frame->end_bits, record, end);
		mb->n_tokens = (uint16_t)(end - record);
		record = end;
		tally->n_skipped += mb->is_skipped;
		tally->n_empty += mb->is_empty;
		tally->is_gray &= mb->is_flat;
	}
	return record;
}

/* Is what is held of a frame of n bytes so far in proportion to them? */
static enum gm_status
check_memory(const struct vp8_frame_in *frame, size_t n, struct gm_error *err)
{
	uint64_t held = (uint64_t)frame->macroblocks.nbytes +
			frame->modes.nbytes + frame->tokens.nbytes + n;

	if (frame->tokens.nbytes / sizeof(vp8_record) >
	    n * RECORD_PER_BYTE + RECORD_FREE)
		return aside(err, "the tokens say hardly anything");
	/* As much as the frame is written besides. */
	if (frame->max_nbytes != 0 && held + n > frame->max_nbytes)
		return aside(err, "more memory than is allowed");
	return GM_OK;
}

static enum gm_status
read_tokens(struct vp8_frame_in *frame, struct vp8_bool_in *partitions,
	    size_t n, struct gm_error *err)
{
	const struct vp8_header *header = &frame->header;
	size_t n_row = (size_t)header->mbs_wide * VP8_MAX_RECORD;
	struct vp8_macroblock *mbs = (void *)frame->macroblocks.data;
	struct bytes *tokens = &frame->tokens;
	enum gm_status st;

	tokens->nbytes = 0;
	for (uint32_t y = 0; y < header->mbs_high; y++) {
		struct vp8_bool_in *in =
			&partitions[y & (header->n_partitions - 1)];
		vp8_record *end;

		st = bytes_reserve(tokens, n_row * sizeof(vp8_record), err);
		if (st != GM_OK)
			return st;
		end = read_row(frame, in, mbs + (size_t)y * header->mbs_wide,
			       (void *)(tokens->data + tokens->nbytes),
			       &frame->tally);
		tokens->nbytes = (size_t)((uint8_t *)end - tokens->data);
		if (!vp8_bool_in_is_whole(in))
			return aside(err, "the tokens are cut short");
		st = check_memory(frame, n, err);
		if (st != GM_OK)
			return st;
	}
	return GM_OK;
}

static void
set_end_bits(struct vp8_frame_in *frame)
{
	for (unsigned row = 0; row < VP8_N_ROWS; row++) {
		unsigned prob = frame->header.probs[row][0];

		frame->end_bits[row] = -log2((prob > 0 ? prob : 1) / 256.0);
	}
}

enum gm_status
vp8_frame_in_read(struct vp8_frame_in *frame, const uint8_t *data, size_t n,
		  struct gm_error *err)
{
	struct vp8_header *header = &frame->header;
	struct vp8_tally *tally = &frame->tally;
	struct vp8_bool_in first, partitions[VP8_MAX_PARTITIONS] = {0};
	enum gm_status st;

	st = vp8_header_read(header, data, n, &first, err);
	if (st != GM_OK)
		return st;
	*tally = (struct vp8_tally){
		.n_macroblocks = header->mbs_wide * header->mbs_high,
		.is_gray = true,
	};
	/* A macroblock takes more than a bit: in a key frame no mode is told by
	   less. */
	if (tally->n_macroblocks / 8 > n)
		return aside(err, "the frame is cut short");
	st = find_partitions(header, first.end, data + n, partitions, err);
	if (st == GM_OK)
		st = take_zeros(&frame->macroblocks,
				tally->n_macroblocks *
					sizeof(struct vp8_macroblock),
				err);
	if (st == GM_OK)
		st = take_zeros(&frame->edges,
				header->mbs_wide * sizeof(struct vp8_edge),
				err);
	if (st != GM_OK)
		return st;
	frame->modes.nbytes = 0;
	set_end_bits(frame);
	/* Edges are needed later, and have room for the modes above. */
	st = vp8_modes_read(&first, header, (void *)frame->macroblocks.data,
			    frame->edges.data, &frame->modes, err);
	if (st != GM_OK)
		return st;
	memset(frame->edges.data, 0, frame->edges.nbytes);
	return read_tokens(frame, partitions, n, err);
}

void
vp8_frame_in_free(struct vp8_frame_in *frame)
{
	bytes_free(&frame->macroblocks);
	bytes_free(&frame->edges);
	bytes_free(&frame->modes);
	bytes_free(&frame->tokens);
	*frame = (struct vp8_frame_in){0};
}
