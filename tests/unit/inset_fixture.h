/* SPDX-License-Identifier: MIT */
/*
 * inset_fixture.h - the least that looks like a whole JPEG, and a maker that
 * makes such a one gray
 */
#ifndef GM_UNIT_INSET_FIXTURE_H
#define GM_UNIT_INSET_FIXTURE_H

#include <string.h>

#include "meta/inset.h"

/* A frame of one or of three components, a scan, its data, an end. */
static const uint8_t inset_gray_jpeg[] =
	"\xff\xd8\xff\xc0\0\13\10\0\1\0\1\1\1\21\0"
	"\xff\xda\0\10\1\1\0\0\77\0gr\xff\0y\xff\xd9";
static const uint8_t inset_color_jpeg[] =
	"\xff\xd8\xff\xc0\0\21\10\0\1\0\1\3\1\21\0\2\21\0\3\21\0"
	"\xff\xda\0\14\3\1\0\2\0\3\0\0\77\0data\xff\xd9";

#define INSET_GRAY_NBYTES  (sizeof(inset_gray_jpeg) - 1)
#define INSET_COLOR_NBYTES (sizeof(inset_color_jpeg) - 1)

/* What a maker is asked, and what it is to say. */
struct inset_log {
	bool refuses;
	unsigned n_calls;
	size_t nbytes; /* of the last one */
};

static inline size_t
inset_fixture_make(void *ctx, uint8_t *jpeg, size_t nbytes)
{
	struct inset_log *log = ctx;

	log->n_calls++;
	log->nbytes = nbytes;
	if (log->refuses || nbytes < INSET_GRAY_NBYTES)
		return 0;
	/* What stands behind it may be anything. */
	memset(jpeg, 0xaa, nbytes);
	memcpy(jpeg, inset_gray_jpeg, INSET_GRAY_NBYTES);
	return INSET_GRAY_NBYTES;
}

static inline struct inset_maker
inset_fixture_maker(struct inset_log *log)
{
	return (struct inset_maker){inset_fixture_make, log};
}

/* Does a gray JPEG stand there, with zeros behind it, in n bytes? */
static inline bool
inset_fixture_is_gray(const uint8_t *data, size_t n)
{
	size_t at = INSET_GRAY_NBYTES;

	if (n < at || memcmp(data, inset_gray_jpeg, at) != 0)
		return false;
	while (at < n && data[at] == 0)
		at++;
	return at == n;
}

static inline bool
inset_fixture_is_blank(const uint8_t *data, size_t n)
{
	size_t at = 0;

	while (at < n && data[at] == 0)
		at++;
	return at == n;
}

#endif
