/* SPDX-License-Identifier: MIT */
#include "job/late.h"

bool
late_are_missed(const struct metadata *m, size_t first,
		const struct codec *codec)
{
	if (!codec->writer->metadata_first)
		return false;
	for (size_t i = first; i < m->n_items; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		if ((codec->can.holds >> piece.kind & 1) != 0 ||
		    metadata_is_from(&piece, codec->name))
			return true;
	}
	return false;
}

static enum gm_status
copy(const struct metadata *from, size_t first, struct metadata *to,
     struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = first; i < from->n_items && st == GM_OK; i++) {
		struct metadata_piece piece = metadata_get(from, i);

		st = metadata_add(to, &piece, err);
	}
	return st;
}

enum gm_status
late_learn(struct late *late, const struct metadata *m, size_t first,
	   struct gm_error *err)
{
	late->is_known = true;
	return copy(m, first, &late->pieces, err);
}

enum gm_status
late_tell(const struct late *late, struct metadata *m, struct gm_error *err)
{
	return copy(&late->pieces, 0, m, err);
}

void
late_forget(struct late *late)
{
	metadata_clear(&late->pieces);
	late->is_known = false;
}
