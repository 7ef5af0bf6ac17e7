/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_palette.h"

#include <stdlib.h>

#include "formats/tiff/tiff_lib.h"
#include "meta/settle.h"

/* More bits than an index may have. */
#define MAX_BITS 16u

/* Where the 8 bits of colours stand. */
enum place {
	HIGH, /* and zeros below */
	BOTH,
	LOW, /* and zeros above: an old mistake */
	NOWHERE
};

enum gm_status
tiff_palette_read(struct tiff_palette *palette, struct tiff_raw *raw,
		  const struct tiff_directory *directory, struct gm_error *err)
{
	const struct tiff_entry *entry =
		tiff_directory_find(directory, TIFFTAG_COLORMAP);
	uint64_t bits =
		tiff_raw_number(raw, directory, TIFFTAG_BITSPERSAMPLE, 1);

	if (entry == NULL || bits == 0 || bits > MAX_BITS ||
	    entry->type != TIFF_TYPE_SHORT || entry->n != UINT64_C(3) << bits ||
	    !tiff_entry_is_whole(raw, entry))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: indices without a palette");
	palette->n = (size_t)1 << bits;
	palette->numbers = calloc(3 * palette->n, sizeof(*palette->numbers));
	if (palette->numbers == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (palette)");
	return tiff_raw_numbers(raw, entry, 0, 3 * palette->n, palette->numbers,
				err);
}

bool
tiff_palette_is_gray(const struct tiff_palette *palette)
{
	const uint64_t *numbers = palette->numbers;
	size_t n = palette->n;

	for (size_t i = 0; i < n; i++)
		if (numbers[i] != numbers[n + i] ||
		    numbers[i] != numbers[2 * n + i])
			return false;
	return true;
}

static enum place
find_place(const struct tiff_palette *palette)
{
	bool is[NOWHERE] = {true, true, true};

	for (size_t i = 0; i < 3 * palette->n; i++) {
		uint64_t number = palette->numbers[i];

		is[HIGH] &= (number & 0xff) == 0;
		is[BOTH] &= (number & 0xff) == number >> 8;
		is[LOW] &= number <= 0xff;
	}
	return is[HIGH] ? HIGH : is[BOTH] ? BOTH : is[LOW] ? LOW : NOWHERE;
}

static void
make_gray(struct tiff_palette *palette, enum place place,
	  const struct graying *graying, const struct image_info *info)
{
	uint64_t *numbers = palette->numbers;
	size_t n = palette->n;

	for (size_t i = 0; i < n; i++) {
		uint64_t c[3] = {numbers[i], numbers[n + i],
				 numbers[2 * n + i]};
		uint8_t u8[3];
		uint16_t u16[3];

		for (int k = 0; k < 3; k++) {
			u8[k] = (uint8_t)(place == HIGH ? c[k] >> 8 : c[k]);
			u16[k] = (uint16_t)c[k];
		}
		graying_convert(graying, info,
				info->bits == 8 ? (void *)u8 : (void *)u16, 1,
				info->bits == 8 ? (void *)u8 : (void *)u16);
		c[0] = place == NOWHERE ? u16[0]
		       : place == HIGH  ? (uint64_t)u8[0] << 8
		       : place == BOTH  ? u8[0] * UINT64_C(257)
					: u8[0];
		numbers[i] = numbers[n + i] = numbers[2 * n + i] = c[0];
	}
}

enum gm_status
tiff_palette_make_gray(struct tiff_palette *palette, enum gray_method method,
		       struct metadata *metadata, struct gm_error *err)
{
	enum place place = find_place(palette);
	const struct image_info info = {.channels = 3,
					.bits = place == NOWHERE ? 16 : 8};
	struct graying graying;
	enum gm_status st = settle_find_graying(metadata, &info, false, method,
						&graying, err);

	if (st == GM_OK)
		make_gray(palette, place, &graying, &info);
	return st;
}

enum gm_status
tiff_palette_put(const struct tiff_palette *palette,
		 const struct tiff_order *order, struct tiff_fields *fields,
		 struct gm_error *err)
{
	return tiff_fields_numbers(fields, order, TIFFTAG_COLORMAP,
				   TIFF_TYPE_SHORT, palette->numbers,
				   3 * palette->n, err);
}

void
tiff_palette_free(struct tiff_palette *palette)
{
	free(palette->numbers);
	*palette = (struct tiff_palette){0};
}
