/* SPDX-License-Identifier: MIT */
/*
 * png_chunks.h - which chunks of a PNG still hold for a gray one
 *
 * By PNG 14.2 a chunk that is safe to copy is kept (text, EXIF, resolution,
 * private ones), and one that is not is dropped, for the pixels change; the
 * table in png_chunks.c names the exceptions.  The chunks that make the
 * pixels (IHDR, PLTE, tRNS, IDAT, IEND) and the background, which changes with
 * them, are not looked up here.
 */
#ifndef GM_FORMATS_PNG_PNG_CHUNKS_H
#define GM_FORMATS_PNG_PNG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum png_chunks_when {
	PNG_CHUNKS_ALWAYS,
	PNG_CHUNKS_GRAY_SOURCE, /* it speaks of samples: those are the same */
	PNG_CHUNKS_GRAY_PROFILE /* its colour space is gray */
};

struct png_chunks_rule {
	enum png_chunks_when when;
	uint8_t nbytes; /* 0 is any; else another size is an error */
	bool anywhere;  /* may follow the pixels */
	bool repeats;   /* there may be several */
	char type[5];
};

/* The exception for this type, or NULL. */
const struct png_chunks_rule *png_chunks_find(const uint8_t *type);

/*
 * May a chunk of this type, payload and place be kept, the source being in
 * colour or gray?  Not when it is malformed.  That there is one already, or
 * that a profile is not gray, is the caller's to find.
 */
bool png_chunks_keep(const uint8_t *type, const uint8_t *payload, size_t nbytes,
		     bool behind_pixels, bool is_color);

#endif
