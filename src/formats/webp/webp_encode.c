/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_encode.h"

#include <stdlib.h>
#include <string.h>

#include <webp/encode.h>

#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_file.h"

/*
 * Of a pixel.  Noise takes most: measured were 30 lossless, 38 with alpha, and
 * 41 lossy while its alpha is coded; these have a margin.
 */
#define LOSSLESS_NBYTES       34u
#define LOSSLESS_ALPHA_NBYTES 6u
#define LOSSY_NBYTES          20u
#define LOSSY_ALPHA_NBYTES    24u

/*
 * Besides, where the library looks hardest for what is coded without loss: its
 * counts of 2600 tiles of a picture, or of one for each few pixels.
 */
#define TILES_NBYTES       (26u << 20)
#define TILES_PIXEL_NBYTES 600u

struct webp_encoder {
	struct webp_coding coding;
	WebPPicture picture;
	uint8_t luma[256];   /* of each gray */
	struct bytes *coded; /* the caller's, while it is coded */
	struct gm_error *err;
};

static uint64_t
tiles_nbytes(uint64_t n_pixels)
{
	return n_pixels < TILES_NBYTES / TILES_PIXEL_NBYTES
		       ? n_pixels * TILES_PIXEL_NBYTES
		       : TILES_NBYTES;
}

uint64_t
webp_encode_nbytes(const struct webp_coding *coding)
{
	uint64_t n_pixels = (uint64_t)coding->width * coding->height;
	bool is_lossy = coding->quality != 0;
	uint64_t nbytes =
		n_pixels * (is_lossy ? LOSSY_NBYTES : LOSSLESS_NBYTES);

	if (coding->has_alpha)
		nbytes += n_pixels * (is_lossy ? LOSSY_ALPHA_NBYTES
					       : LOSSLESS_ALPHA_NBYTES);
	if (coding->compress == COMPRESS_BEST &&
	    (!is_lossy || coding->has_alpha))
		nbytes += tiles_nbytes(n_pixels);
	return nbytes;
}

/*
 * Y of R = G = B as the library computes it, in 16.16 bits: the weights of
 * BT.601 for samples of 16 to 235, which are added up here.
 */
static void
make_luma(uint8_t luma[256])
{
	const uint32_t weight = 16839 + 33059 + 6420;

	for (uint32_t gray = 0; gray < 256; gray++)
		luma[gray] = (uint8_t)((gray * weight + 0x8000) >> 16) + 16;
}

/* No colour: halfway. */
static void
fill_chroma(WebPPicture *picture)
{
	size_t nbytes = (size_t)picture->uv_stride *
			(((size_t)picture->height + 1) / 2);

	memset(picture->u, 128, nbytes);
	memset(picture->v, 128, nbytes);
}

enum gm_status
webp_encoder_open(struct webp_encoder **encoder,
		  const struct webp_coding *coding, struct gm_error *err)
{
	struct webp_encoder *e = *encoder = calloc(1, sizeof(*e));
	WebPPicture *picture;

	if (e == NULL || !WebPPictureInit(&e->picture))
		goto nomem;
	picture = &e->picture;
	e->coding = *coding;
	picture->width = (int)coding->width;
	picture->height = (int)coding->height;
	picture->use_argb = coding->quality == 0;
	if (coding->has_alpha)
		picture->colorspace = WEBP_YUV420A;
	if (!WebPPictureAlloc(picture))
		goto nomem;
	if (!picture->use_argb) {
		make_luma(e->luma);
		fill_chroma(picture);
	}
	return GM_OK;
nomem:
	free(e);
	*encoder = NULL;
	return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
}

static void
put_colors(uint32_t *to, const uint8_t *row, size_t n_pixels, bool has_alpha)
{
	for (size_t i = 0; i < n_pixels; i++) {
		uint32_t gray = has_alpha ? row[2 * i] : row[i];
		uint32_t alpha = has_alpha ? row[2 * i + 1] : 255;

		to[i] = alpha << 24 | gray << 16 | gray << 8 | gray;
	}
}

static void
put_luma(const struct webp_encoder *e, uint32_t y, const uint8_t *row)
{
	const WebPPicture *picture = &e->picture;
	uint8_t *luma = picture->y + (size_t)picture->y_stride * y;
	size_t width = e->coding.width, step = e->coding.has_alpha ? 2 : 1;

	for (size_t i = 0; i < width; i++)
		luma[i] = e->luma[row[step * i]];
	if (e->coding.has_alpha)
		for (size_t i = 0; i < width; i++)
			picture->a[(size_t)picture->a_stride * y + i] =
				row[2 * i + 1];
}

void
webp_encoder_put(struct webp_encoder *e, uint32_t y, const uint8_t *row)
{
	WebPPicture *picture = &e->picture;

	if (picture->use_argb)
		put_colors(picture->argb + (size_t)picture->argb_stride * y,
			   row, e->coding.width, e->coding.has_alpha);
	else
		put_luma(e, y, row);
}

/*
 * What the library calls its levels 0 to 9: at 2 it takes half of the time of
 * 4 and a seventh of that of 6, for 1 to 2 % more bytes; at 0 two thirds of
 * that of 2, for 7 to 80 %.  8 is for what 6 finds and 1 % more; 9 takes twenty
 * times as long as 8, and finds nothing.
 */
static int
lossless_level(enum compress compress)
{
	switch (compress) {
	case COMPRESS_FAST:
		return 0;
	case COMPRESS_BEST:
		return 8;
	default:
		return 2;
	}
}

