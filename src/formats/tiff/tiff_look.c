/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_look.h"

#include <string.h>

#include "codec/codec.h"
#include "formats/tiff/tiff_blocks.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_palette.h"
#include "formats/tiff/tiff_settle.h"
#include "formats/tiff/tiff_tags.h"
#include "image/image.h"
#include "meta/orientation.h"
#include "meta/settle.h"

/*
 * Bytes of samples that all pages together may become by their pixels, however
 * small the file is, and for each byte of it.
 */
#define FREE_NBYTES (UINT64_C(4) * IMAGE_BLANK_PIXELS)
#define MOST_RATIO  300u

/* A look under way. */
struct look {
	struct tiff_copy *copy;
	uint64_t n_left; /* bytes of samples that pages may still become */
	bool is_same;
};

enum gm_status
tiff_look_say_page(const struct tiff_tree *tree, size_t node_i,
		   struct gm_error *err)
{
	char text[GM_ERROR_TEXT_BYTES];
	size_t page = 0;

	for (size_t i = 0; i <= node_i; i++)
		page += tree->nodes[i].is_page;
	if (page <= 1)
		return err->status;
	memcpy(text, err->text, sizeof(text));
	return gm_fail(err, err->status, 0, "page %zu: %s", page, text);
}

static uint64_t
number(struct look *look, unsigned tag, uint64_t otherwise)
{
	return tiff_raw_number(&look->copy->raw, &look->copy->directory, tag,
			       otherwise);
}

/* What the page's own tags leave out is as the library has it. */
static uint64_t
photometric_of(struct look *look)
{
	return number(look, TIFFTAG_PHOTOMETRIC,
		      number(look, TIFFTAG_SAMPLESPERPIXEL, 1) >= 3
			      ? PHOTOMETRIC_RGB
			      : PHOTOMETRIC_MINISBLACK);
}

/* Of Y in JPEG, which no transform may touch. */
static enum gm_status
look_at_ycbcr(struct look *look, enum tiff_way *way, struct gm_error *err)
{
	const struct tiff_copy *copy = look->copy;
	enum gm_status st;

	*way = TIFF_WAY_PIXELS;
	if (!copy->takes_luma ||
	    number(look, TIFFTAG_COMPRESSION, 0) != COMPRESSION_JPEG ||
	    number(look, TIFFTAG_SAMPLESPERPIXEL, 1) != 3 ||
	    number(look, TIFFTAG_BITSPERSAMPLE, 1) != 8 ||
	    number(look, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) !=
		    PLANARCONFIG_CONTIG)
		return GM_OK;
	st = settle_check_codes(&copy->piece_list, 0, err);
	if (st == GM_ERR_UNSUPPORTED)
		return GM_OK;
	*way = TIFF_WAY_LUMA;
	return st;
}

static enum gm_status
look_at_palette(struct look *look, enum tiff_way *way, struct gm_error *err)
{
	struct tiff_copy *copy = look->copy;
	struct tiff_palette palette = {0};
	enum gm_status st =
		tiff_palette_read(&palette, &copy->raw, &copy->directory, err);

	if (st == GM_OK)
		*way = tiff_palette_is_gray(&palette) ? TIFF_WAY_KEEP
						      : TIFF_WAY_PALETTE;
	tiff_palette_free(&palette);
	return st;
}

static enum gm_status
choose(struct look *look, enum tiff_way *way, struct gm_error *err)
{
	uint64_t n_samples = number(look, TIFFTAG_SAMPLESPERPIXEL, 1);

	*way = TIFF_WAY_PIXELS;
	switch (photometric_of(look)) {
	case PHOTOMETRIC_MINISWHITE:
	case PHOTOMETRIC_MINISBLACK:
	case PHOTOMETRIC_MASK:
	case PHOTOMETRIC_LOGL:
		*way = TIFF_WAY_KEEP;
		return GM_OK;
	case PHOTOMETRIC_PALETTE:
		return look_at_palette(look, way, err);
	case PHOTOMETRIC_CIELAB:
	case PHOTOMETRIC_ICCLAB:
	case PHOTOMETRIC_ITULAB:
		/* L* alone. */
		if (n_samples == 1)
			*way = TIFF_WAY_KEEP;
		return GM_OK;
	case PHOTOMETRIC_YCBCR:
		return look_at_ycbcr(look, way, err);
	default:
		return GM_OK;
	}
}

static bool
is_old_jpeg(struct look *look)
{
	return number(look, TIFFTAG_COMPRESSION, 0) == COMPRESSION_OJPEG;
}

/* Is what it says besides the same for a gray file? */
static enum gm_status
compare(struct look *look, struct gm_error *err)
{
	struct tiff_copy *copy = look->copy;
	struct metadata *m = &copy->piece_list;
	bool is_same = false;
	enum gm_status st = tiff_settle_end(m, copy->outcome, err);

	if (st == GM_OK)
		st = tiff_settle_compare(m, &copy->raw, &copy->directory,
					 &is_same, err);
	look->is_same &= is_same;
	return st;
}

static enum gm_status
check_size(struct look *look, const struct tiff_node *node,
	   struct gm_error *err)
{
	const struct tiff_copy *copy = look->copy;
	uint64_t width = number(look, TIFFTAG_IMAGEWIDTH, 0);
	uint64_t height = number(look, TIFFTAG_IMAGELENGTH, 0);
	uint64_t pixel_bits = number(look, TIFFTAG_SAMPLESPERPIXEL, 1) *
			      number(look, TIFFTAG_BITSPERSAMPLE, 1);
	enum gm_status st;

