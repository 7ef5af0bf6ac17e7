/* SPDX-License-Identifier: MIT */
/*
 * Camera raw, by the JPEG preview that is in it: what is made of it is what
 * would be made of that JPEG, with the orientation and EXIF of the raw.
 */
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/codec_jpeg.h"
#include "formats/raw/raw_preview.h"

/* For the reader, and for what the direct ways keep. */
struct raw {
	struct file_in *in;
	struct raw_preview preview;
	void *jpeg; /* what JPEG keeps */
};

static enum gm_status
make_state(struct raw **raw, struct gm_error *err)
{
	*raw = calloc(1, sizeof(**raw));
	return *raw != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (raw)");
}

static enum gm_status
open_preview(struct raw *raw, struct file_in *in, struct gm_error *err)
{
	struct raw_preview *preview = &raw->preview;
	enum gm_status st = raw_preview_find(preview, in, err);

	raw->in = in;
	return st == GM_OK ? file_in_narrow(in, &preview->before, preview->at,
					    preview->nbytes, err)
			   : st;
}

/* After it are the other parts of the raw. */
static void
tell_rest(struct metadata *metadata, struct outcome *outcome)
{
	outcome->has_more = false;
	metadata->left_out |= METADATA_LEFT_RAW;
}

static enum gm_status
copy(unsigned way, void **state, struct file_in *in, struct file_out *out,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct raw *raw = *state;
	enum gm_status st = raw == NULL ? make_state(&raw, err) : GM_OK;

	*state = raw;
	if (st == GM_OK)
		st = open_preview(raw, in, err);
	if (st == GM_OK)
		st = codec_jpeg_direct[way]->copy(&raw->jpeg, in, out,
						  conversion, metadata, outcome,
						  err);
	file_in_widen(in);
	tell_rest(metadata, outcome);
	return st;
}

static enum gm_status
copy_bits(void **state, struct file_in *in, struct file_out *out,
	  const struct conversion *conversion, struct metadata *metadata,
	  struct outcome *outcome, struct gm_error *err)
{
	return copy(0, state, in, out, conversion, metadata, outcome, err);
}

static enum gm_status
copy_coefficients(void **state, struct file_in *in, struct file_out *out,
		  const struct conversion *conversion,
		  struct metadata *metadata, struct outcome *outcome,
		  struct gm_error *err)
{
	return copy(1, state, in, out, conversion, metadata, outcome, err);
}

static bool
serves_bits(const struct conversion *conversion)
{
	return codec_jpeg_direct[0]->serves(conversion);
}

static bool
serves_coefficients(const struct conversion *conversion)
{
	return codec_jpeg_direct[1]->serves(conversion);
}

static const struct codec_direct bits = {
	.way = CONVERSION_DIRECT, .serves = serves_bits, .copy = copy_bits};
static const struct codec_direct coefficients = {.way = CONVERSION_COEFFICIENTS,
						 .serves = serves_coefficients,
						 .copy = copy_coefficients};

static const struct codec_direct *const direct[] = {&bits, &coefficients, NULL};

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct raw *raw;
	enum gm_status st = make_state(&raw, err);

	if (st == GM_OK)
		st = open_preview(raw, in, err);
	if (st == GM_OK)
		st = codec_jpeg_reader.open(dec, in, conversion, err);
	if (raw != NULL)
		raw->jpeg = dec->state;
	dec->state = raw;
	return st;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct raw *raw = dec->state;
	enum gm_status st;

	dec->state = raw->jpeg;
	st = codec_jpeg_reader.rows(dec, rows, n_rows, err);
	dec->state = raw;
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct raw *raw = dec->state;
	enum gm_status st;

	dec->state = raw->jpeg;
	st = codec_jpeg_reader.finish(dec, err);
	dec->state = raw;
	tell_rest(&dec->metadata, dec->outcome);
	return st;
}

static void
decode_close(struct decoder *dec)
{
	struct raw *raw = dec->state;

	if (raw == NULL)
		return;
	dec->state = raw->jpeg;
	codec_jpeg_reader.close(dec);
	file_in_widen(raw->in);
	raw_preview_free(&raw->preview);
	free(raw);
	dec->state = NULL;
}

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_IPTC |      \
	 1u << METADATA_ICC | 1u << METADATA_COMMENT | 1u << METADATA_DENSITY)

const struct codec codec_raw = {
	.name = "RAW",
	.extensions = (const char *const[]){"dng", "cr2", "nef", "nrw", "arw",
					    "sr2", "srf", "pef", "srw", "raf",
					    "rw2", "rwl", NULL},
	.can = {.tells = METADATA},
	.effort = 1,
	.sniff = raw_preview_is_head,
	.becomes = &codec_jpeg,
	.direct = direct,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .finish = decode_finish,
					       .close = decode_close},
};
