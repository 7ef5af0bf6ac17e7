/* SPDX-License-Identifier: MIT */
/*
 * PSD and PSB: the merged picture.
 */
#include "formats/formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "deflate/deflate_lib.h"
#include "deflate/zlib_lib.h"
#include "formats/psd/psd.h"
#include "formats/psd/psd_pixels.h"
#include "formats/psd/psd_plane.h"
#include "meta/settle.h"

struct reader {
	struct psd psd;
	struct psd_plane planes[PSD_MAX_PLANES]; /* psd_n_planes() of them */
	uint8_t *rows[PSD_MAX_PLANES]; /* the first owns all: a row of each */
	struct psd_pixels pixels;
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= PSD_HEADER_NBYTES && memcmp(head, "8BPS", 4) == 0;
}

/* There are programs that say so of a file that has one. */
static enum gm_status
check_picture(const struct psd *psd, bool salvage, struct outcome *outcome,
	      struct gm_error *err)
{
	if (!psd->lacks_picture)
		return GM_OK;
	if (!salvage)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "a PSD without a merged picture (it was saved "
			       "without \"Maximize Compatibility\"); --salvage "
			       "takes what stands for it");
	conversion_warn(outcome,
			"the file says that it has no merged picture: this "
			"may only stand for it");
	return GM_OK;
}

/*
 * Of deflated channels a file may ask for so many bytes, all of a blank bitmap,
 * and for this many for each of its own.  A byte may stand for more, but what
 * writes merged pictures so are few programs, and none makes them of blanks.
 */
#define DEFLATED_FREE_NBYTES (UINT64_C(160) << 20)
#define DEFLATED_RATIO       300u

/* Bytes of a row that one byte can stand for: two of PackBits are 128. */
static uint32_t
most_packed(const struct psd *psd)
{
	switch (psd->compression) {
	case PSD_RAW:
		return 1;
	case PSD_RLE:
		return 64;
	default:
		return DEFLATE_LIB_MAX_RATIO;
	}
}

static enum gm_status
check_deflated(const struct psd *psd, const struct file_in *in,
	       struct gm_error *err)
{
	uint64_t nbytes =
		(uint64_t)psd_row_nbytes(psd) * psd->height * psd->channels;

	if (psd->compression == PSD_RAW || psd->compression == PSD_RLE ||
	    nbytes <= DEFLATED_FREE_NBYTES + DEFLATED_RATIO * in->nbytes)
		return GM_OK;
	return gm_fail(err, GM_ERR_LIMIT, 0,
		       "%" PRIu32 "x%" PRIu32 " pixels are %" PRIu64
		       " MiB: too much for a file of %" PRIu64 " bytes",
		       psd->width, psd->height, nbytes >> 20, in->nbytes);
}

/*
 * A few bytes must not ask for a huge picture.  Of one that is not, what there
 * is tells.
 */
static enum gm_status
check_length(const struct psd *psd, const struct file_in *in, bool salvage,
	     struct gm_error *err)
{
	uint64_t left =
		in->nbytes > psd->pixels_at ? in->nbytes - psd->pixels_at : 0;
	uint32_t n_rows = salvage ? image_salvage_rows(psd->width, psd->height)
				  : psd->height;

	if (n_rows * (uint64_t)psd_row_nbytes(psd) / most_packed(psd) <= left ||
	    (uint64_t)psd->width * psd->height <= IMAGE_FREE_PIXELS)
		return GM_OK;
	return gm_fail(err, GM_ERR_TRUNCATED, 0,
		       "truncated: %" PRIu64 " bytes for %" PRIu32 "x%" PRIu32
		       " pixels",
		       left, psd->width, psd->height);
}

static enum gm_status
read_head(struct psd *psd, struct file_cursor *cursor,
	  const struct conversion *conversion, struct decoder *dec,
	  struct gm_error *err)
{
	uint8_t header[PSD_HEADER_NBYTES] = {0};
	enum gm_status st;

