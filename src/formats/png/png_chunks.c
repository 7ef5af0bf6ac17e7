/* SPDX-License-Identifier: MIT */
#include "formats/png/png_chunks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/octets.h"
#include "base/text.h"
#include "meta/irb.h"

/* The fifth bit of a type's last letter: safe to copy (PNG 5.4). */
#define SAFE_TO_COPY 0x20

/* Longest keyword of a text (PNG 11.3.3.1). */
#define KEYWORD_MAX_BYTES 79u

/*
 * Keywords that are more than one (XMP part 3, 1.1.5; PNG 11.3.3.1), and iTXt
 * with them that is neither compressed nor marked with a language (11.3.3.4).
 */
#define COMMENT_KEYWORD "Comment"
#define COMMENT_HEAD    COMMENT_KEYWORD "\0\0\0\0"
#define XMP_HEAD        "XML:com.adobe.xmp\0\0\0\0"

/* Largest number of PNG. */
#define NUMBER_MAX 2147483647.0

/*
 * PNG 5.6 and 11.3.  hIST counts palette entries and goes with the palette;
 * acTL, fcTL and fdAT (animation) are not safe to copy and not here.
 */
static const struct rule {
	enum metadata_kind kind;
	uint8_t nbytes; /* 0 is any; else another size is an error */
	bool anywhere;  /* may follow the pixels */
	bool repeats;   /* there may be several */
	char type[5];
} rules[] = {
	{METADATA_SIGNATURE, 0, true, true, "caBX"}, /* C2PA 2.1, A.3.3 */
	{METADATA_PRIMARIES, 32, false, false, "cHRM"},
	{METADATA_CICP, 4, false, false, "cICP"},
	{METADATA_CURVE, 8, false, false, "cLLI"},
	{METADATA_EXIF, 0, true, false, "eXIf"},
	{METADATA_CURVE, 4, false, false, "gAMA"},
	{METADATA_ICC, 0, false, false, "iCCP"},
	{METADATA_RAW, 0, true, true, "iTXt"},
	{METADATA_CURVE, 24, false, false, "mDCV"},
	{METADATA_SAMPLES, 0, false, false, "pCAL"},
	{METADATA_DENSITY, 9, false, false, "pHYs"},
	{METADATA_SAMPLES, 0, false, false, "sBIT"},
	{METADATA_SAMPLES, 0, false, true, "sPLT"},
	{METADATA_SRGB, 1, false, false, "sRGB"},
	{METADATA_TEXT, 0, true, true, "tEXt"},
	{METADATA_TIME, 7, true, false, "tIME"},
};

_Static_assert(sizeof(rules) / sizeof(rules[0]) <= 32,
	       "png_chunks_is_again() has a bit for each");

static const struct rule *
find_rule(const uint8_t *type)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (memcmp(rules[i].type, type, 4) == 0)
			return &rules[i];
	return NULL;
}

bool
png_chunks_is_again(uint32_t *kept, const uint8_t *type)
{
	const struct rule *rule = find_rule(type);
	uint32_t bit, before = *kept;

	if (rule == NULL || rule->repeats)
		return false;
	bit = UINT32_C(1) << (rule - rules);
	*kept |= bit;
	return (before & bit) != 0;
}

/* PNG 11.3.3.2: a keyword of 1 to 79 bytes, a NUL, and text without one. */
static bool
is_text(const uint8_t *payload, size_t nbytes)
{
	const uint8_t *nul = nbytes == 0 ? NULL : memchr(payload, 0, nbytes);
	size_t n;

	if (nul == NULL)
		return false;
	n = (size_t)(nul - payload);
	return n >= 1 && n <= KEYWORD_MAX_BYTES &&
	       (n + 1 == nbytes || memchr(nul + 1, 0, nbytes - n - 1) == NULL);
}

/* What comes after these n bytes, if the chunk begins with them. */
static bool
has_head(struct metadata_piece *piece, const char *head, size_t n)
{
	if (piece->nbytes < n || memcmp(piece->data, head, n) != 0)
		return false;
	piece->value = piece->data + n;
	piece->value_nbytes = piece->nbytes - n;
	return true;
}

