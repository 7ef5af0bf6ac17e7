/* SPDX-License-Identifier: MIT */
#include "formats/jp2/jp2.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/jp2/j2k_cost.h"
#include "formats/jp2/jp2_color.h"
#include "formats/jp2/jp2_lib.h"
#include "formats/jp2/jp2_meta.h"
#include "formats/jp2/jp2_rows.h"
#include "meta/settle.h"

/* Packets that a codestream may have however small it is; of more each takes a
   byte. */
#define FREE_PACKETS 1e6

/* Bytes that the library takes for a sample of the rows of tiles in progress:
   the component's, and the tile's unless they are one. */
#define SAMPLE_NBYTES 4u

struct reader {
	struct file_in *in;
	const struct conversion *conversion;
	struct jp2_file file;
	struct j2k_header header;
	struct j2k_parts parts;
	struct j2k_stream stream;
	struct jp2_rows rows;
	struct jp2_decoded decoded; /* rows of tiles in progress */
	uint32_t step;              /* how many of them at a time: 1, or all */
	uint32_t next_tiles;        /* the row of tiles that comes next, */
	size_t next_part;           /* and its first tile-part at the latest */
	uint32_t next_row;          /* of what is decoded, */
	uint32_t n_rows;            /* and how many there are */
};

/* Is the luma of the picture coded apart, as its first component? */
static bool
has_luma(const struct reader *r)
{
	const struct jp2_file *file = &r->file;
	const struct j2k_style *style = &r->header.style;
	bool is_coded = style->has_transform && !r->parts.has_styles &&
			!style->coding[0].is_reversible &&
			r->header.n_components >= 3;

	if (file->n_channels != 3 || file->channels[0].component != 0 ||
	    file->channels[0].has_palette)
		return false;
	/* Of what is sYCC already, no transform makes more luma. */
	if (r->rows.is_ycc)
		return !style->has_transform && !r->parts.has_styles;
	return is_coded && file->channels[1].component == 1 &&
	       file->channels[2].component == 2;
}

/* By Y where that is the gray that is asked for. */
static enum gm_status
find_graying(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	const struct conversion *conversion = r->conversion;
	enum gm_status st;

	dec->metadata.was_color = r->rows.info.channels >= 3;
	if (r->rows.info.channels < 3)
		return GM_OK;
	st = settle_find_graying(&dec->metadata, &r->rows.info, false,
				 conversion->gray, &dec->graying, err);
	if (st == GM_OK && !conversion->pixels &&
	    conversion->gray == GRAY_REC601 &&
	    graying_is_plain(&dec->graying) && has_luma(r)) {
		r->rows.is_luma = true;
		r->rows.is_ycc = false;
		jp2_rows_set_info(&r->rows);
	}
	return st;
}

/* Rows of tiles are apart where each begins with a sample of every component.
 */
static bool
can_split(const struct j2k_header *header)
{
	if (header->has_packed_headers || header->n_down == 1)
		return false;
	for (unsigned i = 0; i < header->n_components; i++)
		if (header->tile_height % header->components[i].dy != 0 ||
		    header->tiles_y0 % header->components[i].dy != 0)
			return false;
	return true;
}

static enum gm_status
check_packets(const struct reader *r, double n_packets, struct gm_error *err)
{
	const struct jp2_span *codestream = &r->file.codestream;

	if (n_packets <= FREE_PACKETS + (double)codestream->nbytes)
		return GM_OK;
	return gm_fail(err, GM_ERR_LIMIT, 0,
		       "%.0f packets: too many for a file of %" PRIu64 " bytes",
		       n_packets, r->in->nbytes);
}

/* Samples of the components that are decoded, in so much of the height. */
static uint64_t
count_samples(const struct reader *r, uint64_t height)
{
	const struct j2k_header *header = &r->header;
	uint64_t n_samples = 0;

	for (unsigned i = 0; i < (r->rows.is_luma ? 1 : header->n_components);
	     i++) {
		const struct j2k_component *c = &header->components[i];

		n_samples += ((header->x1 - header->x0) / c->dx + 1) *
			     (height / c->dy + 1);
	}
	return n_samples;
}

/* Bytes of samples, of the rows of tiles at a time. */
static uint64_t
samples_nbytes(const struct reader *r)
{
	const struct j2k_header *header = &r->header;
	const bool is_single = header->n_across == 1 && header->n_down == 1;
	uint64_t height = header->y1 - header->y0;

	if (r->step < header->n_down && height > header->tile_height)
		height = header->tile_height;
	return count_samples(r, height) * SAMPLE_NBYTES * (is_single ? 1 : 2);
}

