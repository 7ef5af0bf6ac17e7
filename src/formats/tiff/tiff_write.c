/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "base/grow.h"
#include "formats/tiff/tiff.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_out.h"
#include "formats/tiff/tiff_strip.h"

/* Bytes of a strip before it is compressed, about. */
#define STRIP_NBYTES 131072u

/* Bytes that pixels and what is written besides are safe to stay under, where
   offsets have 32 bits. */
#define CLASSIC_NBYTES (UINT64_C(15) << 28)

#define METRES_PER_INCH 0.0254

/* Parts of a pixel for each inch that the resolution is told in. */
#define RESOLUTION_PARTS 10000u

struct writer {
	struct encoder *enc;
	const struct metadata *metadata;
	struct tiff_out out;
	struct tiff_strip strip;
	uint32_t strip_rows;
	uint32_t n_rows;   /* of the strip at hand */
	uint64_t *offsets; /* owned, as are the sizes; of n_strips strips */
	uint64_t *sizes;
	size_t n_strips;
	size_t offsets_capacity;
	size_t sizes_capacity;
	bool is_further; /* a page after the first */
};

/* What we say ourselves, and what would be wrong of what we write. */
static const uint16_t own_tags[] = {
	TIFFTAG_SUBFILETYPE,
	TIFFTAG_OSUBFILETYPE,
	TIFFTAG_IMAGEWIDTH,
	TIFFTAG_IMAGELENGTH,
	TIFFTAG_BITSPERSAMPLE,
	TIFFTAG_COMPRESSION,
	TIFFTAG_PHOTOMETRIC,
	TIFFTAG_THRESHHOLDING,
	TIFFTAG_CELLWIDTH,
	TIFFTAG_CELLLENGTH,
	TIFFTAG_FILLORDER,
	TIFFTAG_STRIPOFFSETS,
	TIFFTAG_SAMPLESPERPIXEL,
	TIFFTAG_ROWSPERSTRIP,
	TIFFTAG_STRIPBYTECOUNTS,
	TIFFTAG_MINSAMPLEVALUE,
	TIFFTAG_MAXSAMPLEVALUE,
	TIFFTAG_PLANARCONFIG,
	TIFFTAG_FREEOFFSETS,
	TIFFTAG_FREEBYTECOUNTS,
	TIFFTAG_GRAYRESPONSEUNIT,
	TIFFTAG_GRAYRESPONSECURVE,
	TIFFTAG_GROUP3OPTIONS,
	TIFFTAG_GROUP4OPTIONS,
	TIFFTAG_COLORRESPONSEUNIT,
	TIFFTAG_TRANSFERFUNCTION,
	TIFFTAG_PREDICTOR,
	TIFFTAG_WHITEPOINT,
	TIFFTAG_PRIMARYCHROMATICITIES,
	TIFFTAG_COLORMAP,
	TIFFTAG_HALFTONEHINTS,
	TIFFTAG_TILEWIDTH,
	TIFFTAG_TILELENGTH,
	TIFFTAG_TILEOFFSETS,
	TIFFTAG_TILEBYTECOUNTS,
	TIFFTAG_SUBIFD,
	TIFFTAG_INKSET,
	TIFFTAG_INKNAMES,
	TIFFTAG_NUMBEROFINKS,
	TIFFTAG_DOTRANGE,
	TIFFTAG_EXTRASAMPLES,
	TIFFTAG_SAMPLEFORMAT,
	TIFFTAG_SMINSAMPLEVALUE,
	TIFFTAG_SMAXSAMPLEVALUE,
	TIFFTAG_INDEXED,
	TIFFTAG_JPEGTABLES,
	TIFFTAG_JPEGPROC,
	TIFFTAG_JPEGIFOFFSET,
	TIFFTAG_JPEGIFBYTECOUNT,
	TIFFTAG_JPEGRESTARTINTERVAL,
	TIFFTAG_JPEGQTABLES,
	TIFFTAG_JPEGDCTABLES,
	TIFFTAG_JPEGACTABLES,
	TIFFTAG_YCBCRCOEFFICIENTS,
	TIFFTAG_YCBCRSUBSAMPLING,
	TIFFTAG_YCBCRPOSITIONING,
	TIFFTAG_REFERENCEBLACKWHITE,
	TIFFTAG_XMLPACKET,
	TIFFTAG_RICHTIFFIPTC,
	TIFFTAG_PHOTOSHOP,
	TIFFTAG_ICCPROFILE,
	0,
};

static enum gm_status
begin_file(struct writer *w, bool is_big, struct gm_error *err)
{
	size_t i = metadata_find(w->metadata, 0, METADATA_EXIF);
	struct metadata_piece piece;
	bool is_taken = false;
	enum gm_status st = GM_OK;

	/* Directories of BigTIFF are of another kind than those of EXIF. */
	if (i < w->metadata->n_items && !is_big) {
		piece = metadata_get(w->metadata, i);
		st = tiff_out_begin_exif(&w->out, piece.value,
					 piece.value_nbytes, own_tags,
					 &is_taken, err);
	}
	return st != GM_OK || is_taken ? st
				       : tiff_out_begin(&w->out, is_big, err);
}

