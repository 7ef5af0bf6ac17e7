/* SPDX-License-Identifier: MIT */
/*
 * fuzz_pieces.h - inputs made large by one piece of theirs, again and again
 */
#ifndef GM_FUZZ_FUZZ_PIECES_H
#define GM_FUZZ_FUZZ_PIECES_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_piece {
	size_t from;
	size_t to; /* behind its last byte; above from, unless there is none */
};

/*
 * A piece of an input: chunks of a PNG or RIFF, segments of a JPEG, of all else
 * any bytes.  noise says which.
 */
struct fuzz_piece fuzz_piece_of(const uint8_t *data, size_t size,
				uint32_t noise);

/*
 * The input with its piece repeated until all has about n_grown bytes, or a
 * little more; *size becomes its size.  The caller frees it.
 */
uint8_t *fuzz_piece_grow(const uint8_t *data, size_t *size,
			 const struct fuzz_piece *piece, size_t n_grown);

#endif
