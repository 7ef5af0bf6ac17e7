/* SPDX-License-Identifier: MIT */
/*
 * psd_fixture.h - a PSD of a few pixels, and what it is read as
 */
#ifndef GM_UNIT_PSD_FIXTURE_H
#define GM_UNIT_PSD_FIXTURE_H

#include "formats/formats.h"

#include "base/octets.h"

#include "codec_fixture.h"

#define PSD_FILE_NBYTES 2048u

/* Of 2x1 pixels where no sides are given; what is zeroed is left out. */
struct sample {
	uint16_t version;
	uint16_t channels;
	uint16_t depth;
	uint16_t mode;
	int16_t n_layers;
	uint16_t compression;
	const char *pixels;
	size_t pixel_nbytes;
	const char *resources;
	size_t resources_nbytes;
	const char *blocks; /* after the layers */
	size_t blocks_nbytes;
	const uint8_t *palette;
	size_t palette_nbytes;
	uint32_t width;
	uint32_t height;
};

static inline uint8_t *
psd_put(uint8_t *at, const void *bytes, size_t nbytes)
{
	if (nbytes > 0)
		memcpy(at, bytes, nbytes);
	return at + nbytes;
}

/* A length, of 8 bytes in a PSB where that is wide. */
static inline uint8_t *
psd_put_length(uint8_t *at, size_t nbytes, bool is_wide)
{
	octets_put_u64be(at, nbytes);
	if (is_wide)
		return at + 8;
	octets_put_u32be(at, (uint32_t)nbytes);
	return at + 4;
}

static inline uint8_t *
psd_put_layers(const struct sample *s, uint8_t *p)
{
	bool is_big = s->version == 2;
	size_t layers_nbytes = s->n_layers == 0 ? 0 : 4;

	if (s->n_layers == 0 && s->blocks_nbytes == 0)
		return psd_put_length(p, 0, is_big);
	p = psd_put_length(
		p, (is_big ? 8u : 4u) + layers_nbytes + 4 + s->blocks_nbytes,
		is_big);
	p = psd_put_length(p, layers_nbytes, is_big);
	if (s->n_layers != 0) {
		octets_put_u16be(p, (uint16_t)s->n_layers);
		p += 4;
	}
	p = psd_put_length(p, 0, false); /* no global mask */
	return psd_put(p, s->blocks, s->blocks_nbytes);
}

static inline size_t
psd_build(const struct sample *s, uint8_t file[PSD_FILE_NBYTES])
{
	uint8_t *p = file + 26;

	memset(file, 0, PSD_FILE_NBYTES);
	memcpy(file, "8BPS", 4);
	octets_put_u16be(file + 4, s->version);
	octets_put_u16be(file + 12, s->channels);
	octets_put_u32be(file + 14, s->height == 0 ? 1 : s->height);
	octets_put_u32be(file + 18, s->width == 0 ? 2 : s->width);
	octets_put_u16be(file + 22, s->depth);
	octets_put_u16be(file + 24, s->mode);
	p = psd_put_length(p, s->palette_nbytes, false);
	p = psd_put(p, s->palette, s->palette_nbytes);
	p = psd_put_length(p, s->resources_nbytes, false);
	p = psd_put(p, s->resources, s->resources_nbytes);
	p = psd_put_layers(s, p);
	octets_put_u16be(p, s->compression);
	p = psd_put(p + 2, s->pixels, s->pixel_nbytes);
	return (size_t)(p - file);
}

static inline void
psd_decode(const struct sample *s, bool salvage, struct decoded *d)
{
	struct conversion options = fixture_options();
	uint8_t file[PSD_FILE_NBYTES];

	options.salvage = salvage;
	fixture_decode(&codec_psd, file, psd_build(s, file), &options, d);
}

/* The rows, and a warning with that in it, or none. */
static inline void
psd_expect_with(const struct sample *s, bool salvage, uint32_t channels,
		const void *rows, const char *warning)
{
	struct decoded d = {0};

	psd_decode(s, salvage, &d);
	if (d.status != GM_OK)
		print_error("%s\n", d.err.text);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.bits, s->depth > 8 ? 16 : 8);
	assert_int_equal(d.dec.info.channels, channels);
	assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
	if (warning == NULL)
		assert_string_equal(d.outcome.warning, "");
	else
		assert_non_null(strstr(d.outcome.warning, warning));
	decoded_free(&d);
}

static inline void
psd_expect(const struct sample *s, uint32_t channels, const void *rows)
{
	psd_expect_with(s, false, channels, rows, NULL);
}

static inline void
psd_refuse(const struct sample *s, enum gm_status status, const char *reason)
{
	struct decoded d = {0};

	psd_decode(s, false, &d);
	assert_int_equal(d.status, status);
	if (strstr(d.err.text, reason) == NULL)
		print_error("%s\n", d.err.text);
	assert_non_null(strstr(d.err.text, reason));
	decoded_free(&d);
}

#endif