	file_cursor_read(cursor, header, sizeof(header));
	st = psd_parse_header(psd, header, err);
	if (st == GM_OK)
		st = image_check_size(cursor->in, psd->width, psd->height,
				      conversion->max_pixels, err);
	if (st == GM_OK)
		st = psd_check_sides(psd, err);
	if (st == GM_OK)
		st = psd_read_sections(psd, cursor, &dec->metadata, err);
	if (st == GM_OK)
		st = check_picture(psd, conversion->salvage, dec->outcome, err);
	if (st == GM_OK)
		st = check_deflated(psd, cursor->in, err);
	return st == GM_OK
		       ? check_length(psd, cursor->in, conversion->salvage, err)
		       : st;
}

/* What is missing is black, but opaque, and printed with the inks there are. */
static uint8_t
filler(const struct psd *psd, uint32_t plane_i)
{
	bool is_alpha = psd->has_alpha && plane_i + 1 == psd_n_planes(psd);

	if (is_alpha && psd->depth == 32)
		return 0x7f; /* a large float: more than opaque is opaque */
	return is_alpha || psd->mode == PSD_CMYK ? 0xff : 0;
}

static enum gm_status
open_planes(struct reader *r, struct decoder *dec, struct file_in *in,
	    bool salvage, struct gm_error *err)
{
	uint32_t n = psd_n_planes(&r->psd);
	size_t nbytes = psd_row_nbytes(&r->psd);
	enum gm_status st = GM_OK;

	r->rows[0] = calloc(n, nbytes);
	if (r->rows[0] == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (rows)");
	for (uint32_t i = 0; i < n && st == GM_OK; i++) {
		r->rows[i] = r->rows[0] + nbytes * i;
		r->planes[i].psd = &r->psd;
		r->planes[i].outcome = dec->outcome;
		r->planes[i].salvage = salvage;
		r->planes[i].filler = filler(&r->psd, i);
		st = psd_plane_open(&r->planes[i], in, psd_channel(&r->psd, i),
				    err);
	}
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	enum gm_status st;

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (PSD)");
	dec->state = r;
	r->planes[0].data.in = in;
	st = read_head(&r->psd, &r->planes[0].data, conversion, dec, err);
	if (st != GM_OK)
		return st;
	dec->info = psd_pixels_info(&r->psd);
	st = settle_find_graying(&dec->metadata, &dec->info,
				 r->psd.mode == PSD_CMYK, conversion->gray,
				 &dec->graying, err);
	/* Of these there is no more than light here. */
	if (conversion->check != CHECK_NOT)
		dec->metadata.was_color =
			r->psd.mode == PSD_LAB || r->psd.mode == PSD_DUOTONE;
	if (st == GM_OK)
		st = psd_pixels_open(&r->pixels, &r->psd, &dec->graying, err);
	return st == GM_OK ? open_planes(r, dec, in, conversion->salvage, err)
			   : st;
}

/* With --salvage, too, there must be a row of the first channel. */
static enum gm_status
read_row(struct reader *r, void *row, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < psd_n_planes(&r->psd) && st == GM_OK; i++)
		st = psd_plane_row(&r->planes[i], r->rows[i], err);
	if (st == GM_OK && r->planes[0].has_ended && !r->planes[0].has_row)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: no row is complete");
	if (st == GM_OK)
		psd_pixels_row(&r->pixels, r->rows, row);
	return st;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	size_t nbytes = image_row_nbytes(&dec->info);
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++)
		st = read_row(dec->state, (uint8_t *)rows + nbytes * i, err);
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	uint32_t last = psd_n_planes(&r->psd) - 1;

	if (r->pixels.is_clipped)
		conversion_warn(dec->outcome,
				"light below black or beyond white is cut off");
	return psd_plane_finish(&r->planes[last], r->rows[0], err);
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	for (uint32_t i = 0; i < PSD_MAX_PLANES; i++)
		psd_plane_close(&r->planes[i]);
	psd_pixels_close(&r->pixels);
	free(r->rows[0]);
	free(r);
	dec->state = NULL;
}

const struct codec codec_psd = {
	.name = "PSD",
	.extensions = (const char *const[]){"psd", "psb", NULL},
	.libraries = (const struct library *const[]){&zlib_lib_library, NULL},
	.can = {.depth16 = true,
		.alpha = true,
		.tells = 1u << METADATA_EXIF | 1u << METADATA_XMP |
			 1u << METADATA_IPTC | 1u << METADATA_ICC |
			 1u << METADATA_DENSITY},
	.effort = 1,
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .finish = decode_finish,
					       .close = decode_close},
};
