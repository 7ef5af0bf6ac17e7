/* SPDX-License-Identifier: MIT */
#include "formats/jp2/jp2_color.h"

#include <inttypes.h>
#include <string.h>

#include "base/octets.h"

/* EnumCS: those of T.800 table I.10. */
enum {
	SRGB = 16,
	GRAYSCALE = 17,
	SYCC = 18
};

/* Typ and Asoc of a channel definition (tables I.16 and I.17). */
enum {
	TYPE_COLOR = 0,
	TYPE_ALPHA = 1,
	TYPE_MULTIPLIED = 2,
	ASSOC_ALL = 0,
	ASSOC_NONE = 65535
};

/* Bytes of a palette, and of a box of channels, that are looked at. */
#define PALETTE_NBYTES  (3u + JP2_MAX_CHANNELS + JP2_MAX_COLORS * 8u)
#define CHANNELS_NBYTES 512u

enum jp2_space
jp2_color_space(uint32_t number)
{
	switch (number) {
	case SRGB:
		return JP2_RGB;
	case GRAYSCALE:
		return JP2_GRAY;
	case SYCC:
		return JP2_YCC;
	default:
		return JP2_OTHER;
	}
}

enum jp2_space
jp2_color_of_profile(struct file_in *in, struct jp2_span profile,
		     uint32_t *number)
{
	uint8_t name[4] = {0};

	if (profile.nbytes < 20 ||
	    file_in_fill_at(in, profile.at + 16, name, 4) < 4)
		return JP2_UNKNOWN;
	*number = octets_u32be(name);
	if (memcmp(name, "RGB ", 4) == 0)
		return JP2_RGB;
	return memcmp(name, "GRAY", 4) == 0 ? JP2_GRAY : JP2_OTHER;
}

static enum gm_status
fail_palette(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: the palette");
}

/* A column of up to 16 bits without a sign, from 0 to 65535. */
static uint16_t
scale(uint32_t value, unsigned bits)
{
	uint32_t most = (1u << bits) - 1;

	value = value < most ? value : most;
	return (uint16_t)((value * UINT64_C(65535) + most / 2) / most);
}

enum gm_status
jp2_color_read_palette(struct jp2_file *file, struct file_in *in,
		       struct jp2_span span, struct gm_error *err)
{
	struct jp2_palette *palette = &file->palette;
	uint8_t data[PALETTE_NBYTES];
	size_t n =
		span.nbytes < sizeof(data) ? (size_t)span.nbytes : sizeof(data);
	size_t at;

	if (palette->n_colors > 0)
		return GM_OK;
	n = file_in_fill_at(in, span.at, data, n);
	if (n < 4)
		return fail_palette(err);
	palette->n_colors = octets_u16be(data);
	palette->n_columns = data[2];
	at = 3 + palette->n_columns;
	if (palette->n_columns > JP2_MAX_CHANNELS)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: a palette of %u columns",
			       palette->n_columns);
	if (palette->n_colors == 0 || palette->n_colors > JP2_MAX_COLORS ||
	    palette->n_columns == 0)
		return fail_palette(err);
	for (unsigned c = 0; c < palette->n_columns; c++)
		if (data[3 + c] >= JP2_MAX_BITS)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "unsupported: a palette of more than "
				       "%u bits, or with signs",
				       JP2_MAX_BITS);
	for (unsigned i = 0; i < palette->n_colors; i++)
		for (unsigned c = 0; c < palette->n_columns; c++) {
			unsigned bits = data[3 + c] + 1u;
			size_t nbytes = bits > 8 ? 2 : 1;

			if (n - at < nbytes)
				return fail_palette(err);
			palette->colors[i][c] =
				scale(nbytes == 2 ? octets_u16be(data + at)
						  : data[at],
				      bits);
			at += nbytes;
		}
	return GM_OK;
}

/* Up to CHANNELS_NBYTES of a box. */
static size_t
read_channels(struct file_in *in, struct jp2_span span, uint8_t *data)
{
	size_t n = span.nbytes < CHANNELS_NBYTES ? (size_t)span.nbytes
						 : CHANNELS_NBYTES;

	return file_in_fill_at(in, span.at, data, n);
}

static enum gm_status
fail_channels(unsigned n, struct gm_error *err)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: JPEG 2000 of %u channels", n);
}

enum gm_status
jp2_color_read_map(struct jp2_file *file, struct file_in *in,
		   struct jp2_span span, struct gm_error *err)
{
	uint8_t data[CHANNELS_NBYTES];
	size_t n = read_channels(in, span, data) / 4;

