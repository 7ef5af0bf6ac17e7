/* SPDX-License-Identifier: MIT */
/*
 * Radiance HDR, read here and not through stb_image: stb never ends on a file
 * that is cut inside a scan line, starts over at the first row when packed and
 * plain scan lines are mixed, and cannot go by rows.
 */
#include "formats/formats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/whole.h"
#include "formats/hdr/hdr_line.h"
#include "formats/stb/stb.h"
#include "meta/settle.h"

/* Longest line of the header that matters; the rest of a line is dropped. */
#define LINE_NBYTES 256u

/* Longest header that is kept. */
#define HEADER_MAX_NBYTES 65536u

#define HOME "HDR"

struct hdr_state {
	struct file_in *in;
	bool salvage;
	uint8_t pixels[]; /* one scan line of RGBE */
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return (nbytes >= 10 && memcmp(head, "#?RADIANCE", 10) == 0) ||
	       (nbytes >= 6 && memcmp(head, "#?RGBE", 6) == 0);
}

/*
 * Read up to and without the next newline; false at the end of the file.  All
 * of it is appended to whole, unless that is full.
 */
static bool
read_line(struct file_in *in, char *line, struct bytes *whole)
{
	size_t n = 0;
	uint8_t byte = 0;

	while (file_in_read(in, &byte, 1) == 1 && byte != '\n') {
		if (n < LINE_NBYTES - 1)
			line[n++] = (char)byte;
		if (whole->nbytes < whole->capacity)
			whole->data[whole->nbytes++] = byte;
	}
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return byte == '\n';
}

/* Step over a word and the spaces before and after it; false when absent. */
static bool
take_word(char **line, const char *word)
{
	size_t n = strlen(word);

	*line += strspn(*line, " ");
	if (strncmp(*line, word, n) != 0 || (*line)[n] != ' ')
		return false;
	*line += n + strspn(*line + n, " ");
	return true;
}

static bool
take_number(char **line, uint32_t *number)
{
	unsigned long long value;

	if (**line < '0' || **line > '9')
		return false;
	value = strtoull(*line, line, 10);
	*number = (uint32_t)value;
	return value <= UINT32_MAX;
}

/* "-Y height +X width": rows from the top, pixels from the left. */
static bool
parse_size(char *line, uint32_t *width, uint32_t *height)
{
	return take_word(&line, "-Y") && take_number(&line, height) &&
	       take_word(&line, "+X") && take_number(&line, width) &&
	       line[strspn(line, " ")] == '\0';
}

/*
 * What a line means for gray.  EXPOSURE is what all samples were multiplied
 * by, and no sample is scaled here.  PRIMARIES stay true too: equal amounts of
 * them are the white that they name, and the light that the samples say.  But
 * COLORCORR has a factor for each colour, which a gray that was made of all of
 * them cannot be divided by any more.
 */
static enum metadata_kind
line_kind(const char *line)
{
	if (line[0] == '#')
		return METADATA_COMMENT;
	if (strncmp(line, "EXPOSURE=", 9) == 0)
		return METADATA_CURVE;
	if (strncmp(line, "COLORCORR=", 10) == 0)
		return METADATA_MODEL;
	return METADATA_RAW;
}

static enum gm_status
keep_line(const char *line, const struct bytes *whole,
	  struct metadata *metadata, struct gm_error *err)
{
	struct metadata_piece piece = {.kind = line_kind(line),
				       .home = HOME,
				       .data = whole->data,
				       .nbytes = whole->nbytes};
	size_t n = strspn(line, "# ");

	if (piece.kind == METADATA_COMMENT && n < whole->nbytes)
		metadata_set_text(&piece, whole->data + n, whole->nbytes - n);
	return settle_add(&(struct settle){.is_color = true}, metadata, &piece,
			  err);
}

/*
 * Is there space for one line more, *total being that of those before?  There
 * always is for what says how much light a sample is; a line that was cut off
 * is none.
 */
static bool
has_space(const char *line, const struct bytes *whole, size_t *total)
{
	if (line_kind(line) == METADATA_CURVE)
		return true;
	if (whole->nbytes == whole->capacity ||
	    whole->nbytes > HEADER_MAX_NBYTES - *total)
		return false;
	*total += whole->nbytes;
	return true;
}

