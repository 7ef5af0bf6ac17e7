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
	uint32_t strip =
		TIFFComputeStrip(source->lib, rows->y, (uint16_t)rows->sample);
	uint64_t begin = rows->y % page->block_height * rows->row_nbytes;
	uint64_t at = TIFFGetStrileOffset(source->lib, strip);
	size_t nbytes = (size_t)(rows->row_nbytes * rows->n), n_done = 0;

	source->met_end = true; /* if not all are there */
	if (at > UINT64_MAX / 2 ||
	    TIFFGetStrileByteCount(source->lib, strip) < begin + nbytes)
		return false;
	while (n_done < nbytes) {
		size_t n = file_in_read_at(source->in, at + begin + n_done,
					   to + n_done, nbytes - n_done);

		if (n == 0)
			break;
		n_done += n;
	}
	put_in_order(source->lib, page, to, (tmsize_t)n_done);
	return n_done == nbytes;
}
