/* SPDX-License-Identifier: MIT */
#include "formats/jp2/jp2_rows.h"

#include <math.h>

static uint32_t
divide_up(uint32_t value, uint32_t by)
{
	return value / by + (value % by > 0);
}

static const struct j2k_component *
component_of(const struct jp2_rows *rows, unsigned channel)
{
	return &rows->header
			->components[rows->file->channels[channel].component];
}

/* The most bits of a channel. */
static unsigned
most_bits(const struct jp2_rows *rows, bool *is_exact)
{
	const struct jp2_file *file = rows->file;
	unsigned n = rows->is_luma ? 1 : file->n_channels;
	unsigned bits = 0, first = component_of(rows, 0)->bits;

	*is_exact = !rows->is_ycc;
	for (unsigned i = 0; i < n; i++) {
		unsigned own = component_of(rows, i)->bits;

		*is_exact &= own == first && !file->channels[i].has_palette &&
			     !file->channels[i].is_multiplied;
		if (file->channels[i].has_palette)
			own = 16;
		bits = own > bits ? own : bits;
	}
	return bits;
}

static bool
is_depth(unsigned bits)
{
	return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
}

void
jp2_rows_set_info(struct jp2_rows *rows)
{
	const struct j2k_header *header = rows->header;
	const struct j2k_component *first = component_of(rows, 0);
	bool is_exact;
	unsigned bits = most_bits(rows, &is_exact);
	uint32_t deep = bits > 8 ? 16 : 8;

	rows->info = (struct image_info){
		.width = divide_up(header->x1, first->dx) -
			 divide_up(header->x0, first->dx),
		.height = divide_up(header->y1, first->dy) -
			  divide_up(header->y0, first->dy),
		.channels = rows->is_luma ? 1 : rows->file->n_channels,
		.bits = deep,
		.exact_bits = is_exact && is_depth(bits) ? bits : deep};
}

bool
jp2_rows_have_chroma(const struct jp2_rows *rows)
{
	const struct j2k_component *y = component_of(rows, 0);
	const struct j2k_component *u = component_of(rows, 1);
	const struct j2k_component *v = component_of(rows, 2);

	return (u->dx > y->dx || u->dy > y->dy) && u->dx == v->dx &&
	       u->dy == v->dy;
}

/* From 0 to most, from a sample of a component. */
static uint32_t
level(const struct j2k_component *component, int32_t sample)
{
	const int32_t most = (int32_t)((1u << component->bits) - 1);
	int64_t value = sample;

	if (component->is_signed)
		value += INT64_C(1) << (component->bits - 1);
	return (uint32_t)(value < 0 ? 0 : value > most ? most : value);
}

static void
put(const struct image_info *info, void *row, size_t i, uint32_t value,
    uint32_t most)
{
	const uint32_t to = info->bits == 16 ? 65535 : 255;

	if (most != to)
		value = (uint32_t)((value * (uint64_t)to + most / 2) / most);
	if (info->bits == 16)
		((uint16_t *)row)[i] = (uint16_t)value;
	else
		((uint8_t *)row)[i] = (uint8_t)value;
}

static uint32_t
get(const struct image_info *info, const void *row, size_t i)
{
	return info->bits == 16 ? ((const uint16_t *)row)[i]
				: ((const uint8_t *)row)[i];
}

/* How samples of a component are found by pixels of the first. */
struct lines {
	const struct j2k_component *first;
	const struct j2k_component *own;
	const struct jp2_plane *first_plane;
	const struct jp2_plane *plane;
};

/* The sample at or before a place of the grid, or the first or last one. */
static uint32_t
find(uint32_t place, uint32_t step, uint32_t begin, uint32_t n)
{
	uint32_t at = place / step;

	at = at < begin ? 0 : at - begin;
	return at < n ? at : n - 1;
}

