/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_rows.h"

#include <stdlib.h>
#include <string.h>

#include "formats/tiff/tiff_plain.h"
#include "image/image.h"

/* Of a tall strip, rows of about so many bytes are read at a time. */
#define BAND_NBYTES (UINT64_C(64) << 10)

/* These are decoded as wholes by their libraries, or by libtiff. */
static bool
needs_whole_strips(const struct tiff_page *page)
{
	switch (page->compression) {
	case COMPRESSION_LERC:
	case COMPRESSION_JBIG:
	case COMPRESSION_WEBP:
	case COMPRESSION_OJPEG:
		return true;
	default:
		return page->has_clumps;
	}
}

static bool
are_tall(const struct tiff_page *page)
{
	return !page->is_tiled &&
	       tiff_page_row_nbytes(page, page->width) * page->block_height >
		       TIFF_ROWS_TALL_NBYTES;
}

/* Rows of the file's that one row of the bands is. */
static uint32_t
rows_per_row(const struct tiff_page *page)
{
	return page->has_clumps ? page->chroma_v : 1;
}

static uint32_t
ceil_div(uint32_t a, uint32_t b)
{
	return a / b + (a % b > 0);
}

/* Rows, of samples or clumps, that a band has. */
static uint64_t
band_rows(const struct tiff_rows *rows)
{
	const struct tiff_page *page = rows->page;
	uint64_t n;

	if (!rows->is_by_rows)
		return ceil_div(page->block_height, rows_per_row(page));
	n = BAND_NBYTES / rows->row_nbytes;
	return n == 0 ? 1 : n < page->block_height ? n : page->block_height;
}

/* What the library will write, which must be what there is room for. */
static enum gm_status
check_sizes(const struct tiff_rows *rows, uint64_t tile_row_nbytes,
	    struct gm_error *err)
{
	const struct tiff_page *page = rows->page;
	TIFF *lib = rows->source->lib;
	uint32_t n = ceil_div(page->block_height, rows_per_row(page));
	uint64_t most;

	if (page->is_tiled)
		most = TIFFTileSize64(lib);
	else if (rows->is_by_rows)
		most = TIFFScanlineSize64(lib) * n;
	else
		most = TIFFVStripSize64(lib, page->block_height);
	return most == tile_row_nbytes * n
		       ? GM_OK
		       : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "TIFF whose rows have an unusual length");
}

static enum gm_status
open_source(struct tiff_rows *rows, struct tiff_plane *plane,
	    uint64_t max_nbytes, struct gm_error *err)
{
	struct file_in *in = rows->source->in;
	enum gm_status st = tiff_source_open(
		&plane->own, in, tiff_source_most(in, max_nbytes), err);

	plane->source = &plane->own;
	return st == GM_OK
		       ? tiff_source_go(&plane->own, rows->directory_at, err)
		       : st;
}

static enum gm_status
open_plane(struct tiff_rows *rows, unsigned plane_i, uint64_t max_nbytes,
	   struct gm_error *err)
{
	const struct tiff_page *page = rows->page;
	struct tiff_plane *plane = &rows->planes[plane_i];

	plane->sample = plane_i < page->n_colors ? plane_i : page->alpha;
	plane->source = rows->source;
	plane->band = calloc(1, (size_t)(band_rows(rows) * rows->row_nbytes) +
					TIFF_UNPACK_SLACK);
	if (plane->band == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (rows)");
	/* A library handle is at one row of one strip. */
	return rows->is_by_rows && plane_i > 0
		       ? open_source(rows, plane, max_nbytes, err)
		       : GM_OK;
}

/* Of tall strips, the library holds what is compressed. */
static uint64_t
find_packed_nbytes(const struct tiff_rows *rows)
{
	TIFF *lib = rows->source->lib;
	uint64_t most = 0;

	if (!rows->is_by_rows || rows->page->compression == COMPRESSION_NONE)
		return 0;
	for (uint32_t i = 0, n = TIFFNumberOfStrips(lib); i < n; i++) {
		uint64_t nbytes = TIFFGetStrileByteCount(lib, i);

		most = nbytes > most ? nbytes : most;
	}
	return most < rows->source->in->nbytes ? most
					       : rows->source->in->nbytes;
}

static enum gm_status
check_memory(const struct tiff_rows *rows, uint64_t tile_nbytes,
	     uint64_t max_nbytes, struct gm_error *err)
{
	const struct tiff_page *page = rows->page;
	uint64_t n = band_rows(rows), nbytes = UINT64_MAX;

	/* Rows are of 2^53 bytes at most. */
	if (n < (UINT64_C(1) << 62) / rows->row_nbytes / rows->n_planes)
		nbytes = n * rows->row_nbytes * rows->n_planes + tile_nbytes +
			 find_packed_nbytes(rows) * rows->n_planes;
	return image_check_held(rows->source->in, page->width, page->height,
				nbytes, max_nbytes, err);
}

enum gm_status
tiff_rows_open(struct tiff_rows *rows, uint64_t max_nbytes,
	       struct gm_error *err)
{
	const struct tiff_page *page = rows->page;
	uint64_t block_nbytes = tiff_page_row_nbytes(page, page->block_width);
	uint64_t tile_nbytes = 0;
	enum gm_status st;