	if (width > UINT32_MAX || height > UINT32_MAX)
		return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: its size");
	if (node == copy->tree.nodes)
		conversion_found(
			copy->outcome, (uint32_t)width, (uint32_t)height,
			(uint32_t)number(look, TIFFTAG_BITSPERSAMPLE, 1),
			(uint32_t)copy->tree.n_pages);
	st = image_check_size(copy->in, (uint32_t)width, (uint32_t)height,
			      copy->conversion->max_pixels, err);
	if (st != GM_OK || node->way != TIFF_WAY_PIXELS)
		return st;
	/* Numbers of 16 bits, and a product of 62: no overflow after that. */
	if (pixel_bits / 8 + 1 > look->n_left / width / height)
		return image_fail_blank(copy->in, (uint32_t)width,
					(uint32_t)height, err);
	look->n_left -= (pixel_bits / 8 + 1) * width * height;
	return GM_OK;
}

static enum gm_status
check_orientation(struct look *look, struct gm_error *err)
{
	const struct conversion *conversion = look->copy->conversion;
	uint64_t orientation =
		number(look, TIFFTAG_ORIENTATION, ORIENTATION_UPRIGHT);

	if (conversion->turn_as > ORIENTATION_UPRIGHT ||
	    (conversion->orient && orientation > ORIENTATION_UPRIGHT))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "to be turned");
	return GM_OK;
}

static uint64_t
ceil_div(uint64_t a, uint64_t b)
{
	return b == 0 ? a : a / b + (a % b > 0);
}

/* How many strips or tiles the picture has. */
static uint64_t
n_blocks(struct look *look, bool is_tiled)
{
	uint64_t width = number(look, TIFFTAG_IMAGEWIDTH, 0);
	uint64_t height = number(look, TIFFTAG_IMAGELENGTH, 0);
	uint64_t n =
		ceil_div(height, number(look, TIFFTAG_ROWSPERSTRIP, height));

	if (is_tiled)
		n = ceil_div(width, number(look, TIFFTAG_TILEWIDTH, width)) *
		    ceil_div(height, number(look, TIFFTAG_TILELENGTH, height));
	if (number(look, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) ==
	    PLANARCONFIG_SEPARATE)
		n *= number(look, TIFFTAG_SAMPLESPERPIXEL, 1);
	return n;
}

/* Blocks that nobody decodes: are they all there? */
static enum gm_status
check_blocks(struct look *look, struct gm_error *err)
{
	struct tiff_copy *copy = look->copy;
	bool salvage = copy->conversion->salvage;
	struct tiff_blocks blocks = {0};
	enum gm_status st =
		tiff_blocks_find(&blocks, &copy->raw, &copy->directory, salvage,
				 copy->outcome, err);

	if (st == GM_OK && blocks.n < n_blocks(look, blocks.is_tiled)) {
		if (salvage)
			conversion_warn(copy->outcome,
					"truncated: " CODEC_INCOMPLETE);
		else
			st = gm_fail(err, GM_ERR_TRUNCATED, 0,
				     "truncated: " CODEC_INCOMPLETE);
	}
	tiff_blocks_free(&blocks);
	return st;
}

static enum gm_status
look_at_picture(struct look *look, struct tiff_node *node, struct gm_error *err)
{
	struct tiff_copy *copy = look->copy;
	enum tiff_way way = TIFF_WAY_KEEP;
	enum gm_status st = check_orientation(look, err);

	if (st == GM_OK)
		st = choose(look, &way, err);
	if (st != GM_OK)
		return st;
	node->way = way;
	copy->was_color |= way != TIFF_WAY_KEEP;
	look->is_same &= way == TIFF_WAY_KEEP;
	st = check_size(look, node, err);
	if (st == GM_OK && way != TIFF_WAY_PIXELS && !is_old_jpeg(look))
		st = check_blocks(look, err);
	if (st == GM_OK && look->is_same)
		st = compare(look, err);
	/* Its tags do not come into a copy that is written anew. */
	if (way == TIFF_WAY_KEEP && is_old_jpeg(look))
		node->way = TIFF_WAY_PIXELS;
	return st;
}

static enum gm_status
look_at(struct look *look, struct tiff_node *node, struct gm_error *err)
{
	struct tiff_copy *copy = look->copy;
	enum gm_status st =
		tiff_raw_directory(&copy->raw, node->at, &copy->directory, err);

	if (st != GM_OK)
		return st;
	copy->piece_list.settler = copy->metadata->settler;
	/* Whether it was one of colours does not matter yet. */
	st = tiff_settle_begin(&copy->piece_list, &copy->raw, &copy->directory,
			       false, copy->outcome, err);
	if (st != GM_OK)
		return st;
	if (node->is_picture)
		return look_at_picture(look, node, err);
	return look->is_same ? compare(look, err) : GM_OK;
}

enum gm_status
tiff_look(struct tiff_copy *copy, bool *is_same, struct gm_error *err)
{
	struct look look = {
		.copy = copy,
		.n_left = FREE_NBYTES + MOST_RATIO * copy->in->nbytes,
		.is_same = !copy->tree.is_cut &&
			   !copy->conversion->first_frame &&
			   copy->conversion->strip == STRIP_NOTHING,
	};
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < copy->tree.n && st == GM_OK; i++) {
		st = look_at(&look, &copy->tree.nodes[i], err);
		if (st != GM_OK)
			tiff_look_say_page(&copy->tree, i, err);
	}
	*is_same = look.is_same;
	return st;
}
