/* SPDX-License-Identifier: MIT */
#include "deflate/run_deflate.h"

#include <string.h>

#include "base/octets.h"
#include "deflate/run_scan.h"

/* Where blocks are split they are made of whole pieces of this many bytes. */
#define PIECE_NBYTES 4096u

/* Append the low nbits bits, at most 56; out has 8 bytes of room. */
static inline void
put(struct run_deflate *deflate, struct bytes *out, uint64_t bits,
    unsigned nbits)
{
	deflate->last |= bits << deflate->n_last;
	deflate->n_last += nbits;
	octets_put_u64le(out->data + out->nbytes, deflate->last);
	out->nbytes += deflate->n_last >> 3;
	deflate->last >>= deflate->n_last & 56;
	deflate->n_last &= 7;
}

/* The span at data[at]; count the symbols it takes. */
static inline struct run_deflate_span
take_span(struct run_code *code, const uint8_t *data, size_t at, size_t nbytes)
{
	size_t run_at = run_scan_find(data, at + 1, nbytes), run = 0;

	run_code_count_literals(code, data + at, run_at - at);
	if (run_at < nbytes)
		run = run_scan_length(data, run_at, nbytes);
	run_code_count_run(code, run);
	return (struct run_deflate_span){.n_literals = (uint32_t)(run_at - at),
					 .run = (uint32_t)run};
}

/* Split the block into spans and count the symbols they take. */
static size_t
find_spans(const uint8_t *data, size_t nbytes, struct run_deflate_span *spans,
	   struct run_code *code)
{
	size_t at = 0, n = 0;

	while (at < nbytes) {
		spans[n] = take_span(code, data, at, nbytes);
		at += spans[n].n_literals + spans[n].run;
		n++;
	}
	return n;
}

static inline void
put_literals(struct run_deflate *deflate, const struct run_code *code,
	     const uint8_t *data, size_t n, struct bytes *out)
{
	const struct run_code_bits *literals = code->literals;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		const struct run_code_bits a = literals[data[i]];
		const struct run_code_bits b = literals[data[i + 1]];
		const struct run_code_bits c = literals[data[i + 2]];
		const struct run_code_bits d = literals[data[i + 3]];
		uint64_t low = a.bits | b.bits << a.nbits;
		uint64_t high = c.bits | d.bits << c.nbits;

		put(deflate, out, low | high << (a.nbits + b.nbits),
		    a.nbits + b.nbits + c.nbits + d.nbits);
	}
	for (; i < n; i++)
		put(deflate, out, literals[data[i]].bits,
		    literals[data[i]].nbits);
}

static void
put_spans(struct run_deflate *deflate, const struct run_code *code,
	  const uint8_t *data, size_t n_spans, struct bytes *out)
{
	const struct run_deflate_span *spans =
		(const struct run_deflate_span *)(const void *)
			deflate->spans.data;
	struct run_deflate d = *deflate; /* in registers */

	for (size_t i = 0; i < n_spans; i++) {
		size_t run = spans[i].run;

		put_literals(&d, code, data, spans[i].n_literals, out);
		data += spans[i].n_literals + run;
		while (run > 0) {
			size_t part = run_code_part(run);

			put(&d, out, code->runs[part].bits,
			    code->runs[part].nbits);
			run -= part;
		}
	}
	put(&d, out, code->literals[RUN_CODE_END].bits,
	    code->literals[RUN_CODE_END].nbits);
	*deflate = d;
}

/* Fill the byte that is begun. */
static void
align(struct run_deflate *deflate, struct bytes *out)
{
	if (deflate->n_last > 0)
		put(deflate, out, 0, 8 - deflate->n_last);
}

/* RFC 1951 section 3.2.4. */
static void
put_stored(struct run_deflate *deflate, const uint8_t *data, size_t nbytes,
	   bool is_last, struct bytes *out)
{
	put(deflate, out, is_last, 3);
	align(deflate, out);
	put(deflate, out, nbytes | (nbytes ^ 0xffff) << 16, 32);
	memcpy(out->data + out->nbytes, data, nbytes);
	out->nbytes += nbytes;
}

