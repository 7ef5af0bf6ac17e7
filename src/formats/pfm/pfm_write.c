/* SPDX-License-Identifier: MIT */
#include "formats/pfm/pfm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	return whole_open(enc, metadata, conversion, 32, IMAGE_MAX_SIDE, err);
}

/* The scale of the original, or 1. */
static void
find_scale(const struct metadata *metadata, char *scale)
{
	memcpy(scale, "1.0", sizeof("1.0"));
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (!metadata_is_from(&piece, PFM_NAME) ||
		    piece.nbytes >= PFM_WORD_NBYTES)
			continue;
		memcpy(scale, piece.data, piece.nbytes);
		scale[piece.nbytes] = '\0';
	}
}

static enum gm_status
write_header(struct encoder *enc, struct gm_error *err)
{
	const struct whole *whole = enc->state;
	char scale[PFM_WORD_NBYTES], header[PFM_WORD_NBYTES + 40];
	int n;

	find_scale(whole->metadata, scale);
	n = snprintf(header, sizeof(header),
		     "Pf\n%" PRIu32 " %" PRIu32 "\n-%s\n", enc->info.width,
		     enc->info.height, scale);
	return file_out_write(enc->out, header, (size_t)n, err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	struct whole *whole = enc->state;
	size_t row_nbytes = image_row_nbytes(&enc->info);
	enum gm_status st = write_header(enc, err);

	for (size_t y = enc->info.height; y > 0 && st == GM_OK; y--) {
		uint8_t *row = whole->samples + row_nbytes * (y - 1);

		for (size_t i = 0; i < row_nbytes; i += 4) {
			uint32_t bits;

			memcpy(&bits, row + i, 4);
			octets_put_u32le(row + i, bits);
		}
		st = file_out_write(enc->out, row, row_nbytes, err);
	}
	return st;
}

const struct codec_writer pfm_writer = {
	.open = encode_open,
	.rows = whole_rows,
	.finish = encode_finish,
	.close = whole_close,
};