/*
 * A byte can stand for any number of samples: what is blank may ask for as many
 * as image_check_blank() has it, and for as much memory.
 */
static enum gm_status
check_blank(const struct reader *r, uint64_t nbytes, struct gm_error *err)
{
	const struct image_info *info = &r->rows.info;
	uint64_t n = count_samples(r, r->header.y1 - r->header.y0);

	if (n <= IMAGE_BLANK_PIXELS + IMAGE_BLANK_RATIO * r->in->nbytes &&
	    nbytes <= IMAGE_BLANK_PIXELS + IMAGE_HELD_RATIO * r->in->nbytes)
		return GM_OK;
	return image_fail_blank(r->in, info->width, info->height, err);
}

/* What is coded is held, too: of the largest row of tiles, or of all. */
static uint64_t
coded_nbytes(const struct reader *r)
{
	uint64_t most = 0, sum = 0;
	uint32_t row = 0;

	for (size_t i = 0; i < r->parts.n_parts; i++) {
		const struct j2k_part *part = &r->parts.parts[i];

		if (r->step == 1 && part->tile / r->header.n_across != row)
			sum = 0;
		row = part->tile / r->header.n_across;
		sum += part->nbytes;
		most = sum > most ? sum : most;
	}
	return most + r->parts.capacity * sizeof(struct j2k_part);
}

static enum gm_status
check_memory(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	const struct image_info *info = &dec->info;
	struct j2k_cost cost =
		j2k_cost_of(&r->header, &r->parts.style, r->step);
	uint64_t n_samples = samples_nbytes(r);
	double most = (double)image_held_most(r->in) + (double)n_samples;
	enum gm_status st = check_packets(r, cost.n_packets, err);

	if (st == GM_OK)
		st = check_blank(r, n_samples, err);
	if (st != GM_OK)
		return st;
	if (cost.nbytes > most)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "tiles and code-blocks that need %.0f MiB of "
			       "memory: too much for a file of %" PRIu64
			       " bytes",
			       cost.nbytes / (1 << 20), r->in->nbytes);
	dec->held_nbytes = n_samples + coded_nbytes(r) + (uint64_t)cost.nbytes;
	return image_check_memory(info->width, info->height, dec->held_nbytes,
				  r->conversion->max_nbytes, err);
}

/* As image_salvage_rows() has it, of tiles. */
static uint32_t
salvage_tiles(const struct reader *r)
{
	const struct image_info *info = &r->rows.info;
	const uint32_t n_tiles = r->header.n_across * r->header.n_down;

	return (uint64_t)info->width * info->height <= IMAGE_FREE_PIXELS
		       ? 1
		       : n_tiles / IMAGE_SALVAGE_PART +
				 (n_tiles % IMAGE_SALVAGE_PART > 0);
}

static enum gm_status
check_end(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	const struct j2k_parts *parts = &r->parts;

	if (parts->is_truncated && !r->conversion->salvage)
		return file_in_fail_at_end(r->in, CODEC_INCOMPLETE, err);
	if (parts->is_truncated && parts->n_tiles < salvage_tiles(r))
		return file_in_fail_at_end(r->in, "hardly a tile is there",
					   err);
	if (parts->is_truncated)
		conversion_warn(dec->outcome, "truncated: what is missing is "
					      "blank");
	else if (parts->lacks_end)
		conversion_warn(dec->outcome, CODEC_NO_END);
	return GM_OK;
}

static enum gm_status
read_headers(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	struct jp2_file *file = &r->file;
	enum gm_status st = jp2_boxes_read(file, r->in, err);

	if (st == GM_OK)
		st = j2k_header_read(&r->header, r->in, file->codestream.at,
				     err);
	if (st == GM_OK)
		st = jp2_color_settle(file, r->header.n_components, err);
	if (st != GM_OK)
		return st;
	jp2_rows_set_info(&r->rows);
	r->rows.is_ycc =
		file->n_channels >= 3 &&
		(file->space == JP2_YCC || (file->space == JP2_UNKNOWN &&
					    jp2_rows_have_chroma(&r->rows)));
	jp2_rows_set_info(&r->rows);
	st = image_check_size(r->in, r->rows.info.width, r->rows.info.height,
			      r->conversion->max_pixels, err);
	if (st == GM_OK)
		st = image_check_blank(r->in, r->header.x1 - r->header.x0,
				       r->header.y1 - r->header.y0, false, err);
	if (st == GM_OK)
		st = j2k_parts_find(&r->parts, r->in, &r->header,
				    file->codestream, err);
	return st == GM_OK ? check_end(dec, err) : st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	enum gm_status st;

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = r;
	r->in = in;
	r->conversion = conversion;
	r->stream.in = in;
	r->rows.file = &r->file;
	r->rows.header = &r->header;
	st = read_headers(dec, err);
	if (st == GM_OK)
		st = jp2_meta_read(&r->file, &r->header, in,
				   r->rows.info.channels >= 3, &dec->metadata,
				   err);
	if (st == GM_OK)
		st = find_graying(dec, err);
	if (st != GM_OK)
		return st;
	dec->info = r->rows.info;
	r->step = can_split(&r->header) ? 1 : r->header.n_down;
	return check_memory(dec, err);
}