/* RFC 1951 section 3.2.7. */
static void
put_header(struct run_deflate *deflate, const uint8_t *header, size_t nbits,
	   bool is_last, struct bytes *out)
{
	put(deflate, out, (uint64_t)is_last | 2 << 1, 3);
	for (; nbits >= 8; nbits -= 8)
		put(deflate, out, *header++, 8);
	put(deflate, out, nbits > 0 ? *header : 0, (unsigned)nbits);
}

enum gm_status
run_deflate_block(struct run_deflate *deflate, const uint8_t *data,
		  size_t nbytes, bool is_last, struct bytes *out,
		  struct gm_error *err)
{
	uint8_t header[RUN_CODE_HEADER_MAX_BYTES];
	struct run_code *code = &deflate->code;
	size_t header_nbits, n_spans;
	uint64_t nbits;
	enum gm_status st;

	/* A span has a literal and a run, but for the last one. */
	st = bytes_reserve(&deflate->spans,
			   (nbytes / (1 + RUN_SCAN_MIN) + 1) *
				   sizeof(struct run_deflate_span),
			   err);
	/* A block is stored when it would grow; 8 bytes are put at a time. */
	if (st == GM_OK)
		st = bytes_reserve(out, nbytes + 5 + 8, err);
	if (st != GM_OK)
		return st;
	run_code_begin(code);
	n_spans = find_spans(
		data, nbytes,
		(struct run_deflate_span *)(void *)deflate->spans.data, code);
	nbits = run_code_make(code);
	header_nbits = run_code_header(code, header);
	if (header_nbits + nbits >= (uint64_t)nbytes * 8) {
		put_stored(deflate, data, nbytes, is_last, out);
	} else {
		put_header(deflate, header, header_nbits, is_last, out);
		put_spans(deflate, code, data, n_spans, out);
	}
	if (is_last)
		align(deflate, out);
	return GM_OK;
}

static void
count_piece(struct run_code *code, const uint8_t *data, size_t nbytes)
{
	for (size_t at = 0; at < nbytes;) {
		struct run_deflate_span span =
			take_span(code, data, at, nbytes);

		at += span.n_literals + span.run;
	}
}

/* The counts of a, or of a and b, to code; what they take in bits. */
static uint64_t
cost_of(struct run_code *code, const struct run_code *a,
	const struct run_code *b)
{
	uint8_t header[RUN_CODE_HEADER_MAX_BYTES];
	uint64_t nbits;

	run_code_begin(code);
	run_code_add(code, a);
	if (b != NULL)
		run_code_add(code, b);
	nbits = run_code_make(code);
	return nbits + run_code_header(code, header);
}

size_t
run_deflate_split(const uint8_t *data, size_t nbytes, struct run_code codes[3])
{
	struct run_code *block = &codes[0], *piece = &codes[1];
	struct run_code *scratch = &codes[2];
	size_t at = nbytes < PIECE_NBYTES ? nbytes : PIECE_NBYTES;
	uint64_t cost;

	run_code_begin(block);
	count_piece(block, data, at);
	cost = cost_of(scratch, block, NULL);
	while (at < nbytes && at + PIECE_NBYTES <= RUN_DEFLATE_BLOCK_BYTES) {
		size_t n =
			nbytes - at < PIECE_NBYTES ? nbytes - at : PIECE_NBYTES;
		uint64_t apart, joined;

		run_code_begin(piece);
		count_piece(piece, data + at, n);
		apart = cost + cost_of(scratch, piece, NULL);
		joined = cost_of(scratch, block, piece);
		if (joined > apart)
			break;
		run_code_add(block, piece);
		cost = joined;
		at += n;
	}
	return at;
}

void
run_deflate_free(struct run_deflate *deflate)
{
	bytes_free(&deflate->spans);
}
