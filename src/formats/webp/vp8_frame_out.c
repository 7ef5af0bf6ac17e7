/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_frame_out.h"

#include <string.h>

#include "base/octets.h"
#include "formats/webp/vp8_macroblock.h"
#include "formats/webp/vp8_modes.h"

/*
 * Bytes of the first partition after those in which the frame header ends.  A
 * decoder has read one of them by then (RFC 6386 section 7.3 begins with two
 * bytes), and what decodes a file as it comes, as browsers do with libwebp,
 * refuses a partition of which nothing is left for the modes.
 */
#define FIRST_REST_BYTES 2u

static enum gm_status
aside(struct gm_error *err, const char *text)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "VP8: %s", text);
}

static enum gm_status
write_row(const struct vp8_frame_in *in, const struct vp8_spelling *spelling,
	  struct vp8_bool_out *out, const struct vp8_chroma *chroma,
	  const struct vp8_macroblock *mb, const vp8_record **record,
	  struct gm_error *err)
{
	vp8_bool bools[VP8_MAX_SPELLED + VP8_MAX_CHROMA];
	enum gm_status st = GM_OK;

	for (uint32_t x = 0; x < in->header.mbs_wide && st == GM_OK;
	     x++, mb++) {
		const vp8_record *from = *record;
		vp8_bool *end;

		*record += mb->n_tokens;
		if (mb->is_skipped)
			continue;
		end = vp8_spell(spelling, from, mb->n_tokens, bools);
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
write_tokens(struct vp8_frame_out *out, const struct vp8_frame_in *in,
	     const struct vp8_chroma *chroma, struct gm_error *err)
{
	const struct vp8_header *header = &in->header;
	const struct vp8_macroblock *mbs = (void *)in->macroblocks.data;
	const vp8_record *record = (void *)in->tokens.data;
	enum gm_status st = GM_OK;

	vp8_spelling_make(&out->spelling, header->probs);
	for (unsigned i = 0; i < header->n_partitions; i++)
		vp8_bool_out_begin(&out->partitions[i]);
	for (uint32_t y = 0; y < header->mbs_high && st == GM_OK; y++)
		st = write_row(in, &out->spelling,
			       &out->partitions[y & (header->n_partitions - 1)],
			       chroma, mbs + (size_t)y * header->mbs_wide,
			       &record, err);
	for (unsigned i = 0; i < header->n_partitions && st == GM_OK; i++)
		st = vp8_bool_out_end(&out->partitions[i], err);
	return st;
}

/* The bytes in which the booleans that were put end. */
static size_t
n_begun(const struct vp8_bool_out *out)
{
	return out->bytes.nbytes + (out->n_bits + 7) / 8;
}

static enum gm_status
write_first(struct vp8_frame_out *out, const struct vp8_frame_in *in,
	    struct gm_error *err)
{
	static const uint8_t zeros[FIRST_REST_BYTES];
	size_t n_least;
	enum gm_status st;

	vp8_bool_out_begin(&out->first);
	st = vp8_header_write(&in->header, &out->first, err);
	n_least = n_begun(&out->first) + FIRST_REST_BYTES;
	if (st == GM_OK)
		st = vp8_modes_write(
			&out->first, &in->header, (void *)in->macroblocks.data,
			in->tally.n_macroblocks, (void *)in->modes.data, err);
	if (st == GM_OK)
		st = vp8_bool_out_end(&out->first, err);
	if (st == GM_OK && out->first.bytes.nbytes < n_least)
		st = bytes_append(&out->first.bytes, zeros,
				  n_least - out->first.bytes.nbytes, err);
	return st;
}

/* Append the tag, the partitions and their sizes. */
static enum gm_status
join(const struct vp8_frame_out *out, const struct vp8_header *header,
     struct bytes *to, struct gm_error *err)
{
	unsigned n_sizes = header->n_partitions - 1;
	size_t n_first = out->first.bytes.nbytes;
	size_t n_begin = to->nbytes;
	uint8_t sizes[VP8_PARTITION_SIZE_BYTES * (VP8_MAX_PARTITIONS - 1)];
	uint8_t tag[VP8_TAG_BYTES];
	enum gm_status st;

	if (n_first > VP8_MAX_FIRST_BYTES)
		return aside(err, "the first partition would be too large");
	memcpy(tag, header->tag, VP8_TAG_BYTES);
	octets_put_u24le(tag, (uint32_t)n_first << 5 | (tag[0] & 0x1f));
	for (unsigned i = 0; i < n_sizes; i++) {
		size_t n = out->partitions[i].bytes.nbytes;

		if (n > VP8_MAX_PARTITION_BYTES)
			return aside(err, "a partition would be too large");
		octets_put_u24le(sizes + VP8_PARTITION_SIZE_BYTES * i,
				 (uint32_t)n);
	}
	st = bytes_append(to, tag, VP8_TAG_BYTES, err);
	if (st == GM_OK)
		st = bytes_append(to, out->first.bytes.data, n_first, err);
	if (st == GM_OK)
		st = bytes_append(to, sizes, VP8_PARTITION_SIZE_BYTES * n_sizes,
				  err);
	for (unsigned i = 0; i <= n_sizes && st == GM_OK; i++)
		st = bytes_append(to, out->partitions[i].bytes.data,
				  out->partitions[i].bytes.nbytes, err);
	if (st != GM_OK)
		to->nbytes = n_begin;
	return st;
}

enum gm_status
vp8_frame_out_write(struct vp8_frame_out *out, const struct vp8_frame_in *in,
		    const struct vp8_chroma *chroma, struct bytes *to,
		    struct gm_error *err)
{
	enum gm_status st = write_first(out, in, err);

	if (st == GM_OK)
		st = write_tokens(out, in, chroma, err);
	return st == GM_OK ? join(out, &in->header, to, err) : st;
}

void
vp8_frame_out_free(struct vp8_frame_out *out)
{
	bytes_free(&out->first.bytes);
	for (unsigned i = 0; i < VP8_MAX_PARTITIONS; i++)
		bytes_free(&out->partitions[i].bytes);
	*out = (struct vp8_frame_out){0};
}