/* Samples of the first component in the rows of tiles from one on. */
static uint32_t
count_rows(const struct reader *r, uint32_t tiles)
{
	const struct j2k_header *header = &r->header;
	const uint32_t dy =
		header->components[r->file.channels[0].component].dy;
	uint64_t y0 = header->tiles_y0 + (uint64_t)tiles * header->tile_height;
	uint64_t y1 = y0 + (uint64_t)r->step * header->tile_height;

	y0 = y0 > header->y0 ? y0 : header->y0;
	y1 = y1 < header->y1 ? y1 : header->y1;
	return (uint32_t)((y1 + dy - 1) / dy - (y0 + dy - 1) / dy);
}

/* What is not there at all is blank, and so are tiles without a part. */
static enum gm_status
decode_tiles(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	const struct jp2_wanted wanted = {r->rows.is_luma,
					  r->conversion->salvage};
	const struct j2k_part *parts = r->parts.parts;
	size_t n_parts = r->parts.n_parts;
	bool is_damaged = false;
	enum gm_status st;

	jp2_lib_free(&r->decoded);
	if (r->step < r->header.n_down) {
		n_parts = j2k_parts_of_row(&r->parts, &r->header, r->next_tiles,
					   &r->next_part);
		parts += r->next_part;
	}
	r->next_row = 0;
	r->n_rows = count_rows(r, r->next_tiles);
	if (n_parts == 0 || r->n_rows == 0) {
		r->next_tiles += r->step;
		return GM_OK;
	}
	st = j2k_stream_begin(&r->stream, &r->header, r->next_tiles, r->step,
			      parts, n_parts, err);
	if (st == GM_OK)
		st = jp2_lib_decode(&r->stream, &wanted, &r->decoded,
				    &is_damaged, err);
	/* The first rows of tiles must be there. */
	if (st == GM_ERR_CORRUPT && wanted.salvage && r->next_tiles > 0) {
		jp2_lib_free(&r->decoded);
		*err = (struct gm_error){0};
		is_damaged = true;
		st = GM_OK;
	}
	if (st == GM_OK && is_damaged && wanted.salvage)
		conversion_warn(dec->outcome, "damaged: what is missing is "
					      "blank");
	r->next_tiles += r->step;
	return st;
}

/* The library decoded what the headers told us of. */
static bool
has_planes(const struct reader *r)
{
	const struct jp2_plane *plane =
		&r->decoded.planes[r->rows.is_luma
					   ? 0
					   : r->file.channels[0].component];

	return plane->samples == NULL || (plane->width == r->rows.info.width &&
					  plane->height == r->n_rows);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	const size_t row_nbytes = image_row_nbytes(&dec->info);
	uint8_t *row = rows;
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows; i++, row += row_nbytes) {
		while (r->next_row == r->n_rows && st == GM_OK)
			st = decode_tiles(dec, err);
		if (st == GM_OK && !has_planes(r))
			st = gm_fail(err, GM_ERR_CORRUPT, 0,
				     "corrupt: tiles of another size");
		if (st != GM_OK)
			break;
		jp2_rows_make(&r->rows, &r->decoded, r->next_row++, row);
	}
	return st;
}

/* Bytes after a bare codestream; after boxes there may be others. */
static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	const struct reader *r = dec->state;

	dec->outcome->has_more =
		!r->file.is_boxed && r->parts.end < r->in->nbytes;
	return file_in_status(r->in, err);
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	jp2_lib_free(&r->decoded);
	j2k_stream_free(&r->stream);
	j2k_parts_free(&r->parts);
	j2k_header_free(&r->header);
	free(r);
	dec->state = NULL;
}

const struct codec_reader jp2_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
