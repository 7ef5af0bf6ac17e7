/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_direct.h"

#include <stdlib.h>

#include "formats/tiff/tiff_copy.h"

/* The Y of YCbCr is its Rec.601 gray (T.871 section 7). */
static bool
serves_bits(const struct conversion *conversion)
{
	return !conversion->pixels && conversion->gray == GRAY_REC601 &&
	       conversion->quality == 0;
}

static bool
serves_all(const struct conversion *conversion)
{
	(void)conversion;
	return true;
}

static enum gm_status
copy(void **state, struct file_in *in, struct file_out *out, bool takes_luma,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct tiff_copy *c = *state;
	enum gm_status st;

	if (c == NULL)
		c = *state = calloc(1, sizeof(*c));
	if (c == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	c->in = in;
	c->out = out;
	c->conversion = conversion;
	c->metadata = metadata;
	c->outcome = outcome;
	c->takes_luma = takes_luma;
	st = tiff_copy_file(c, err);
	tiff_copy_end(c);
	return st;
}

static enum gm_status
copy_bits(void **state, struct file_in *in, struct file_out *out,
	  const struct conversion *conversion, struct metadata *metadata,
	  struct outcome *outcome, struct gm_error *err)
{
	return copy(state, in, out, true, conversion, metadata, outcome, err);
}

static enum gm_status
copy_pixels(void **state, struct file_in *in, struct file_out *out,
	    const struct conversion *conversion, struct metadata *metadata,
	    struct outcome *outcome, struct gm_error *err)
{
	outcome->way = CONVERSION_DIRECT; /* until a page needs its pixels */
	return copy(state, in, out, false, conversion, metadata, outcome, err);
}

void
tiff_direct_free(void *state)
{
	if (state != NULL)
		tiff_copy_free(state);
	free(state);
}

const struct codec_direct tiff_direct_bits = {
	.way = CONVERSION_DIRECT,
	.serves = serves_bits,
	.copy = copy_bits,
};

const struct codec_direct tiff_direct_pixels = {
	.way = CONVERSION_PIXELS,
	.serves = serves_all,
	.copy = copy_pixels,
};
