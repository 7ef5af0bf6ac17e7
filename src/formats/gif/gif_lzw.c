/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_lzw.h"

#include <assert.h>
#include <string.h>

#define MAX_CODE_NBITS 12u

static void
clear_table(struct gif_lzw *lzw)
{
	lzw->previous = lzw->clear;
	lzw->n_codes = lzw->clear + 2;
	lzw->code_nbits = lzw->index_nbits + 1;
}

void
gif_lzw_start(struct gif_lzw *lzw, unsigned index_nbits)
{
	memset(lzw, 0, offsetof(struct gif_lzw, strings));
	lzw->is_bad = index_nbits > GIF_LZW_MAX_INDEX_NBITS;
	if (lzw->is_bad)
		return;
	lzw->index_nbits = index_nbits;
	lzw->clear = 1u << index_nbits;
	clear_table(lzw);
	/* An index of more than eight bits loses the upper ones. */
	for (unsigned i = 0; i < lzw->clear; i++)
		lzw->strings[i] =
			(struct gif_string){.piece = {(uint8_t)i}, .n = 1};
}

void
gif_lzw_give(struct gif_lzw *lzw, const uint8_t *bytes, size_t nbytes)
{
	assert(lzw->bytes == lzw->end || lzw->is_bad || lzw->has_ended);
	lzw->bytes = bytes;
	lzw->end = bytes + nbytes;
}

/* The next code, or -1 when there are not enough bits. */
static int
next_code(struct gif_lzw *lzw)
{
	int code;

	if (lzw->n_bits < lzw->code_nbits)
		for (; lzw->n_bits <= 56 && lzw->bytes < lzw->end;
		     lzw->n_bits += 8)
			lzw->bits |= (uint64_t)*lzw->bytes++ << lzw->n_bits;
	if (lzw->n_bits < lzw->code_nbits)
		return -1;
	code = (int)(lzw->bits & ((1u << lzw->code_nbits) - 1));
	lzw->bits >>= lzw->code_nbits;
	lzw->n_bits -= lzw->code_nbits;
	return code;
}

/* From the last piece to the first. */
static size_t
put_string(const struct gif_lzw *lzw, unsigned code, uint8_t *to)
{
	const struct gif_string *string = &lzw->strings[code];
	size_t n = string->n, at = (n - 1) / 8 * 8;

	for (; at > 0; at -= 8) {
		memcpy(to + at, string->piece, 8);
		string = &lzw->strings[string->before];
	}
	memcpy(to, string->piece, 8);
	return n;
}

/* The string before and one index more become a string. */
static void
add_string(struct gif_lzw *lzw, uint8_t index)
{
	const struct gif_string *before = &lzw->strings[lzw->previous];
	struct gif_string *string = &lzw->strings[lzw->n_codes++];

	*string = *before;
	if (before->n % 8 == 0)
		string->before = (uint16_t)lzw->previous;
	string->piece[before->n % 8] = index;
	string->n++;
	/* A full table stays as it is until it is cleared. */
	if (lzw->n_codes == 1u << lzw->code_nbits &&
	    lzw->code_nbits < MAX_CODE_NBITS)
		lzw->code_nbits++;
}

/*
 * A string that is not there yet can only be the one that this code makes: it
 * is the string before and its first index once more.
 */
static size_t
take_string(struct gif_lzw *lzw, unsigned code, uint8_t *to)
{
	bool has_previous = lzw->previous != lzw->clear;
	bool names_itself = code == lzw->n_codes && has_previous;
	size_t n;

	if (code >= lzw->n_codes && !names_itself) {
		lzw->is_bad = true;
		return 0;
	}
	n = put_string(lzw, names_itself ? lzw->previous : code, to);
	if (names_itself)
		to[n++] = to[0];
	if (has_previous && lzw->n_codes < GIF_LZW_MAX_CODES)
		add_string(lzw, to[0]);
	lzw->previous = code;
	return n;
}

size_t
gif_lzw_take(struct gif_lzw *lzw, uint8_t *to, size_t room)
{
	size_t n = 0;
	int code;

	while (room - n >= GIF_LZW_ROOM && !lzw->is_bad && !lzw->has_ended) {
		code = next_code(lzw);
		if (code < 0)
			break;
		if ((unsigned)code == lzw->clear)
			clear_table(lzw);
		else if ((unsigned)code == lzw->clear + 1)
			lzw->has_ended = true;
		else
			n += take_string(lzw, (unsigned)code, to + n);
	}
	return n;
}
