/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_lib.h"

#include <errno.h>
#include <stdio.h>

#include "base/spare.h"
#include "codec/codec.h"

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 AVIF_VERSION_MAJOR, AVIF_VERSION_MINOR, AVIF_VERSION_PATCH);
	snprintf(version->loaded, sizeof(version->loaded), "%s", avifVersion());
}

const struct library avif_library = {.name = "libavif", .tell = tell};

/* As avifIOReadFunc: fewer bytes at the end of the file, none beyond it. */
static avifResult
read_input(avifIO *io, uint32_t flags, uint64_t offset, size_t nbytes,
	   avifROData *out)
{
	struct avif_input *input = (struct avif_input *)(void *)io;
	struct bytes *buffer = &input->buffer;
	struct file_in *in = input->in;
	struct gm_error err;
	size_t n = 1;

	if (flags != 0 || offset > in->nbytes)
		return AVIF_RESULT_IO_ERROR;
	if (nbytes > in->nbytes - offset)
		nbytes = (size_t)(in->nbytes - offset);
	buffer->nbytes = 0;
	if (bytes_reserve(buffer, nbytes + 1, &err) != GM_OK)
		return AVIF_RESULT_OUT_OF_MEMORY;
	while (buffer->nbytes < nbytes && n > 0) {
		n = file_in_read_at(in, offset + buffer->nbytes,
				    buffer->data + buffer->nbytes,
				    nbytes - buffer->nbytes);
		buffer->nbytes += n;
	}
	out->data = buffer->data;
	out->size = buffer->nbytes;
	return in->failed_errno != 0 ? AVIF_RESULT_IO_ERROR : AVIF_RESULT_OK;
}

void
avif_lib_input(struct avif_input *input, avifDecoder *decoder)
{
	input->io = (avifIO){.read = read_input,
			     .sizeHint = input->in->nbytes,
			     .persistent = AVIF_FALSE};
	avifDecoderSetIO(decoder, &input->io);
}

enum gm_status
avif_lib_fail(avifResult result, const struct file_in *in, struct gm_error *err)
{
	bool lacks_memory = errno == ENOMEM;

	if (in != NULL && file_in_status(in, err) != GM_OK)
		return err->status;
	if (lacks_memory)
		result = AVIF_RESULT_OUT_OF_MEMORY;
	switch (result) {
	case AVIF_RESULT_OUT_OF_MEMORY:
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (AVIF)");
	case AVIF_RESULT_TRUNCATED_DATA:
	case AVIF_RESULT_IO_ERROR:
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: " CODEC_INCOMPLETE);
	case AVIF_RESULT_NOT_IMPLEMENTED:
	case AVIF_RESULT_UNSUPPORTED_DEPTH:
	case AVIF_RESULT_NO_CODEC_AVAILABLE:
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported by libavif: %s",
			       avifResultToString(result));
	default:
		return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: libavif: %s",
			       avifResultToString(result));
	}
}

enum gm_status
avif_lib_reserve(uint64_t nbytes, struct gm_error *err)
{
	enum gm_status st = spare_check(nbytes, "AVIF", err);

	errno = 0;
	return st;
}
