/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_view.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/avif/avif_luma.h"

/* Rows, or columns, that are made at once. */
#define STRIP 32u

/* Pixels around a part in which chroma is mixed: even, for chroma of half the
   size is cut by pairs. */
#define MARGIN 2u

/* By libavif's conversion (H.273, table 4); others are taken for BT.601. */
static bool
has_known_matrix(const avifImage *image)
{
	switch (image->matrixCoefficients) {
	case AVIF_MATRIX_COEFFICIENTS_IDENTITY:
		return image->yuvFormat == AVIF_PIXEL_FORMAT_YUV444;
	case AVIF_MATRIX_COEFFICIENTS_BT709:
	case AVIF_MATRIX_COEFFICIENTS_UNSPECIFIED:
	case AVIF_MATRIX_COEFFICIENTS_FCC:
	case AVIF_MATRIX_COEFFICIENTS_BT470BG:
	case AVIF_MATRIX_COEFFICIENTS_BT601:
	case AVIF_MATRIX_COEFFICIENTS_SMPTE240:
	case AVIF_MATRIX_COEFFICIENTS_YCGCO:
	case AVIF_MATRIX_COEFFICIENTS_BT2020_NCL:
	case AVIF_MATRIX_COEFFICIENTS_CHROMA_DERIVED_NCL:
		return true;
	default:
		return false;
	}
}

bool
avif_view_is_gray(const avifImage *image, enum gray_method method)
{
	switch (image->matrixCoefficients) {
	case AVIF_MATRIX_COEFFICIENTS_UNSPECIFIED:
	case AVIF_MATRIX_COEFFICIENTS_BT470BG:
	case AVIF_MATRIX_COEFFICIENTS_BT601:
		return method == GRAY_REC601;
	case AVIF_MATRIX_COEFFICIENTS_BT709:
		return method == GRAY_REC709;
	default:
		return false;
	}
}

/* First cropped, then turned, then mirrored (MIAF, ISO/IEC 23000-22, 7.3.6.7);
   a crop that is none leaves all. */
static void
find_crop(struct avif_view *view)
{
	const avifImage *image = view->image;
	avifCropRect rect;
	avifDiagnostics ignored;

	view->crop =
		(avifCropRect){.width = image->width, .height = image->height};
	if ((image->transformFlags & AVIF_TRANSFORM_CLAP) != 0 &&
	    avifCropRectConvertCleanApertureBox(&rect, &image->clap,
						image->width, image->height,
						image->yuvFormat, &ignored))
		view->crop = rect;
}

static struct turn
find_turn(const avifImage *image)
{
	/* Quarters against the clock. */
	static const struct turn quarters[4] = {
		{0},
		{.transposes = true, .flips_x = true},
		{.flips_x = true, .flips_y = true},
		{.transposes = true, .flips_y = true},
	};
	struct turn turn = {0};
	bool flips_rows;

	if ((image->transformFlags & AVIF_TRANSFORM_IROT) != 0)
		turn = quarters[image->irot.angle & 3];
	if ((image->transformFlags & AVIF_TRANSFORM_IMIR) == 0)
		return turn;
	/* Top and bottom of what was turned, or left and right. */
	flips_rows = image->imir.AVIF_LIB_AXIS == 0;
	if (flips_rows != turn.transposes)
		turn.flips_y = !turn.flips_y;
	else
		turn.flips_x = !turn.flips_x;
	return turn;
}

static struct avif_told
tell(const avifImage *image)
{
	return (struct avif_told){
		.width = image->width,
		.height = image->height,
		.has_colors = image->yuvFormat != AVIF_PIXEL_FORMAT_YUV400,
		.matrix = image->matrixCoefficients,
	};
}

enum gm_status
avif_view_tell(struct avif_view *view, const avifImage *image, bool has_alpha,
	       struct gm_error *err)
{
	uint32_t bits = image->depth > 8 ? 16 : 8;

	view->image = image;
	if (image->yuvFormat != AVIF_PIXEL_FORMAT_YUV400 &&
	    !has_known_matrix(image))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: AVIF with matrix coefficients %u",
			       image->matrixCoefficients);
	view->told = tell(image);
	find_crop(view);
	view->turn = find_turn(image);
	view->info = (struct image_info){.width = view->crop.width,
					 .height = view->crop.height,
					 .channels = has_alpha ? 2 : 1,
					 .bits = bits,
					 .exact_bits = bits};
	view->info = turn_info(&view->turn, &view->info);
	return GM_OK;
}

void
avif_view_keep_colors(struct avif_view *view)
{
	view->turn = (struct turn){0};
	view->info.width = view->crop.width;
	view->info.height = view->crop.height;
	view->info.channels += 2;
}

static bool
has_alpha(const struct avif_view *view)
{
	return view->info.channels % 2 == 0;
}

static uint32_t
longest(const struct avif_view *view)
{
	const struct image_info *info = &view->info;

	return info->width > info->height ? info->width : info->height;
}

uint64_t
avif_view_nbytes(const struct avif_view *view)
{
	uint64_t pixel = view->info.bits / 8;

	pixel *= view->is_luma ? 2 : 6;
	return pixel * longest(view) * (STRIP + 2 * MARGIN);
}

/* The part of the decoded picture that becomes rows y on. */
static avifCropRect
part_of(const struct avif_view *view, uint32_t y, uint32_t n_rows)
{
	avifCropRect part = view->crop;
	uint32_t from;

	if (view->turn.transposes) {
		from = view->turn.flips_x ? part.width - y - n_rows : y;
		part.x += from;
		part.width = n_rows;
	} else {
		from = view->turn.flips_y ? part.height - y - n_rows : y;
		part.y += from;
		part.height = n_rows;
	}
	return part;
}