static const int32_t *
find_line(const struct lines *lines, uint32_t y)
{
	const struct jp2_plane *plane = lines->plane;
	uint32_t place = (lines->first_plane->y0 + y) * lines->first->dy;

	if (plane->samples == NULL || plane->width == 0 || plane->height == 0)
		return NULL;
	y = find(place, lines->own->dy, plane->y0, plane->height);
	return plane->samples + (size_t)y * plane->width;
}

static int32_t
sample_at(const struct lines *lines, const int32_t *line, uint32_t x)
{
	const struct jp2_plane *plane = lines->plane;
	uint32_t place;

	if (line == NULL)
		return 0;
	if (lines->own->dx != lines->first->dx ||
	    plane->width != lines->first_plane->width) {
		place = (lines->first_plane->x0 + x) * lines->first->dx;
		x = find(place, lines->own->dx, plane->x0, plane->width);
	}
	return line[x];
}

static void
make_channel(const struct jp2_rows *rows, const struct jp2_decoded *decoded,
	     unsigned i, uint32_t y, void *row)
{
	const struct image_info *info = &rows->info;
	const struct jp2_palette *palette = &rows->file->palette;
	const struct jp2_channel *channel = &rows->file->channels[i];
	const struct j2k_component *own = component_of(rows, i);
	const unsigned first = rows->file->channels[0].component;
	/* Where only the first was decoded it is the only plane. */
	const struct lines lines = {
		component_of(rows, 0), own,
		&decoded->planes[rows->is_luma ? 0 : first],
		&decoded->planes[rows->is_luma ? 0 : channel->component]};
	const int32_t *line = find_line(&lines, y);

	for (uint32_t x = 0; x < info->width; x++) {
		uint32_t value = level(own, sample_at(&lines, line, x));
		size_t at = (size_t)x * info->channels + i;

		if (channel->has_palette) {
			value = value < palette->n_colors
					? value
					: palette->n_colors - 1;
			put(info, row, at,
			    palette->colors[value][channel->column], 65535);
		} else {
			put(info, row, at, value, (1u << own->bits) - 1);
		}
	}
}

static uint32_t
clip(double value, double most)
{
	return (uint32_t)(value < 0 ? 0 : value > most ? most : value + .5);
}

/* sYCC (IEC 61966-2-1, annex F). */
static void
make_rgb(const struct image_info *info, void *row)
{
	const uint32_t most = info->bits == 16 ? 65535 : 255;
	const double half = (most + 1) / 2.;

	for (size_t x = 0; x < info->width; x++) {
		const size_t at = x * info->channels;
		double y = get(info, row, at);
		double u = get(info, row, at + 1) - half;
		double v = get(info, row, at + 2) - half;

		put(info, row, at, clip(y + 1.402 * v, most), most);
		put(info, row, at + 1,
		    clip(y - .344136 * u - .714136 * v, most), most);
		put(info, row, at + 2, clip(y + 1.772 * u, most), most);
	}
}

/* Colours that alpha was multiplied into, as they were. */
static void
divide_by_alpha(const struct image_info *info, void *row)
{
	const uint64_t most = info->bits == 16 ? 65535 : 255;
	const uint32_t n_colors = info->channels - 1;

	for (size_t x = 0; x < info->width; x++) {
		const size_t at = x * info->channels;
		uint64_t alpha = get(info, row, at + n_colors);

		for (uint32_t i = 0; i < n_colors && alpha > 0; i++) {
			uint64_t value = get(info, row, at + i);

			value = (value * most + alpha / 2) / alpha;
			put(info, row, at + i,
			    (uint32_t)(value < most ? value : most),
			    (uint32_t)most);
		}
	}
}

void
jp2_rows_make(const struct jp2_rows *rows, const struct jp2_decoded *decoded,
	      uint32_t y, void *row)
{
	const struct image_info *info = &rows->info;

	for (unsigned i = 0; i < info->channels; i++)
		make_channel(rows, decoded, i, y, row);
	if (rows->is_ycc)
		make_rgb(info, row);
	if (info->channels % 2 == 0 &&
	    rows->file->channels[info->channels - 1].is_multiplied)
		divide_by_alpha(info, row);
}
