/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_gray.h"

#include <math.h>
#include <string.h>

#include "base/octets.h"
#include "formats/webp/vp8_chroma.h"
#include "formats/webp/vp8_macroblock.h"
#include "formats/webp/vp8_modes.h"

/*
 * Numbers of the record that a byte of the frame may stand for.  Photographs
 * have 3 to 6; macroblocks that have hardly a coefficient have the most.
 */
#define RECORD_PER_BYTE 64u

/* What is allowed to any frame besides. */
#define RECORD_FREE (1u << 20)

/*
 * Bytes of the first partition after those in which the frame header ends.  A
 * decoder has read one of them by then (RFC 6386 section 7.3 begins with two
 * bytes), and what decodes a file as it comes, as browsers do with libwebp,
 * refuses a partition of which nothing is left for the modes.
 */
#define FIRST_REST_BYTES 2u

/* What was counted before anything is written. */
struct tally {
	uint32_t n_macroblocks;
	uint32_t n_skipped; /* in the source, then in the copy */
	uint32_t n_empty;
	uint32_t n_marked;
	double empty_bits; /* of those that are empty and not skipped */
	bool is_gray;
};

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
       const struct vp8_found *found, struct tally *tally)
{
	mb->is_marked = found->has_chroma && !found->draws_luma &&
			mb->is_whole && header->is_filtered[mb->segment];
	mb->is_empty = !found->has_luma && !mb->is_marked;
	tally->n_marked += mb->is_marked;
	tally->is_gray &= !found->draws_chroma;
}

/* Read a row of macroblocks; the record has room for them. */
static vp8_record *
read_row(const struct vp8_gray *gray, struct vp8_bool_in *in,
	 struct vp8_macroblock *mb, vp8_record *record, struct tally *tally)
{
	const struct vp8_header *header = &gray->header;
	struct vp8_edge *above = (void *)gray->edges.data;
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
				vp8_tokens_add(gray->end_bits, record, end);
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
check_memory(const struct vp8_gray *gray, size_t n, struct gm_error *err)
{
	uint64_t held = (uint64_t)gray->macroblocks.nbytes +
			gray->modes.nbytes + gray->tokens.nbytes + n;

	if (gray->tokens.nbytes / sizeof(vp8_record) >
	    n * RECORD_PER_BYTE + RECORD_FREE)
		return aside(err, "the tokens say hardly anything");
	/* As much as the frame is written besides. */
	if (gray->max_nbytes != 0 && held + n > gray->max_nbytes)
		return aside(err, "more memory than is allowed");
	return GM_OK;
}

static enum gm_status
read_tokens(struct vp8_gray *gray, struct vp8_bool_in *partitions, size_t n,
	    struct tally *tally, struct gm_error *err)
{
	const struct vp8_header *header = &gray->header;
	size_t n_row = (size_t)header->mbs_wide * VP8_MAX_RECORD;
	struct vp8_macroblock *mbs = (void *)gray->macroblocks.data;
	struct bytes *tokens = &gray->tokens;
	enum gm_status st;

	tokens->nbytes = 0;
	for (uint32_t y = 0; y < header->mbs_high; y++) {
		struct vp8_bool_in *in =
			&partitions[y & (header->n_partitions - 1)];
		vp8_record *end;

		st = bytes_reserve(tokens, n_row * sizeof(vp8_record), err);
		if (st != GM_OK)
			return st;
		end = read_row(gray, in, mbs + (size_t)y * header->mbs_wide,
			       (void *)(tokens->data + tokens->nbytes), tally);
		tokens->nbytes = (size_t)((uint8_t *)end - tokens->data);
		if (!vp8_bool_in_is_whole(in))
			return aside(err, "the tokens are cut short");
		st = check_memory(gray, n, err);
		if (st != GM_OK)
			return st;
	}
	return GM_OK;
}

static void
set_end_bits(struct vp8_gray *gray)
{
	for (unsigned row = 0; row < VP8_N_ROWS; row++) {
		unsigned prob = gray->header.probs[row][0];

		gray->end_bits[row] = -log2((prob > 0 ? prob : 1) / 256.0);
	}
}

/* Read all: modes, then tokens. */
static enum gm_status
read_frame(struct vp8_gray *gray, const uint8_t *data, size_t n,
	   struct tally *tally, struct gm_error *err)
{
	struct vp8_header *header = &gray->header;
	struct vp8_bool_in first, partitions[VP8_MAX_PARTITIONS] = {0};
	enum gm_status st;

