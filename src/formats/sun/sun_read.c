/* SPDX-License-Identifier: MIT */
#include "formats/sun/sun.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "codec/palette_gap.h"

/* What begins a run, of a count and a byte; with a count of 0 it is itself. */
#define ESCAPE 0x80u

/* Three bytes make 256 of a row at the most. */
#define RUN_RATIO 86u

#define MAX_COLORS 256u

struct sun {
	struct file_in *in;
	uint32_t depth; /* bits of a pixel: 1, 8, 24, 32 */
	enum sun_type type;
	uint32_t n_colors;             /* of the map; 0 for none */
	uint8_t colors[MAX_COLORS][3]; /* R, G, B; the rest is black */
	uint8_t *row;                  /* owned; as it is stored */
	size_t row_nbytes;
	uint32_t run; /* bytes that are left of a run, */
	uint8_t byte; /* and which */
	bool salvage;
	bool has_row;   /* one was read whole */
	bool has_ended; /* salvage: nothing more can be read */
};

static enum gm_status
check_kind(const struct sun *sun, uint32_t map, struct gm_error *err)
{
	if (sun->type > SUN_RGB)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: Sun raster of type %u",
			       (unsigned)sun->type);
	if (sun->depth != 1 && sun->depth != 8 && sun->depth != 24 &&
	    sun->depth != 32)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: Sun raster of %" PRIu32
			       " bits per pixel",
			       sun->depth);
	if (map > SUN_RAW_MAP)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: Sun raster with a map of type "
			       "%" PRIu32,
			       map);
	return GM_OK;
}

/* Only pixels of up to 8 bits go by it. */
static enum gm_status
read_map(struct sun *sun, uint32_t map, uint32_t nbytes, struct gm_error *err)
{
	uint8_t planes[MAX_COLORS * 3];
	uint64_t end = sun->in->n_read + nbytes;
	uint32_t n = nbytes / 3;

	if (map == SUN_EQUAL_RGB && sun->depth <= 8) {
		if (n == 0 || n > MAX_COLORS || n * 3 != nbytes)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a colour map of %" PRIu32
				       " bytes",
				       nbytes);
		if (file_in_read(sun->in, planes, nbytes) < nbytes)
			return file_in_fail_at_end(sun->in, "in the colour map",
						   err);
		for (size_t i = 0; i < (size_t)n * 3; i++)
			sun->colors[i % n][i / n] = planes[i];
		sun->n_colors = n;
	}
	return file_in_seek(sun->in, end)
		       ? GM_OK
		       : file_in_fail_at_end(sun->in, "in the colour map", err);
}

static enum gm_status
check_length(const struct image_info *info, const struct sun *sun,
	     struct gm_error *err)
{
	uint32_t n_rows =
		sun->salvage ? image_salvage_rows(info->width, info->height)
			     : info->height;

	if (sun->type == SUN_BYTE_ENCODED)
		return image_check_ratio(sun->in, info->width, info->height,
					 RUN_RATIO * 8 / sun->depth, err);
	return image_check_rows(sun->in, n_rows, sun->row_nbytes, 1, err);
}

