/* SPDX-License-Identifier: MIT */
#include "formats/qoi/qoi.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "meta/settle.h"

struct reader {
	struct file_in *in;
	struct qoi_memory memory;
	bool salvage;
	bool has_row;   /* one was read whole */
	bool has_ended; /* salvage: nothing more can be read */
};

static enum gm_status
parse_header(const uint8_t *header, struct image_info *info,
	     struct gm_error *err)
{
	uint8_t channels = header[12], space = header[QOI_SPACE_AT];

	/* The colour space informs only: chunks are the same in both. */
	if ((channels != 3 && channels != 4) || space > 1)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %u channels, colour space %u",
			       channels, space);
	*info = (struct image_info){.width = octets_u32be(header + 4),
				    .height = octets_u32be(header + 8),
				    .channels = channels,
				    .bits = 8,
				    .exact_bits = 8};
	return GM_OK;
}

/* A few bytes must not ask for a huge picture. */
static enum gm_status
check_length(const struct image_info *info, const struct file_in *in,
	     bool salvage, struct gm_error *err)
{
	uint64_t n_pixels =
		(uint64_t)info->width *
		(salvage ? image_salvage_rows(info->width, info->height)
			 : info->height);
	uint64_t left = in->nbytes > in->n_read ? in->nbytes - in->n_read : 0;

	if (n_pixels / QOI_MAX_RUN <= left)
		return GM_OK;
	return gm_fail(err, GM_ERR_TRUNCATED, 0,
		       "truncated: %" PRIu64 " bytes for %" PRIu64 " pixels",
		       left, n_pixels);
}

/* Samples are sRGB-coded where nothing is said. */
static enum gm_status
take_space(struct metadata *metadata, const uint8_t *space,
	   struct gm_error *err)
{
	struct settle settle = {.is_color = true};
	struct metadata_piece piece = {.kind = METADATA_CURVE,
				       .home = QOI_NAME,
				       .data = space,
				       .nbytes = 1};

	return *space == 0 ? GM_OK : settle_add(&settle, metadata, &piece, err);
}

static enum gm_status
read_header(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint8_t header[QOI_HEADER_BYTES];
	enum gm_status st;

	if (file_in_read(in, header, sizeof(header)) < sizeof(header)) {
		st = file_in_status(in, err);
		return st != GM_OK ? st
				   : gm_fail(err, GM_ERR_TRUNCATED, 0,
					     "truncated: in the header");
	}
	st = parse_header(header, &dec->info, err);
	if (st == GM_OK)
		st = image_check_size(in, dec->info.width, dec->info.height,
				      conversion->max_pixels, err);
	if (st == GM_OK)
		st = check_length(&dec->info, in, conversion->salvage, err);
	return st == GM_OK
		       ? take_space(&dec->metadata, header + QOI_SPACE_AT, err)
		       : st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	enum gm_status st = read_header(dec, in, conversion, err);
	struct reader *r;

	if (st != GM_OK)
		return st;
	r = malloc(sizeof(*r));
	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (QOI)");
	*r = (struct reader){.in = in,
			     .memory = qoi_begin(),
			     .salvage = conversion->salvage};
	dec->state = r;
	return GM_OK;
}

/* Add to a sample, modulo 256. */
static void
add(uint8_t *sample, unsigned difference)
{
	*sample = (uint8_t)(*sample + difference);
}

/* Bytes of a chunk that begins with this one. */
static size_t
chunk_nbytes(uint8_t first)
{
	if (first == QOI_RGB)
		return 4;
	if (first == QOI_RGBA)
		return 5;
	return (first & QOI_KIND) == QOI_LUMA ? 2 : 1;
}

