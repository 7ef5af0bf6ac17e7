/* SPDX-License-Identifier: MIT */
#include "formats/pnm/pnm.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

/* Longest line of a PAM header that can mean something. */
#define LINE_NBYTES 128u

/*
 * Read a comment, after its "#", and the byte that ends it, which is returned:
 * a newline, or this other byte; or -1.
 */
static int
read_comment(struct text_in *text, int other, struct bytes *comments)
{
	int c;

	do {
		uint8_t byte;

		c = text_in_byte(text);
		byte = c < 0 || c == '\r' || c == other ? '\n' : (uint8_t)c;
		if (comments != NULL && comments->nbytes < comments->capacity)
			comments->data[comments->nbytes++] = byte;
	} while (c != '\n' && c != other && c >= 0);
	return c;
}

int
pnm_header_skip_space(struct text_in *text, struct bytes *comments)
{
	int c;

	do {
		c = text_in_byte(text);
		if (c == '#')
			c = read_comment(text, '\r', comments);
	} while (pnm_is_space(c));
	return c;
}

enum gm_status
pnm_header_number(struct text_in *text, uint32_t *value, struct bytes *comments,
		  struct gm_error *err)
{
	int c = pnm_header_skip_space(text, comments);
	uint64_t sum = 0;

	if (c < 0)
		return text_in_fail(text, CODEC_INCOMPLETE, err);
	if (c < '0' || c > '9')
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: byte 0x%02x where a number belongs",
			       (unsigned)c);
	for (; c >= '0' && c <= '9'; c = text_in_byte(text)) {
		sum = sum * 10 + (uint64_t)(c - '0');
		if (sum > UINT32_MAX)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a number is out of range");
	}
	/* A comment may follow at once; it counts as the one white space. */
	while (c == '#' || (c >= 0 && !pnm_is_space(c))) {
		if (c != '#')
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: byte 0x%02x inside a number",
				       (unsigned)c);
		c = read_comment(text, '\r', comments);
	}
	*value = (uint32_t)sum;
	return text_in_is_over(text) ? text_in_fail(text, NULL, err) : GM_OK;
}

/* P1 to P6: width, height and, but for bitmaps, the largest value. */
static enum gm_status
read_numbers(struct pnm_header *pnm, struct text_in *text,
	     struct bytes *comments, struct gm_error *err)
{
	enum gm_status st = pnm_header_number(text, &pnm->width, comments, err);

	if (st == GM_OK)
		st = pnm_header_number(text, &pnm->height, comments, err);
	pnm->maxval = 1;
	if (st == GM_OK && !pnm->is_bitmap)
		st = pnm_header_number(text, &pnm->maxval, comments, err);
	pnm->channels = pnm->magic == '3' || pnm->magic == '6' ? 3 : 1;
	return st;
}

/* A line without its newline; false at the end of the file. */
static bool
read_line(struct text_in *text, char *line, struct bytes *comments)
{
	size_t n = 0;
	int c;

	line[0] = '\0';
	c = text_in_byte(text);
	if (c == '#')
		return read_comment(text, '\n', comments) == '\n';
	for (; c >= 0 && c != '\n'; c = text_in_byte(text))
		if (n < LINE_NBYTES - 1)
			line[n++] = (char)c;
	while (n > 0 && pnm_is_space((unsigned char)line[n - 1]))
		n--;
	line[n] = '\0';
	return c == '\n';
}

static enum gm_status
take_field(const char *value, uint32_t *field, struct gm_error *err)
{
	uint64_t number;

	if (!text_to_u64(value, 0, UINT32_MAX, &number))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a number of the header");
	*field = (uint32_t)number;
	return GM_OK;
}

/* The value of a line that starts with the key and white space, or NULL. */
static const char *
value_of(const char *line, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(line, key, n) != 0 || !pnm_is_space((unsigned char)line[n]))
		return NULL;
	while (pnm_is_space((unsigned char)line[n]))
		n++;
	return line + n;
}

static enum gm_status
take_line(struct pnm_header *pnm, const char *line, char *type,
	  struct gm_error *err)
{
	const char *value;

	if ((value = value_of(line, "WIDTH")) != NULL)
		return take_field(value, &pnm->width, err);
	if ((value = value_of(line, "HEIGHT")) != NULL)
		return take_field(value, &pnm->height, err);
	if ((value = value_of(line, "DEPTH")) != NULL)
		return take_field(value, &pnm->channels, err);
	if ((value = value_of(line, "MAXVAL")) != NULL)
		return take_field(value, &pnm->maxval, err);
	if ((value = value_of(line, "TUPLTYPE")) != NULL)
		memcpy(type, value, strlen(value) + 1);
	return GM_OK;
}

static enum gm_status
check_type(const struct pnm_header *pnm, const char *type, struct gm_error *err)
{
	static const struct {
		const char *type;
		uint32_t channels;
	} known[] = {
		{"BLACKANDWHITE", 1}, {"BLACKANDWHITE_ALPHA", 2},
		{"GRAYSCALE", 1},     {"GRAYSCALE_ALPHA", 2},
		{"RGB", 3},           {"RGB_ALPHA", 4},
	};

	/* Without a type, the depth says it all, as pamtopnm has it. */
	if (type[0] == '\0' && pnm->channels >= 1 && pnm->channels <= 4)
		return GM_OK;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(type, known[i].type) != 0)
			continue;
		if (pnm->channels == known[i].channels)
			return GM_OK;
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %s with %" PRIu32 " channels", type,
			       pnm->channels);
	}
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: PAM of type \"%.40s\" with %" PRIu32
		       " channels",
		       type, pnm->channels);
}

/* P7: lines of a key and its value, in any order. */
static enum gm_status
read_pam(struct pnm_header *pnm, struct text_in *text, struct bytes *comments,
	 struct gm_error *err)
{
	char line[LINE_NBYTES] = "";
	char type[LINE_NBYTES] = "";
	enum gm_status st = GM_OK;

	while (st == GM_OK) {
		if (!read_line(text, line, comments))
			return text_in_fail(text, CODEC_INCOMPLETE, err);
		if (strcmp(line, "ENDHDR") == 0)
			return check_type(pnm, type, err);
		st = take_line(pnm, line, type, err);
	}
	return st;
}

enum gm_status
pnm_header_read(struct pnm_header *pnm, struct file_in *in,
		struct bytes *comments, struct gm_error *err)
{
	struct text_in text = text_in_begin(in);
	uint8_t magic[2] = {0};
	enum gm_status st;

	file_in_read(in, magic, 2);
	*pnm = (struct pnm_header){.magic = magic[1]};
	pnm->is_plain = magic[1] <= '3';
	pnm->is_bitmap = magic[1] == '1' || magic[1] == '4';
	st = magic[1] == '7' ? read_pam(pnm, &text, comments, err)
			     : read_numbers(pnm, &text, comments, err);
	if (st == GM_OK && (pnm->maxval == 0 || pnm->maxval > 65535))
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "corrupt: a largest value of %" PRIu32,
			     pnm->maxval);
	return st;
}