static enum gm_status
read_header(struct decoder *dec, struct sun *sun,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct image_info *info = &dec->info;
	uint8_t head[SUN_HEADER_NBYTES];
	uint32_t map;
	enum gm_status st;

	if (file_in_read(sun->in, head, sizeof(head)) < sizeof(head))
		return file_in_fail_at_end(sun->in, "in the header", err);
	*info = (struct image_info){.width = octets_u32be(head + 4),
				    .height = octets_u32be(head + 8),
				    .bits = 8};
	sun->depth = octets_u32be(head + 12);
	sun->type = octets_u32be(head + 20);
	map = octets_u32be(head + 24);
	st = check_kind(sun, map, err);
	if (st == GM_OK)
		st = image_check_size(sun->in, info->width, info->height,
				      conversion->max_pixels, err);
	if (st == GM_OK)
		st = read_map(sun, map, octets_u32be(head + 28), err);
	if (st != GM_OK)
		return st;
	info->channels = sun->depth <= 8 && sun->n_colors == 0 ? 1 : 3;
	info->exact_bits = info->channels == 1 ? sun->depth : 8;
	sun->row_nbytes =
		(size_t)(((uint64_t)info->width * sun->depth + 15) / 16 * 2);
	return check_length(info, sun, err);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct sun *sun = calloc(1, sizeof(*sun));
	enum gm_status st;

	if (sun == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = sun;
	sun->in = in;
	sun->salvage = conversion->salvage;
	st = read_header(dec, sun, conversion, err);
	if (st != GM_OK)
		return st;
	sun->row = calloc(1, sun->row_nbytes);
	return sun->row != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
}

/* As many of the n bytes as there are; runs go on from row to row. */
static size_t
read_runs(struct sun *sun, uint8_t *to, size_t n)
{
	size_t n_done = 0;

	while (n_done < n) {
		const uint8_t *next;
		size_t n_left;

		if (sun->run > 0) {
			to[n_done++] = sun->byte;
			sun->run--;
			continue;
		}
		n_left = file_in_peek(sun->in, 3, &next);
		if (n_left == 0)
			break;
		if (next[0] != ESCAPE || (n_left >= 2 && next[1] == 0)) {
			sun->byte = next[0];
			sun->run = 1;
			file_in_skip(sun->in, next[0] == ESCAPE ? 2 : 1);
		} else if (n_left >= 3) {
			sun->byte = next[2];
			sun->run = next[1] + 1u;
			file_in_skip(sun->in, 3);
		} else {
			break;
		}
	}
	return n_done;
}

/* Bytes of a row before its padding. */
static size_t
pixels_nbytes(const struct decoder *dec)
{
	const struct sun *sun = dec->state;

	return (size_t)(((uint64_t)dec->info.width * sun->depth + 7) / 8);
}

/* The next row as it is stored.  Only the padding of it may be missing. */
static enum gm_status
read_row(struct decoder *dec, struct gm_error *err)
{
	struct sun *sun = dec->state;
	size_t n = 0;

	if (!sun->has_ended)
		n = sun->type == SUN_BYTE_ENCODED
			    ? read_runs(sun, sun->row, sun->row_nbytes)
			    : file_in_read(sun->in, sun->row, sun->row_nbytes);
	if (n >= pixels_nbytes(dec)) {
		sun->has_row = true;
		return GM_OK;
	}
	if (!sun->has_row || !sun->salvage ||
	    file_in_status(sun->in, err) != GM_OK)
		return file_in_fail_at_end(sun->in, CODEC_INCOMPLETE, err);
	memset(sun->row + n, 0, sun->row_nbytes - n);
	sun->has_ended = true;
	conversion_warn(dec->outcome, "truncated: what is missing is blank");
	return GM_OK;
}

static unsigned
bit_at(const uint8_t *row, size_t x)
{
	return row[x / 8] >> (7 - x % 8) & 1;
}

/* False when a pixel has a colour that the map lacks. */
static bool
make_by_map(const struct sun *sun, size_t width, uint8_t *samples)
{
	bool is_whole = true;

	for (size_t x = 0; x < width; x++) {
		unsigned i =
			sun->depth == 1 ? bit_at(sun->row, x) : sun->row[x];

		is_whole &= i < sun->n_colors;
		memcpy(samples + x * 3, sun->colors[i], 3);
	}
	return is_whole;
}

/* Stored are B, G, R unless its type says RGB; of 32 bits the first 8 mean
   nothing. */
static void
make_colors(const struct sun *sun, size_t width, uint8_t *samples)
{
	const size_t step = sun->depth / 8;
	const uint8_t *from = sun->row + step - 3;
	const bool is_rgb = sun->type == SUN_RGB;

	for (size_t x = 0; x < width; x++, from += step, samples += 3) {
		samples[0] = from[is_rgb ? 0 : 2];
		samples[1] = from[1];
		samples[2] = from[is_rgb ? 2 : 0];
	}
}

/* A bit that is set is ink. */
static bool
make_samples(const struct sun *sun, size_t width, uint8_t *samples)
{
	if (sun->n_colors > 0)
		return make_by_map(sun, width, samples);
	if (sun->depth == 1)
		for (size_t x = 0; x < width; x++)
			samples[x] = bit_at(sun->row, x) ? 0 : 255;
	else if (sun->depth == 8)
		memcpy(samples, sun->row, width);
	else
		make_colors(sun, width, samples);
	return true;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	uint8_t *samples = rows;
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++) {
		st = read_row(dec, err);
		if (st == GM_OK &&
		    !make_samples(dec->state, dec->info.width, samples))
			conversion_warn(dec->outcome, PALETTE_GAP_WARNING);
		samples += image_row_nbytes(&dec->info);
	}
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	const struct sun *sun = dec->state;

	dec->outcome->has_more = file_in_has_more(sun->in);
	return file_in_status(sun->in, err);
}

static void
decode_close(struct decoder *dec)
{
	struct sun *sun = dec->state;

	if (sun != NULL)
		free(sun->row);
	free(sun);
	dec->state = NULL;
}

const struct codec_reader sun_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