	rows->n_tiles = ceil_div(page->width, page->block_width);
	rows->row_nbytes = block_nbytes * rows->n_tiles;
	rows->is_by_rows = are_tall(page) && !needs_whole_strips(page);
	rows->n_planes =
		page->is_planar ? page->n_colors + (page->alpha > 0) : 1;
	st = check_sizes(rows, block_nbytes, err);
	if (page->is_tiled)
		tile_nbytes = block_nbytes * band_rows(rows);
	if (st == GM_OK)
		st = check_memory(rows, tile_nbytes, max_nbytes, err);
	if (st != GM_OK)
		return st;
	if (page->is_tiled) {
		rows->tile = calloc(1, (size_t)tile_nbytes + TIFF_UNPACK_SLACK);
		if (rows->tile == NULL)
			return gm_fail(err, GM_ERR_NOMEM, 0,
				       "out of memory (tile)");
	}
	rows->is_unpacked =
		!rows->is_by_rows &&
		tiff_unpack_open(&rows->unpack, page, rows->source->lib);
	for (unsigned i = 0; i < rows->n_planes && st == GM_OK; i++)
		st = open_plane(rows, i, max_nbytes, err);
	return st;
}

/*
 * The library is done with a strip, a tile or some rows: is what it left what
 * was written once?  Where it goes on over damage, JPEG's has only warnings.
 */
static enum gm_status
judge(struct tiff_rows *rows, const struct tiff_source *source, bool is_done,
      bool *is_good, struct gm_error *err)
{
	bool is_jpeg = rows->page->compression == COMPRESSION_JPEG;
	enum gm_status st = tiff_source_check(source, err);

	*is_good = is_done && source->n_errors == 0 &&
		   (!is_jpeg || source->n_warnings == 0);
	if (st != GM_OK || *is_good)
		return st;
	st = tiff_source_fail(source, err);
	if (!rows->salvage && (!is_done || is_jpeg))
		return st;
	/* Fax has lines that were damaged on their way. */
	conversion_warn(rows->outcome, err->text);
	*is_good = is_done;
	*err = (struct gm_error){0};
	return GM_OK;
}

static void
copy_tile(const struct tiff_rows *rows, uint32_t tile_i, uint64_t n_rows,
	  uint8_t *band)
{
	size_t nbytes = (size_t)(rows->row_nbytes / rows->n_tiles);

	for (size_t i = 0; i < n_rows; i++)
		memcpy(band + i * (size_t)rows->row_nbytes + tile_i * nbytes,
		       rows->tile + i * nbytes, nbytes);
}

/* By the library, for what is not for tiff_unpack.h or tiff_plain.h. */
static bool
read_encoded(const struct tiff_rows *rows, struct tiff_source *source,
	     uint32_t number, uint8_t *to, tmsize_t nbytes)
{
	return (rows->page->is_tiled
			? TIFFReadEncodedTile(source->lib, number, to, nbytes)
			: TIFFReadEncodedStrip(source->lib, number, to,
					       nbytes)) == nbytes;
}

/* The first n_rows rows, or rows of clumps, of a strip or tile. */
static enum gm_status
read_block(struct tiff_rows *rows, struct tiff_source *source, uint32_t number,
	   uint32_t n_rows, uint8_t *to, bool *is_good, struct gm_error *err)
{
	uint64_t row_nbytes = rows->row_nbytes / rows->n_tiles;
	size_t nbytes = (size_t)(row_nbytes * n_rows);
	bool is_done = false;
	enum gm_status st = GM_OK;

	tiff_source_begin(source);
	if (rows->is_unpacked)
		st = tiff_unpack_block(
			&rows->unpack, source, rows->page,
			&(struct tiff_unpack_block){number, (size_t)row_nbytes,
						    n_rows},
			to, &is_done, err);
	if (st != GM_OK)
		return st;
	if (!is_done && rows->salvage)
		memset(to, 0, nbytes);
	if (rows->page->compression == COMPRESSION_NONE)
		is_done = tiff_plain_read(
			source, rows->page,
			&(struct tiff_plain){number, 0, n_rows, row_nbytes},
			to);
	else if (!is_done)
		is_done = read_encoded(rows, source, number, to,
				       (tmsize_t)nbytes);
	return judge(rows, source, is_done, is_good, err);
}

static enum gm_status
read_tiles(struct tiff_rows *rows, struct tiff_plane *plane, bool *is_good,
	   struct gm_error *err)
{
	uint32_t n_rows = (uint32_t)band_rows(rows);
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < rows->n_tiles && st == GM_OK; i++) {
		uint32_t tile = TIFFComputeTile(
			plane->source->lib, i * rows->page->block_width,
			rows->band_y, 0, (uint16_t)plane->sample);
		bool is_tile_good = false;

		st = read_block(rows, plane->source, tile, n_rows, rows->tile,
				&is_tile_good, err);
		*is_good &= is_tile_good;
		copy_tile(rows, i, n_rows, plane->band);
	}
	return st;
}