/* The lines but for the first, FORMAT and the empty one at the end. */
static enum gm_status
read_lines(struct file_in *in, struct bytes *whole, struct metadata *metadata,
	   bool *is_rgbe, struct gm_error *err)
{
	char line[LINE_NBYTES];
	size_t total = 0;
	enum gm_status st = GM_OK;

	for (bool is_first = true; st == GM_OK; is_first = false) {
		whole->nbytes = 0;
		if (!read_line(in, line, whole))
			return file_in_fail_at_end(in, "in the header", err);
		if (line[0] == '\0')
			break;
		if (strncmp(line, "FORMAT=", 7) == 0)
			*is_rgbe = strcmp(line + 7, "32-bit_rle_rgbe") == 0;
		else if (!is_first && has_space(line, whole, &total))
			st = keep_line(line, whole, metadata, err);
	}
	return st;
}

static enum gm_status
read_header(struct file_in *in, struct metadata *metadata, uint32_t *width,
	    uint32_t *height, struct gm_error *err)
{
	struct bytes whole = {0};
	char line[LINE_NBYTES];
	bool is_rgbe = true;
	enum gm_status st = bytes_reserve(&whole, HEADER_MAX_NBYTES, err);

	if (st == GM_OK)
		st = read_lines(in, &whole, metadata, &is_rgbe, err);
	bytes_free(&whole);
	if (st != GM_OK)
		return st;
	if (!is_rgbe)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: HDR whose FORMAT is not RGBE");
	if (!read_line(in, line, &(struct bytes){0}))
		return file_in_fail_at_end(in, "in the header", err);
	if (!parse_size(line, width, height))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: HDR whose size line is not "
			       "\"-Y n +X n\"");
	return GM_OK;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint32_t width = 0, height = 0;
	struct hdr_state *state;
	enum gm_status st =
		read_header(in, &dec->metadata, &width, &height, err);

	if (st == GM_OK)
		st = image_check_size(width, height, conversion->max_pixels,
				      err);
	if (st == GM_OK)
		st = image_check_rows(in, conversion->salvage ? 1 : height,
				      hdr_line_least_nbytes(width), 0, err);
	if (st != GM_OK)
		return st;
	state = malloc(sizeof(*state) + (size_t)width * 4);
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
	dec->state = state;
	state->in = in;
	state->salvage = conversion->salvage;
	dec->info = (struct image_info){width, height, 3, 32, 32, 0};
	return GM_OK;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct hdr_state *state = dec->state;
	uint32_t width = dec->info.width;
	float *samples = rows;

	for (uint32_t i = 0; i < n_rows; i++) {
		enum gm_status st;

		if (state->salvage)
			memset(state->pixels, 0, (size_t)width * 4);
		st = hdr_line_read(state->in, width, state->pixels, err);
		if (st == GM_ERR_TRUNCATED && state->salvage) {
			conversion_warn(dec->outcome,
					"truncated: what is missing is black");
			*err = (struct gm_error){0};
			st = GM_OK;
		}
		if (st != GM_OK)
			return st;
		hdr_line_to_floats(state->pixels, width, samples);
		samples += (size_t)width * 3;
	}
	return GM_OK;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct hdr_state *state = dec->state;
	const uint8_t *data;

	dec->outcome->has_more = file_in_peek(state->in, 1, &data) > 0;
	return file_in_status(state->in, err);
}

static void
decode_close(struct decoder *dec)
{
	free(dec->state);
	dec->state = NULL;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	(void)conversion;
	return whole_open(enc, metadata, 32, IMAGE_MAX_SIDE, err);
}

static enum gm_status
write_text(struct encoder *enc, const char *text, struct gm_error *err)
{
	return file_out_write(enc->out, text, strlen(text), err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	const struct whole *whole = enc->state;
	enum gm_status st = write_text(enc, "#?RADIANCE\n", err);
	char end[80];

	for (size_t i = 0; st == GM_OK && i < whole->metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(whole->metadata, i);

		if (!metadata_is_from(&piece, HOME))
			continue;
		st = file_out_write(enc->out, piece.data, piece.nbytes, err);
		if (st == GM_OK)
			st = write_text(enc, "\n", err);
	}
	snprintf(end, sizeof(end),
		 "FORMAT=32-bit_rle_rgbe\n\n-Y %" PRIu32 " +X %" PRIu32 "\n",
		 enc->info.height, enc->info.width);
	if (st == GM_OK)
		st = write_text(enc, end, err);
	return st == GM_OK ? stb_write_hdr(enc, err) : st;
}

const struct codec codec_hdr = {
	.name = "HDR",
	.extensions = (const char *const[]){"hdr", NULL},
	.can = {.tells = 1u << METADATA_COMMENT},
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .finish = decode_finish,
					       .close = decode_close},
	.writer = &(const struct codec_writer){.open = encode_open,
					       .rows = whole_rows,
					       .finish = encode_finish,
					       .close = whole_close},
};
