/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_recode.h"

#include <stdlib.h>

#include "formats/tiff/tiff_encode.h"
#include "formats/tiff/tiff_form.h"
#include "formats/tiff/tiff_native.h"
#include "formats/tiff/tiff_rows.h"
#include "formats/tiff/tiff_samples.h"
#include "meta/settle.h"

/* A page under way. */
struct page_work {
	const struct tiff_recode *recode;
	struct tiff_page page;
	struct graying graying;
	struct tiff_rows rows;
	bool is_native; /* by numbers as they are; else by samples */
	struct tiff_native native;
	struct tiff_samples samples;
	struct tiff_form form;
	struct tiff_encoder encoder;
	uint8_t *row; /* owned; of a picture, before or after it is gray */
};

/* Metadata, and what they and the page say of how colours become gray. */
static enum gm_status
find_graying(struct page_work *w, struct gm_error *err)
{
	const struct tiff_recode *recode = w->recode;
	struct tiff_page *page = &w->page;
	bool is_rgb = page->kind == TIFF_KIND_RGB;
	struct image_info info = tiff_samples_info(page, false);
	enum gm_status st = GM_OK;

	w->graying = (struct graying){.method = recode->conversion->gray};
	if (is_rgb)
		info.bits = tiff_native_graying_bits(page);
	/* Floats are light already. */
	if (info.bits != 32)
		st = settle_find_graying(
			recode->metadata, &info, page->kind == TIFF_KIND_INKS,
			recode->conversion->gray, &w->graying, err);
	w->samples.is_luma = w->graying.method == GRAY_REC601 &&
			     graying_is_plain(&w->graying) &&
			     tiff_page_has_luma(page);
	if (st != GM_OK || page->compression != COMPRESSION_JPEG ||
	    page->kind != TIFF_KIND_YCBCR)
		return st;
	/* As tiff_read.c has it: libtiff's clumps are not whole. */
	w->samples.is_luma = false;
	return tiff_page_ask_rgb(page, recode->source, err);
}

static enum gm_status
open_rows(struct page_work *w, uint64_t at, struct gm_error *err)
{
	const struct tiff_recode *recode = w->recode;
	struct tiff_form *form = &w->form;
	enum gm_status st;

	w->rows.page = &w->page;
	w->rows.source = recode->source;
	w->rows.outcome = recode->outcome;
	w->rows.directory_at = at;
	w->rows.salvage = recode->conversion->salvage;
	st = tiff_rows_open(&w->rows, recode->conversion->max_nbytes, err);
	if (st != GM_OK)
		return st;
	w->is_native = w->page.kind == TIFF_KIND_RGB;
	if (w->is_native) {
		w->native.page = &w->page;
		w->native.graying = &w->graying;
		form->n_samples = (uint16_t)(w->page.n_samples - 2);
		if (w->page.is_planar)
			form->n_samples = w->page.alpha > 0 ? 2 : 1;
		form->bits = (uint16_t)w->page.bits;
		form->format = w->page.number == TIFF_NUMBER_FLOAT
				       ? SAMPLEFORMAT_IEEEFP
			       : w->page.number == TIFF_NUMBER_SIGNED
				       ? SAMPLEFORMAT_INT
				       : SAMPLEFORMAT_UINT;
		return tiff_native_open(&w->native, err);
	}
	w->samples.page = &w->page;
	w->samples.graying = &w->graying;
	st = tiff_samples_open(&w->samples, w->page.width, err);
	if (st != GM_OK)
		return st;
	form->n_samples = w->samples.info.channels % 2 == 0 ? 2 : 1;
	form->bits = (uint16_t)w->samples.info.bits;
	form->format =
		form->bits == 32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
	form->is_light = w->page.kind == TIFF_KIND_LIGHT;
	if (form->is_light) {
		form->bits = 16;
		form->format = SAMPLEFORMAT_INT;
	}
	return GM_OK;
}

static enum gm_status
make_row(struct page_work *w, struct gm_error *err)
{
	size_t nbytes = w->is_native ? w->native.row_nbytes
				     : image_row_nbytes(&w->samples.info);

	w->row = malloc(nbytes);
	return w->row != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
}