	st = vp8_header_read(header, data, n, &first, err);
	if (st != GM_OK)
		return st;
	*tally = (struct tally){
		.n_macroblocks = header->mbs_wide * header->mbs_high,
		.is_gray = true,
	};
	/* A macroblock takes more than a bit: in a key frame no mode is told by
	   less. */
	if (tally->n_macroblocks / 8 > n)
		return aside(err, "the frame is cut short");
	st = find_partitions(header, first.end, data + n, partitions, err);
	if (st == GM_OK)
		st = take_zeros(&gray->macroblocks,
				tally->n_macroblocks *
					sizeof(struct vp8_macroblock),
				err);
	if (st == GM_OK)
		st = take_zeros(&gray->edges,
				header->mbs_wide * sizeof(struct vp8_edge),
				err);
	if (st != GM_OK)
		return st;
	gray->modes.nbytes = 0;
	set_end_bits(gray);
	/* Edges are needed later, and have room for the modes above. */
	st = vp8_modes_read(&first, header, (void *)gray->macroblocks.data,
			    gray->edges.data, &gray->modes, err);
	if (st != GM_OK)
		return st;
	memset(gray->edges.data, 0, gray->edges.nbytes);
	return read_tokens(gray, partitions, n, tally, err);
}

/* Bits for saying of each macroblock whether it is skipped. */
static double
skip_bits(const struct tally *tally, uint32_t n_skipped)
{
	double share = (double)n_skipped / tally->n_macroblocks;

	if (n_skipped == 0 || n_skipped == tally->n_macroblocks)
		return 0;
	return -(double)tally->n_macroblocks *
	       (share * log2(share) + (1 - share) * log2(1 - share));
}

/*
 * Skip all that are empty, or only those that the source skips: where chroma
 * was what hardly any macroblock had none of, to say so of each may take more
 * than the ends of the blocks of those that now have nothing.
 */
static void
set_skips(struct vp8_gray *gray, struct tally *tally)
{
	struct vp8_header *header = &gray->header;
	struct vp8_macroblock *mbs = (void *)gray->macroblocks.data;
	uint64_t n_coded, prob;

	if (skip_bits(tally, tally->n_empty) <
	    skip_bits(tally, tally->n_skipped) + tally->empty_bits) {
		for (size_t i = 0; i < tally->n_macroblocks; i++)
			mbs[i].is_skipped = mbs[i].is_empty;
		tally->n_skipped = tally->n_empty;
	}
	n_coded = tally->n_macroblocks - tally->n_skipped;
	prob = (n_coded * 256 + tally->n_macroblocks / 2) /
	       tally->n_macroblocks;
	header->has_skips = tally->n_skipped > 0;
	header->skip_prob = (uint8_t)(prob < 1 ? 1 : prob > 255 ? 255 : prob);
}

static enum gm_status
write_row(struct vp8_gray *gray, struct vp8_bool_out *out,
	  const struct vp8_chroma *chroma, const struct vp8_macroblock *mb,
	  const vp8_record **record, struct gm_error *err)
{
	vp8_bool bools[VP8_MAX_SPELLED + VP8_MAX_CHROMA];
	enum gm_status st = GM_OK;

	for (uint32_t x = 0; x < gray->header.mbs_wide && st == GM_OK;
	     x++, mb++) {
		const vp8_record *from = *record;
		vp8_bool *end;

		*record += mb->n_tokens;
		if (mb->is_skipped)
			continue;
		end = vp8_spell(&gray->spelling, from, mb->n_tokens, bools);
		if (mb->is_marked) {
			memcpy(end, chroma->marked, sizeof(chroma->marked));
			end += chroma->n_marked;
		} else {
			memcpy(end, chroma->empty, sizeof(chroma->empty));
			end += chroma->n_empty;
		}
		st = vp8_bool_out_put(out, bools, (size_t)(end - bools), err);
	}
	return st;
}

static enum gm_status
write_tokens(struct vp8_gray *gray, const struct vp8_chroma *chroma,
	     struct gm_error *err)
{
	const struct vp8_header *header = &gray->header;
	const struct vp8_macroblock *mbs = (void *)gray->macroblocks.data;
	const vp8_record *record = (void *)gray->tokens.data;
	enum gm_status st = GM_OK;