/* The whole chunk at data: its pixel becomes the last one. */
static void
take_chunk(struct qoi_memory *memory, const uint8_t *data)
{
	uint8_t *rgba = memory->last.rgba;
	unsigned low = data[0] & ~(unsigned)QOI_KIND;

	memory->run = 1;
	if (data[0] == QOI_RGB || data[0] == QOI_RGBA) {
		memcpy(rgba, data + 1, chunk_nbytes(data[0]) - 1);
	} else if ((data[0] & QOI_KIND) == QOI_INDEX) {
		memory->last = memory->seen[low];
	} else if ((data[0] & QOI_KIND) == QOI_DIFF) {
		add(&rgba[0], (low >> 4) - 2u);
		add(&rgba[1], (low >> 2 & 3) - 2u);
		add(&rgba[2], (low & 3) - 2u);
	} else if ((data[0] & QOI_KIND) == QOI_LUMA) {
		unsigned green = low - 32u;

		add(&rgba[0], green + (data[1] >> 4) - 8u);
		add(&rgba[1], green);
		add(&rgba[2], green + (data[1] & 15) - 8u);
	} else {
		memory->run = low + 1;
	}
	memory->seen[qoi_index(&memory->last)] = memory->last;
}

static enum gm_status
fail_truncated(const struct reader *r, struct gm_error *err)
{
	enum gm_status st = file_in_status(r->in, err);

	return st != GM_OK ? st
			   : gm_fail(err, GM_ERR_TRUNCATED, 0,
				     "truncated: the file ends before the "
				     "picture does");
}

static enum gm_status
read_chunk(struct reader *r, struct gm_error *err)
{
	const uint8_t *data;
	size_t nbytes = file_in_peek(r->in, 5, &data);

	if (nbytes == 0 || nbytes < chunk_nbytes(data[0]))
		return fail_truncated(r, err);
	take_chunk(&r->memory, data);
	file_in_skip(r->in, chunk_nbytes(data[0]));
	return GM_OK;
}

/* *n_pixels becomes how many could not be read. */
static enum gm_status
read_pixels(struct reader *r, uint8_t *to, size_t *n_pixels, uint32_t channels,
	    struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (; *n_pixels > 0; --*n_pixels, to += channels) {
		if (r->memory.run == 0)
			st = read_chunk(r, err);
		if (st != GM_OK)
			break;
		memcpy(to, r->memory.last.rgba, channels);
		r->memory.run--;
	}
	return st;
}

/* Where a file is cut there must be a row to be salvaged. */
static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	size_t n_pixels = (size_t)dec->info.width * n_rows, n_left = n_pixels;
	enum gm_status st = GM_OK;

	/* Pixels that cannot be read are black, or transparent. */
	if (r->salvage)
		memset(rows, 0, n_rows * image_row_nbytes(&dec->info));
	if (!r->has_ended)
		st = read_pixels(r, rows, &n_left, dec->info.channels, err);
	r->has_row |= n_pixels - n_left >= dec->info.width;
	if (st != GM_ERR_TRUNCATED || !r->salvage || !r->has_row)
		return st;
	r->has_ended = true;
	*err = (struct gm_error){0};
	conversion_warn(dec->outcome, "truncated: what is missing is black");
	return GM_OK;
}

static enum gm_status
check_end(struct reader *r, struct gm_error *err)
{
	uint8_t end[QOI_END_BYTES];

	if (file_in_read(r->in, end, sizeof(end)) < sizeof(end))
		return fail_truncated(r, err);
	if (r->memory.run > 0 || memcmp(end, QOI_END, sizeof(end)) != 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the end is not where the pixels end");
	return GM_OK;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	enum gm_status st = r->has_ended ? GM_OK : check_end(r, err);

	if (r->salvage && (st == GM_ERR_TRUNCATED || st == GM_ERR_CORRUPT)) {
		conversion_warn(dec->outcome, err->text);
		*err = (struct gm_error){0};
		st = GM_OK;
	}
	dec->outcome->has_more = file_in_has_more(r->in);
	return st;
}

static void
decode_close(struct decoder *dec)
{
	free(dec->state);
	dec->state = NULL;
}

const struct codec_reader qoi_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
