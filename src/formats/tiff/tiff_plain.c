/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_plain.h"

static void
put_in_order(TIFF *lib, const struct tiff_page *page, uint8_t *data,
	     tmsize_t nbytes)
{
	uint16_t order = FILLORDER_MSB2LSB;

	TIFFGetFieldDefaulted(lib, TIFFTAG_FILLORDER, &order);
	if (order == FILLORDER_LSB2MSB)
		TIFFReverseBits(data, nbytes);
	if (TIFFIsByteSwapped(lib) == 0)
		return;
	if (page->bits == 16)
		TIFFSwabArrayOfShort((uint16_t *)(void *)data, nbytes / 2);
	else if (page->bits == 24)
		TIFFSwabArrayOfTriples(data, nbytes / 3);
	else if (page->bits == 32)
		TIFFSwabArrayOfLong((uint32_t *)(void *)data, nbytes / 4);
	else if (page->bits == 64)
		TIFFSwabArrayOfLong8((uint64_t *)(void *)data, nbytes / 8);
}

bool
tiff_plain_read(struct tiff_source *source, const struct tiff_page *page,
		const struct tiff_plain *rows, uint8_t *to)
{
	uint64_t begin = rows->y * rows->row_nbytes;
	uint64_t at = TIFFGetStrileOffset(source->lib, rows->number);
	uint64_t end = TIFFGetStrileByteCount(source->lib, rows->number);
	uint64_t nbytes = rows->row_nbytes * rows->n;
	uint64_t n_there = end > begin ? end - begin : 0;
	size_t n_done = 0;

	source->met_end = true; /* if not all are there */
	if (n_there > nbytes)
		n_there = nbytes;
	if (at <= UINT64_MAX / 2)
		n_done = file_in_fill_at(source->in, at + begin, to,
					 (size_t)n_there);
	put_in_order(source->lib, page, to, (tmsize_t)n_done);
	return n_done == nbytes;
}
