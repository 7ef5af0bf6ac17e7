/* SPDX-License-Identifier: MIT */
#include "formats/png/png_raw_profile.h"

#include <stdbool.h>
#include <string.h>

#include "deflate/zlib_lib.h"
#include "formats/png/png_chunks.h"
#include "meta/irb.h"

#define PREFIX        "Raw profile type "
#define PREFIX_NBYTES 17u

/* Of segments of JPEG that are in there whole. */
#define EXIF_START        "Exif\0"
#define EXIF_START_NBYTES 6u

/* Inflated at a time. */
#define PART_NBYTES 65536u

enum raw_profile {
	NONE,
	RAW_EXIF, /* or another segment APP1 of JPEG */
	RAW_IRB,
	RAW_IPTC /* resources, too, of which ImageMagick means one */
};

static const struct name {
	const char *text;
	enum raw_profile kind;
} names[] = {
	{"exif", RAW_EXIF}, {"EXIF", RAW_EXIF}, {"APP1", RAW_EXIF},
	{"8bim", RAW_IRB},  {"iptc", RAW_IPTC},
};

/* By the keyword; *at is where what follows it begins. */
static enum raw_profile
kind_of(const uint8_t *payload, size_t nbytes, size_t *at)
{
	if (nbytes < PREFIX_NBYTES ||
	    memcmp(payload, PREFIX, PREFIX_NBYTES) != 0)
		return NONE;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i].text) + 1;

		*at = PREFIX_NBYTES + n;
		if (nbytes >= *at &&
		    memcmp(payload + PREFIX_NBYTES, names[i].text, n) == 0)
			return names[i].kind;
	}
	return NONE;
}

/* Append what the stream makes; what is too long, or damaged, is nothing. */
static enum gm_status
inflate(const uint8_t *data, size_t nbytes, struct bytes *text,
	struct gm_error *err)
{
	struct zlib_lib_piece piece = {.data = data, .data_nbytes = nbytes};
	struct zlib_lib_inflater *inflater = zlib_lib_inflater_open(err);
	enum gm_status st = inflater != NULL ? GM_OK : err->status;
	bool is_full = true;

	while (st == GM_OK && is_full &&
	       text->nbytes < PNG_RAW_PROFILE_MAX_NBYTES) {
		st = bytes_reserve(text, PART_NBYTES, err);
		if (st != GM_OK)
			break;
		piece.out = text->data + text->nbytes;
		piece.out_nbytes = PART_NBYTES;
		st = zlib_lib_inflate(inflater, &piece, err);
		text->nbytes += PART_NBYTES - piece.out_nbytes;
		is_full = piece.out_nbytes == 0;
	}
	if (st == GM_ERR_CORRUPT ||
	    (st == GM_OK && !zlib_lib_has_ended(inflater))) {
		text->nbytes = 0;
		*err = (struct gm_error){0};
		st = GM_OK;
	}
	zlib_lib_inflater_close(inflater);
	return st;
}

static int
digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Pass n ends of lines; false when there are not as many. */
static bool
pass_lines(const struct bytes *text, unsigned n, size_t *at)
{
	for (; n > 0 && *at < text->nbytes; (*at)++)
		n -= text->data[*at] == '\n';
	return n == 0;
}

/* The decimal number of a line, after blanks. */
static size_t
number_at(const struct bytes *text, size_t at)
{
	size_t n = 0;

	while (at < text->nbytes && text->data[at] == ' ')
		at++;
	for (; at < text->nbytes && n <= PNG_RAW_PROFILE_MAX_NBYTES &&
	       text->data[at] >= '0' && text->data[at] <= '9';
	     at++)
		n = n * 10 + text->data[at] - '0';
	return n;
}

/*
 * An empty line, a name, the number of bytes; then two digits for each, in
 * lines.  The bytes take the place of the text; none where they are not all
 * there.
 */
static void
decode(struct bytes *text)
{
	size_t at = 0, n, n_done = 0;
	int high = -1;

	if (!pass_lines(text, 2, &at)) {
		text->nbytes = 0;
		return;
	}
	n = number_at(text, at);
	pass_lines(text, 1, &at);
	for (; at < text->nbytes && n_done < n; at++) {
		int value = digit(text->data[at]);

		if (value >= 0 && high >= 0)
			text->data[n_done++] = (uint8_t)(high << 4 | value);
		if (value >= 0)
			high = high >= 0 ? -1 : value;
	}
	text->nbytes = n_done == n ? n : 0;
}

