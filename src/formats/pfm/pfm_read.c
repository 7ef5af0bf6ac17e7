/* SPDX-License-Identifier: MIT */
#include "formats/pfm/pfm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "base/text.h"
#include "codec/text_in.h"
#include "meta/settle.h"

struct header {
	uint32_t width;
	uint32_t height;
	uint32_t channels;
	bool low_first;
	char scale[PFM_WORD_NBYTES]; /* as it stands there, without its sign */
};

/* All rows are held: the last one is needed first. */
struct pfm_state {
	struct file_in *in;
	uint8_t *stored;
	bool low_first;
	uint32_t next_row;
};

/*
 * Read a word, the spaces before it and the one after it.  One that is too
 * long becomes "".  False at the end of the text.
 */
static bool
read_word(struct text_in *text, char *word)
{
	size_t n = 0;
	int c;

	do
		c = text_in_byte(text);
	while (c >= 0 && pfm_is_space((uint8_t)c));
	for (; c >= 0 && !pfm_is_space((uint8_t)c); c = text_in_byte(text))
		if (n < PFM_WORD_NBYTES)
			word[n++] = (char)c;
	if (c < 0)
		return false;
	word[n < PFM_WORD_NBYTES ? n : 0] = '\0';
	return true;
}

static enum gm_status
read_number(struct text_in *text, uint32_t *number, struct gm_error *err)
{
	char word[PFM_WORD_NBYTES];
	uint64_t value;

	if (!read_word(text, word))
		return text_in_fail(text, "in the header", err);
	if (!text_to_u64(word, 0, UINT32_MAX, &value))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a number of the header");
	*number = (uint32_t)value;
	return GM_OK;
}

static enum gm_status
read_scale(struct text_in *text, struct header *header, struct gm_error *err)
{
	char word[PFM_WORD_NBYTES], *end;
	const char *digits;
	double scale;

	if (!read_word(text, word))
		return text_in_fail(text, "in the header", err);
	scale = strtod(word, &end);
	if (strspn(word, "+-.0123456789eE") < strlen(word) || *end != '\0' ||
	    !isfinite(scale) || scale == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the scale of the header");
	header->low_first = scale < 0;
	digits = word + strspn(word, "+-");
	memcpy(header->scale, digits, strlen(digits) + 1);
	return GM_OK;
}

static enum gm_status
read_header(struct file_in *in, struct header *header, struct gm_error *err)
{
	struct text_in text = text_in_begin(in);
	uint8_t magic[2];
	enum gm_status st;

	if (file_in_read(in, magic, 2) < 2)
		return file_in_fail_at_end(in, "in the header", err);
	header->channels = magic[1] == 'F' ? 3 : 1;
	st = read_number(&text, &header->width, err);
	if (st == GM_OK)
		st = read_number(&text, &header->height, err);
	return st == GM_OK ? read_scale(&text, header, err) : st;
}

/* It says how much light a sample is, as that of an HDR does. */
static enum gm_status
keep_scale(const char *scale, struct metadata *metadata, struct gm_error *err)
{
	struct metadata_piece piece = {.kind = METADATA_CURVE,
				       .home = PFM_NAME,
				       .data = (const uint8_t *)scale,
				       .nbytes = strlen(scale)};
	struct settle settle = {.is_color = true};

	return settle_add(&settle, metadata, &piece, err);
}

static enum gm_status
check_size(const struct image_info *info, const struct file_in *in,
	   const struct conversion *conversion, struct gm_error *err)
{
	uint64_t row_nbytes = (uint64_t)info->width * info->channels * 4;
	uint32_t n_rows = conversion->salvage ? image_salvage_rows(info->width,
								   info->height)
					      : info->height;
	enum gm_status st = image_check_size(in, info->width, info->height,
					     conversion->max_pixels, err);

	if (st == GM_OK)
		st = image_check_rows(in, n_rows, row_nbytes, 0, err);
	if (st == GM_OK)
		st = image_check_memory(info->width, info->height,
					row_nbytes * info->height,
					conversion->max_nbytes, err);
	return st;
}

static enum gm_status
read_rows(struct decoder *dec, bool salvage, struct gm_error *err)
{
	struct pfm_state *state = dec->state;
	size_t row_nbytes = image_row_nbytes(&dec->info), nbytes;

	state->stored = calloc(dec->info.height, row_nbytes);
	if (state->stored == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	nbytes = row_nbytes * dec->info.height;
	dec->held_nbytes = nbytes;
	if (file_in_read(state->in, state->stored, nbytes) == nbytes)
		return GM_OK;
	if (!salvage || file_in_status(state->in, err) != GM_OK)
		return file_in_fail_at_end(state->in, CODEC_INCOMPLETE, err);
	conversion_warn(dec->outcome, "truncated: what is missing is black");
	return GM_OK;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct header header = {0};
	struct pfm_state *state;
	enum gm_status st = read_header(in, &header, err);

	if (st != GM_OK)
		return st;
	dec->info = (struct image_info){
		header.width, header.height, header.channels, 32, 32, 0};
	st = check_size(&dec->info, in, conversion, err);
	if (st == GM_OK)
		st = keep_scale(header.scale, &dec->metadata, err);
	if (st != GM_OK)
		return st;
	state = calloc(1, sizeof(*state));
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = state;
	state->in = in;
	state->low_first = header.low_first;
	return read_rows(dec, conversion->salvage, err);
}

static void
copy_row(const struct pfm_state *state, const uint8_t *from, size_t n_samples,
	 float *to)
{
	for (size_t i = 0; i < n_samples; i++, from += 4) {
		uint32_t bits = state->low_first ? octets_u32le(from)
						 : octets_u32be(from);

		memcpy(to + i, &bits, 4);
	}
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct pfm_state *state = dec->state;
	size_t n_samples = (size_t)dec->info.width * dec->info.channels;
	float *to = rows;

	(void)err;
	for (uint32_t i = 0; i < n_rows; i++, to += n_samples) {
		size_t row = dec->info.height - 1 - state->next_row++;

		copy_row(state, state->stored + row * n_samples * 4, n_samples,
			 to);
	}
	return GM_OK;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct pfm_state *state = dec->state;

	dec->outcome->has_more = file_in_has_more(state->in);
	return file_in_status(state->in, err);
}

static void
decode_close(struct decoder *dec)
{
	struct pfm_state *state = dec->state;

	if (state != NULL)
		free(state->stored);
	free(state);
	dec->state = NULL;
}

const struct codec_reader pfm_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
