/* SPDX-License-Identifier: MIT */
/*
 * fuzz_jp2.c - JPEG 2000 on any bytes: boxes, headers, rows of tiles
 *
 * What every codec promises; a bare codestream has the samples that OpenJPEG
 * makes of all of it at once, whatever rows of tiles it went there by, and of a
 * picture whose Y was taken alone the first component is that.
 */
#include "fuzz_harness.h"

#include <openjpeg.h>
#include <stdlib.h>
#include <string.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/modules.h"
#include "fuzz_fail.h"

/* What the oracle reads. */
struct input {
	const uint8_t *data;
	size_t nbytes;
	size_t at;
};

static OPJ_SIZE_T
read_some(void *dst, OPJ_SIZE_T n, void *ctx)
{
	struct input *in = ctx;
	size_t left = in->nbytes - in->at;

	if (left == 0)
		return (OPJ_SIZE_T)-1;
	n = n < left ? n : left;
	memcpy(dst, in->data + in->at, n);
	in->at += n;
	return n;
}

static OPJ_OFF_T
skip(OPJ_OFF_T n, void *ctx)
{
	struct input *in = ctx;
	size_t left = in->nbytes - in->at;

	if (n < 0)
		return -1;
	n = (size_t)n < left ? n : (OPJ_OFF_T)left;
	in->at += (size_t)n;
	return n;
}

static OPJ_BOOL
seek(OPJ_OFF_T at, void *ctx)
{
	struct input *in = ctx;

	if (at < 0 || (size_t)at > in->nbytes)
		return OPJ_FALSE;
	in->at = (size_t)at;
	return OPJ_TRUE;
}

static void
ignore(const char *text, void *ctx)
{
	(void)text;
	(void)ctx;
}

static opj_image_t *
decode(opj_codec_t *codec, opj_stream_t *stream, bool only_first)
{
	const OPJ_UINT32 first = 0;
	opj_dparameters_t parameters;
	opj_image_t *image = NULL;

	opj_set_error_handler(codec, ignore, NULL);
	opj_set_default_decoder_parameters(&parameters);
	if (opj_setup_decoder(codec, &parameters) &&
	    opj_read_header(stream, codec, &image) &&
	    (!only_first ||
	     opj_set_decoded_components(codec, 1, &first, OPJ_FALSE)) &&
	    opj_decode(codec, stream, image))
		return image;
	if (image != NULL)
		opj_image_destroy(image);
	return NULL;
}

/* All of the codestream at once, or NULL. */
static opj_image_t *
decode_all(const uint8_t *data, size_t size, bool only_first)
{
	struct input in = {data, size, 0};
	opj_stream_t *stream = opj_stream_create(4096, OPJ_STREAM_READ);
	opj_codec_t *codec = opj_create_decompress(OPJ_CODEC_J2K);
	opj_image_t *image = NULL;

	if (stream != NULL && codec != NULL) {
		opj_stream_set_read_function(stream, read_some);
		opj_stream_set_skip_function(stream, skip);
		opj_stream_set_seek_function(stream, seek);
		opj_stream_set_user_data(stream, &in, NULL);
		opj_stream_set_user_data_length(stream, size);
		image = decode(codec, stream, only_first);
	}
	if (codec != NULL)
		opj_destroy_codec(codec);
	if (stream != NULL)
		opj_stream_destroy(stream);
	return image;
}

/* As a sample of 8 bits. */
static int32_t
level(const opj_image_comp_t *comp, size_t i)
{
	int32_t value = comp->data[i] + (comp->sgnd ? 128 : 0);

	return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* Gray of 8 bits is the first component as it is. */
static void
check_gray(const uint8_t *data, size_t size, const struct by_pixels *c)
{
	const struct image_info *info = &c->info;
	opj_image_t *image = decode_all(data, size, true);
	const opj_image_comp_t *comp;

	/* What is odd the library refuses where it sees all of it. */
	if (image == NULL)
		return;
	comp = &image->comps[0];
	if (comp->data != NULL && comp->prec == 8) {
		fuzz_require(comp->w == info->width && comp->h == info->height,
			     "the size of the first component", NULL);
		for (size_t i = 0; i < (size_t)comp->w * comp->h; i++)
			fuzz_require(c->rows.data[i] == level(comp, i),
				     "the samples of all tiles at once", NULL);
	}
	opj_image_destroy(image);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_jp2, NULL};
	const struct by_pixels_options options = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS},
		.to = &codec_png};
	struct bytes file = {.data = (uint8_t *)(uintptr_t)data,
			     .nbytes = size};
	struct by_pixels c;

	modules_use(&codec_jp2, &graymill_module_jp2);
	codec_check(data, size, codecs);
	if (!codec_jp2.sniff(data, size) || data[0] == 0)
		return 0;
	by_pixels_run(&c, &file, &options);
	if (c.status == GM_OK && c.info.channels == 1 && c.info.bits == 8 &&
	    c.outcome.warning[0] == '\0')
		check_gray(data, size, &c);
	by_pixels_free(&c);
	return 0;
}
