/* SPDX-License-Identifier: MIT */
/*
 * PBM, PGM, PPM and PAM, read and written here: stb_image knows neither plain
 * text nor bitmaps nor PAM, and does not scale by the largest value.
 */
#include "formats/formats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "formats/pnm/pnm.h"
#include "meta/settle.h"

#define HOME "PNM"

/* Comments of a header that are as long, or longer, are left out. */
#define COMMENTS_MAX_NBYTES 65536u

struct pnm_state {
	struct pnm_header header;
	struct file_in *in;
	const struct conversion *conversion;
	bool ended; /* salvaging: the rest is blank */
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	if (nbytes < 3 || head[0] != 'P')
		return false;
	if (head[1] == '7')
		return head[2] == '\n' || head[2] == '\r';
	return head[1] >= '1' && head[1] <= '6' &&
	       (pnm_is_space(head[2]) || head[2] == '#');
}

/*
 * The fewest bits of which every sample is a multiple: those whose largest
 * code is a multiple of maxval.
 */
static uint32_t
exact_bits(const struct pnm_header *pnm)
{
	uint32_t most = pnm_raster_bits(pnm);

	for (uint32_t bits = 1; bits < most; bits *= 2)
		if (((1u << bits) - 1) % pnm->maxval == 0)
			return bits;
	return most;
}

/*
 * All comments of a header are one: its lines as they are, and its text
 * without the space that most begin with.
 */
static enum gm_status
keep_comments(const struct bytes *comments, struct metadata *metadata,
	      struct gm_error *err)
{
	struct metadata_piece piece = {.kind = METADATA_COMMENT,
				       .home = HOME,
				       .data = comments->data,
				       .nbytes = comments->nbytes};
	struct bytes text = {0};
	enum gm_status st = bytes_reserve(&text, comments->nbytes, err);

	for (size_t i = 0; st == GM_OK && i < comments->nbytes; i++) {
		const uint8_t *c = comments->data + i;

		if (*c != ' ' || (i > 0 && c[-1] != '\n'))
			st = bytes_append(&text, c, 1, err);
	}
	/* Half a text may say something else.  The last newline ends it. */
	if (comments->nbytes == COMMENTS_MAX_NBYTES)
		text.nbytes = 0;
	if (st == GM_OK && text.nbytes > 1) {
		metadata_set_text(&piece, text.data, text.nbytes - 1);
		st = settle_add(&(struct settle){0}, metadata, &piece, err);
	}
	bytes_free(&text);
	return st;
}

static enum gm_status
read_header(struct pnm_header *pnm, struct file_in *in,
	    struct metadata *metadata, struct gm_error *err)
{
	struct bytes comments = {0};
	enum gm_status st = bytes_reserve(&comments, COMMENTS_MAX_NBYTES, err);

	if (st == GM_OK)
		st = pnm_header_read(pnm, in, &comments, err);
	if (st == GM_OK)
		st = keep_comments(&comments, metadata, err);
	bytes_free(&comments);
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct pnm_header pnm;
	struct pnm_state *state;
	enum gm_status st = read_header(&pnm, in, &dec->metadata, err);

	if (st == GM_OK)
		st = image_check_size(in, pnm.width, pnm.height,
				      conversion->max_pixels, err);
	if (st == GM_OK)
		st = image_check_rows(
			in,
			conversion->salvage
				? image_salvage_rows(pnm.width, pnm.height)
				: pnm.height,
			pnm_raster_row_nbytes(&pnm), 1, err);
	if (st != GM_OK)
		return st;
	state = calloc(1, sizeof(*state));
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = state;
	state->header = pnm;
	state->in = in;
	state->conversion = conversion;
	dec->info = (struct image_info){pnm.width,        pnm.height,
					pnm.channels,     pnm_raster_bits(&pnm),
					exact_bits(&pnm), 0};
	return GM_OK;
}

