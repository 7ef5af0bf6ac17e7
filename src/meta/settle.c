/* SPDX-License-Identifier: MIT */
#include "meta/settle.h"

#include "meta/claims.h"

enum rule {
	DROP,
	KEEP,
	KEEP_OF_GRAY /* the samples are those that it speaks of */
};

static const enum rule rules[METADATA_N_KINDS] = {
	[METADATA_EXIF] = KEEP,
	[METADATA_XMP] = KEEP,
	[METADATA_XMP_MORE] = KEEP,
	[METADATA_IPTC] = KEEP,
	[METADATA_ICC] = KEEP,
	[METADATA_COMMENT] = KEEP,
	[METADATA_TEXT] = KEEP,
	[METADATA_DENSITY] = KEEP,
	[METADATA_TIME] = KEEP,
	[METADATA_SRGB] = KEEP,
	[METADATA_CICP] = KEEP,
	[METADATA_CURVE] = KEEP,
	[METADATA_PRIMARIES] = KEEP, /* of colour, up to settle_end() */
	[METADATA_SAMPLES] = KEEP_OF_GRAY,
	[METADATA_MODEL] = DROP,
	[METADATA_PICTURES] = DROP,
	[METADATA_INDEX] = KEEP,
	[METADATA_GAIN_MAP] = KEEP,
	[METADATA_SIGNATURE] = DROP,
	[METADATA_CODING] = KEEP,
	[METADATA_PIXELS] = DROP,
	[METADATA_RAW] = KEEP,
};

bool
settle_piece(const struct settle *settle, struct metadata *m,
	     const struct metadata_piece *piece)
{
	enum rule rule = rules[piece->kind];

	if (piece->kind == METADATA_SIGNATURE)
		m->left_out |= METADATA_LEFT_SIGNATURE;
	return rule == KEEP || (rule == KEEP_OF_GRAY && !settle->is_color);
}

enum gm_status
settle_add(const struct settle *settle, struct metadata *m,
	   const struct metadata_piece *piece, struct gm_error *err)
{
	return settle_piece(settle, m, piece) ? metadata_add(m, piece, err)
					      : GM_OK;
}

enum gm_status
settle_find_graying(struct metadata *m, const struct image_info *info,
		    bool has_inks, enum gray_method method,
		    struct graying *graying, struct gm_error *err)
{
	*graying = (struct graying){.method = method};
	if (m->settler == NULL || info->channels < 3)
		return GM_OK;
	return graying_find(m, info->bits, has_inks, &m->settler->books,
			    graying, err);
}

enum gm_status
settle_check_codes(const struct metadata *m, size_t first, struct gm_error *err)
{
	bool is_plain = true;
	enum gm_status st = GM_OK;

	if (m->settler != NULL)
		st = graying_look(m, first, m->settler->gray,
				  &m->settler->books, &is_plain, err);
	return st == GM_OK && !is_plain
		       ? gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "colours that are more than their codes")
		       : st;
}

static enum gm_status
settle_as(struct settler *settler, struct metadata *m, size_t first,
	  const char **warning, struct gm_error *err)
{
	enum gm_status st =
		profile_settle(m, first, settler->profile, settler->model,
			       &settler->books.profiles, warning, err);

	if (m->was_color)
		metadata_drop(m, first, METADATA_PRIMARIES);
	if (st == GM_OK)
		st = strip_settle(m, first, settler->strip, err);
	if (settler->strip != STRIP_NOTHING)
		m->n_places = 0;
	if (st == GM_OK)
		st = claims_settle(m, first, err);
	if (st == GM_OK && settler->insets.make_gray != NULL)
		st = insets_settle(m, first, &settler->insets, err);
	return st;
}

enum gm_status
settle_end(struct metadata *m, size_t first, const char **warning,
	   struct gm_error *err)
{
	struct settler none;
	enum gm_status st;

	if (m->settler != NULL)
		return settle_as(m->settler, m, first, warning, err);
	none = (struct settler){0};
	st = settle_as(&none, m, first, warning, err);
	settle_free(&none);
	return st;
}

void
settle_free(struct settler *settler)
{
	graying_books_free(&settler->books);
	*settler = (struct settler){0};
}
