/* SPDX-License-Identifier: MIT */
#include "meta_segments.h"

#include <stdio.h> /* jpeglib.h names FILE without including it */
#include <string.h>

#include <jpeglib.h>

#include "base/octets.h"
#include "fuzz_fail.h"
#include "icc/icc.h"
#include "meta_record.h"

#define APP0  0xe0u
#define APP1  0xe1u
#define APP2  0xe2u
#define APP14 0xeeu
#define COM   0xfeu
#define SOS   0xdau

/* Those that were put in, and what a writer adds. */
#define MAX_SEGMENTS (META_RECORDS_MAX + 2)

struct segment {
	unsigned code;
	const uint8_t *data;
	size_t nbytes;
};

struct segments {
	struct segment list[MAX_SEGMENTS];
	unsigned n;
};

static void
ignore(j_common_ptr lib, int level)
{
	(void)lib;
	(void)level;
}

static _Noreturn void
give_up(j_common_ptr lib)
{
	char text[JMSG_LENGTH_MAX];

	lib->err->format_message(lib, text);
	fuzz_fail("libjpeg: %s", text);
}

/* Application segments and comments before the first scan. */
static void
find_segments(const struct bytes *file, struct segments *segments)
{
	size_t at = 2;

	segments->n = 0;
	while (file->nbytes - at >= 4 && file->data[at + 1] != SOS) {
		const uint8_t *marker = file->data + at;
		size_t n = (size_t)marker[2] << 8 | marker[3];
		unsigned code = marker[1];

		fuzz_require(marker[0] == 0xff && n <= file->nbytes - at - 2,
			     "the header is made of segments", NULL);
		if ((code & 0xf0) == APP0 || code == COM) {
			fuzz_require(segments->n < MAX_SEGMENTS,
				     "no more segments than there were", NULL);
			segments->list[segments->n++] =
				(struct segment){code, marker + 4, n - 2};
		}
		at += 2 + n;
	}
}

static bool
is_same(const struct segment *a, const struct segment *b)
{
	return a->code == b->code && a->nbytes == b->nbytes &&
	       memcmp(a->data, b->data, a->nbytes) == 0;
}

static bool
is_jfif(const struct segment *segment)
{
	return segment->code == APP0 && segment->nbytes >= 5 &&
	       memcmp(segment->data, "JFIF", 5) == 0;
}

/* A part of an extended packet, which stays where the packet tells of it. */
static bool
is_extension(const struct segment *segment)
{
	static const char id[] = "http://ns.adobe.com/xmp/extension/";

	return segment->code == APP1 && segment->nbytes >= sizeof(id) &&
	       memcmp(segment->data, id, sizeof(id)) == 0;
}

/* The next one from *i on whose keeping depends on nothing, or NULL. */
static const struct segment *
next_plain(const struct segments *segments, unsigned *i)
{
	while (*i < segments->n) {
		const struct segment *segment = &segments->list[(*i)++];

		if (segment->code != APP0 && segment->code != APP2 &&
		    segment->code != APP14 && !is_extension(segment))
			return segment;
	}
	return NULL;
}

static void
check_plain(const struct segments *original, const struct segments *gray)
{
	unsigned i = 0, j = 0;
	const struct segment *a, *b;

	do {
		a = next_plain(original, &i);
		b = next_plain(gray, &j);
		fuzz_require((a == NULL) == (b == NULL) &&
				     (a == NULL || is_same(a, b)),
			     "what is not about colour is kept", NULL);
	} while (a != NULL);
}

static void
check_none_new(const struct segments *original, const struct segments *gray)
{
	unsigned i = 0;

	for (unsigned j = 0; j < gray->n; j++) {
		const struct segment *segment = &gray->list[j];

		fuzz_require(segment->code != APP14, "no colour transform",
			     NULL);
		if (is_jfif(segment)) {
			fuzz_require(segment->nbytes == 14,
				     "JFIF has no thumbnail", NULL);
			continue;
		}
		while (i < original->n && !is_same(&original->list[i], segment))
			i++;
		fuzz_require(i++ < original->n,
			     "segments are those of the original, in order",
			     NULL);
	}
}

/* The profile as libjpeg puts it together; 0 bytes when there is none. */
static void
read_profile(const struct bytes *file, struct bytes *profile)
{
	struct jpeg_decompress_struct lib;
	struct jpeg_error_mgr errors;
	JOCTET *data = NULL;
	unsigned n = 0;

	lib.err = jpeg_std_error(&errors);
	errors.error_exit = give_up;
	errors.emit_message = ignore;
	jpeg_create_decompress(&lib);
	jpeg_mem_src(&lib, file->data, (unsigned long)file->nbytes);
	jpeg_save_markers(&lib, JPEG_APP0 + 2, 0xffff);
	jpeg_read_header(&lib, TRUE);
	if (jpeg_read_icc_profile(&lib, &data, &n))
		*profile = (struct bytes){data, n, n};
	jpeg_destroy_decompress(&lib);
}

static bool
is_gray(const struct bytes *profile)
{
	enum icc_kind kind = ICC_DAMAGED;
	struct gm_error err;

	return profile->nbytes > 0 &&
	       icc_look(profile->data, profile->nbytes, &kind, &err) == GM_OK &&
	       kind == ICC_GRAY;
}

/* Parts of a profile count from 1; libjpeg puts them in order. */
static bool
is_in_order(const struct segments *segments)
{
	unsigned n = 0;

	for (unsigned i = 0; i < segments->n; i++) {
		const struct segment *segment = &segments->list[i];

		if (segment->code == APP2 && segment->nbytes >= 12 &&
		    memcmp(segment->data, "ICC_PROFILE", 12) == 0 &&
		    (segment->nbytes < 14 || segment->data[12] != ++n))
			return false;
	}
	return n > 0;
}

static void
check_profile(const struct bytes *original, const struct segments *segments,
	      const struct bytes *gray)
{
	struct bytes before = {0}, after = {0};

	read_profile(original, &before);
	read_profile(gray, &after);
	fuzz_require(after.nbytes == 0 || is_gray(&after),
		     "a profile in a gray JPEG is one of gray", NULL);
	if (is_gray(&before) && is_in_order(segments) &&
	    octets_u32be(before.data) == before.nbytes)
		fuzz_require(before.nbytes == after.nbytes &&
				     memcmp(before.data, after.data,
					    after.nbytes) == 0,
			     "a profile of gray is kept", NULL);
	bytes_free(&before);
	bytes_free(&after);
}

void
meta_segments_check(const struct bytes *original, const struct bytes *gray)
{
	struct segments before, after;

	find_segments(original, &before);
	find_segments(gray, &after);
	check_plain(&before, &after);
	check_none_new(&before, &after);
	check_profile(original, &before, gray);
}