static bool
needs_big(const struct encoder *enc)
{
	uint64_t n = enc->animation.n_frames > 0 ? enc->animation.n_frames : 1;

	return image_row_nbytes(&enc->info) >
	       CLASSIC_NBYTES / enc->info.height / n;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	struct writer *w;
	size_t row_nbytes;
	enum gm_status st;

	if (info->bits == 32 && info->channels == 2)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "TIFF with alpha in floats");
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	enc->state = w;
	w->enc = enc;
	w->metadata = metadata;
	w->out.out = enc->out;
	st = begin_file(w, needs_big(enc), err);
	if (st != GM_OK)
		return st;
	w->strip.info = *info;
	w->strip.compress = conversion->compress;
	w->strip.bits = info->channels == 1 && info->exact_bits < 8
				? info->exact_bits
				: info->bits;
	w->strip.is_big_endian = w->out.order.is_big_endian;
	row_nbytes = tiff_strip_row_nbytes(&w->strip);
	w->strip_rows = row_nbytes < STRIP_NBYTES
				? (uint32_t)(STRIP_NBYTES / row_nbytes)
				: 1;
	return GM_OK;
}

static enum gm_status
add_place(struct writer *w, uint64_t at, uint64_t nbytes, struct gm_error *err)
{
	void *offsets = grow_items(w->offsets, &w->offsets_capacity,
				   w->n_strips, 1, sizeof(uint64_t), err);
	void *sizes;

	if (offsets == NULL)
		return err->status;
	w->offsets = offsets;
	sizes = grow_items(w->sizes, &w->sizes_capacity, w->n_strips, 1,
			   sizeof(uint64_t), err);
	if (sizes == NULL)
		return err->status;
	w->sizes = sizes;
	w->offsets[w->n_strips] = at;
	w->sizes[w->n_strips++] = nbytes;
	return GM_OK;
}

static enum gm_status
flush_strip(struct writer *w, struct gm_error *err)
{
	const struct bytes *data = &w->strip.data;
	enum gm_status st;

	if (w->n_rows == 0)
		return GM_OK;
	st = tiff_strip_pack(&w->strip, err);
	if (st == GM_OK)
		st = add_place(w, w->enc->out->n_written, data->nbytes, err);
	w->n_rows = 0;
	return st == GM_OK ? file_out_write(w->enc->out, data->data,
					    data->nbytes, err)
			   : st;
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;
	size_t nbytes = image_row_nbytes(&enc->info);
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++) {
		st = tiff_strip_row(&w->strip, (uint8_t *)rows + i * nbytes,
				    err);
		if (st == GM_OK && ++w->n_rows == w->strip_rows)
			st = flush_strip(w, err);
	}
	return st;
}

/* One of what the pixels are, all but their places. */
static enum gm_status
add_shape(struct writer *w, struct gm_error *err)
{
	const struct image_info *info = &w->enc->info;
	const struct tiff_strip *strip = &w->strip;
	const uint64_t bits[2] = {strip->bits, strip->bits};
	const uint64_t format =
		strip->bits == 32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
	const uint64_t formats[2] = {format, format};
	const struct {
		unsigned tag;
		unsigned type;
		uint64_t number;
	} entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_LONG, info->width},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_LONG, info->height},
		{TIFFTAG_COMPRESSION, TIFF_TYPE_SHORT,
		 COMPRESSION_ADOBE_DEFLATE},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, PHOTOMETRIC_MINISBLACK},
		{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, info->channels},
		{TIFFTAG_ROWSPERSTRIP, TIFF_TYPE_LONG, w->strip_rows},
		{TIFFTAG_PLANARCONFIG, TIFF_TYPE_SHORT, PLANARCONFIG_CONTIG},
		{TIFFTAG_PREDICTOR, TIFF_TYPE_SHORT,
		 tiff_strip_predictor(strip)},
	};
	enum gm_status st =
		tiff_out_numbers(&w->out, TIFFTAG_BITSPERSAMPLE,
				 TIFF_TYPE_SHORT, bits, info->channels, err);

	if (st == GM_OK)
		st = tiff_out_numbers(&w->out, TIFFTAG_SAMPLEFORMAT,
				      TIFF_TYPE_SHORT, formats, info->channels,
				      err);
	for (size_t i = 0;
	     i < sizeof(entries) / sizeof(entries[0]) && st == GM_OK; i++)
		st = tiff_out_number(&w->out, entries[i].tag, entries[i].type,
				     entries[i].number, err);
	if (st == GM_OK && w->enc->animation.n_frames > 0)
		st = tiff_out_number(&w->out, TIFFTAG_SUBFILETYPE,
				     TIFF_TYPE_LONG, FILETYPE_PAGE, err);
	if (st == GM_OK && info->channels == 2)
		st = tiff_out_number(&w->out, TIFFTAG_EXTRASAMPLES,
				     TIFF_TYPE_SHORT, EXTRASAMPLE_UNASSALPHA,
				     err);
	return st;
}