static enum gm_status
decode_row(struct decoder *dec, void *row, struct gm_error *err)
{
	struct pnm_state *state = dec->state;
	enum gm_status st;

	if (state->ended) {
		memset(row, 0, image_row_nbytes(&dec->info));
		return GM_OK;
	}
	st = pnm_raster_read(&state->header, state->in, row, err);
	if (st != GM_ERR_TRUNCATED || !state->conversion->salvage)
		return st;
	state->ended = true;
	*err = (struct gm_error){0};
	conversion_warn(dec->outcome, "truncated: what is missing is black");
	return GM_OK;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	size_t row_nbytes = image_row_nbytes(&dec->info);
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++)
		st = decode_row(dec, (uint8_t *)rows + i * row_nbytes, err);
	return st;
}

/* Any but the plain ones may be followed by more pictures. */
static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct pnm_state *state = dec->state;
	struct text_in text = text_in_begin(state->in);
	const uint8_t *next;
	size_t n = file_in_peek(state->in, 3, &next);

	dec->outcome->has_more = n > 0;
	if (state->header.is_plain)
		dec->outcome->has_more =
			pnm_header_skip_space(&text, NULL) >= 0 ||
			file_in_has_more(state->in);
	else if (!state->conversion->first_frame && sniff(next, n))
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "more than one picture (--frames=first takes "
			       "the first)");
	return file_in_status(state->in, err);
}

static void
decode_close(struct decoder *dec)
{
	free(dec->state);
	dec->state = NULL;
}

/* Each line after a "#"; a carriage return would end it early. */
static enum gm_status
write_comment(struct file_out *out, const uint8_t *text, size_t nbytes,
	      const char *start, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t at = 0, n; st == GM_OK && at < nbytes; at += n + 1) {
		for (n = 0; at + n < nbytes && text[at + n] != '\n' &&
			    text[at + n] != '\r';)
			n++;
		st = file_out_write(out, start, strlen(start), err);
		if (st == GM_OK && n > 0)
			st = file_out_write(out, text + at, n, err);
		if (st == GM_OK)
			st = file_out_write(out, "\n", 1, err);
	}
	return st;
}

static enum gm_status
write_comments(struct file_out *out, const struct metadata *metadata,
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (metadata_is_from(&piece, HOME))
			st = write_comment(out, piece.data, piece.nbytes, "#",
					   err);
		else if (piece.kind == METADATA_COMMENT)
			st = write_comment(out, piece.value, piece.value_nbytes,
					   "# ", err);
	}
	return st;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	uint32_t maxval = info->bits == 16 ? 65535 : 255;
	char header[160];
	enum gm_status st;
	int n;

	(void)conversion;
	if (info->bits > 16)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: floats cannot be written as PNM");
	if (info->channels == 1)
		n = snprintf(header, sizeof(header),
			     "%" PRIu32 " %" PRIu32 "\n%" PRIu32 "\n",
			     info->width, info->height, maxval);
	else
		n = snprintf(header, sizeof(header),
			     "WIDTH %" PRIu32 "\nHEIGHT %" PRIu32
			     "\nDEPTH 2\nMAXVAL %" PRIu32
			     "\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n",
			     info->width, info->height, maxval);
	st = file_out_write(enc->out, info->channels == 1 ? "P5\n" : "P7\n", 3,
			    err);
	if (st == GM_OK)
		st = write_comments(enc->out, metadata, err);
	return st == GM_OK ? file_out_write(enc->out, header, (size_t)n, err)
			   : st;
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	size_t nbytes = image_row_nbytes(&enc->info) * n_rows;

	if (enc->info.bits == 16) {
		uint16_t *samples = rows;

		for (size_t i = 0; i < nbytes / 2; i++)
			octets_put_u16be((uint8_t *)(samples + i), samples[i]);
	}
	return file_out_write(enc->out, rows, nbytes, err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	(void)enc;
	(void)err;
	return GM_OK;
}

static void
encode_close(struct encoder *enc)
{
	(void)enc; /* it holds nothing */
}

const struct codec codec_pnm = {
	.name = "PNM",
	.extensions =
		(const char *const[]){"pnm", "ppm", "pgm", "pbm", "pam", NULL},
	.can = {.depth16 = true,
		.alpha = true,
		.tells = 1u << METADATA_COMMENT,
		.holds = 1u << METADATA_COMMENT},
	.effort = 1,
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .finish = decode_finish,
					       .close = decode_close},
	.writer = &(const struct codec_writer){.open = encode_open,
					       .rows = encode_rows,
					       .finish = encode_finish,
					       .close = encode_close,
					       .metadata_first = true},
};
