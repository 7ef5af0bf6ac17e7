/* SPDX-License-Identifier: MIT */
/*
 * bmp_fixture.h - a BMP made field by field
 */
#ifndef GM_UNIT_BMP_FIXTURE_H
#define GM_UNIT_BMP_FIXTURE_H

#include "formats/formats.h"

#include "base/octets.h"

#include "codec_fixture.h"

/* A BMP being made; its fields as they stand in the file. */
struct bmp_sample {
	uint32_t header_nbytes;
	int32_t width, height;
	uint32_t depth;
	uint32_t compression;
	uint32_t masks[4]; /* after the first 40 bytes, when there is one */
	const char *palette;
	size_t palette_nbytes;
	uint32_t n_colors; /* as the header has it */
	size_t gap_nbytes; /* between palette and pixels */
	const char *pixels;
	size_t pixel_nbytes;
};

static inline size_t
bmp_build(const struct bmp_sample *s, uint8_t *file)
{
	uint8_t info[256] = {0};
	size_t info_nbytes = s->header_nbytes;
	size_t at = 14;

	octets_put_u32le(info, s->header_nbytes);
	if (s->header_nbytes == 12) {
		octets_put_u16le(info + 4, (uint16_t)s->width);
		octets_put_u16le(info + 6, (uint16_t)s->height);
		octets_put_u16le(info + 8, 1);
		octets_put_u16le(info + 10, (uint16_t)s->depth);
	} else {
		octets_put_u32le(info + 4, (uint32_t)s->width);
		octets_put_u32le(info + 8, (uint32_t)s->height);
		octets_put_u16le(info + 12, 1);
		octets_put_u16le(info + 14, (uint16_t)s->depth);
		octets_put_u32le(info + 16, s->compression);
		octets_put_u32le(info + 32, s->n_colors);
		for (size_t i = 0; i < 4; i++)
			octets_put_u32le(info + 40 + i * 4, s->masks[i]);
	}
	if (info_nbytes == 40 && s->compression == 3)
		info_nbytes = 52;
	if (info_nbytes == 40 && s->compression == 6)
		info_nbytes = 56;
	memset(file, 0, 14);
	memcpy(file, "BM", 2);
	memcpy(file + at, info, info_nbytes);
	at += info_nbytes;
	if (s->palette_nbytes > 0)
		memcpy(file + at, s->palette, s->palette_nbytes);
	at += s->palette_nbytes;
	memset(file + at, 0x77, s->gap_nbytes);
	at += s->gap_nbytes;
	octets_put_u32le(file + 10, (uint32_t)at);
	memcpy(file + at, s->pixels, s->pixel_nbytes);
	return at + s->pixel_nbytes;
}

static inline void
bmp_decode(const struct bmp_sample *s, struct decoded *d)
{
	const struct conversion options = fixture_options();
	uint8_t file[4096];

	fixture_decode(&codec_bmp, file, bmp_build(s, file), &options, d);
}

static inline void
bmp_expect(const struct bmp_sample *s, uint32_t channels, const char *rows)
{
	struct decoded d = {0};

	bmp_decode(s, &d);
	if (d.status != GM_OK)
		print_error("%s\n", d.err.text);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, channels);
	assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
	decoded_free(&d);
}

#endif
