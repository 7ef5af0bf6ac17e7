/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/coefs_turn.h"

bool
coefs_turn_is_exact(const struct turn *turn, uint32_t width, uint32_t height)
{
	return !(turn->flips_x && width % DCTSIZE != 0) &&
	       !(turn->flips_y && height % DCTSIZE != 0);
}

/* Where the number at place i, of row i / 8, goes. */
static int
place(const struct turn *turn, int i)
{
	return turn->transposes ? i % DCTSIZE * DCTSIZE + i / DCTSIZE : i;
}

void
coefs_turn_block(const struct turn *turn, const JCOEF *from, JCOEF *to)
{
	for (int i = 0; i < DCTSIZE2; i++) {
		bool is_negated = (turn->flips_x && i % 2 == 1) !=
				  (turn->flips_y && i / DCTSIZE % 2 == 1);
		int value = is_negated ? -from[i] : from[i];

		to[place(turn, i)] = (JCOEF)value;
	}
}

void
coefs_turn_table(const struct turn *turn, const UINT16 *from, UINT16 *to)
{
	for (int i = 0; i < DCTSIZE2; i++)
		to[place(turn, i)] = from[i];
}

/* The block that becomes number x of row y. */
static const JCOEF *
block_at(const struct turn *turn, j_decompress_ptr from,
	 jvirt_barray_ptr blocks, JDIMENSION x, JDIMENSION y)
{
	const jpeg_component_info *info = from->comp_info;
	JDIMENSION column = turn->transposes ? y : x;
	JDIMENSION row = turn->transposes ? x : y;

	if (turn->flips_x)
		column = info->width_in_blocks - 1 - column;
	if (turn->flips_y)
		row = info->height_in_blocks - 1 - row;
	return from->mem->access_virt_barray((j_common_ptr)from, blocks, row, 1,
					     FALSE)[0][column];
}

/* The library wants rows of blocks filled in their order. */
jvirt_barray_ptr
coefs_turn(const struct turn *turn, j_decompress_ptr from,
	   jvirt_barray_ptr blocks, j_compress_ptr to)
{
	const jpeg_component_info *info = from->comp_info;
	JDIMENSION n_wide = turn->transposes ? info->height_in_blocks
					     : info->width_in_blocks;
	JDIMENSION n_high = turn->transposes ? info->width_in_blocks
					     : info->height_in_blocks;
	jvirt_barray_ptr turned = to->mem->request_virt_barray(
		(j_common_ptr)to, JPOOL_IMAGE, FALSE, n_wide, n_high, 1);

	to->mem->realize_virt_arrays((j_common_ptr)to);
	for (JDIMENSION y = 0; y < n_high; y++) {
		JBLOCKROW row = to->mem->access_virt_barray(
			(j_common_ptr)to, turned, y, 1, TRUE)[0];

		for (JDIMENSION x = 0; x < n_wide; x++)
			coefs_turn_block(turn,
					 block_at(turn, from, blocks, x, y),
					 row[x]);
	}
	return turned;
}
