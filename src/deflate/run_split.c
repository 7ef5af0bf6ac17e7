/* SPDX-License-Identifier: MIT */
#include "deflate/run_split.h"

#include "deflate/run_deflate.h"
#include "deflate/run_scan.h"

/* Blocks are made of whole pieces of this many bytes. */
#define PIECE_NBYTES 4096u

static void
count_piece(struct run_code *code, const uint8_t *data, size_t nbytes)
{
	size_t at = 0;

	while (at < nbytes) {
		size_t run_at = run_scan_find(data, at + 1, nbytes);
		size_t run = run_at < nbytes
				     ? run_scan_length(data, run_at, nbytes)
				     : 0;

		run_code_count_literals(code, data + at, run_at - at);
		run_code_count_run(code, run);
		at = run_at + run;
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
run_split(const uint8_t *data, size_t nbytes, struct run_code codes[3])
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
