/* SPDX-License-Identifier: MIT */
/*
 * Farbfeld, 16 bits of RGBA without compression, by farbfeld(5): eight letters,
 * width, height, and the rows from the top, all numbers with their high byte
 * first; alpha is not multiplied in.
 */
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"

#define MAGIC         "farbfeld"
#define MAGIC_NBYTES  8u
#define HEADER_NBYTES 16u
#define PIXEL_NBYTES  8u

struct farbfeld {
	struct file_in *in;
	bool salvage;
	bool has_ended; /* salvage: nothing more can be read */
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= MAGIC_NBYTES && memcmp(head, MAGIC, MAGIC_NBYTES) == 0;
}

static enum gm_status
read_header(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct image_info *info = &dec->info;
	uint8_t header[HEADER_NBYTES];
	uint32_t n_rows;
	enum gm_status st;

	if (file_in_read(in, header, sizeof(header)) < sizeof(header))
		return file_in_fail_at_end(in, "in the header", err);
	*info = (struct image_info){.width = octets_u32be(header + 8),
				    .height = octets_u32be(header + 12),
				    .channels = 4,
				    .bits = 16,
				    .exact_bits = 16};
	st = image_check_size(in, info->width, info->height,
			      conversion->max_pixels, err);
	n_rows = conversion->salvage
			 ? image_salvage_rows(info->width, info->height)
			 : info->height;
	return st == GM_OK
		       ? image_check_rows(in, n_rows,
					  (uint64_t)info->width * PIXEL_NBYTES,
					  0, err)
		       : st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	enum gm_status st = read_header(dec, in, conversion, err);
	struct farbfeld *state;

	if (st != GM_OK)
		return st;
	state = calloc(1, sizeof(*state));
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	state->in = in;
	state->salvage = conversion->salvage;
	dec->state = state;
	return GM_OK;
}

/* Of the row only nbytes are there; what is salvaged is clear after them. */
static enum gm_status
take_short_row(struct decoder *dec, uint8_t *row, size_t nbytes,
	       struct gm_error *err)
{
	struct farbfeld *state = dec->state;

	if (!state->salvage || file_in_status(state->in, err) != GM_OK)
		return file_in_fail_at_end(state->in, CODEC_INCOMPLETE, err);
	nbytes -= nbytes % PIXEL_NBYTES;
	memset(row + nbytes, 0, image_row_nbytes(&dec->info) - nbytes);
	state->has_ended = true;
	conversion_warn(dec->outcome, "truncated: what is missing is clear");
	return GM_OK;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	const struct farbfeld *state = dec->state;
	size_t row_nbytes = image_row_nbytes(&dec->info);
	uint8_t *row = rows;
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK;
	     i++, row += row_nbytes) {
		size_t n = state->has_ended
				   ? 0
				   : file_in_read(state->in, row, row_nbytes);

		if (n < row_nbytes)
			st = take_short_row(dec, row, n, err);
		for (size_t at = 0; at < row_nbytes; at += 2) {
			uint16_t sample = octets_u16be(row + at);

			memcpy(row + at, &sample, 2);
		}
	}
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	const struct farbfeld *state = dec->state;

	dec->outcome->has_more = file_in_has_more(state->in);
	return file_in_status(state->in, err);
}

static void
decode_close(struct decoder *dec)
{
	free(dec->state);
	dec->state = NULL;
}

const struct codec codec_farbfeld = {
	.name = "Farbfeld",
	.extensions = (const char *const[]){"ff", NULL},
	.can = {.only_colors = true, .depth16 = true, .alpha = true},
	.effort = 2,
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .finish = decode_finish,
					       .close = decode_close},
};
