/* SPDX-License-Identifier: MIT */
#include "formats/jp2/jp2_meta.h"

#include <inttypes.h>

#include "meta/settle.h"

struct reading {
	struct file_in *in;
	struct settle settle;
	struct metadata *metadata;
	struct bytes bytes;
};

static enum gm_status
keep(struct reading *r, enum metadata_kind kind, struct jp2_span span,
     struct gm_error *err)
{
	struct metadata_piece piece = {.kind = kind, .part = 1, .n_parts = 1};
	enum gm_status st;
	size_t n;

	if (span.nbytes > METADATA_MAX_BYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	r->bytes.nbytes = 0;
	st = bytes_reserve(&r->bytes, (size_t)span.nbytes, err);
	if (st != GM_OK)
		return st;
	n = file_in_fill_at(r->in, span.at, r->bytes.data, (size_t)span.nbytes);
	if (n < span.nbytes)
		return file_in_status(r->in, err);
	piece.data = piece.value = r->bytes.data;
	piece.nbytes = piece.value_nbytes = n;
	if (kind == METADATA_COMMENT)
		metadata_set_text(&piece, r->bytes.data, n);
	return piece.value_nbytes == 0
		       ? GM_OK
		       : settle_add(&r->settle, r->metadata, &piece, err);
}

static enum gm_status
keep_density(struct reading *r, const struct jp2_file *file,
	     struct gm_error *err)
{
	struct metadata_piece piece = {
		.kind = METADATA_DENSITY,
		.density = {file->x_density, file->y_density, false}};

	return file->x_density > 0
		       ? settle_add(&r->settle, r->metadata, &piece, err)
		       : GM_OK;
}

enum gm_status
jp2_meta_read(const struct jp2_file *file, const struct j2k_header *header,
	      struct file_in *in, bool is_color, struct metadata *metadata,
	      struct gm_error *err)
{
	struct reading r = {.in = in,
			    .settle = {.is_color = is_color},
			    .metadata = metadata};
	enum gm_status st = keep_density(&r, file, err);

	for (unsigned i = 0; i < file->n_kept && st == GM_OK; i++)
		st = keep(&r, file->kept[i].kind, file->kept[i].span, err);
	for (unsigned i = 0; i < header->n_comments && st == GM_OK; i++)
		st = keep(&r, METADATA_COMMENT, header->comments[i], err);
	bytes_free(&r.bytes);
	if (file->has_more)
		metadata->left_out |= METADATA_LEFT_PICTURES;
	return st;
}
