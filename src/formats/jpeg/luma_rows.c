/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/luma_rows.h"

/* Most bits of a DC: a code, and the difference. */
#define DC_MAX_BITS (HUFFMAN_MAX_BITS + STEPS_MAX_DC_SIZE)

/* A coefficient of libjpeg has 16 bits: -DC_LIMIT to DC_LIMIT - 1. */
#define DC_LIMIT 32768

/* Largest difference of category STEPS_MAX_DC_SIZE. */
#define DC_MAX_DIFFERENCE ((1 << STEPS_MAX_DC_SIZE) - 1)

static struct luma_block *
row_of(const struct luma_rows *rows, unsigned row)
{
	return (struct luma_block *)(void *)rows->blocks.data +
	       (size_t)row * rows->h * rows->mcus_wide;
}

enum gm_status
luma_rows_begin(struct luma_rows *rows, unsigned h, unsigned v,
		uint32_t mcus_wide, const struct huffman_table *dc_table,
		struct gm_error *err)
{
	rows->h = h;
	rows->v = v;
	rows->mcus_wide = mcus_wide;
	rows->in_dc = rows->out_dc = 0;
	rows->spread = 0;
	if (dc_table != NULL)
		huffman_codes(dc_table, rows->codes);
	rows->blocks.nbytes = 0;
	/* At most 4 * 4 * 65535 / 8 blocks. */
	return bytes_reserve(&rows->blocks,
			     sizeof(struct luma_block) * h * v * mcus_wide,
			     err);
}

/* T.81 figure F.12: the difference that size bits at the left stand for. */
static inline int32_t
extend(uint64_t window, unsigned size)
{
	/* In two shifts, for size may be 0. */
	int32_t value = (int32_t)(window >> 1 >> (63 - size));
	int32_t is_negative = (int32_t)(window >> 63) - 1;

	return value + (is_negative & (1 - (1 << size)));
}

static inline void
take_block(struct luma_rows *rows, const struct huffman_decoder *dc,
	   const uint8_t *data, uint32_t begin, uint32_t end,
	   struct luma_block *block)
{
	uint64_t window = huffman_window(data, begin);
	unsigned found = huffman_decode(dc, window);
	unsigned code_nbits = found >> 8, size = found & 0xff;

	rows->in_dc += extend(window << code_nbits, size);
	block->ac_begin = begin + code_nbits + size;
	block->ac_end = end;
	block->dc = rows->in_dc;
	rows->spread |= (uint32_t)(rows->in_dc + DC_LIMIT);
}

enum gm_status
luma_rows_take(struct luma_rows *rows, const struct mcu_walk *walk,
	       const uint8_t *data, uint64_t begin, uint32_t mcu_i,
	       unsigned n_mcus, struct gm_error *err)
{
	const struct huffman_decoder *dc = &walk->steps[0]->dc;
	const uint32_t *ends = walk->ends;
	uint32_t at = (uint32_t)begin;

	for (unsigned i = 0; i < n_mcus; i++, ends += walk->mcu_blocks) {
		const uint32_t *end = ends;

		for (unsigned y = 0; y < rows->v; y++) {
			struct luma_block *block =
				row_of(rows, y) + (mcu_i + i) * rows->h;

			for (unsigned x = 0; x < rows->h; x++) {
				take_block(rows, dc, data, at, *end, block++);
				at = *end++;
			}
		}
		at = ends[walk->mcu_blocks - 1];
	}
	/* Looked at once in a while: this few blocks cannot overflow. */
	if (rows->spread >= 2 * DC_LIMIT)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "a DC out of range");
	return GM_OK;
}

/* At most 56 bits at pos, right-aligned. */
static inline uint64_t
bits_at(const uint8_t *data, uint32_t pos, unsigned nbits)
{
	return huffman_window(data, pos) >> 8 >> (56 - nbits);
}

static inline uint32_t
magnitude_of(int32_t difference)
{
	return (uint32_t)(difference < 0 ? -difference : difference);
}

static inline void
put_block(struct luma_rows *rows, struct bit_writer *writer,
	  const uint8_t *data, const struct luma_block *block,
	  int32_t difference)
{
	unsigned size =
		31 - (unsigned)__builtin_clz(magnitude_of(difference) << 1 | 1);
	const struct huffman_code code = rows->codes[size];
	/* Of a negative one, the low bits of one less (T.81 F.1.2.1.1). */
	uint32_t low = (uint32_t)(difference + (difference >> 31)) &
		       ((1u << size) - 1);
	uint32_t pos = block->ac_begin, left = block->ac_end - pos;

	bit_writer_put(writer, (uint64_t)code.code << size | low,
		       code.nbits + size);
	while (__builtin_expect(left > BIT_WRITER_MAX_BITS, 0)) {
		bit_writer_put(writer, bits_at(data, pos, BIT_WRITER_MAX_BITS),
			       BIT_WRITER_MAX_BITS);
		pos += BIT_WRITER_MAX_BITS;
		left -= BIT_WRITER_MAX_BITS;
	}
	bit_writer_put(writer, bits_at(data, pos, left), left);
}

static enum gm_status
write_row(struct luma_rows *rows, const struct luma_block *blocks,
	  const uint8_t *data, uint32_t n_wide, struct bit_writer *writer,
	  struct gm_error *err)
{
	int32_t before = rows->out_dc;
	uint64_t nbits = 0;
	uint32_t all = 0;
	struct bit_writer w;
	enum gm_status st;

	for (uint32_t x = 0; x < n_wide; x++) {
		nbits += blocks[x].ac_end - blocks[x].ac_begin + DC_MAX_BITS;
		all |= magnitude_of(blocks[x].dc - before);
		before = blocks[x].dc;
	}
	if (all > DC_MAX_DIFFERENCE)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a DC difference out of range");
	st = bit_writer_reserve(writer, (size_t)nbits, err);
	if (st != GM_OK)
		return st;
	w = *writer; /* in registers */
	for (uint32_t x = 0; x < n_wide; x++) {
		put_block(rows, &w, data, &blocks[x],
			  blocks[x].dc - rows->out_dc);
		rows->out_dc = blocks[x].dc;
	}
	*writer = w;
	return GM_OK;
}

enum gm_status
luma_rows_write(struct luma_rows *rows, const uint8_t *data, uint32_t n_wide,
		uint32_t n_high, struct bit_writer *writer,
		struct file_out *out, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (unsigned y = 0; st == GM_OK && y < n_high; y++)
		st = write_row(rows, row_of(rows, y), data, n_wide, writer,
			       err);
	return st == GM_OK ? bit_writer_flush(writer, out, err) : st;
}