	if (file->has_map)
		return GM_OK;
	if (n > JP2_MAX_CHANNELS)
		return fail_channels((unsigned)n, err);
	file->has_map = n > 0;
	for (size_t i = 0; i < n; i++) {
		file->channels[i].component = octets_u16be(data + i * 4);
		file->channels[i].has_palette = data[i * 4 + 2] == 1;
		file->channels[i].column = data[i * 4 + 3];
	}
	if (n > 0)
		file->n_channels = (unsigned)n;
	return GM_OK;
}

/* The definitions are of channels, which the map may not have told of yet. */
enum gm_status
jp2_color_read_definitions(struct jp2_file *file, struct file_in *in,
			   struct jp2_span span, struct gm_error *err)
{
	uint8_t data[CHANNELS_NBYTES];
	size_t n = read_channels(in, span, data);

	if (file->has_definitions || n < 2)
		return GM_OK;
	file->has_definitions = true;
	for (unsigned i = 0; i < JP2_MAX_CHANNELS; i++)
		file->channels[i].color = ASSOC_NONE;
	for (size_t at = 2; n - at >= 6; at += 6) {
		unsigned i = octets_u16be(data + at);
		unsigned type = octets_u16be(data + at + 2);
		unsigned assoc = octets_u16be(data + at + 4);
		struct jp2_channel *channel;

		if (i >= JP2_MAX_CHANNELS)
			return fail_channels(i + 1, err);
		channel = &file->channels[i];
		channel->is_alpha =
			(type == TYPE_ALPHA || type == TYPE_MULTIPLIED) &&
			assoc == ASSOC_ALL;
		channel->is_multiplied = type == TYPE_MULTIPLIED;
		if (type == TYPE_COLOR && assoc != ASSOC_ALL &&
		    assoc != ASSOC_NONE)
			channel->color = assoc - 1;
	}
	return GM_OK;
}

/* By their number and their order, as everybody takes them who says nothing. */
static void
define(struct jp2_file *file)
{
	for (unsigned i = 0; i < file->n_channels; i++) {
		file->channels[i].is_alpha =
			i > 0 && i + 1 == file->n_channels &&
			(file->n_channels == 2 || file->n_channels == 4);
		file->channels[i].color = i;
	}
}

/* Is it there, in a component and in the palette? */
static bool
is_sound(const struct jp2_file *file, const struct jp2_channel *channel,
	 unsigned n_components)
{
	return channel->component < n_components &&
	       (!channel->has_palette ||
		channel->column < file->palette.n_columns);
}

/* In the order R, G, B, A; what is neither a colour nor alpha is left out. */
static bool
sort(struct jp2_file *file)
{
	struct jp2_channel sorted[JP2_MAX_CHANNELS] = {{0}};
	unsigned n = 0;

	for (unsigned color = 0; color < 3; color++)
		for (unsigned i = 0; i < file->n_channels; i++)
			if (!file->channels[i].is_alpha &&
			    file->channels[i].color == color && n == color)
				sorted[n++] = file->channels[i];
	if (n == 2)
		return false;
	for (unsigned i = 0; i < file->n_channels; i++)
		if (file->channels[i].is_alpha && n % 2 == 1)
			sorted[n++] = file->channels[i];
	memcpy(file->channels, sorted, sizeof(sorted));
	file->n_channels = n;
	return n > 0;
}

/* Of a profile it is four letters. */
static enum gm_status
fail_space(const struct jp2_file *file, struct gm_error *err)
{
	uint8_t name[4];
	bool is_name = true;

	octets_put_u32be(name, file->space_number);
	for (size_t i = 0; i < sizeof(name); i++)
		is_name &= name[i] >= ' ' && name[i] <= '~';
	if (is_name)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: JPEG 2000 with a profile of "
			       "\"%.4s\"",
			       (const char *)name);
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: JPEG 2000 in colour space %" PRIu32,
		       file->space_number);
}

enum gm_status
jp2_color_settle(struct jp2_file *file, unsigned n_components,
		 struct gm_error *err)
{
	unsigned n_colors;

	if (file->space == JP2_OTHER)
		return fail_space(file, err);
	if (!file->has_map) {
		if (n_components > JP2_MAX_CHANNELS)
			return fail_channels(n_components, err);
		file->n_channels = n_components;
		for (unsigned i = 0; i < n_components; i++)
			file->channels[i].component = i;
	}
	if (!file->has_definitions)
		define(file);
	for (unsigned i = 0; i < file->n_channels; i++)
		if (!is_sound(file, &file->channels[i], n_components))
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a channel that is not there");
	if (!sort(file))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: no channels make a colour");
	n_colors = file->n_channels - (file->n_channels + 1) % 2;
	if (file->space == JP2_GRAY && n_colors == 3) {
		file->channels[1] = file->channels[3];
		file->n_channels -= 2;
	} else if (file->space != JP2_GRAY && file->space != JP2_UNKNOWN &&
		   n_colors == 1) {
		file->space = JP2_GRAY;
	}
	return GM_OK;
}