static enum gm_status
read_strip(struct tiff_rows *rows, struct tiff_plane *plane, bool *is_good,
	   struct gm_error *err)
{
	uint32_t strip = TIFFComputeStrip(plane->source->lib, rows->band_y,
					  (uint16_t)plane->sample);

	return read_block(rows, plane->source, strip,
			  ceil_div(rows->band_n, rows_per_row(rows->page)),
			  plane->band, is_good, err);
}

static bool
read_scanlines(struct tiff_rows *rows, struct tiff_plane *plane)
{
	uint8_t *row = plane->band;

	for (uint32_t i = 0; i < rows->band_n; i++, row += rows->row_nbytes)
		if (TIFFReadScanline(plane->source->lib, row, rows->band_y + i,
				     (uint16_t)plane->sample) != 1)
			return false;
	return true;
}

static bool
read_plain(struct tiff_rows *rows, struct tiff_plane *plane)
{
	const struct tiff_plain plain = {
		.number = TIFFComputeStrip(plane->source->lib, rows->band_y,
					   (uint16_t)plane->sample),
		.y = rows->band_y % rows->page->block_height,
		.n = rows->band_n,
		.row_nbytes = rows->row_nbytes,
	};

	return tiff_plain_read(plane->source, rows->page, &plain, plane->band);
}

static enum gm_status
read_rows(struct tiff_rows *rows, struct tiff_plane *plane, bool *is_good,
	  struct gm_error *err)
{
	bool is_done;

	if (rows->salvage)
		memset(plane->band, 0,
		       (size_t)(rows->row_nbytes * rows->band_n));
	tiff_source_begin(plane->source);
	is_done = rows->page->compression == COMPRESSION_NONE
			  ? read_plain(rows, plane)
			  : read_scanlines(rows, plane);
	return judge(rows, plane->source, is_done, is_good, err);
}

/* Fill the bands with what begins at row y. */
static enum gm_status
read_bands(struct tiff_rows *rows, struct gm_error *err)
{
	const struct tiff_page *page = rows->page;
	uint32_t strip_y = rows->y % page->block_height;
	uint32_t n = page->block_height - strip_y;
	bool is_good = true;
	enum gm_status st = GM_OK;

	if (rows->is_by_rows && n > band_rows(rows))
		n = (uint32_t)band_rows(rows);
	if (n > page->height - rows->y)
		n = page->height - rows->y;
	rows->band_y = rows->y;
	rows->band_n = n;
	for (unsigned i = 0; i < rows->n_planes && st == GM_OK; i++) {
		struct tiff_plane *plane = &rows->planes[i];
		bool is_plane_good = true;

		if (page->is_tiled)
			st = read_tiles(rows, plane, &is_plane_good, err);
		else if (rows->is_by_rows)
			st = read_rows(rows, plane, &is_plane_good, err);
		else
			st = read_strip(rows, plane, &is_plane_good, err);
		is_good &= is_plane_good;
	}
	rows->n_good += is_good ? n : 0;
	return st;
}

enum gm_status
tiff_rows_next(struct tiff_rows *rows, const uint8_t *row[TIFF_MAX_PLANES],
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;
	uint32_t n_rows;
	size_t at;

	if (rows->y >= rows->band_y + rows->band_n)
		st = read_bands(rows, err);
	if (st != GM_OK)
		return st;
	n_rows = rows_per_row(rows->page);
	at = (rows->y - rows->band_y) / n_rows * (size_t)rows->row_nbytes;
	rows->y_in_clump = (rows->y - rows->band_y) % n_rows;
	for (unsigned i = 0; i < rows->n_planes; i++)
		row[i] = rows->planes[i].band + at;
	rows->y++;
	return GM_OK;
}

void
tiff_rows_close(struct tiff_rows *rows)
{
	for (unsigned i = 0; i < TIFF_MAX_PLANES; i++) {
		tiff_source_close(&rows->planes[i].own);
		free(rows->planes[i].band);
		rows->planes[i].band = NULL;
	}
	free(rows->tile);
	rows->tile = NULL;
	tiff_unpack_free(&rows->unpack);
}
