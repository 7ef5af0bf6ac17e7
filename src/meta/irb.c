/* SPDX-License-Identifier: MIT */
#include "meta/irb.h"

#include <string.h>

#include "base/octets.h"

/*
 * What stands before a thumbnail: format, width, height, bytes of a row, of
 * all rows, and of the JPEG; bits and planes of a pixel (Photoshop File
 * Formats, Thumbnail resource format).
 */
#define THUMBNAIL_HEAD_NBYTES 28u

enum {
	THUMBNAIL_RAW = 0,
	THUMBNAIL_JPEG = 1
};

/* "8BIM", the id, a name with its length, the length; then the value. */
bool
irb_next(const uint8_t *data, size_t nbytes, size_t *at, struct irb *block)
{
	size_t left = nbytes - *at, head;

	if (left < IRB_HEAD_NBYTES || memcmp(data + *at, "8BIM", 4) != 0)
		return false;
	data += *at;
	/* Name and length together are made even. */
	head = 6 + ((size_t)data[6] + 2) / 2 * 2 + 4;
	if (left < head)
		return false;
	block->id = octets_u16be(data + 4);
	block->nbytes = octets_u32be(data + head - 4);
	block->value = data + head;
	if (block->nbytes > left - head)
		return false;
	*at += head + block->nbytes;
	/* The last one may lack its padding. */
	if (block->nbytes % 2 == 1 && *at < nbytes)
		(*at)++;
	return true;
}

bool
irb_find(const uint8_t *data, size_t nbytes, unsigned id, struct irb *block)
{
	size_t at = 0;

	while (irb_next(data, nbytes, &at, block))
		if (block->id == id)
			return true;
	return false;
}

void
irb_put_head(uint8_t head[IRB_HEAD_NBYTES], unsigned id, size_t nbytes)
{
	memcpy(head, "8BIM", 4);
	octets_put_u16be(head + 4, (uint16_t)id);
	octets_put_u16be(head + 6, 0);
	octets_put_u32be(head + 8, (uint32_t)nbytes);
}

/* The rows that are there; no padding after the last one is asked for. */
static void
make_raw_gray(const uint8_t *head, uint8_t *data, size_t nbytes,
	      unsigned red_at)
{
	size_t width = octets_u32be(head + 4), height = octets_u32be(head + 8);
	size_t row_nbytes = octets_u32be(head + 12);

	if (octets_u16be(head + 24) != 24 || octets_u16be(head + 26) != 1 ||
	    width == 0 || row_nbytes / 3 < width) {
		memset(data, 0, nbytes);
		return;
	}
	for (; height > 0 && nbytes >= 3 * width; height--) {
		inset_make_pixels_gray(data, 3 * width, red_at);
		if (nbytes < row_nbytes)
			break;
		data += row_nbytes;
		nbytes -= row_nbytes;
	}
}

static void
make_thumbnail_gray(uint8_t *value, size_t nbytes, unsigned red_at,
		    const struct inset_maker *maker)
{
	uint8_t *data = value + THUMBNAIL_HEAD_NBYTES;

	if (nbytes < THUMBNAIL_HEAD_NBYTES)
		return;
	nbytes -= THUMBNAIL_HEAD_NBYTES;
	if (octets_u32be(value) == THUMBNAIL_JPEG)
		inset_make_gray(maker, data, nbytes);
	else if (octets_u32be(value) == THUMBNAIL_RAW)
		make_raw_gray(value, data, nbytes, red_at);
}

void
irb_make_gray(uint8_t *data, size_t nbytes, const struct inset_maker *maker)
{
	struct irb block;
	size_t at = 0;

	inset_make_all_gray(maker, data, nbytes);
	while (irb_next(data, nbytes, &at, &block)) {
		uint8_t *value = data + (block.value - data);

		if (block.id == IRB_THUMBNAIL)
			make_thumbnail_gray(value, block.nbytes, 0, maker);
		else if (block.id == IRB_THUMBNAIL_BGR)
			make_thumbnail_gray(value, block.nbytes, 2, maker);
	}
}
