/* SPDX-License-Identifier: MIT */
#include "formats/bmp/bmp_rle.h"

#include <string.h>

#include "codec/codec.h"

/* A byte of 0 is followed by one of these, or a count of 3 to 255. */
enum escape {
	END_OF_ROW,
	END_OF_PICTURE,
	DELTA
};

static void
draw(struct bmp_rle *rle, uint32_t index)
{
	if (rle->x >= rle->width) {
		rle->has_overrun = true;
		return;
	}
	rle->row[rle->x++] = (uint16_t)(1 + index);
	rle->n_drawn++;
}

/* The index of the i-th pixel, two of 4 bits being in a byte. */
static uint32_t
index_of(const struct bmp_rle *rle, const uint8_t *data, size_t i)
{
	if (rle->depth == 8)
		return data[i];
	return i % 2 == 0 ? data[i / 2] >> 4 : data[i / 2] & 15u;
}

/* Two indices in turn, which of 8 bits are the same. */
static void
draw_run(struct bmp_rle *rle, size_t n, uint8_t value)
{
	const uint8_t values[2] = {value, value};
	const uint16_t pixels[2] = {(uint16_t)(1 + index_of(rle, values, 0)),
				    (uint16_t)(1 + index_of(rle, values, 1))};
	size_t room = rle->x < rle->width ? rle->width - rle->x : 0;

	if (n > room) {
		n = room;
		rle->has_overrun = true;
	}
	for (size_t i = 0; i < n; i++)
		rle->row[rle->x + i] = pixels[i % 2];
	rle->x += n;
	rle->n_drawn += n;
}

/* The pixels as they are, in an even number of bytes. */
static bool
draw_literal(struct bmp_rle *rle, size_t n)
{
	const uint8_t *data;
	size_t nbytes = (n * rle->depth + 7) / 8;
	size_t there = file_in_peek(rle->in, nbytes + nbytes % 2, &data);

	if (there > nbytes + nbytes % 2)
		there = nbytes + nbytes % 2;
	for (size_t i = 0; i < n && (i * rle->depth) / 8 < there; i++)
		draw(rle, index_of(rle, data, i));
	file_in_skip(rle->in, there);
	return there >= nbytes;
}

static bool
step(struct bmp_rle *rle)
{
	uint8_t by[2];

	if (file_in_read(rle->in, by, 2) < 2)
		return false;
	rle->x += by[0];
	rle->y += by[1];
	return true;
}

/* False at the end of the file. */
static bool
take_escape(struct bmp_rle *rle, uint8_t escape)
{
	switch (escape) {
	case END_OF_ROW:
		rle->x = 0;
		rle->y++;
		return true;
	case END_OF_PICTURE:
		rle->y = rle->height;
		rle->has_end = true;
		return true;
	case DELTA:
		return step(rle);
	default:
		return draw_literal(rle, escape);
	}
}

static bool
take_code(struct bmp_rle *rle)
{
	uint8_t code[2];

	if (file_in_read(rle->in, code, 2) < 2)
		return false;
	if (code[0] == 0)
		return take_escape(rle, code[1]);
	draw_run(rle, code[0], code[1]);
	return true;
}

/* The mark may follow the end of the last row, or take its place. */
static void
take_end(struct bmp_rle *rle)
{
	const uint8_t *data;

	if (rle->has_end || file_in_peek(rle->in, 2, &data) < 2 ||
	    data[0] != 0 || data[1] != END_OF_PICTURE)
		return;
	rle->has_end = true;
	file_in_skip(rle->in, 2);
}

void
bmp_rle_row(struct bmp_rle *rle, size_t y, uint16_t *row)
{
	memset(row, 0, rle->width * sizeof(*row));
	rle->row = row;
	while (!rle->is_cut && rle->y <= y)
		rle->is_cut = !take_code(rle);
}

enum gm_status
bmp_rle_end(struct bmp_rle *rle, struct gm_error *err)
{
	if (rle->is_cut && (rle->y + 1 != rle->height || rle->x < rle->width))
		return file_in_fail_at_end(rle->in, CODEC_INCOMPLETE, err);
	take_end(rle);
	return file_in_status(rle->in, err);
}