static enum gm_status
add_places(struct writer *w, struct gm_error *err)
{
	unsigned type = w->out.order.is_big ? TIFF_TYPE_LONG8 : TIFF_TYPE_LONG;
	enum gm_status st =
		tiff_out_numbers(&w->out, TIFFTAG_STRIPOFFSETS, type,
				 w->offsets, w->n_strips, err);

	if (st == GM_OK)
		st = tiff_out_numbers(&w->out, TIFFTAG_STRIPBYTECOUNTS, type,
				      w->sizes, w->n_strips, err);
	return st;
}

static enum gm_status
add_fraction(struct writer *w, unsigned tag, double value, struct gm_error *err)
{
	const double most = (double)UINT32_MAX / RESOLUTION_PARTS;
	uint64_t parts =
		(uint64_t)llround(fmin(value, most) * RESOLUTION_PARTS);
	uint8_t fraction[8];

	tiff_order_put(&w->out.order, fraction, 4, parts);
	tiff_order_put(&w->out.order, fraction + 4, 4, RESOLUTION_PARTS);
	return tiff_out_bytes(&w->out, tag, TIFF_RATIONAL, fraction,
			      sizeof(fraction), err);
}

/* Takes the place of what EXIF says of it. */
static enum gm_status
add_density(struct writer *w, const struct metadata_density *density,
	    struct gm_error *err)
{
	double per = density->is_ratio ? 1 : METRES_PER_INCH;
	enum gm_status st;

	if (density->x <= 0 || density->y <= 0)
		return GM_OK;
	tiff_out_drop(&w->out, TIFFTAG_XRESOLUTION);
	tiff_out_drop(&w->out, TIFFTAG_YRESOLUTION);
	tiff_out_drop(&w->out, TIFFTAG_RESOLUTIONUNIT);
	st = add_fraction(w, TIFFTAG_XRESOLUTION, density->x * per, err);
	if (st == GM_OK)
		st = add_fraction(w, TIFFTAG_YRESOLUTION, density->y * per,
				  err);
	if (st == GM_OK)
		st = tiff_out_number(
			&w->out, TIFFTAG_RESOLUTIONUNIT, TIFF_TYPE_SHORT,
			density->is_ratio ? RESUNIT_NONE : RESUNIT_INCH, err);
	return st;
}

static enum gm_status
add_profile(struct writer *w, size_t i, struct gm_error *err)
{
	struct bytes profile = {0};
	struct gm_error failure = {0};
	enum gm_status st = GM_OK;

	if (metadata_get(w->metadata, i).part > 1)
		return GM_OK;
	if (metadata_join_icc(w->metadata, i, &profile, &failure))
		st = tiff_out_bytes(&w->out, TIFFTAG_ICCPROFILE,
				    TIFF_TYPE_UNDEFINED, profile.data,
				    profile.nbytes, err);
	bytes_free(&profile);
	if (failure.status == GM_OK)
		return st;
	*err = failure;
	return failure.status;
}

static enum gm_status
add_piece(struct writer *w, size_t i, struct gm_error *err)
{
	struct metadata_piece piece = metadata_get(w->metadata, i);

	if (piece.kind == METADATA_DENSITY)
		return add_density(w, &piece.density, err);
	if (piece.value_nbytes == 0 ||
	    metadata_find(w->metadata, 0, piece.kind) < i)
		return GM_OK; /* there is room for one of each */
	switch (piece.kind) {
	case METADATA_XMP:
		return tiff_out_bytes(&w->out, TIFFTAG_XMLPACKET,
				      TIFF_TYPE_BYTE, piece.value,
				      piece.value_nbytes, err);
	case METADATA_IPTC:
		return tiff_out_bytes(&w->out, TIFFTAG_RICHTIFFIPTC,
				      TIFF_TYPE_UNDEFINED, piece.value,
				      piece.value_nbytes, err);
	case METADATA_ICC:
		return add_profile(w, i, err);
	default:
		return GM_OK;
	}
}

/* What is left of the strips, and the directory. */
static enum gm_status
end_page(struct writer *w, struct gm_error *err)
{
	enum gm_status st = flush_strip(w, err);

	if (st == GM_OK)
		st = add_shape(w, err);
	if (st == GM_OK)
		st = add_places(w, err);
	for (size_t i = 0;
	     i < w->metadata->n_items && st == GM_OK && !w->is_further; i++)
		st = add_piece(w, i, err);
	w->n_strips = 0;
	w->is_further = true;
	return st == GM_OK ? tiff_out_directory(&w->out, err) : st;
}

static enum gm_status
encode_next_frame(struct encoder *enc, struct gm_error *err)
{
	return end_page(enc->state, err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	return end_page(enc->state, err);
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	tiff_out_free(&w->out);
	tiff_strip_free(&w->strip);
	free(w->offsets);
	free(w->sizes);
	free(w);
	enc->state = NULL;
}

const struct codec_writer tiff_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.next_frame = encode_next_frame,
	.finish = encode_finish,
	.close = encode_close,
	.metadata_first = true,
};
