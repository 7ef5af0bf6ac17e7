/* SPDX-License-Identifier: MIT */
/*
 * coefs_turn.h - the blocks of a JPEG turned, without loss
 *
 * A block of cosines is mirrored by the signs of its odd columns or rows, and
 * transposed by exchanging them.
 */
#ifndef GM_FORMATS_JPEG_COEFS_TURN_H
#define GM_FORMATS_JPEG_COEFS_TURN_H

#include <stdbool.h>

#include "formats/jpeg/codec_jpeg_lib.h"
#include "image/turn.h"

/* Are only whole blocks mirrored, in a picture of this size? */
bool coefs_turn_is_exact(const struct turn *turn, uint32_t width,
			 uint32_t height);

/* Turn one block, or the quantisation table of one: mirroring has no part. */
void coefs_turn_block(const struct turn *turn, const JCOEF *from, JCOEF *to);
void coefs_turn_table(const struct turn *turn, const UINT16 *from, UINT16 *to);

/*
 * In a step before jpeg_write_coefficients(): the blocks of the first
 * component of from, which are in blocks, as an array of to.
 */
jvirt_barray_ptr coefs_turn(const struct turn *turn, j_decompress_ptr from,
			    jvirt_barray_ptr blocks, j_compress_ptr to);

#endif
