/* SPDX-License-Identifier: MIT */
/*
 * The first page of a TIFF, by rows, or all of its pictures, one by one.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "formats/tiff/tiff.h"
#include "formats/tiff/tiff_meta.h"
#include "formats/tiff/tiff_pages.h"
#include "formats/tiff/tiff_rows.h"
#include "formats/tiff/tiff_samples.h"
#include "formats/tiff/tiff_tree.h"
#include "meta/settle.h"

/* What was coded with loss would be again, in other formats. */
#define LOSSY_QUALITY 90u

struct reader {
	struct tiff_raw raw;
	struct tiff_directory directory;
	struct tiff_pages pages;
	struct tiff_tree tree; /* where all pictures are taken; else empty */
	size_t node_i;         /* in it, the picture at hand */
	uint64_t at;           /* and where its directory is */
	struct file_in *in;
	uint64_t n_left; /* bytes that pictures may still become */
	struct tiff_source source;
	struct tiff_page page;
	struct tiff_rows rows;
	struct tiff_samples samples;
	const struct conversion *conversion;
};

/* The first page, and which directories there are where all are taken. */
static enum gm_status
find_page(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	bool takes_all = dec->takes_pages && !r->conversion->first_frame;
	enum gm_status st = tiff_raw_open(&r->raw, r->in, err);

	if (st == GM_OK)
		st = tiff_pages_find(&r->pages, &r->raw, &r->directory, err);
	r->at = r->pages.first_at;
	if (st == GM_OK && takes_all) {
		tiff_raw_refill(&r->raw);
		st = tiff_tree_walk(&r->tree, &r->raw, false,
				    r->conversion->salvage, err);
		tiff_raw_refill(&r->raw);
	}
	if (st != GM_OK || takes_all)
		return st;
	if (r->pages.are_more && !r->conversion->first_frame)
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "a TIFF of several pages, which only a TIFF can "
			       "hold; --frames=first takes the first");
	if (r->pages.are_more || r->pages.are_others)
		dec->metadata.left_out |= METADATA_LEFT_PICTURES;
	return GM_OK;
}

static enum gm_status
go_to_page(struct reader *r, struct gm_error *err)
{
	enum gm_status st = tiff_source_open(
		&r->source, r->in,
		tiff_source_most(r->in, r->conversion->max_nbytes), err);

	if (st == GM_OK)
		st = tiff_source_go(&r->source, r->at, err);
	return st == GM_OK ? tiff_page_read(&r->page, &r->source, err) : st;
}

/*
 * Bytes that pixels may become, of all pictures: with alpha or more samples
 * they are the same as of a blank sheet.
 */
#define FREE_NBYTES (UINT64_C(4) * IMAGE_BLANK_PIXELS)
#define MOST_RATIO  300u

static enum gm_status
check_ratio(struct reader *r, struct gm_error *err)
{
	const struct tiff_page *page = &r->page;
	const struct file_in *in = r->in;
	uint32_t n_rows = page->height;
	uint64_t row_nbytes = tiff_page_row_nbytes(page, page->width);

	if (page->is_planar)
		row_nbytes *= page->n_colors;
	if (page->has_clumps)
		row_nbytes = row_nbytes / page->chroma_v + 1;
	if (r->conversion->salvage)
		n_rows = image_salvage_rows(page->width, page->height);
	if (row_nbytes > r->n_left / page->height)
		return image_fail_blank(in, page->width, page->height, err);
	r->n_left -= row_nbytes * page->height;
	if (page->compression != COMPRESSION_NONE) {
		return image_check_blank(in, page->width, page->height,
					 page->alpha > 0, err);
	}
	if (n_rows <= in->nbytes / row_nbytes ||
	    (uint64_t)page->width * page->height <= IMAGE_FREE_PIXELS)
		return GM_OK;
	return gm_fail(err, GM_ERR_TRUNCATED, 0,
		       "truncated: %" PRIu64 " bytes for %" PRIu32 "x%" PRIu32
		       " pixels",
		       in->nbytes, page->width, page->height);
}

static bool
is_color(const struct tiff_page *page)
{
	return page->kind != TIFF_KIND_GRAY && page->n_samples > 1;
}

/* Metadata, and what they and the page say of how colours become gray. */
static enum gm_status
find_graying(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	const struct tiff_page *page = &r->page;
	struct metadata *m = &dec->metadata;
	bool was_color = is_color(page) || page->kind == TIFF_KIND_PALETTE;
	struct image_info info;
	enum gm_status st;

	m->was_color = was_color;
	st = tiff_meta_read(&r->raw, &r->directory, was_color, m, err);
	if (st != GM_OK)
		return st;
	info = tiff_samples_info(page, false);
	st = settle_find_graying(m, &info, page->kind == TIFF_KIND_INKS,
				 r->conversion->gray, &dec->graying, err);
	r->samples.is_luma = r->conversion->gray == GRAY_REC601 &&
			     graying_is_plain(&dec->graying) &&
			     tiff_page_has_luma(page);
	if (st != GM_OK || page->compression != COMPRESSION_JPEG ||
	    page->kind != TIFF_KIND_YCBCR)
		return st;
	/*
	 * The library hands out libjpeg's clumps with the right halves of rows
	 * missing.
	 */
	r->samples.is_luma = false;
	return tiff_page_ask_rgb(&r->page, &r->source, err);
}

