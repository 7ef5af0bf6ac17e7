/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_segments.h"

#include <string.h>

#define APP0  0xe0u
#define APP2  0xe2u
#define APP14 0xeeu

static bool
begins(const uint8_t *payload, size_t nbytes, const char *tag,
       size_t tag_nbytes)
{
	return nbytes >= tag_nbytes && memcmp(payload, tag, tag_nbytes) == 0;
}

/*
 * ICC.1 annex B.4: "ICC_PROFILE", 0, number, count, part of the profile,
 * whose bytes 16..19 name the colour space of the data.
 */
static bool
keeps_icc(struct jpeg_segments *segments, const uint8_t *payload, size_t nbytes)
{
	if (!segments->icc_is_known) {
		segments->icc_is_known = true;
		segments->icc_is_gray = nbytes >= 34 && payload[12] == 1 &&
					memcmp(payload + 30, "GRAY", 4) == 0;
	}
	return segments->icc_is_gray;
}

bool
jpeg_segments_keep(struct jpeg_segments *segments, unsigned code,
		   const uint8_t *payload, size_t nbytes)
{
	if (code == APP0 || code == APP14)
		return false;
	if (code != APP2)
		return true;
	if (begins(payload, nbytes, "ICC_PROFILE", 12))
		return keeps_icc(segments, payload, nbytes);
	return !begins(payload, nbytes, "MPF", 4);
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

bool
jpeg_segments_adobe(const uint8_t *payload, size_t nbytes, unsigned *transform)
{
	if (nbytes < 12 || !begins(payload, nbytes, "Adobe", 5))
		return false;
	*transform = payload[11];
	return true;
}
