/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/recode.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/pass.h"

/* The bit at offset pos. */
static unsigned
bit_at(const uint8_t *data, uint64_t pos)
{
	return (unsigned)data[pos >> 3] >> (7 - (pos & 7)) & 1u;
}

/* Have the bytes of n MCUs from pass->pos, or fail. */
static enum gm_status
have_bits(const struct pass *pass, uint64_t n, struct gm_error *err)
{
	struct scan_bytes *bytes = pass->bytes;
	uint64_t nbytes = (pass->pos + n + 7) / 8;
	enum gm_status st = GM_OK;

	while (st == GM_OK && !bytes->at_marker && bytes->buf.nbytes < nbytes)
		st = scan_bytes_fill(bytes, err);
	if (st == GM_OK && bytes->buf.nbytes < nbytes)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "data are missing");
	return st;
}

/*
 * Store the luma's bits of n MCUs from mcu_i on, a byte each: a row of blocks
 * after the other, each of pass->h * pass->mcus_wide bytes.
 */
static void
take_bits(const struct pass *pass, uint8_t *rows, uint32_t mcu_i, unsigned n)
{
	const uint8_t *data = pass->bytes->buf.data;
	size_t stride = (size_t)pass->h * pass->mcus_wide;

	for (unsigned i = 0; i < n; i++) {
		uint64_t pos = pass->pos + (uint64_t)i * pass->mcu_blocks;
		uint8_t *to = rows + (size_t)(mcu_i + i) * pass->h;

		for (unsigned y = 0; y < pass->v; y++)
			for (unsigned x = 0; x < pass->h; x++)
				to[y * stride + x] =
					(uint8_t)bit_at(data, pos++);
	}
}

static enum gm_status
write_bits(struct bit_writer *writer, const uint8_t *bits, uint32_t n,
	   struct gm_error *err)
{
	enum gm_status st = bit_writer_reserve(writer, n, err);

	if (st != GM_OK)
		return st;
	for (; n >= 8; n -= 8, bits += 8)
		/* Gathers the lowest bits of eight bytes in one. */
		bit_writer_put(writer,
			       octets_u64be(bits) * 0x0102040810204080u >> 56,
			       8);
	for (; n > 0; n--)
		bit_writer_put(writer, *bits++, 1);
	return GM_OK;
}

static enum gm_status
refine_row(struct recode *recode, struct pass *pass, uint32_t mcu_y,
	   struct file_out *out, struct gm_error *err)
{
	uint8_t *rows = recode->rows.blocks.data;
	enum gm_status st = pass_ready(pass, err);
	unsigned n;

	for (uint32_t i = 0; st == GM_OK && i < pass->mcus_wide; i += n) {
		uint64_t n_bits;

		n = pass_portion(pass, pass->mcus_wide - i);
		n_bits = (uint64_t)n * pass->mcu_blocks;
		st = have_bits(pass, n_bits, err);
		if (st != GM_OK)
			return st;
		take_bits(pass, rows, i, n);
		st = pass_advance(pass, n, pass->pos + n_bits, err);
	}
	if (out == NULL)
		return st;
	for (unsigned y = 0; st == GM_OK && y < pass_rows_of(pass, mcu_y); y++)
		st = write_bits(&recode->writer,
				rows + (size_t)y * pass->h * pass->mcus_wide,
				pass->n_wide, err);
	return st == GM_OK ? bit_writer_flush(&recode->writer, out, err) : st;
}

enum gm_status
recode_refinement(struct recode *recode, const struct frame *frame,
		  const struct frame_scan *scan, struct scan_bytes *bytes,
		  struct file_out *out, struct gm_error *err)
{
	struct bytes *rows = &recode->rows.blocks;
	struct pass pass;
	enum gm_status st = pass_begin(&pass, frame, scan, bytes, err);

	rows->nbytes = 0;
	if (st == GM_OK)
		st = bytes_reserve(
			rows, (size_t)pass.h * pass.v * pass.mcus_wide, err);
	if (st != GM_OK)
		return st;
	bit_writer_begin(&recode->writer);
	for (uint32_t y = 0; st == GM_OK && y < pass.mcus_high; y++)
		st = refine_row(recode, &pass, y, out, err);
	if (st != GM_OK || out == NULL)
		return st;
	return bit_writer_end(&recode->writer, out, err);
}