/* At 2, half of the time of the library's default and 3 to 14 % more bytes. */
static int
lossy_method(enum compress compress)
{
	switch (compress) {
	case COMPRESS_FAST:
		return 2;
	case COMPRESS_BEST:
		return 6;
	default:
		return 4;
	}
}

static bool
configure(const struct webp_coding *coding, WebPConfig *config)
{
	if (!WebPConfigInit(config))
		return false;
	config->exact = 1;
	if (coding->quality == 0)
		return WebPConfigLosslessPreset(
			config, lossless_level(coding->compress));
	config->quality = (float)coding->quality;
	config->method = lossy_method(coding->compress);
	return true;
}

/*
 * The library writes a whole file.  Its head, and the chunk VP8X that it has
 * where there is alpha, are for others to write.
 */
static int
take_bytes(const uint8_t *data, size_t nbytes, const WebPPicture *picture)
{
	struct webp_encoder *e = picture->custom_ptr;

	return bytes_append(e->coded, data, nbytes, e->err) == GM_OK;
}

static void
cut_head(struct bytes *coded, size_t from)
{
	uint8_t *file = coded->data + from;
	size_t nbytes = coded->nbytes - from, head = WEBP_RIFF_HEAD_NBYTES;

	if (nbytes >= head + 4 && memcmp(file + head, "VP8X", 4) == 0)
		head += (size_t)webp_riff_nbytes(WEBP_VP8X_NBYTES);
	memmove(file, file + head, nbytes - head);
	coded->nbytes -= head;
}

static enum gm_status
fail(const WebPPicture *picture, struct gm_error *err)
{
	switch (picture->error_code) {
	case VP8_ENC_OK: /* what 1.2.4 says where alpha has no memory */
	case VP8_ENC_ERROR_OUT_OF_MEMORY:
	case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
	case VP8_ENC_ERROR_PARTITION_OVERFLOW:
	case VP8_ENC_ERROR_FILE_TOO_BIG:
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than lossy WebP can hold: lower --quality "
			       "or --to=png");
	default:
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "libwebp cannot write the picture (%d)",
			       (int)picture->error_code);
	}
}

/* Are the samples row y of what was put, which was lossless? */
static bool
are_colors(const struct webp_encoder *e, uint32_t y, const uint8_t *samples)
{
	const WebPPicture *picture = &e->picture;
	const uint32_t *argb = picture->argb + (size_t)picture->argb_stride * y;
	size_t step = e->coding.has_alpha ? 4 : 3;
	bool are_same = true;

	for (uint32_t x = 0; x < e->coding.width; x++, samples += step) {
		uint32_t alpha = e->coding.has_alpha ? samples[3] : 255;

		are_same &=
			argb[x] == (alpha << 24 | (uint32_t)samples[0] << 16 |
				    (uint32_t)samples[1] << 8 | samples[2]);
	}
	return are_same;
}

/* Likewise its alpha, which always is. */
static bool
is_alpha(const struct webp_encoder *e, uint32_t y, const uint8_t *samples)
{
	const WebPPicture *picture = &e->picture;
	const uint8_t *alpha = picture->a + (size_t)picture->a_stride * y;
	bool is_same = true;

	for (uint32_t x = 0; x < e->coding.width; x++)
		is_same &= alpha[x] == samples[4 * (size_t)x + 3];
	return is_same;
}

/*
 * The library (1.2.4) may say that all is well where it had no memory for a
 * part: so what is coded without loss is decoded again.
 */
static enum gm_status
verify(const struct webp_encoder *e, const struct bytes *coded,
       struct gm_error *err)
{
	const struct webp_picture picture = {
		.width = e->coding.width,
		.height = e->coding.height,
		.has_alpha = e->coding.has_alpha,
	};
	size_t row_nbytes = (size_t)picture.width * (picture.has_alpha ? 4 : 3);
	uint8_t *samples = calloc(picture.height, row_nbytes);
	bool is_same = true;
	enum gm_status st;

	if (samples == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	st = webp_decode(&picture, coded, samples, err);
	for (uint32_t y = 0; st == GM_OK && y < picture.height; y++)
		is_same &= (e->picture.use_argb ? are_colors : is_alpha)(
			e, y, samples + row_nbytes * y);
	free(samples);
	return st == GM_OK && is_same
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "libwebp made another picture of it, as it "
				 "does when it is out of memory");
}

enum gm_status
webp_encoder_finish(struct webp_encoder *e, struct bytes *coded,
		    struct gm_error *err)
{
	size_t from = coded->nbytes;
	WebPConfig config;

	if (!configure(&e->coding, &config))
		return gm_fail(err, GM_ERR_SYSTEM, 0,
			       "another libwebp than it was built for");
	*err = (struct gm_error){0};
	e->coded = coded;
	e->err = err;
	e->picture.writer = take_bytes;
	e->picture.custom_ptr = e;
	if (!WebPEncode(&config, &e->picture))
		return err->status != GM_OK ? err->status
					    : fail(&e->picture, err);
	cut_head(coded, from);
	if (!e->picture.use_argb && !e->coding.has_alpha)
		return GM_OK;
	return verify(e,
		      &(const struct bytes){.data = coded->data + from,
					    .nbytes = coded->nbytes - from},
		      err);
}

void
webp_encoder_close(struct webp_encoder *e)
{
	if (e == NULL)
		return;
	WebPPictureFree(&e->picture);
	free(e);
}
