/* SPDX-License-Identifier: MIT */
#include "meta_cross.h"

#include <string.h>

#include "base/text.h"
#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "fuzz_fail.h"
#include "icc/icc.h"

/* What a file says before its pixels. */
static void
read_metadata(const struct bytes *file, const struct codec *codec,
	      struct metadata *metadata)
{
	const struct conversion conversion = {.max_pixels =
						      CODEC_CHECK_MAX_PIXELS};
	struct outcome outcome = {0};
	struct decoder dec = {.codec = codec, .outcome = &outcome};
	struct fuzz_file_in in;
	struct gm_error err;

	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_LEAST);
	fuzz_require(codec->reader->open(&dec, &in.file, &conversion, &err) ==
			     GM_OK,
		     "what was converted can be read", &err);
	codec->reader->close(&dec);
	fuzz_file_in_close(&in);
	*metadata = dec.metadata;
}

/* TIFF, or text, XMP in UTF-8; else PNG has no place for it. */
static bool
can_cross(const struct metadata_piece *piece)
{
	switch (piece->kind) {
	case METADATA_EXIF:
		return piece->value_nbytes >= 8 &&
		       (memcmp(piece->value, "II*\0", 4) == 0 ||
			memcmp(piece->value, "MM\0*", 4) == 0);
	case METADATA_XMP:
		return piece->value_nbytes > 0 &&
		       text_is_utf8(piece->value, piece->value_nbytes);
	case METADATA_COMMENT:
		return piece->value_nbytes > 0;
	default:
		return false;
	}
}

/* The next one of the kind from *i on that can cross; false at the end. */
static bool
next_piece(const struct metadata *m, enum metadata_kind kind, size_t *i,
	   struct metadata_piece *piece)
{
	while (*i < m->n_items) {
		*piece = metadata_get(m, (*i)++);
		if (piece->kind == kind && can_cross(piece))
			return true;
	}
	return false;
}

static void
compare(const struct metadata *before, const struct metadata *after,
	enum metadata_kind kind, bool is_single)
{
	struct metadata_piece a, b;
	size_t i = 0, j = 0;
	bool has_a, has_b;

	do {
		has_a = next_piece(before, kind, &i, &a);
		has_b = next_piece(after, kind, &j, &b);
		fuzz_require(has_a == has_b, "as many pieces as before", NULL);
		fuzz_require(!has_a || (a.value_nbytes == b.value_nbytes &&
					memcmp(a.value, b.value,
					       a.value_nbytes) == 0),
			     "the piece that it was before", NULL);
	} while (has_a && !is_single);
}

/* The first profile, and what it is; ICC_OTHER where there is no whole one. */
static enum icc_kind
find_profile(const struct metadata *m, struct bytes *profile)
{
	enum icc_kind kind = ICC_OTHER;
	struct gm_error err = {0};
	size_t i = 0;

	while (i < m->n_items && metadata_get(m, i).kind != METADATA_ICC)
		i++;
	if (i == m->n_items || !metadata_join_icc(m, i, profile, &err))
		profile->nbytes = 0;
	else
		icc_look(profile->data, profile->nbytes, &kind, &err);
	return kind;
}

/* What is there afterwards is of gray, and what was before, is there. */
static void
compare_profile(const struct metadata *before, const struct metadata *after)
{
	struct bytes old = {0}, new = {0};
	enum icc_kind old_kind = find_profile(before, &old);
	enum icc_kind new_kind = find_profile(after, &new);

	fuzz_require(new.nbytes == 0 || new_kind == ICC_GRAY,
		     "a profile in a gray PNG is one of gray", NULL);
	if (old_kind == ICC_GRAY)
		fuzz_require(old.nbytes ==
				     new.nbytes &&memcmp(old.data, new.data,
							 old.nbytes) == 0,
			     "the profile that it was before", NULL);
	bytes_free(&old);
	bytes_free(&new);
}

void
meta_cross_check(const struct bytes *original)
{
	const struct by_pixels_options options = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS},
		.to = &codec_png};
	struct metadata before, after;
	struct by_pixels c;

	by_pixels_run(&c, original, &options);
	if (c.status == GM_OK) {
		read_metadata(original, c.in_codec, &before);
		read_metadata(&c.out, &codec_png, &after);
		compare(&before, &after, METADATA_EXIF, true);
		compare(&before, &after, METADATA_XMP, true);
		compare(&before, &after, METADATA_COMMENT, false);
		compare_profile(&before, &after);
		metadata_free(&before);
		metadata_free(&after);
	}
	by_pixels_free(&c);
}
