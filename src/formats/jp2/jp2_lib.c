/* SPDX-License-Identifier: MIT */
#include "formats/jp2/jp2_lib.h"

#include <errno.h>
#include <openjpeg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes that the library asks for at a time. */
#define BUFFER_NBYTES 65536u

/* What the library said. */
struct said {
	bool has_error;
	bool has_warning;
	bool lacks_memory;
	char text[GM_ERROR_TEXT_BYTES - 16];
};

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 OPJ_VERSION_MAJOR, OPJ_VERSION_MINOR, OPJ_VERSION_BUILD);
	snprintf(version->loaded, sizeof(version->loaded), "%s", opj_version());
}

const struct library jp2_library = {.name = "OpenJPEG", .tell = tell};

/* The first error, without its line break. */
static void
take_error(const char *text, void *ctx)
{
	struct said *said = ctx;

	said->lacks_memory |= strstr(text, "memory") != NULL ||
			      strstr(text, "alloc") != NULL ||
			      strstr(text, "Out of") != NULL;
	if (said->has_error)
		return;
	said->has_error = true;
	snprintf(said->text, sizeof(said->text), "%.*s",
		 (int)strcspn(text, "\r\n"), text);
}

static void
take_warning(const char *text, void *ctx)
{
	struct said *said = ctx;

	(void)text;
	said->has_warning = true;
}

static OPJ_SIZE_T
read_some(void *dst, OPJ_SIZE_T n, void *ctx)
{
	size_t n_read = j2k_stream_read(ctx, dst, n);

	return n_read > 0 ? n_read : (OPJ_SIZE_T)-1;
}

static OPJ_OFF_T
skip(OPJ_OFF_T n, void *ctx)
{
	struct j2k_stream *stream = ctx;
	uint64_t left = stream->nbytes - stream->at;

	if (n < 0)
		return -1;
	if ((uint64_t)n > left)
		n = (OPJ_OFF_T)left;
	return j2k_stream_seek(stream, stream->at + (uint64_t)n) ? n : -1;
}

static OPJ_BOOL
seek(OPJ_OFF_T at, void *ctx)
{
	return at >= 0 && j2k_stream_seek(ctx, (uint64_t)at);
}

static opj_stream_t *
open_stream(struct j2k_stream *stream)
{
	opj_stream_t *lib = opj_stream_create(BUFFER_NBYTES, OPJ_STREAM_READ);

	if (lib == NULL)
		return NULL;
	opj_stream_set_read_function(lib, read_some);
	opj_stream_set_skip_function(lib, skip);
	opj_stream_set_seek_function(lib, seek);
	opj_stream_set_user_data(lib, stream, NULL);
	opj_stream_set_user_data_length(lib, stream->nbytes);
	return lib;
}

/* It would start threads that the environment asks for, and is no place for. */
static opj_codec_t *
open_codec(const struct jp2_wanted *wanted, struct said *said)
{
	opj_dparameters_t parameters;
	opj_codec_t *codec;

	unsetenv("OPJ_NUM_THREADS");
	codec = opj_create_decompress(OPJ_CODEC_J2K);
	if (codec == NULL)
		return NULL;
	opj_set_error_handler(codec, take_error, said);
	opj_set_warning_handler(codec, take_warning, said);
	opj_set_default_decoder_parameters(&parameters);
	if (opj_setup_decoder(codec, &parameters) &&
	    opj_decoder_set_strict_mode(codec, !wanted->salvage))
		return codec;
	opj_destroy_codec(codec);
	return NULL;
}

static bool
decode(opj_codec_t *codec, opj_stream_t *stream,
       const struct jp2_wanted *wanted, opj_image_t **image)
{
	const OPJ_UINT32 first = 0;

	return opj_read_header(stream, codec, image) &&
	       (!wanted->only_first ||
		opj_set_decoded_components(codec, 1, &first, OPJ_FALSE)) &&
	       opj_decode(codec, stream, *image);
}

static void
find_planes(const opj_image_t *image, struct jp2_decoded *decoded)
{
	for (unsigned i = 0; i < image->numcomps && i < JP2_MAX_COMPONENTS;
	     i++) {
		const opj_image_comp_t *comp = &image->comps[i];

		decoded->planes[i] = (struct jp2_plane){
			comp->data, comp->w, comp->h, comp->x0, comp->y0};
	}
}

static enum gm_status
fail(const struct j2k_stream *stream, const struct said *said,
     struct gm_error *err)
{
	enum gm_status st = file_in_status(stream->in, err);

	if (st != GM_OK)
		return st;
	if (said->lacks_memory || !said->has_error)
		return gm_fail(err, GM_ERR_NOMEM, 0,
			       "out of memory (JPEG 2000)");
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: %s", said->text);
}

enum gm_status
jp2_lib_decode(struct j2k_stream *stream, const struct jp2_wanted *wanted,
	       struct jp2_decoded *decoded, bool *is_damaged,
	       struct gm_error *err)
{
	struct said said = {0};
	opj_stream_t *lib = open_stream(stream);
	opj_codec_t *codec = lib == NULL ? NULL : open_codec(wanted, &said);
	opj_image_t *image = NULL;
	bool is_done;

	errno = 0;
	is_done = codec != NULL && decode(codec, lib, wanted, &image);
	*is_damaged = said.has_warning || said.has_error;
	/* Where it has no memory it does not always say so, and may go on. */
	if (errno == ENOMEM && (!is_done || *is_damaged)) {
		said.lacks_memory = true;
		is_done = false;
	}
	if (codec != NULL)
		opj_destroy_codec(codec);
	if (lib != NULL)
		opj_stream_destroy(lib);
	decoded->image = image;
	if (!is_done)
		return fail(stream, &said, err);
	find_planes(image, decoded);
	return file_in_status(stream->in, err);
}

void
jp2_lib_free(struct jp2_decoded *decoded)
{
	if (decoded->image != NULL)
		opj_image_destroy(decoded->image);
	*decoded = (struct jp2_decoded){0};
}
