/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_write_tags.h"

#include <math.h>

#include "formats/tiff/tiff_lib.h"

#define METRES_PER_INCH 0.0254

/* Parts of a pixel for each inch that the resolution is told in. */
#define RESOLUTION_PARTS 10000u

const uint16_t tiff_write_own_tags[] = {
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
add_fraction(struct tiff_out *out, unsigned tag, double value,
	     struct gm_error *err)
{
	const double most = (double)UINT32_MAX / RESOLUTION_PARTS;
	uint64_t parts =
		(uint64_t)llround(fmin(value, most) * RESOLUTION_PARTS);
	uint8_t fraction[8];

	tiff_order_put(&out->order, fraction, 4, parts);
	tiff_order_put(&out->order, fraction + 4, 4, RESOLUTION_PARTS);
	return tiff_out_bytes(out, tag, TIFF_RATIONAL, fraction,
			      sizeof(fraction), err);
}

/* Takes the place of what EXIF says of it. */
static enum gm_status
add_density(struct tiff_out *out, const struct metadata_density *density,
	    struct gm_error *err)
{
	double per = density->is_ratio ? 1 : METRES_PER_INCH;
	enum gm_status st;

	if (density->x <= 0 || density->y <= 0)
		return GM_OK;
	tiff_out_drop(out, TIFFTAG_XRESOLUTION);
	tiff_out_drop(out, TIFFTAG_YRESOLUTION);
	tiff_out_drop(out, TIFFTAG_RESOLUTIONUNIT);
	st = add_fraction(out, TIFFTAG_XRESOLUTION, density->x * per, err);
	if (st == GM_OK)
		st = add_fraction(out, TIFFTAG_YRESOLUTION, density->y * per,
				  err);
	if (st == GM_OK)
		st = tiff_out_number(
			out, TIFFTAG_RESOLUTIONUNIT, TIFF_TYPE_SHORT,
			density->is_ratio ? RESUNIT_NONE : RESUNIT_INCH, err);
	return st;
}

static enum gm_status
add_profile(struct tiff_out *out, const struct metadata *metadata, size_t i,
	    struct gm_error *err)
{
	struct bytes profile = {0};
	struct gm_error failure = {0};
	enum gm_status st = GM_OK;

	if (metadata_get(metadata, i).part > 1)
		return GM_OK;
	if (metadata_join_icc(metadata, i, &profile, &failure))
		st = tiff_out_bytes(out, TIFFTAG_ICCPROFILE,
				    TIFF_TYPE_UNDEFINED, profile.data,
				    profile.nbytes, err);
	bytes_free(&profile);
	if (failure.status == GM_OK)
		return st;
	*err = failure;
	return failure.status;
}

static enum gm_status
add_piece(struct tiff_out *out, const struct metadata *metadata, size_t i,
	  struct gm_error *err)
{
	struct metadata_piece piece = metadata_get(metadata, i);

	if (piece.kind == METADATA_DENSITY)
		return add_density(out, &piece.density, err);
	if (piece.value_nbytes == 0 ||
	    metadata_find(metadata, 0, piece.kind) < i)
		return GM_OK; /* there is room for one of each */
	switch (piece.kind) {
	case METADATA_XMP:
		return tiff_out_bytes(out, TIFFTAG_XMLPACKET, TIFF_TYPE_BYTE,
				      piece.value, piece.value_nbytes, err);
	case METADATA_IPTC:
		return tiff_out_bytes(out, TIFFTAG_RICHTIFFIPTC,
				      TIFF_TYPE_UNDEFINED, piece.value,
				      piece.value_nbytes, err);
	case METADATA_ICC:
		return add_profile(out, metadata, i, err);
	default:
		return GM_OK;
	}
}

enum gm_status
tiff_write_metadata(struct tiff_out *out, const struct metadata *metadata,
		    struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < metadata->n_items && st == GM_OK; i++)
		st = add_piece(out, metadata, i, err);
	return st;
}
