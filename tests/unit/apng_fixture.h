/* SPDX-License-Identifier: MIT */
/*
 * apng_fixture.h - animated PNGs, put together and taken apart
 */
#ifndef GM_UNIT_APNG_FIXTURE_H
#define GM_UNIT_APNG_FIXTURE_H

#include "base/octets.h"
#include "chunk_fixture.h"
#include "formats/png/apng.h"

/* A frame of a file, and its pixels as a PNG of its own. */
struct apng_fixture_frame {
	struct apng_frame frame;
	struct bytes still;
};

static inline bool
apng_fixture_is(const struct bytes *file, size_t at, const char *type)
{
	return memcmp(file->data + at + 4, type, 4) == 0;
}

/* Append a chunk of the file, from its payload's byte `from` on, as type. */
static inline void
apng_fixture_copy(const struct bytes *file, size_t at, uint32_t from,
		  const char *type, struct bytes *to)
{
	chunk_fixture_add(to, type, file->data + at + 8 + from,
			  octets_u32be(file->data + at) - from);
}

/* What makes the pixels of any frame, in its size. */
static inline void
apng_fixture_head(const struct bytes *file, const struct apng_frame *frame,
		  struct bytes *to)
{
	const uint8_t *header = file->data + 16;

	chunk_fixture_head(to, frame->width, frame->height, header[8],
			   header[9], header[12]);
	for (size_t at = PNG_AFTER_IHDR; !apng_fixture_is(file, at, "IDAT");
	     at += 12 + octets_u32be(file->data + at))
		if (apng_fixture_is(file, at, "PLTE"))
			apng_fixture_copy(file, at, 0, "PLTE", to);
		else if (apng_fixture_is(file, at, "tRNS"))
			apng_fixture_copy(file, at, 0, "tRNS", to);
}

/*
 * Take frame number frame_i out of a file that must be well-formed: its
 * sequence numbers are checked up to there.
 */
static inline void
apng_fixture_take(const struct bytes *file, unsigned frame_i,
		  struct apng_fixture_frame *f)
{
	uint32_t sequence = 0;
	unsigned n = 0;

	f->still.nbytes = 0;
	for (size_t at = 8; at < file->nbytes && n <= frame_i + 1;
	     at += 12 + octets_u32be(file->data + at)) {
		bool is_fctl = apng_fixture_is(file, at, "fcTL");
		bool is_fdat = apng_fixture_is(file, at, "fdAT");

		if (is_fctl || is_fdat)
			assert_int_equal(octets_u32be(file->data + at + 8),
					 sequence++);
		n += is_fctl;
		if (n != frame_i + 1)
			continue;
		if (is_fctl) {
			assert_int_equal(octets_u32be(file->data + at), 26);
			assert_true(apng_read_frame(
				file->data + at + 8,
				octets_u32be(file->data + 16),
				octets_u32be(file->data + 20), &f->frame));
			apng_fixture_head(file, &f->frame, &f->still);
		} else if (is_fdat) {
			apng_fixture_copy(file, at, 4, "IDAT", &f->still);
		} else if (apng_fixture_is(file, at, "IDAT")) {
			apng_fixture_copy(file, at, 0, "IDAT", &f->still);
		}
	}
	assert_int_not_equal(f->still.nbytes, 0);
	chunk_fixture_end(&f->still);
}

#endif
