/* SPDX-License-Identifier: MIT */
/*
 * What is gray already is copied, so that a picture which was coded with loss
 * loses no more.
 */
#include "formats/avif/avif.h"

#include <string.h>

#include "meta/settle.h"

/* Rows are looked at, and bytes copied, by about this many bytes. */
#define STRIP_NBYTES 262144u

static bool
serves(const struct conversion *conversion)
{
	return !conversion->pixels && conversion->quality == 0 &&
	       !conversion->first_frame;
}

static enum gm_status
step_aside(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "an AVIF of which something changes");
}

/* All that the pieces are. */
static enum gm_status
list(const struct metadata *metadata, struct bytes *to, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	to->nbytes = 0;
	for (size_t i = 0; st == GM_OK && i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		st = bytes_append(to, &piece.kind, sizeof(piece.kind), err);
		if (st == GM_OK)
			st = bytes_append(to, piece.value, piece.value_nbytes,
					  err);
	}
	return st;
}

static bool
are_same(const struct bytes *a, const struct bytes *b)
{
	return a->nbytes == b->nbytes &&
	       (a->nbytes == 0 || memcmp(a->data, b->data, a->nbytes) == 0);
}

/* Has a gray file all metadata that this one has, as they are? */
static enum gm_status
check_metadata(struct metadata *metadata, struct gm_error *err)
{
	struct bytes before = {0}, after = {0};
	const char *warning = NULL;
	enum gm_status st = list(metadata, &before, err);

	if (st == GM_OK)
		st = settle_end(metadata, 0, &warning, err);
	if (st == GM_OK)
		st = list(metadata, &after, err);
	if (st == GM_OK &&
	    (warning != NULL || metadata->was_color ||
	     metadata->left_out != 0 || !are_same(&before, &after)))
		st = step_aside(err);
	bytes_free(&before);
	bytes_free(&after);
	return st;
}

/* Decode it, for a copy is whole. */
static enum gm_status
check_rows(struct decoder *dec, struct gm_error *err)
{
	const struct image_info *info = &dec->info;
	size_t row_nbytes = image_row_nbytes(info);
	uint32_t most = (uint32_t)(STRIP_NBYTES / row_nbytes) + 1, n;
	struct bytes strip = {0};
	enum gm_status st = bytes_reserve(&strip, row_nbytes * most, err);

	for (uint32_t y = 0; st == GM_OK && y < info->height; y += n) {
		n = info->height - y < most ? info->height - y : most;
		st = avif_reader.rows(dec, strip.data, n, err);
	}
	bytes_free(&strip);
	return st == GM_OK ? avif_reader.finish(dec, err) : st;
}

static enum gm_status
check(struct decoder *dec, struct file_in *in,
      const struct conversion *conversion, struct gm_error *err)
{
	struct outcome *outcome = dec->outcome;
	enum gm_status st = avif_reader.open(dec, in, conversion, err);

	if (st != GM_OK)
		return st;
	conversion_found(outcome, dec->info.width, dec->info.height,
			 dec->info.exact_bits, 0);
	st = check_metadata(&dec->metadata, err);
	if (st == GM_OK)
		st = check_rows(dec, err);
	if (st == GM_OK && (outcome->has_more || outcome->warning[0] != '\0'))
		st = step_aside(err);
	return st;
}

static enum gm_status
copy_bytes(struct file_in *in, struct file_out *out, struct gm_error *err)
{
	enum gm_status st = file_in_rewind(in, err);
	const uint8_t *data;
	size_t n = 1;

	while (st == GM_OK && n > 0) {
		n = file_in_peek(in, 1, &data);
		st = file_out_write(out, data, n, err);
		file_in_skip(in, n);
	}
	return st == GM_OK ? file_in_status(in, err) : st;
}

static enum gm_status
copy(void **state, struct file_in *in, struct file_out *out,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct decoder dec = {.outcome = outcome, .metadata = *metadata};
	enum gm_status st;

	(void)state;
	st = check(&dec, in, conversion, err);
	avif_reader.close(&dec);
	*metadata = dec.metadata;
	return st == GM_OK ? copy_bytes(in, out, err) : st;
}

const struct codec_direct avif_direct = {
	.way = CONVERSION_DIRECT, .serves = serves, .copy = copy};