/* A segment's start goes; what is no TIFF is no EXIF. */
static bool
trim_exif(struct bytes *profile)
{
	size_t n = profile->nbytes;

	if (n >= EXIF_START_NBYTES &&
	    memcmp(profile->data, EXIF_START, EXIF_START_NBYTES) == 0) {
		n -= EXIF_START_NBYTES;
		memmove(profile->data, profile->data + EXIF_START_NBYTES, n);
		profile->nbytes = n;
	}
	return n >= 8 && (memcmp(profile->data, "II*\0", 4) == 0 ||
			  memcmp(profile->data, "MM\0*", 4) == 0);
}

/* What the text of the piece stands for; *at is where it begins. */
static enum gm_status
read_profile(const struct metadata_piece *piece, size_t at,
	     struct bytes *profile, struct gm_error *err)
{
	const uint8_t *text = piece->data + at;
	size_t nbytes = piece->nbytes - at;
	enum gm_status st = GM_OK;

	if (memcmp(piece->tag, "tEXt", 4) == 0) {
		if (nbytes <= PNG_RAW_PROFILE_MAX_NBYTES)
			st = bytes_append(profile, text, nbytes, err);
	} else if (nbytes > 0 && text[0] == 0) {
		/* The method, of which there is one. */
		st = inflate(text + 1, nbytes - 1, profile, err);
	}
	if (st == GM_OK)
		decode(profile);
	return st;
}

static void
become_exif(struct metadata_piece *piece, const struct bytes *profile)
{
	*piece = (struct metadata_piece){.kind = METADATA_EXIF,
					 .tag = {'e', 'X', 'I', 'f'},
					 .home = PNG_CHUNKS_HOME,
					 .data = profile->data,
					 .nbytes = profile->nbytes,
					 .value = profile->data,
					 .value_nbytes = profile->nbytes,
					 .part = 1,
					 .n_parts = 1};
}

/* With a thumbnail it is not the text that it was, which has no home then. */
static void
become_iptc(struct metadata_piece *piece, const struct bytes *profile,
	    bool has_thumbnail)
{
	struct irb block;

	if (!irb_find(profile->data, profile->nbytes, IRB_IPTC, &block)) {
		if (!has_thumbnail)
			return;
		block = (struct irb){.value = profile->data};
	}
	piece->kind = METADATA_IPTC;
	piece->value = block.value;
	piece->value_nbytes = block.nbytes;
	if (!has_thumbnail)
		return;
	piece->home = NULL;
	piece->data = block.value;
	piece->nbytes = block.nbytes;
}

static bool
has_thumbnail(const struct bytes *profile)
{
	struct irb block;

	return irb_find(profile->data, profile->nbytes, IRB_THUMBNAIL,
			&block) ||
	       irb_find(profile->data, profile->nbytes, IRB_THUMBNAIL_BGR,
			&block);
}

enum gm_status
png_raw_profile_take(struct metadata_piece *piece, bool *has_iptc,
		     struct bytes *profile, struct gm_error *err)
{
	enum raw_profile kind = NONE;
	enum gm_status st;
	size_t at = 0;
	bool is_changed;

	profile->nbytes = 0;
	if (memcmp(piece->tag, "zTXt", 4) == 0 ||
	    memcmp(piece->tag, "tEXt", 4) == 0)
		kind = kind_of(piece->data, piece->nbytes, &at);
	if (kind == NONE || (kind == RAW_IPTC && *has_iptc))
		return GM_OK;
	st = read_profile(piece, at, profile, err);
	if (st != GM_OK || profile->nbytes == 0)
		return st;
	if (kind == RAW_EXIF) {
		if (trim_exif(profile))
			become_exif(piece, profile);
		return GM_OK;
	}
	is_changed = kind == RAW_IRB && has_thumbnail(profile);
	if (is_changed || !*has_iptc)
		become_iptc(piece, profile, is_changed);
	*has_iptc |= piece->kind == METADATA_IPTC && piece->value_nbytes > 0;
	return GM_OK;
}
