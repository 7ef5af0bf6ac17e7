/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_segments.h"

#include <math.h>
#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/marker.h"
#include "meta/irb.h"

#define APP1  0xe1u
#define APP2  0xe2u
#define APP11 0xebu
#define APP13 0xedu

#define EXIF_START     "Exif\0"
#define XMP_START      "http://ns.adobe.com/xap/1.0/"
#define XMP_MORE_START "http://ns.adobe.com/xmp/extension/"
#define ICC_START      "ICC_PROFILE"
#define GAIN_MAP_START "urn:iso:std:iso:ts:21496:-1"

#define METRES_PER_INCH 0.0254

/*
 * A box of JPEG XT in APP11 (ISO 18477-3, annex B): "JP", the number of the
 * box, that of the segment, the length of the box, its type.
 */
#define BOX_START       "JP"
#define BOX_HEAD_NBYTES 16u
#define BOX_TYPE_AT     12u

/*
 * What a segment begins with, its NUL included; an empty start is all of the
 * code that are not named before.  An APP14 may only be Adobe's.
 */
static const struct start {
	uint8_t code;
	uint8_t nbytes;       /* of the start */
	uint8_t value_nbytes; /* that stand before the value */
	enum metadata_kind kind;
	const char *text;
} starts[] = {
	{MARKER_APP0, 5, 14, METADATA_DENSITY, "JFIF"},
	{MARKER_APP0, 5, 0, METADATA_PICTURES, "JFXX"},
	{APP1, 5, 6, METADATA_EXIF, EXIF_START},
	{APP1, 29, 29, METADATA_XMP, XMP_START},
	{APP1, 35, 35, METADATA_XMP_MORE, XMP_MORE_START},
	{APP2, 12, 14, METADATA_ICC, ICC_START},
	{APP2, 4, 4, METADATA_INDEX, "MPF"},
	{APP2, 28, 0, METADATA_GAIN_MAP, GAIN_MAP_START},
	{APP11, 2, 0, METADATA_PIXELS, BOX_START},
	{APP13, 14, 14, METADATA_IPTC, IRB_SEGMENT_START},
	{MARKER_APP14, 0, 0, METADATA_MODEL, ""},
	{MARKER_COM, 0, 0, METADATA_COMMENT, ""},
};

#define N_STARTS (sizeof(starts) / sizeof(starts[0]))

static bool
begins(const uint8_t *payload, size_t nbytes, const char *tag,
       size_t tag_nbytes)
{
	return nbytes >= tag_nbytes && memcmp(payload, tag, tag_nbytes) == 0;
}

static const struct start *
find_start(unsigned code, const uint8_t *payload, size_t nbytes)
{
	for (size_t i = 0; i < N_STARTS; i++)
		if (starts[i].code == code &&
		    begins(payload, nbytes, starts[i].text, starts[i].nbytes))
			return &starts[i];
	return NULL;
}

/*
 * JUMBF (ISO 19566-5), which is what C2PA's manifests are in, and next to
 * nothing else: what it is stands only in the first segment of several.
 */
static bool
is_jumbf(const uint8_t *payload, size_t nbytes)
{
	return nbytes >= BOX_HEAD_NBYTES &&
	       memcmp(payload + BOX_TYPE_AT, "jumb", 4) == 0;
}

/* T.871 section 10.1: units of 1 are per inch, of 2 per centimetre. */
static struct metadata_density
density_of(const uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES])
{
	double unit = 1;

	if (jfif[7] == 1)
		unit = 1 / METRES_PER_INCH;
	else if (jfif[7] == 2)
		unit = 100;
	return (struct metadata_density){
		.x = octets_u16be(jfif + 8) * unit,
		.y = octets_u16be(jfif + 10) * unit,
		.is_ratio = jfif[7] != 1 && jfif[7] != 2,
	};
}

/* ICC.1 annex B.4: after the start, the number of the part and their count. */
static void
read_value(const struct start *start, struct metadata_piece *piece)
{
	struct irb block;
	size_t n = start->value_nbytes;

	if (piece->nbytes < n || (n == 0 && piece->kind != METADATA_COMMENT))
		return;
	piece->value = piece->data + n;
	piece->value_nbytes = piece->nbytes - n;
	if (piece->kind == METADATA_ICC) {
		piece->part = piece->data[12];
		piece->n_parts = piece->data[13];
	} else if (piece->kind == METADATA_DENSITY) {
		piece->density = density_of(piece->data);
	} else if (piece->kind == METADATA_COMMENT ||
		   piece->kind == METADATA_XMP) {
		metadata_set_text(piece, piece->value, piece->value_nbytes);
	} else if (piece->kind == METADATA_IPTC) {
		if (!irb_find(piece->value, piece->value_nbytes, IRB_IPTC,
			      &block))
			block = (struct irb){0};
		piece->value = block.value;
		piece->value_nbytes = block.nbytes;
	}
}