/* Only the two that other formats have too are looked into. */
static void
read_itxt(struct metadata_piece *piece)
{
	if (has_head(piece, XMP_HEAD, sizeof(XMP_HEAD)))
		piece->kind = METADATA_XMP;
	else if (has_head(piece, COMMENT_HEAD, sizeof(COMMENT_HEAD)))
		piece->kind = METADATA_COMMENT;
}

static void
read_value(struct metadata_piece *piece)
{
	switch (piece->kind) {
	case METADATA_DENSITY:
		piece->density = (struct metadata_density){
			.x = octets_u32be(piece->data),
			.y = octets_u32be(piece->data + 4),
			.is_ratio = piece->data[8] != 1,
		};
		break;
	case METADATA_TEXT:
	case METADATA_EXIF:
	case METADATA_TIME:
	case METADATA_SRGB:
	case METADATA_CICP:
	case METADATA_CURVE:
	case METADATA_PRIMARIES:
		piece->value = piece->data;
		piece->value_nbytes = piece->nbytes;
		if (piece->kind == METADATA_TEXT &&
		    has_head(piece, COMMENT_KEYWORD, sizeof(COMMENT_KEYWORD)))
			piece->kind = METADATA_COMMENT;
		break;
	default:
		break;
	}
}

bool
png_chunks_read(const uint8_t *type, const uint8_t *payload, size_t nbytes,
		bool after_pixels, struct metadata_piece *piece)
{
	const struct rule *rule = find_rule(type);

	*piece = (struct metadata_piece){.kind = METADATA_RAW,
					 .home = PNG_CHUNKS_HOME,
					 .data = payload,
					 .nbytes = nbytes,
					 .part = 1,
					 .n_parts = 1};
	memcpy(piece->tag, type, sizeof(piece->tag));
	if (rule == NULL) {
		if ((type[3] & SAFE_TO_COPY) == 0)
			piece->kind = METADATA_PIXELS;
		return true;
	}
	if ((rule->nbytes != 0 && rule->nbytes != nbytes) ||
	    (!rule->anywhere && after_pixels) ||
	    (rule->kind == METADATA_TEXT && !is_text(payload, nbytes)))
		return false;
	piece->kind = rule->kind;
	read_value(piece);
	if (memcmp(type, "iTXt", 4) == 0)
		read_itxt(piece);
	return true;
}

/* PNG 11.3.2.4: for each channel, 1 to depth bits. */
bool
png_chunks_fits(const struct metadata_piece *piece, unsigned channels,
		unsigned depth)
{
	if (memcmp(piece->tag, "sBIT", 4) != 0)
		return true;
	if (piece->nbytes != channels)
		return false;
	for (size_t i = 0; i < piece->nbytes; i++)
		if (piece->data[i] < 1 || piece->data[i] > depth)
			return false;
	return true;
}

static bool
append(struct bytes *to, const void *data, size_t nbytes, struct gm_error *err)
{
	return bytes_append(to, data, nbytes, err) == GM_OK;
}

/* A ratio of 1 to 1 is what is taken of a file that says nothing. */
static bool
make_density(const struct metadata_density *density, struct bytes *payload,
	     struct gm_error *err)
{
	uint8_t phys[9] = {0};
	double x = round(density->x), y = round(density->y);

	if (!(x >= 1 && y >= 1 && x <= NUMBER_MAX && y <= NUMBER_MAX) ||
	    (density->is_ratio && x == y))
		return false;
	octets_put_u32be(phys, (uint32_t)x);
	octets_put_u32be(phys + 4, (uint32_t)y);
	phys[8] = density->is_ratio ? 0 : 1;
	return append(payload, phys, sizeof(phys), err);
}

/* These n bytes, and the value. */
static bool
make_text(const struct metadata_piece *piece, const char *head, size_t n,
	  struct bytes *payload, struct gm_error *err)
{
	return append(payload, head, n, err) &&
	       append(payload, piece->value, piece->value_nbytes, err);
}

static bool
is_ascii(const uint8_t *text, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++)
		if (text[i] >= 0x80)
			return false;
	return true;
}

static bool
make_comment(const struct metadata_piece *piece, uint8_t *type,
	     struct bytes *payload, struct gm_error *err)
{
	if (is_ascii(piece->value, piece->value_nbytes) ||
	    !text_is_utf8(piece->value, piece->value_nbytes))
		return make_text(piece, COMMENT_KEYWORD,
				 sizeof(COMMENT_KEYWORD), payload, err);
	memcpy(type, "iTXt", 4);
	return make_text(piece, COMMENT_HEAD, sizeof(COMMENT_HEAD), payload,
			 err);
}

