/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_view.h"

/* What changes nothing, or is looked at elsewhere. */
static const uint32_t harmless[] = {
	HEIF_HVCC, HEIF_ISPE, HEIF_COLR, HEIF_PIXI, HEIF_AUXC,
	HEIF_PASP, HEIF_RLOC, HEIF_CLLI, HEIF_MDCV, HEIF_UDES,
};

static bool
is_harmless(uint32_t type)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (harmless[i] == type)
			return true;
	return false;
}

/* Mirror what is shown, left to right or top to bottom. */
static void
flip(struct heif_view *view, bool left_to_right)
{
	if (left_to_right != view->turn.transposes)
		view->turn.flips_x ^= true;
	else
		view->turn.flips_y ^= true;
}

/* By quarters, anticlockwise: each mirrors, and makes rows of columns. */
static void
rotate(struct heif_view *view, unsigned quarters)
{
	for (; quarters > 0; quarters--) {
		flip(view, true);
		view->turn.transposes ^= true;
	}
}

/* Cut n pixels from `from` on out of what is shown, along one of its sides. */
static void
cut(uint32_t *at, uint32_t *side, bool is_flipped, uint32_t from, uint32_t n)
{
	*at += is_flipped ? *side - from - n : from;
	*side = n;
}

static void
crop(struct heif_view *view, const uint32_t at[2], const uint32_t size[2])
{
	unsigned along_x = view->turn.transposes ? 1 : 0;

	cut(&view->x, &view->width, view->turn.flips_x, at[along_x],
	    size[along_x]);
	cut(&view->y, &view->height, view->turn.flips_y, at[1 - along_x],
	    size[1 - along_x]);
}

struct fraction {
	int64_t num;
	int64_t den;
};

static struct fraction
read_fraction(struct bmff_in *in)
{
	struct fraction f;

	f.num = (int32_t)bmff_u32(in);
	f.den = (int32_t)bmff_u32(in);
	return f;
}

/*
 * One side of a clean aperture: so many pixels, whose centre is that far from
 * the centre of the picture.  A size that is no whole number is cut down, and
 * so is what is before it.
 */
static bool
find_side(uint32_t whole, const struct fraction *size,
	  const struct fraction *off, uint32_t *at, uint32_t *n)
{
	int64_t side, twice;

	if (size->den <= 0 || off->den <= 0 || size->num < size->den)
		return false;
	side = size->num / size->den;
	if (side > whole)
		return false;
	/* 2 * at = 2 * off + whole - side; times its denominator. */
	twice = 2 * off->num + ((int64_t)whole - side) * off->den;
	if (twice < 0 || twice / (2 * off->den) > (int64_t)whole - side)
		return false;
	*at = (uint32_t)(twice / (2 * off->den));
	*n = (uint32_t)side;
	return true;
}

static enum gm_status
apply_clap(struct heif_view *view, struct bmff_in in, struct gm_error *err)
{
	struct fraction width = read_fraction(&in);
	struct fraction height = read_fraction(&in);
	struct fraction x = read_fraction(&in), y = read_fraction(&in);
	uint32_t at[2], size[2];

	if (in.is_short ||
	    !find_side(heif_view_width(view), &width, &x, &at[0], &size[0]) ||
	    !find_side(heif_view_height(view), &height, &y, &at[1], &size[1]))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a clean aperture that is not within "
			       "the picture");
	crop(view, at, size);
	return GM_OK;
}

static enum gm_status
apply(struct heif_view *view, const struct heif_kind *kind, struct bmff_in in,
      bool is_essential, struct gm_error *err)
{
	switch (kind->type) {
	case HEIF_CLAP:
		return apply_clap(view, in, err);
	case HEIF_IROT:
		rotate(view, bmff_u8(&in) & 3);
		return GM_OK;
	case HEIF_IMIR:
		flip(view, (bmff_u8(&in) & 1) != 0);
		return GM_OK;
	default:
		break;
	}
	if (is_essential && !is_harmless(kind->type))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: a property of the picture that "
			       "must not be passed over (%#x)",
			       kind->type);
	return GM_OK;
}

enum gm_status
heif_view_apply(struct heif_view *view, const struct heif_items *items,
		const struct heif_item *item, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < item->n_links && st == GM_OK; i++) {
		const struct heif_link *link = &items->links[item->link + i];
		const struct heif_kind *kind = &items->kinds[link->kind];

		st = apply(view, kind,
			   bmff_in(items->properties.data + kind->at,
				   kind->nbytes),
			   link->is_essential, err);
	}
	return st;
}

bool
heif_view_is_changed(const struct heif_items *items,
		     const struct heif_item *item)
{
	for (uint32_t i = 0; i < item->n_links; i++) {
		uint32_t type =
			items->kinds[items->links[item->link + i].kind].type;

		if (type == HEIF_CLAP || type == HEIF_IROT || type == HEIF_IMIR)
			return true;
	}
	return false;
}