void
jpeg_segments_read(unsigned code, const uint8_t *payload, size_t nbytes,
		   struct metadata_piece *piece)
{
	const struct start *start = find_start(code, payload, nbytes);

	*piece = (struct metadata_piece){
		.kind = start == NULL ? METADATA_RAW : start->kind,
		.tag = {(uint8_t)code},
		.home = JPEG_SEGMENTS_HOME,
		.data = payload,
		.nbytes = nbytes,
		.part = 1,
		.n_parts = 1,
	};
	if (start == NULL)
		return;
	/* Cut before its value, these two cannot be told. */
	if (nbytes < start->value_nbytes && start->kind == METADATA_DENSITY)
		piece->kind = METADATA_PIXELS;
	if (nbytes < start->value_nbytes && start->kind == METADATA_ICC)
		piece->part = 0;
	if (code == APP11 && is_jumbf(payload, nbytes))
		piece->kind = METADATA_SIGNATURE;
	read_value(start, piece);
}

bool
jpeg_segments_jfif(const uint8_t *payload, size_t nbytes,
		   uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES])
{
	if (nbytes < JPEG_SEGMENTS_JFIF_BYTES ||
	    !begins(payload, nbytes, "JFIF", 5))
		return false;
	memcpy(jfif, payload, 12);
	jfif[12] = jfif[13] = 0;
	return true;
}

static double
nearest_u16(double value)
{
	return value < 1 ? 1 : round(value < UINT16_MAX ? value : UINT16_MAX);
}

/*
 * The unit that comes nearest, which for what was once per inch is the inch,
 * though formats that count in metres have rounded it.
 */
void
jpeg_segments_make_jfif(const struct metadata_density *density,
			uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES])
{
	double inch = density->x * METRES_PER_INCH, cm = density->x / 100;
	double unit = 1;

	memcpy(jfif, "JFIF\0\1\1\0\0\0\0\0\0", JPEG_SEGMENTS_JFIF_BYTES);
	if (!density->is_ratio) {
		bool is_cm = fabs(inch - round(inch)) > METRES_PER_INCH &&
			     fabs(cm - round(cm)) < fabs(inch - round(inch));

		jfif[7] = is_cm ? 2 : 1;
		unit = is_cm ? 0.01 : METRES_PER_INCH;
	}
	octets_put_u16be(jfif + 8, (uint16_t)nearest_u16(density->x * unit));
	octets_put_u16be(jfif + 10, (uint16_t)nearest_u16(density->y * unit));
}

bool
jpeg_segments_adobe(const uint8_t *payload, size_t nbytes, unsigned *transform)
{
	if (nbytes < 12 || !begins(payload, nbytes, "Adobe", 5))
		return false;
	*transform = payload[11];
	return true;
}

static bool
append(struct bytes *to, const void *data, size_t nbytes, struct gm_error *err)
{
	return bytes_append(to, data, nbytes, err) == GM_OK;
}

bool
jpeg_segments_make(const struct metadata_piece *piece, unsigned *code,
		   struct bytes *payload, struct gm_error *err)
{
	uint8_t head[IRB_HEAD_NBYTES];
	bool ok = true;

	payload->nbytes = 0;
	switch (piece->kind) {
	case METADATA_EXIF:
		*code = APP1;
		ok = append(payload, EXIF_START, 6, err);
		break;
	case METADATA_XMP:
		*code = APP1;
		ok = append(payload, XMP_START, sizeof(XMP_START), err);
		break;
	case METADATA_IPTC:
		*code = APP13;
		irb_put_head(head, IRB_IPTC, piece->value_nbytes);
		ok = append(payload, IRB_SEGMENT_START,
			    sizeof(IRB_SEGMENT_START), err) &&
		     append(payload, head, sizeof(head), err);
		break;
	case METADATA_COMMENT:
		*code = MARKER_COM;
		break;
	default:
		return false;
	}
	ok = ok && append(payload, piece->value, piece->value_nbytes, err);
	if (piece->kind == METADATA_IPTC && piece->value_nbytes % 2 == 1)
		ok = ok && append(payload, "", 1, err);
	return ok && piece->value_nbytes > 0 &&
	       payload->nbytes <= JPEG_SEGMENTS_MAX_NBYTES;
}

bool
jpeg_segments_make_icc(const struct bytes *profile, unsigned part,
		       struct bytes *payload, struct gm_error *err)
{
	const size_t most = JPEG_SEGMENTS_ICC_NBYTES;
	size_t n_parts = (profile->nbytes + most - 1) / most;
	size_t at = (size_t)(part - 1) * most;
	size_t rest;
	uint8_t number[2] = {(uint8_t)part, (uint8_t)n_parts};

	*err = (struct gm_error){0};
	if (n_parts > UINT8_MAX || part > n_parts)
		return false;
	rest = profile->nbytes - at;
	payload->nbytes = 0;
	return append(payload, ICC_START, sizeof(ICC_START), err) &&
	       append(payload, number, sizeof(number), err) &&
	       append(payload, profile->data + at, rest < most ? rest : most,
		      err);
}