/* As far as the picture goes. */
static void
widen(uint32_t *at, uint32_t *n, uint32_t most)
{
	uint32_t from = *at > MARGIN ? (*at - MARGIN) & ~1u : 0;
	uint32_t end = *at + *n;

	end = most > MARGIN && end < most - MARGIN ? (end + MARGIN + 1) & ~1u
						   : most;
	if (end > most)
		end = most;
	*at = from;
	*n = end - from;
}

/* R, G, B and maybe alpha of a rectangle. */
static enum gm_status
take_colors(struct avif_view *view, const avifCropRect *rect, avifRGBImage *rgb,
	    struct gm_error *err)
{
	avifImage *cut = avifImageCreateEmpty();
	avifResult result = avifImageSetViewRect(cut, view->image, rect);
	enum gm_status st = GM_OK;

	if (result == AVIF_RESULT_OK) {
		avifRGBImageSetDefaults(rgb, cut);
		rgb->depth = view->info.bits;
		rgb->format = has_alpha(view) ? AVIF_RGB_FORMAT_RGBA
					      : AVIF_RGB_FORMAT_RGB;
		rgb->chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BEST_QUALITY;
		rgb->avoidLibYUV = AVIF_TRUE;
		rgb->rowBytes = rgb->width * avifRGBImagePixelSize(rgb);
		view->rgb.nbytes = 0;
		st = bytes_reserve(&view->rgb,
				   (size_t)rgb->rowBytes * rgb->height, err);
		rgb->pixels = view->rgb.data;
		if (st == GM_OK)
			result = avifImageYUVToRGB(cut, rgb);
	}
	avifImageDestroy(cut);
	return st == GM_OK && result != AVIF_RESULT_OK
		       ? avif_lib_fail(result, NULL, err)
		       : st;
}

static enum gm_status
put_colors(struct avif_view *view, const avifCropRect *part, uint8_t *to,
	   struct gm_error *err)
{
	const avifImage *image = view->image;
	struct image_info info = view->info;
	avifCropRect rect = *part;
	avifRGBImage rgb = {0};
	enum gm_status st;

	info.channels = has_alpha(view) ? 4 : 3;
	widen(&rect.x, &rect.width, image->width);
	widen(&rect.y, &rect.height, image->height);
	st = take_colors(view, &rect, &rgb, err);
	for (uint32_t y = 0; st == GM_OK && y < part->height; y++) {
		size_t pixel = (size_t)info.channels * (info.bits / 8);
		const uint8_t *row =
			rgb.pixels +
			(size_t)(part->y - rect.y + y) * rgb.rowBytes +
			(part->x - rect.x) * pixel;

		assert(rgb.pixels != NULL);
		if (view->info.channels >= 3)
			memcpy(to, row, pixel * part->width);
		else
			graying_convert(view->graying, &info, row, part->width,
					to);
		to += part->width * (size_t)view->info.channels *
		      (info.bits / 8);
	}
	return st;
}

/* A strip of rows, of which all that is turned is held. */
static enum gm_status
put_strip(struct avif_view *view, uint32_t y, uint32_t n_rows, uint8_t *to,
	  struct gm_error *err)
{
	avifCropRect part = part_of(view, y, n_rows);
	struct image_info info = view->info;
	uint8_t *block = to;
	enum gm_status st = GM_OK;

	info.width = part.width;
	info.height = part.height;
	if (!turn_is_none(&view->turn)) {
		view->block.nbytes = 0;
		st = bytes_reserve(&view->block,
				   image_row_nbytes(&info) * info.height, err);
		block = view->block.data;
	}
	if (st != GM_OK)
		return st;
	if (view->is_luma)
		avif_luma_put(view->image, &part, view->levels, has_alpha(view),
			      block);
	else
		st = put_colors(view, &part, block, err);
	if (st == GM_OK && block != to)
		turn_place(&view->turn, &info, 0, block, info.height, to);
	return st;
}

/* Is what was decoded that which was told? */
static bool
is_as_told(const struct avif_view *view)
{
	const avifImage *image = view->image;
	const struct avif_told is = tell(image), *told = &view->told;

	return is.width == told->width && is.height == told->height &&
	       is.has_colors == told->has_colors && is.matrix == told->matrix &&
	       image->yuvPlanes[AVIF_CHAN_Y] != NULL &&
	       (image->depth > 8 ? 16 : 8) == view->info.bits &&
	       (!has_alpha(view) || image->alphaPlane != NULL);
}

static enum gm_status
check(struct avif_view *view, struct gm_error *err)
{
	if (!is_as_told(view))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the picture is not what the file says "
			       "of it");
	if (!view->is_luma)
		return GM_OK;
	view->levels = avif_luma_levels(view->image);
	return view->levels != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (AVIF)");
}

enum gm_status
avif_view_rows(struct avif_view *view, uint32_t y, uint32_t n_rows, uint8_t *to,
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (y == 0)
		st = check(view, err);
	for (uint32_t n; st == GM_OK && n_rows > 0; n_rows -= n, y += n) {
		n = n_rows < STRIP ? n_rows : STRIP;
		st = put_strip(view, y, n, to, err);
		to += image_row_nbytes(&view->info) * n;
	}
	return st;
}

void
avif_view_close(struct avif_view *view)
{
	free(view->levels);
	bytes_free(&view->block);
	bytes_free(&view->rgb);
	*view = (struct avif_view){0};
}
