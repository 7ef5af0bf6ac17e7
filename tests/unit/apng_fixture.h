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

/* Replace *still by the picture of IDAT as a file of its own. */
static inline void
apng_fixture_default(const struct bytes *file, struct bytes *still)
{
	const struct apng_frame whole = {.width = octets_u32be(file->data + 16),
					 .height =
						 octets_u32be(file->data + 20)};

	still->nbytes = 0;
	apng_fixture_head(file, &whole, still);
	for (size_t at = 8; at < file->nbytes;
	     at += 12 + octets_u32be(file->data + at))
		if (apng_fixture_is(file, at, "IDAT"))
			apng_fixture_copy(file, at, 0, "IDAT", still);
	chunk_fixture_end(still);
}

/* An animation that is to be made: rows without filters, of noise. */
struct apng_recipe {
	uint32_t width, height; /* of the picture */
	int type, depth;        /* as libpng names them */
	uint32_t n_palette;     /* colours */
	bool has_trns;          /* of a palette; its second colour is clear */
	bool opaque;            /* alpha is all ones, but in frame: */
	unsigned clear_frame;   /* number, from 1; 0 is none */
	bool is_hidden;         /* the picture of IDAT is no frame */
	unsigned n_chunks;      /* of data for each frame */
	unsigned n_frames;
	struct apng_frame frames[4];
};

static inline void
apng_fixture_rows(const struct apng_recipe *recipe, uint32_t width,
		  uint32_t height, bool opaque, struct bytes *rows)
{
	unsigned n = png_fixture_channels(recipe->type);
	size_t nbytes = (width * n * (unsigned)recipe->depth + 7) / 8;
	struct gm_error err;

	rows->nbytes = 0;
	bytes_reserve(rows, (nbytes + 1) * height, &err);
	for (uint32_t y = 0; y < height; y++) {
		uint8_t *row = rows->data + rows->nbytes;

		row[0] = 0;
		noise_fill(row + 1, nbytes,
			   recipe->type == PNG_COLOR_TYPE_PALETTE &&
					   recipe->depth == 8
				   ? recipe->n_palette
				   : 256);
		/* One pixel at least. */
		if (recipe->type == PNG_COLOR_TYPE_RGB_ALPHA)
			row[4] = 0;
		for (size_t i = 0; opaque && i < nbytes; i++)
			if (i % n == n - 1)
				row[1 + i] = 255;
		rows->nbytes += nbytes + 1;
	}
}

/* Append these rows as n chunks of IDAT or, with a number, of fdAT. */
static inline void
apng_fixture_data(struct bytes *file, const struct bytes *rows, unsigned n,
		  bool is_idat, uint32_t *sequence)
{
	uLongf packed_nbytes = compressBound(rows->nbytes);
	uint8_t *packed = malloc(packed_nbytes + 4);
	size_t at = 0;

	assert_int_equal(
		compress(packed + 4, &packed_nbytes, rows->data, rows->nbytes),
		Z_OK);
	for (unsigned i = 0; i < n; i++) {
		size_t nbytes = (packed_nbytes - at) / (n - i);

		if (is_idat) {
			chunk_fixture_add(file, "IDAT", packed + 4 + at,
					  nbytes);
		} else {
			/* Over the four bytes that are written. */
			octets_put_u32be(packed + at, (*sequence)++);
			chunk_fixture_add(file, "fdAT", packed + at,
					  nbytes + 4);
		}
		at += nbytes;
	}
	free(packed);
}

static inline void
apng_fixture_control(struct bytes *file, const struct apng_frame *frame,
		     uint32_t *sequence)
{
	uint8_t payload[APNG_FCTL_NBYTES];

	apng_write_frame(frame, (*sequence)++, payload);
	chunk_fixture_add(file, "fcTL", payload, sizeof(payload));
}

/* Replace *file by an animation; in number i of its palette there is noise. */
static inline void
apng_fixture_make(const struct apng_recipe *recipe, struct bytes *file)
{
	static const uint8_t plays[] = {0, 0, 0, 3};
	uint8_t control[APNG_ACTL_NBYTES], palette[768];
	struct bytes rows = {0};
	uint32_t sequence = 0;

	file->nbytes = 0;
	chunk_fixture_head(file, recipe->width, recipe->height, recipe->depth,
			   recipe->type, 0);
	octets_put_u32be(control, recipe->n_frames);
	memcpy(control + 4, plays, sizeof(plays));
	chunk_fixture_add(file, "acTL", control, sizeof(control));
	noise_fill(palette, sizeof(palette), 256);
	if (recipe->type == PNG_COLOR_TYPE_PALETTE)
		chunk_fixture_add(file, "PLTE", palette,
				  (size_t)recipe->n_palette * 3);
	if (recipe->has_trns)
		chunk_fixture_add(file, "tRNS", "\x80\0", 2);
	if (recipe->is_hidden) {
		apng_fixture_rows(recipe, recipe->width, recipe->height,
				  recipe->opaque, &rows);
		apng_fixture_data(file, &rows, recipe->n_chunks, true, NULL);
	}
	for (unsigned i = 0; i < recipe->n_frames; i++) {
		const struct apng_frame *frame = &recipe->frames[i];

		apng_fixture_control(file, frame, &sequence);
		apng_fixture_rows(
			recipe, frame->width, frame->height,
			recipe->opaque && recipe->clear_frame != i + 1, &rows);
		apng_fixture_data(file, &rows, recipe->n_chunks,
				  i == 0 && !recipe->is_hidden, &sequence);
	}
	chunk_fixture_end(file);
	bytes_free(&rows);
}

#endif