	vp8_spelling_make(&gray->spelling, header->probs);
	for (unsigned i = 0; i < header->n_partitions; i++)
		vp8_bool_out_begin(&gray->partitions[i]);
	for (uint32_t y = 0; y < header->mbs_high && st == GM_OK; y++)
		st = write_row(
			gray, &gray->partitions[y & (header->n_partitions - 1)],
			chroma, mbs + (size_t)y * header->mbs_wide, &record,
			err);
	for (unsigned i = 0; i < header->n_partitions && st == GM_OK; i++)
		st = vp8_bool_out_end(&gray->partitions[i], err);
	return st;
}

/* The bytes in which the booleans that were put end. */
static size_t
n_begun(const struct vp8_bool_out *out)
{
	return out->bytes.nbytes + (out->n_bits + 7) / 8;
}

static enum gm_status
write_first(struct vp8_gray *gray, const struct tally *tally,
	    struct gm_error *err)
{
	static const uint8_t zeros[FIRST_REST_BYTES];
	size_t n_least;
	enum gm_status st;

	vp8_bool_out_begin(&gray->first);
	st = vp8_header_write(&gray->header, &gray->first, err);
	n_least = n_begun(&gray->first) + FIRST_REST_BYTES;
	if (st == GM_OK)
		st = vp8_modes_write(&gray->first, &gray->header,
				     (void *)gray->macroblocks.data,
				     tally->n_macroblocks,
				     (void *)gray->modes.data, err);
	if (st == GM_OK)
		st = vp8_bool_out_end(&gray->first, err);
	if (st == GM_OK && gray->first.bytes.nbytes < n_least)
		st = bytes_append(&gray->first.bytes, zeros,
				  n_least - gray->first.bytes.nbytes, err);
	return st;
}

/* Append the tag, the partitions and their sizes. */
static enum gm_status
join(const struct vp8_gray *gray, struct bytes *out, struct gm_error *err)
{
	unsigned n_sizes = gray->header.n_partitions - 1;
	size_t n_first = gray->first.bytes.nbytes;
	size_t n_begin = out->nbytes;
	uint8_t sizes[VP8_PARTITION_SIZE_BYTES * (VP8_MAX_PARTITIONS - 1)];
	uint8_t tag[VP8_TAG_BYTES];
	enum gm_status st;

	if (n_first > VP8_MAX_FIRST_BYTES)
		return aside(err, "the first partition would be too large");
	memcpy(tag, gray->header.tag, VP8_TAG_BYTES);
	octets_put_u24le(tag, (uint32_t)n_first << 5 | (tag[0] & 0x1f));
	for (unsigned i = 0; i < n_sizes; i++) {
		size_t n = gray->partitions[i].bytes.nbytes;

		if (n > VP8_MAX_PARTITION_BYTES)
			return aside(err, "a partition would be too large");
		octets_put_u24le(sizes + VP8_PARTITION_SIZE_BYTES * i,
				 (uint32_t)n);
	}
	st = bytes_append(out, tag, VP8_TAG_BYTES, err);
	if (st == GM_OK)
		st = bytes_append(out, gray->first.bytes.data, n_first, err);
	if (st == GM_OK)
		st = bytes_append(out, sizes,
				  VP8_PARTITION_SIZE_BYTES * n_sizes, err);
	for (unsigned i = 0; i <= n_sizes && st == GM_OK; i++)
		st = bytes_append(out, gray->partitions[i].bytes.data,
				  gray->partitions[i].bytes.nbytes, err);
	if (st != GM_OK)
		out->nbytes = n_begin;
	return st;
}

enum gm_status
vp8_gray_copy(struct vp8_gray *gray, const uint8_t *data, size_t n,
	      struct bytes *out, bool *is_gray, struct gm_error *err)
{
	struct vp8_chroma chroma;
	struct tally tally;
	enum gm_status st;

	*is_gray = false;
	st = read_frame(gray, data, n, &tally, err);
	if (st != GM_OK)
		return st;
	*is_gray = tally.is_gray;
	if (tally.is_gray)
		return GM_OK;
	set_skips(gray, &tally);
	vp8_chroma_plan(&chroma, gray->header.probs,
			tally.n_macroblocks - tally.n_skipped, tally.n_marked);
	st = write_first(gray, &tally, err);
	if (st == GM_OK)
		st = write_tokens(gray, &chroma, err);
	if (st == GM_OK)
		st = join(gray, out, err);
	return st;
}

void
vp8_gray_free(struct vp8_gray *gray)
{
	bytes_free(&gray->macroblocks);
	bytes_free(&gray->edges);
	bytes_free(&gray->modes);
	bytes_free(&gray->tokens);
	bytes_free(&gray->first.bytes);
	for (unsigned i = 0; i < VP8_MAX_PARTITIONS; i++)
		bytes_free(&gray->partitions[i].bytes);
	*gray = (struct vp8_gray){0};
}
