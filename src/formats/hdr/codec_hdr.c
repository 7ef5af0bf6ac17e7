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

#include "codec/text_in.h"
#include "codec/whole.h"
#include "formats/hdr/hdr_line.h"
#include "formats/hdr/hdr_scan.h"
#include "formats/stb/stb.h"
#include "meta/settle.h"

/* Longest line of the header that matters; the rest of a line is dropped. */
#define LINE_NBYTES 256u

/* Longest header that is kept. */
#define HEADER_MAX_NBYTES 65536u

/*
 * A run of 127 takes two bytes for each of four components.  The runs of plain
 * pixels that came before (Radiance until 1991) pack tighter, but no picture of
 * that time is large.
 */
#define PIXELS_PER_BYTE 16u

#define HOME "HDR"

struct hdr_state {
	struct file_in *in;
	bool salvage;
	struct hdr_scan scan;
	uint8_t *lines; /* all of them, where they are not the rows; or NULL */
	uint32_t next_row;
	uint8_t row[]; /* of RGBE */
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return (nbytes >= 10 && memcmp(head, "#?RADIANCE", 10) == 0) ||
	       (nbytes >= 6 && memcmp(head, "#?RGBE", 6) == 0);
}

/*
 * Read up to and without the next newline; false at the end of the text.  All
 * of it is appended to whole, unless that is full.
 */
static bool
read_line(struct text_in *text, char *line, struct bytes *whole)
{
	size_t n = 0;
	int c;

	while ((c = text_in_byte(text)) >= 0 && c != '\n') {
		if (n < LINE_NBYTES - 1)
			line[n++] = (char)c;
		if (whole->nbytes < whole->capacity)
			whole->data[whole->nbytes++] = (uint8_t)c;
	}
	if (n > 0 && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return c == '\n';
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
read_lines(struct text_in *text, struct bytes *whole, struct metadata *metadata,
	   bool *is_rgbe, struct gm_error *err)
{
	char line[LINE_NBYTES];
	size_t total = 0;
	enum gm_status st = GM_OK;

	for (bool is_first = true; st == GM_OK; is_first = false) {
		whole->nbytes = 0;
		if (!read_line(text, line, whole))
			return text_in_fail(text, "in the header", err);
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
read_header(struct file_in *in, struct metadata *metadata,
	    struct hdr_scan *scan, struct gm_error *err)
{
	struct text_in text = text_in_begin(in);
	struct bytes whole = {0};
	char line[LINE_NBYTES];
	bool is_rgbe = true;
	enum gm_status st = bytes_reserve(&whole, HEADER_MAX_NBYTES, err);

	if (st == GM_OK)
		st = read_lines(&text, &whole, metadata, &is_rgbe, err);
	bytes_free(&whole);
	if (st != GM_OK)
		return st;
	if (!is_rgbe)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: HDR whose FORMAT is not RGBE");
	if (!read_line(&text, line, &(struct bytes){0}))
		return text_in_fail(&text, "in the header", err);
	if (!hdr_scan_parse(scan, line))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the size line of the header");
	return GM_OK;
}

/* What is missing of a line stays as it is when salvaging. */
static enum gm_status
read_scan_line(struct decoder *dec, uint8_t *pixels, struct gm_error *err)
{
	struct hdr_state *state = dec->state;
	enum gm_status st =
		hdr_line_read(state->in, state->scan.n_pixels, pixels, err);

	if (st != GM_ERR_TRUNCATED || !state->salvage)
		return st;
	conversion_warn(dec->outcome, "truncated: what is missing is black");
	*err = (struct gm_error){0};
	return GM_OK;
}

/* A picture to be turned is held as a whole. */
static enum gm_status
read_all_lines(struct decoder *dec, uint64_t max_nbytes, struct gm_error *err)
{
	struct hdr_state *state = dec->state;
	size_t line_nbytes = (size_t)state->scan.n_pixels * 4;
	enum gm_status st = image_check_memory(
		dec->info.width, dec->info.height,
		(uint64_t)dec->info.width * dec->info.height * 4, max_nbytes,
		err);

	if (st != GM_OK)
		return st;
	state->lines = calloc(state->scan.n_lines, line_nbytes);
	if (state->lines == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	dec->held_nbytes = line_nbytes * state->scan.n_lines;
	for (size_t i = 0; i < state->scan.n_lines && st == GM_OK; i++)
		st = read_scan_line(dec, state->lines + i * line_nbytes, err);
	return st;
}

static enum gm_status
check_size(const struct hdr_scan *scan, const struct file_in *in,
	   const struct conversion *conversion, struct gm_error *err)
{
	uint32_t width = hdr_scan_width(scan), height = hdr_scan_height(scan);
	uint32_t n_lines =
		conversion->salvage
			? image_salvage_rows(scan->n_pixels, scan->n_lines)
			: scan->n_lines;
	enum gm_status st = image_check_size(in, width, height,
					     conversion->max_pixels, err);

	/* A line must fit in memory, too. */
	if (st == GM_OK && scan->has_columns)
		st = image_check_size(in, scan->n_pixels, scan->n_lines,
				      conversion->max_pixels, err);
	if (st == GM_OK)
		st = image_check_rows(in, n_lines,
				      hdr_line_least_nbytes(scan->n_pixels), 0,
				      err);
	if (st == GM_OK)
		st = image_check_ratio(
			in, width, height,
			PIXELS_PER_BYTE *
				(conversion->salvage ? IMAGE_SALVAGE_PART : 1),
			err);
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct hdr_scan scan = {0};
	struct hdr_state *state;
	enum gm_status st = read_header(in, &dec->metadata, &scan, err);

	if (st == GM_OK)
		st = check_size(&scan, in, conversion, err);
	if (st != GM_OK)
		return st;
	dec->info = (struct image_info){
		hdr_scan_width(&scan), hdr_scan_height(&scan), 3, 32, 32, 0};
	state = calloc(1, sizeof(*state) + (size_t)dec->info.width * 4);
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
	dec->state = state;
	state->in = in;
	state->salvage = conversion->salvage;
	state->scan = scan;
	return hdr_scan_is_usual(&scan)
		       ? GM_OK
		       : read_all_lines(dec, conversion->max_nbytes, err);
}

static enum gm_status
read_row(struct decoder *dec, struct gm_error *err)
{
	struct hdr_state *state = dec->state;

	if (state->lines != NULL) {
		hdr_scan_row(&state->scan, state->lines, state->next_row++,
			     state->row);
		return GM_OK;
	}
	if (state->salvage)
		memset(state->row, 0, (size_t)dec->info.width * 4);
	return read_scan_line(dec, state->row, err);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct hdr_state *state = dec->state;
	uint32_t width = dec->info.width;
	float *samples = rows;
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++) {
		st = read_row(dec, err);
		if (st == GM_OK)
			hdr_line_to_floats(state->row, width, samples);
		samples += (size_t)width * 3;
	}
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct hdr_state *state = dec->state;

	dec->outcome->has_more = file_in_has_more(state->in);
	return file_in_status(state->in, err);
}

static void
decode_close(struct decoder *dec)
{
	struct hdr_state *state = dec->state;

	if (state != NULL)
		free(state->lines);
	free(state);
	dec->state = NULL;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	return whole_open(enc, metadata, conversion, 32, IMAGE_MAX_SIDE, err);
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
	.can = {.only_colors = true,
		.floats = true,
		.tells = 1u << METADATA_COMMENT},
	.libraries = (const struct library *const[]){&stb_write_library, NULL},
	.effort = 5,
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