/* The gray of a palette may need fewer bits than its indices. */
static void
find_gray_bits(const struct reader *r, struct decoder *dec)
{
	const struct image_info entry = {.channels = 3, .bits = 8};
	uint8_t colors[3 * 256];
	size_t n;

	if (r->page.kind != TIFF_KIND_PALETTE || dec->info.bits != 8 ||
	    r->page.bits > 8)
		return;
	n = (size_t)1 << r->page.bits;
	for (size_t i = 0; i < 3 * n; i++)
		colors[i] = (uint8_t)r->samples.table[i];
	graying_convert(&dec->graying, &entry, colors, n, colors);
	dec->info.gray_bits = gray_depth(colors, n);
}

static enum gm_status
open_rows(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	enum gm_status st;

	r->rows.page = &r->page;
	r->rows.source = &r->source;
	r->rows.outcome = dec->outcome;
	r->rows.directory_at = r->at;
	r->rows.salvage = r->conversion->salvage;
	st = tiff_rows_open(&r->rows, r->conversion->max_nbytes, err);
	if (st != GM_OK)
		return st;
	r->samples.page = &r->page;
	r->samples.graying = &dec->graying;
	st = tiff_samples_open(&r->samples, r->page.width, err);
	if (st != GM_OK)
		return st;
	dec->info = r->samples.info;
	find_gray_bits(r, dec);
	if (r->page.compression == COMPRESSION_JPEG ||
	    r->page.compression == COMPRESSION_OJPEG)
		dec->lossy_quality = LOSSY_QUALITY;
	return GM_OK;
}

/* The picture at r->at, whose directory is read, up to its first row. */
static enum gm_status
open_page(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	enum gm_status st = go_to_page(r, err);

	if (st == GM_OK)
		st = image_check_size(r->in, r->page.width, r->page.height,
				      r->conversion->max_pixels, err);
	if (st == GM_OK)
		st = check_ratio(r, err);
	if (st == GM_OK)
		st = find_graying(r, dec, err);
	return st == GM_OK ? open_rows(r, dec, err) : st;
}

static void
close_page(struct reader *r)
{
	tiff_samples_close(&r->samples);
	tiff_rows_close(&r->rows);
	tiff_source_close(&r->source);
	r->samples = (struct tiff_samples){0};
	r->rows = (struct tiff_rows){0};
	r->source = (struct tiff_source){0};
	r->page = (struct tiff_page){0};
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	enum gm_status st;

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	dec->state = r;
	r->in = in;
	r->conversion = conversion;
	r->n_left = FREE_NBYTES + MOST_RATIO * in->nbytes;
	st = find_page(r, dec, err);
	return st == GM_OK ? open_page(r, dec, err) : st;
}

/* The next picture of the tree but the first page, which was the first. */
static enum gm_status
decode_next_page(struct decoder *dec, bool *is_there, struct gm_error *err)
{
	struct reader *r = dec->state;
	const struct tiff_tree *tree = &r->tree;
	enum gm_status st;

	while (r->node_i < tree->n &&
	       (!tree->nodes[r->node_i].is_picture ||
		tree->nodes[r->node_i].at == r->pages.first_at))
		r->node_i++;
	*is_there = r->node_i < tree->n;
	if (!*is_there)
		return GM_OK;
	close_page(r);
	metadata_clear(&dec->metadata);
	r->at = tree->nodes[r->node_i++].at;
	st = tiff_raw_directory(&r->raw, r->at, &r->directory, err);
	return st == GM_OK ? open_page(r, dec, err) : st;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	size_t nbytes = image_row_nbytes(&dec->info);
	const uint8_t *row[TIFF_MAX_PLANES] = {0};
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++) {
		st = tiff_rows_next(&r->rows, row, err);
		if (st == GM_OK)
			tiff_samples_row(&r->samples, row, r->rows.y_in_clump,
					 dec->info.width,
					 (uint8_t *)rows + nbytes * i);
	}
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	const struct reader *r = dec->state;

	if (r->samples.planes.is_clipped)
		conversion_warn(dec->outcome,
				"light below black or beyond white is cut off");
	return r->rows.n_good <
			       image_salvage_rows(r->page.width, r->page.height)
		       ? gm_fail(err, GM_ERR_TRUNCATED, 0,
				 "truncated: hardly a row can be read")
		       : GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	close_page(r);
	tiff_tree_free(&r->tree);
	tiff_directory_free(&r->directory);
	free(r);
	dec->state = NULL;
}

const struct codec_reader tiff_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.next_page = decode_next_page,
	.finish = decode_finish,
	.close = decode_close,
};