static enum gm_status
pass_rows(struct page_work *w, struct gm_error *err)
{
	const uint8_t *row[TIFF_MAX_PLANES] = {0};
	const struct image_info *info = &w->samples.info;
	enum gm_status st = GM_OK;

	for (uint32_t y = 0; y < w->page.height && st == GM_OK; y++) {
		st = tiff_rows_next(&w->rows, row, err);
		if (st != GM_OK)
			break;
		if (w->is_native) {
			tiff_native_row(&w->native, row, w->row);
		} else {
			tiff_samples_row(&w->samples, row, w->rows.y_in_clump,
					 w->page.width, w->row);
			if (info->channels >= 3)
				graying_convert(&w->graying, info, w->row,
						w->page.width, w->row);
		}
		st = tiff_encode_row(&w->encoder, w->row, err);
	}
	return st;
}

/* Of the samples after the gray one: those of the page, where they stay. */
static enum gm_status
put_form(struct page_work *w, const struct tiff_directory *directory,
	 struct tiff_fields *fields, struct gm_error *err)
{
	TIFF *lib = w->recode->source->lib;
	uint16_t n = 0, *page_kinds = NULL;
	uint64_t *kinds = calloc(w->form.n_samples, sizeof(*kinds));
	unsigned n_further = w->form.n_samples - 1u;
	enum gm_status st;

	if (kinds == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	if (TIFFGetField(lib, TIFFTAG_EXTRASAMPLES, &n, &page_kinds) == 0)
		n = 0;
	for (unsigned i = 0; i < n_further && n == n_further; i++)
		kinds[i] = page_kinds[i];
	if (n_further == 1 && w->page.alpha > 0)
		kinds[0] = w->is_native && w->page.is_premultiplied
				   ? EXTRASAMPLE_ASSOCALPHA
				   : EXTRASAMPLE_UNASSALPHA;
	st = tiff_form_put(&w->form, &w->page, directory,
			   &w->recode->put->raw->order, kinds, fields, err);
	free(kinds);
	return st;
}

static enum gm_status
recode_page(struct page_work *w, uint64_t at,
	    const struct tiff_directory *directory, struct tiff_fields *fields,
	    struct gm_error *err)
{
	const struct tiff_recode *recode = w->recode;
	enum gm_status st = tiff_source_go(recode->source, at, err);

	if (st == GM_OK)
		st = tiff_page_read(&w->page, recode->source, err);
	if (st == GM_OK)
		st = find_graying(w, err);
	if (st == GM_OK)
		st = open_rows(w, at, err);
	if (st == GM_OK)
		st = tiff_form_of(&w->form, &w->page, recode->put->raw,
				  directory, recode->conversion, err);
	if (st == GM_OK)
		st = make_row(w, err);
	if (st == GM_OK)
		st = tiff_encode_open(&w->encoder, recode->put, &w->form, err);
	if (st == GM_OK)
		st = pass_rows(w, err);
	if (st == GM_OK &&
	    w->rows.n_good < image_salvage_rows(w->page.width, w->page.height))
		st = gm_fail(err, GM_ERR_TRUNCATED, 0,
			     "truncated: hardly a row can be read");
	if (st == GM_OK)
		st = put_form(w, directory, fields, err);
	return st == GM_OK ? tiff_encode_finish(&w->encoder, fields, err) : st;
}

enum gm_status
tiff_recode_page(const struct tiff_recode *recode, uint64_t at,
		 struct tiff_directory *directory, struct tiff_fields *fields,
		 struct gm_error *err)
{
	struct page_work *w = calloc(1, sizeof(*w));
	enum gm_status st;

	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	w->recode = recode;
	st = recode_page(w, at, directory, fields, err);
	tiff_encode_close(&w->encoder);
	tiff_native_close(&w->native);
	tiff_samples_close(&w->samples);
	tiff_rows_close(&w->rows);
	free(w->row);
	free(w);
	return st;
}
