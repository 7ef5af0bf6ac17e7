/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_meta.h"

#include "formats/webp/webp_file.h"
#include "meta/settle.h"

/* What some writers put before the TIFF, as it is in JPEG. */
#define EXIF_MARK        "Exif\0\0"
#define EXIF_MARK_NBYTES 6u

/* What means something to other formats, or to nobody once it is gray. */
static const struct known {
	char name[5];
	enum metadata_kind kind;
} known[] = {
	{"ICCP", METADATA_ICC},
	{"EXIF", METADATA_EXIF},
	{"XMP ", METADATA_XMP},
	{"C2PA", METADATA_SIGNATURE},
};

#define N_KNOWN (sizeof(known) / sizeof(known[0]))

static size_t
find_known(const char name[4])
{
	size_t i = 0;

	while (i < N_KNOWN && memcmp(known[i].name, name, 4) != 0)
		i++;
	return i;
}

static struct metadata_piece
make_piece(const struct webp_chunk *chunk, enum metadata_kind kind,
	   const struct bytes *payload)
{
	struct metadata_piece piece = {.kind = kind,
				       .home = WEBP_NAME,
				       .data = payload->data,
				       .nbytes = payload->nbytes,
				       .value = payload->data,
				       .value_nbytes = payload->nbytes,
				       .part = 1,
				       .n_parts = 1};

	memcpy(piece.tag, chunk->name, 4);
	if (kind == METADATA_EXIF && piece.value_nbytes >= EXIF_MARK_NBYTES &&
	    memcmp(piece.value, EXIF_MARK, EXIF_MARK_NBYTES) == 0) {
		piece.value += EXIF_MARK_NBYTES;
		piece.value_nbytes -= EXIF_MARK_NBYTES;
	}
	return piece;
}

enum gm_status
webp_meta_take(struct webp_meta *meta, struct file_cursor *cursor,
	       const struct webp_chunk *chunk, struct metadata *metadata,
	       struct gm_error *err)
{
	const struct settle settle = {.is_color = true};
	struct metadata_piece piece;
	size_t i = find_known(chunk->name);
	enum gm_status st;

	if (i < N_KNOWN && (meta->seen >> i & 1) != 0) {
		metadata->left_out |= METADATA_LEFT_AGAIN;
		return GM_OK;
	}
	meta->seen |= 1u << i;
	if (chunk->nbytes > METADATA_MAX_BYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	meta->payload.nbytes = 0;
	st = webp_riff_load(cursor, chunk, false, &meta->payload, err);
	if (st != GM_OK)
		return st;
	piece = make_piece(chunk, i < N_KNOWN ? known[i].kind : METADATA_RAW,
			   &meta->payload);
	return settle_add(&settle, metadata, &piece, err);
}

/* Is it a piece that has a chunk of its own here? */
static bool
is_of_kind(const struct metadata_piece *piece, enum metadata_kind kind)
{
	return piece->kind == kind &&
	       (kind != METADATA_RAW || metadata_is_from(piece, WEBP_NAME));
}

static bool
has(const struct metadata *metadata, enum metadata_kind kind)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (is_of_kind(&piece, kind))
			return true;
	}
	return false;
}

uint8_t
webp_meta_flags(const struct metadata *metadata, bool *extended)
{
	unsigned flags = 0;

	if (has(metadata, METADATA_ICC))
		flags |= WEBP_HAS_ICC;
	if (has(metadata, METADATA_EXIF))
		flags |= WEBP_HAS_EXIF;
	if (has(metadata, METADATA_XMP))
		flags |= WEBP_HAS_XMP;
	if (flags != 0 || has(metadata, METADATA_RAW))
		*extended = true;
	return (uint8_t)flags;
}

enum gm_status
webp_meta_put_before(const struct metadata *metadata, struct file_out *out,
		     struct gm_error *err)
{
	size_t i = metadata_find(metadata, 0, METADATA_ICC);
	struct bytes profile = {0};
	struct gm_error joining = {0};
	enum gm_status st = GM_OK;

	if (i == metadata->n_items)
		return GM_OK;
	if (metadata_join_icc(metadata, i, &profile, &joining))
		st = webp_riff_put(out, "ICCP", profile.data, profile.nbytes,
				   err);
	else if (joining.status != GM_OK)
		*err = joining;
	bytes_free(&profile);
	return joining.status != GM_OK ? joining.status : st;
}

/* The first of a kind; of those that nobody knows, all. */
static enum gm_status
put_kind(const struct metadata *metadata, enum metadata_kind kind,
	 const char *name, struct file_out *out, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < metadata->n_items && st == GM_OK; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);
		bool is_ours = metadata_is_from(&piece, WEBP_NAME);

		if (!is_of_kind(&piece, kind))
			continue;
		st = webp_riff_put(out, name != NULL ? name : (char *)piece.tag,
				   is_ours ? piece.data : piece.value,
				   is_ours ? piece.nbytes : piece.value_nbytes,
				   err);
		if (name != NULL)
			break;
	}
	return st;
}

enum gm_status
webp_meta_put_after(const struct metadata *metadata, struct file_out *out,
		    struct gm_error *err)
{
	enum gm_status st = put_kind(metadata, METADATA_EXIF, "EXIF", out, err);

	if (st == GM_OK)
		st = put_kind(metadata, METADATA_XMP, "XMP ", out, err);
	if (st == GM_OK)
		st = put_kind(metadata, METADATA_RAW, NULL, out, err);
	return st;
}
