/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_lzw.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"

enum {
	MIN_BITS = 9,
	MAX_BITS = 12,
	CODE_CLEAR = 256,
	CODE_END = 257,
	CODE_FIRST = 258,
	N_CODES = 1 << MAX_BITS,
	/* Writers begin anew before they have all. */
	CODE_FULL = N_CODES - 2,
	/* Eight for each string: hardly one is met that is another's. */
	SLOT_BITS = 15,
	N_SLOTS = 1 << SLOT_BITS
};

/* Bytes that a string is copied by. */
#define PIECE_NBYTES 16u

struct tiff_lzw {
	/* Unpacking: the string of a code, which stands in what was made. */
	const uint8_t *strings[N_CODES];
	uint16_t lengths[N_CODES];
	uint8_t literals[256 + PIECE_NBYTES];
	/* Packing: code of a string | its last byte << 12 | code of the string
	   before that << 20; 0 is free, for no such code is less than
	   CODE_FIRST. */
	uint32_t slots[N_SLOTS];
};

struct tiff_lzw *
tiff_lzw_new(struct gm_error *err)
{
	struct tiff_lzw *lzw = calloc(1, sizeof(*lzw));

	if (lzw == NULL) {
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (LZW)");
		return NULL;
	}
	for (unsigned i = 0; i < 256; i++) {
		lzw->literals[i] = (uint8_t)i;
		lzw->strings[i] = lzw->literals + i;
		lzw->lengths[i] = 1;
	}
	return lzw;
}

void
tiff_lzw_free(struct tiff_lzw *lzw)
{
	free(lzw);
}

/* What there is of the code at a bit; zeros are read after the end. */
static inline unsigned
code_at(const uint8_t *data, size_t bit, unsigned nbits)
{
	return octets_u32be(data + bit / 8) << bit % 8 >> (32 - nbits);
}

/* The two may overlap, and more than n bytes be written: by whole pieces. */
static inline void
copy_string(uint8_t *to, const uint8_t *from, size_t n)
{
	size_t i = 0;

	do {
		uint8_t piece[PIECE_NBYTES];

		memcpy(piece, from + i, sizeof(piece));
		memcpy(to + i, piece, sizeof(piece));
		i += PIECE_NBYTES;
	} while (i < n);
}

/*
 * Each code but the first makes a new string: that of the code before it, which
 * was written last, and the byte that follows.  So strings are nothing but
 * places in what was written, and the newest one may end in a byte that is yet
 * to be: it is the first of the same string.
 */
bool
tiff_lzw_unpack(struct tiff_lzw *lzw, const uint8_t *data, size_t nbytes,
		uint8_t *out, size_t out_nbytes)
{
	uint64_t end = (uint64_t)nbytes * 8;
	unsigned nbits = MIN_BITS, next = CODE_FIRST;
	size_t at = 0, n_before = 0;
	uint64_t bit = MIN_BITS;

	if (nbytes < 2 || code_at(data, 0, MIN_BITS) != CODE_CLEAR)
		return false;
	while (at < out_nbytes) {
		unsigned code;
		size_t n;

		if (bit + nbits > end)
			return false;
		code = code_at(data, (size_t)bit, nbits);
		bit += nbits;
		if (code == CODE_CLEAR) {
			nbits = MIN_BITS;
			next = CODE_FIRST;
			n_before = 0;
			continue;
		}
		if (n_before > 0 && next < N_CODES) {
			lzw->strings[next] = out + at - n_before;
			lzw->lengths[next] = (uint16_t)(n_before + 1);
			next++;
		}
		if (code == CODE_END || code >= next)
			return false;
		n = lzw->lengths[code];
		if (n > out_nbytes - at) {
			/* Rows may end within a string. */
			for (size_t i = 0; at < out_nbytes; i++)
				out[at++] = lzw->strings[code][i];
			break;
		}
		copy_string(out + at, lzw->strings[code], n);
		if (code == next - 1)
			out[at + n - 1] = lzw->strings[code][n - 1];
		at += n;
		n_before = n;
		if (next == (1u << nbits) - 1 && nbits < MAX_BITS)
			nbits++;
	}
	return true;
}

/* Codes on their way out. */
struct codes {
	uint8_t *to;
	uint64_t bits; /* the lowest n_bits of it are not yet there */
	unsigned n_bits;
	unsigned length; /* bits of the next code */
	unsigned next;   /* code of the next string */
};

static inline void
put(struct codes *codes, unsigned code)
{
	codes->bits = codes->bits << codes->length | code;
	codes->n_bits += codes->length;
	if (codes->n_bits < 32)
		return;
	codes->n_bits -= 32;
	octets_put_u32be(codes->to, (uint32_t)(codes->bits >> codes->n_bits));
	codes->to += 4;
}

/* After each code there is one string more; false once there is no room. */
static inline bool
step(struct codes *codes)
{
	codes->next++;
	if (codes->next == CODE_FULL) {
		put(codes, CODE_CLEAR);
		codes->length = MIN_BITS;
		codes->next = CODE_FIRST;
		return false;
	}
	if (codes->next == 1u << codes->length)
		codes->length++;
	return true;
}

static void
put_end(struct codes *codes)
{
	put(codes, CODE_END);
	for (codes->bits <<= 32 - codes->n_bits; codes->n_bits > 0;
	     codes->n_bits -= codes->n_bits < 8 ? codes->n_bits : 8) {
		*codes->to++ = (uint8_t)(codes->bits >> 24);
		codes->bits <<= 8;
	}
}

/* Only the code is waited for: what is done with it is short. */
static inline uint32_t
slot_of(unsigned code, uint8_t byte)
{
	return (byte * UINT32_C(0x9e37) ^ code << (SLOT_BITS - MAX_BITS)) %
	       N_SLOTS;
}

static void
put_strings(struct tiff_lzw *lzw, const uint8_t *data, size_t nbytes,
	    struct codes *codes)
{
	unsigned code = data[0];

	for (size_t i = 1; i < nbytes; i++) {
		uint32_t key = (uint32_t)code << 20 | (uint32_t)data[i] << 12;
		uint32_t slot = slot_of(code, data[i]), found;

		while ((found = lzw->slots[slot]) != 0 && (found ^ key) >> 12)
			slot = (slot + 1) % N_SLOTS;
		if (found != 0) {
			code = found % N_CODES;
			continue;
		}
		lzw->slots[slot] = key | codes->next;
		put(codes, code);
		code = data[i];
		if (!step(codes))
			memset(lzw->slots, 0, sizeof(lzw->slots));
	}
	put(codes, code);
	step(codes);
}

enum gm_status
tiff_lzw_pack(struct tiff_lzw *lzw, const uint8_t *data, size_t nbytes,
	      struct bytes *out, struct gm_error *err)
{
	struct codes codes = {.length = MIN_BITS, .next = CODE_FIRST};
	/* At most a code of 12 bits for each byte, and in 3835 codes another;
	   4 bytes are put at a time. */
	enum gm_status st = bytes_reserve(
		out, nbytes + nbytes / 2 + nbytes / 2048 + 16, err);

	if (st != GM_OK)
		return st;
	codes.to = out->data + out->nbytes;
	memset(lzw->slots, 0, sizeof(lzw->slots));
	put(&codes, CODE_CLEAR);
	put_strings(lzw, data, nbytes, &codes);
	put_end(&codes);
	out->nbytes = (size_t)(codes.to - out->data);
	return GM_OK;
}
