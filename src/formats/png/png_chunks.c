/* SPDX-License-Identifier: MIT */
#include "formats/png/png_chunks.h"

#include <string.h>

/* The fifth bit of a type's last letter: safe to copy (PNG 5.4). */
#define SAFE_TO_COPY 0x20

/* Longest keyword of a text (PNG 11.3.4.2). */
#define KEYWORD_MAX_BYTES 79u

/*
 * PNG 5.6 and 11.3.  hIST counts palette entries and goes with the palette;
 * acTL, fcTL and fdAT (animation) are not safe to copy and not here.
 */
static const struct png_chunks_rule rules[] = {
	{.type = "cHRM", .nbytes = 32, .when = PNG_CHUNKS_GRAY_SOURCE},
	{.type = "cICP", .nbytes = 4, .when = PNG_CHUNKS_ALWAYS},
	{.type = "eXIf", .when = PNG_CHUNKS_ALWAYS, .anywhere = true},
	{.type = "gAMA", .nbytes = 4, .when = PNG_CHUNKS_ALWAYS},
	{.type = "iCCP", .when = PNG_CHUNKS_GRAY_PROFILE},
	{.type = "pCAL", .when = PNG_CHUNKS_GRAY_SOURCE},
	{.type = "pHYs", .nbytes = 9, .when = PNG_CHUNKS_ALWAYS},
	{.type = "sBIT", .when = PNG_CHUNKS_GRAY_SOURCE},
	{.type = "sPLT", .when = PNG_CHUNKS_GRAY_SOURCE, .repeats = true},
	{.type = "sRGB", .nbytes = 1, .when = PNG_CHUNKS_ALWAYS},
	{.type = "tIME",
	 .nbytes = 7,
	 .when = PNG_CHUNKS_ALWAYS,
	 .anywhere = true},
};

const struct png_chunks_rule *
png_chunks_find(const uint8_t *type)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (memcmp(rules[i].type, type, 4) == 0)
			return &rules[i];
	return NULL;
}

/* PNG 11.3.4.3: a keyword of 1 to 79 bytes, a NUL, and text without one. */
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

bool
png_chunks_keep(const uint8_t *type, const uint8_t *payload, size_t nbytes,
		bool behind_pixels, bool is_color)
{
	const struct png_chunks_rule *rule = png_chunks_find(type);

	if (memcmp(type, "tEXt", 4) == 0)
		return is_text(payload, nbytes);
	if (rule == NULL)
		return (type[3] & SAFE_TO_COPY) != 0;
	if (rule->nbytes != 0 && rule->nbytes != nbytes)
		return false;
	if (!rule->anywhere && behind_pixels)
		return false;
	return rule->when != PNG_CHUNKS_GRAY_SOURCE || !is_color;
}