/* For each byte two digits; lines of 72, as ImageMagick has them. */
static bool
append_hex(struct bytes *to, const uint8_t *data, size_t nbytes,
	   struct gm_error *err)
{
	static const char digits[] = "0123456789abcdef";
	bool ok = true;

	for (size_t i = 0; i < nbytes && ok; i++) {
		char pair[] = {digits[data[i] >> 4], digits[data[i] & 15],
			       '\n'};

		ok = append(to, pair, i % 36 == 35 || i + 1 == nbytes ? 3 : 2,
			    err);
	}
	return ok;
}

/*
 * PNG has no chunk for it.  ImageMagick began to write it as text, and Exiv2
 * and ExifTool read that: a name, the length in 8 places, and the bytes in
 * hexadecimal digits.
 */
static bool
make_iptc(const struct metadata_piece *piece, struct bytes *payload,
	  struct gm_error *err)
{
	static const char start[] = "Raw profile type iptc\0\niptc\n";
	size_t nbytes = IRB_HEAD_NBYTES + (piece->value_nbytes + 1) / 2 * 2;
	struct bytes block = {0};
	uint8_t head[IRB_HEAD_NBYTES];
	char length[24];
	bool ok;

	irb_put_head(head, IRB_IPTC, piece->value_nbytes);
	snprintf(length, sizeof(length), "%8zu\n", nbytes);
	ok = append(&block, head, sizeof(head), err) &&
	     append(&block, piece->value, piece->value_nbytes, err) &&
	     append(&block, "", piece->value_nbytes % 2, err) &&
	     append(payload, start, sizeof(start) - 1, err) &&
	     append(payload, length, strlen(length), err) &&
	     append_hex(payload, block.data, block.nbytes, err);
	bytes_free(&block);
	return ok;
}

/* TIFF 6.0 section 2; what else eXIf holds breaks readers (PNG 11.3.4.5). */
static bool
make_exif(const struct metadata_piece *piece, struct bytes *payload,
	  struct gm_error *err)
{
	if (piece->value_nbytes < 8 || (memcmp(piece->value, "II*\0", 4) != 0 &&
					memcmp(piece->value, "MM\0*", 4) != 0))
		return false;
	return append(payload, piece->value, piece->value_nbytes, err);
}

bool
png_chunks_make(const struct metadata_piece *piece, bool after_pixels,
		uint8_t type[5], struct bytes *payload, struct gm_error *err)
{
	memcpy(type, "tEXt", 5);
	payload->nbytes = 0;
	if (piece->value_nbytes == 0 && piece->kind != METADATA_DENSITY)
		return false;
	switch (piece->kind) {
	case METADATA_EXIF:
		memcpy(type, "eXIf", 4);
		return make_exif(piece, payload, err);
	case METADATA_XMP:
		memcpy(type, "iTXt", 4);
		return text_is_utf8(piece->value, piece->value_nbytes) &&
		       make_text(piece, XMP_HEAD, sizeof(XMP_HEAD), payload,
				 err);
	case METADATA_IPTC:
		return make_iptc(piece, payload, err);
	case METADATA_COMMENT:
		return make_comment(piece, type, payload, err);
	case METADATA_TEXT:
		return is_text(piece->value, piece->value_nbytes) &&
		       append(payload, piece->value, piece->value_nbytes, err);
	case METADATA_DENSITY:
		memcpy(type, "pHYs", 4);
		return !after_pixels &&
		       make_density(&piece->density, payload, err);
	case METADATA_SRGB:
		memcpy(type, "sRGB", 4);
		return !after_pixels &&
		       append(payload, piece->value, piece->value_nbytes, err);
	case METADATA_CICP:
		memcpy(type, "cICP", 4);
		return !after_pixels && piece->value_nbytes == 4 &&
		       append(payload, piece->value, piece->value_nbytes, err);
	case METADATA_TIME:
		memcpy(type, "tIME", 4);
		return append(payload, piece->value, piece->value_nbytes, err);
	default:
		return false;
	}
}
