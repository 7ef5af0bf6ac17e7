/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <webp/decode.h>

#include "codec/codec.h"

/*
 * Of a pixel, by measurement: VP8L holds its colours; of VP8 a few rows are
 * held, and of ALPH the alpha, which may be made of colours of VP8L.
 */
#define LOSSLESS_NBYTES 4u
#define ALPHA_NBYTES    5u

/*
 * Where it has no memory for a small table, the library says that a picture is
 * corrupt, and for the smallest it may free what it has not set (1.2.4, its 128
 * codes of code lengths).  So N_TABLES blocks of that size are taken and let go
 * before, for malloc() to have them at hand; and what is said to be corrupt is
 * decoded once more after RESERVE_NBYTES are let go, ten times what the other
 * tables take.
 */
#define RESERVE_NBYTES 65536u
#define TABLE_NBYTES   512u
#define N_TABLES       4u

static void
tell(struct library_version *version)
{
	const int number = WebPGetDecoderVersion();

	/* Its headers do not tell. */
	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 number >> 16, number >> 8 & 255, number & 255);
}

const struct library webp_library = {.name = "libwebp", .tell = tell};

static uint32_t
channels(const struct webp_picture *picture)
{
	return picture->has_alpha ? 4 : 3;
}

uint64_t
webp_decode_nbytes(const struct webp_picture *picture)
{
	uint64_t n_pixels = (uint64_t)picture->width * picture->height;
	uint32_t nbytes = channels(picture);

	if (webp_picture_is_lossless(picture))
		nbytes += LOSSLESS_NBYTES;
	else if (picture->has_alpha)
		nbytes += ALPHA_NBYTES;
	return n_pixels * nbytes;
}

static enum gm_status
fail(VP8StatusCode code, struct gm_error *err)
{
	switch (code) {
	case VP8_STATUS_OK:
		return GM_OK;
	case VP8_STATUS_OUT_OF_MEMORY:
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	case VP8_STATUS_SUSPENDED:
	case VP8_STATUS_NOT_ENOUGH_DATA:
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: " CODEC_INCOMPLETE);
	case VP8_STATUS_UNSUPPORTED_FEATURE:
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: what libwebp does not decode");
	default:
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: libwebp cannot decode the picture");
	}
}

/* How the library is to write the samples. */
static enum gm_status
configure(WebPDecoderConfig *config, const struct webp_picture *picture,
	  uint8_t *samples, struct gm_error *err)
{
	size_t row_nbytes = (size_t)picture->width * channels(picture);

	if (!WebPInitDecoderConfig(config))
		return gm_fail(err, GM_ERR_SYSTEM, 0,
			       "another libwebp than it was built for");
	config->output.colorspace = picture->has_alpha ? MODE_RGBA : MODE_RGB;
	config->output.is_external_memory = 1;
	config->output.u.RGBA.rgba = samples;
	config->output.u.RGBA.stride = (int)row_nbytes;
	config->output.u.RGBA.size = row_nbytes * picture->height;
	return GM_OK;
}

static enum gm_status
decode_all(const struct webp_picture *picture, const struct bytes *coded,
	   uint8_t *samples, uint32_t *n_rows, struct gm_error *err)
{
	WebPDecoderConfig config;
	enum gm_status st = configure(&config, picture, samples, err);

	if (st == GM_OK)
		st = fail(WebPDecode(coded->data, coded->nbytes, &config), err);
	*n_rows = st == GM_OK ? picture->height : 0;
	return st;
}

static enum gm_status
decode_some(const struct webp_picture *picture, const struct bytes *coded,
	    uint8_t *samples, uint32_t *n_rows, struct gm_error *err)
{
	WebPDecoderConfig config;
	WebPIDecoder *decoder;
	int last_row = 0;
	enum gm_status st = configure(&config, picture, samples, err);

	*n_rows = 0;
	if (st != GM_OK)
		return st;
	decoder = WebPIDecode(NULL, 0, &config);
	if (decoder == NULL)
		return fail(VP8_STATUS_OUT_OF_MEMORY, err);
	st = fail(WebPIUpdate(decoder, coded->data, coded->nbytes), err);
	if (WebPIDecGetRGB(decoder, &last_row, NULL, NULL, NULL) != NULL &&
	    last_row > 0)
		*n_rows = (uint32_t)last_row;
	WebPIDelete(decoder);
	return st;
}

typedef enum gm_status (*decode_fn)(const struct webp_picture *picture,
				    const struct bytes *coded, uint8_t *samples,
				    uint32_t *n_rows, struct gm_error *err);

/* Have malloc() hold blocks for small tables; false where it cannot. */
static bool
have_tables(void)
{
	void *tables[N_TABLES];
	bool are_there = true;

	for (unsigned i = 0; i < N_TABLES; i++) {
		tables[i] = malloc(TABLE_NBYTES);
		are_there &= tables[i] != NULL;
	}
	for (unsigned i = 0; i < N_TABLES; i++)
		free(tables[i]);
	return are_there;
}

/* Decode, and where that is said to be corrupt, again with more memory. */
static enum gm_status
decode_surely(decode_fn decode, const struct webp_picture *picture,
	      const struct bytes *coded, uint8_t *samples, uint32_t *n_rows,
	      struct gm_error *err)
{
	void *reserve = malloc(RESERVE_NBYTES);
	enum gm_status st = GM_ERR_NOMEM;

	if (reserve != NULL && have_tables())
		st = decode(picture, coded, samples, n_rows, err);
	else
		fail(VP8_STATUS_OUT_OF_MEMORY, err);
	free(reserve);
	if (st != GM_ERR_CORRUPT)
		return st;
	*err = (struct gm_error){0};
	return decode(picture, coded, samples, n_rows, err);
}

enum gm_status
webp_decode(const struct webp_picture *picture, const struct bytes *coded,
	    uint8_t *samples, struct gm_error *err)
{
	uint32_t n_rows;

	return decode_surely(decode_all, picture, coded, samples, &n_rows, err);
}

enum gm_status
webp_decode_some(const struct webp_picture *picture, const struct bytes *coded,
		 uint8_t *samples, uint32_t *n_rows, struct gm_error *err)
{
	*n_rows = 0;
	return decode_surely(decode_some, picture, coded, samples, n_rows, err);
}

/*
 * Of which R is G one less?  Of luma Y, with U and V being 128, the library
 * makes R and B of (Y * 19077 / 256 - 1160) / 64, and G of one less before it
 * is divided (libwebp's VP8YUVToR() to VP8YUVToB()).
 */
static void
find_uneven(bool is_uneven[256])
{
	memset(is_uneven, 0, 256 * sizeof(is_uneven[0]));
	for (int y = 0; y < 256; y++) {
		int red = (y * 19077 >> 8) - 1160;

		if (red >= 64 && red < 256 * 64 && red % 64 == 0)
			is_uneven[red / 64] = true;
	}
}

void
webp_decode_even_out(const struct webp_picture *picture, uint8_t *samples)
{
	size_t n = webp_picture_is_lossless(picture)
			   ? 0
			   : (size_t)picture->width * picture->height;
	size_t n_channels = channels(picture);
	bool is_uneven[256];

	find_uneven(is_uneven);
	for (size_t i = 0; i < n; i++, samples += n_channels)
		if (samples[0] == samples[2] && is_uneven[samples[0]] &&
		    samples[1] + 1 == samples[0])
			samples[1] = samples[0];
}
