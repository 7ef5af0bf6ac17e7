/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl.h"

#include <stdlib.h>

#include "formats/formats.h"
#include "formats/jpeg/codec_jpeg.h"
#include "formats/jpeg/luma.h"
#include "formats/jxl/jxl_encoder.h"
#include "formats/jxl/jxl_jpeg.h"
#include "meta/settle.h"

/* By which a gray JPEG is longer, at most, than it was: tables, and EXIF. */
#define MOST_LONGER_NBYTES 65536u

/* Kept from file to file. */
struct buffers {
	void *luma;          /* of luma.h */
	void *coefficients;  /* of codec_jpeg.h */
	struct file_in in;   /* the JPEG, */
	struct file_out out; /* and the gray one, in memory */
};

/* One file on its way. */
struct copy {
	struct buffers *buffers;
	struct file_in *in;
	struct file_out *out;
	const struct conversion *conversion;
	struct metadata *metadata;
	struct metadata besides; /* in boxes, and in no JPEG */
	struct outcome *outcome;
	struct bytes file;
	struct jxl_jpeg jpeg;
};

/* T.871 section 7: the Y of a JPEG is its Rec.601 gray. */
static bool
serves(const struct conversion *conversion)
{
	return !conversion->pixels && conversion->gray == GRAY_REC601 &&
	       conversion->quality == 0;
}

/* What is wrong with the file is said by the next way, or it is salvaged. */
static enum gm_status
leave_to_next_way(enum gm_status st, struct gm_error *err)
{
	if (st == GM_ERR_CORRUPT || st == GM_ERR_TRUNCATED ||
	    st == GM_ERR_LIMIT)
		st = err->status = GM_ERR_UNSUPPORTED;
	return st;
}

static enum gm_status
load(struct copy *c, struct gm_error *err)
{
	enum gm_status st = jxl_decoder_load(c->in, c->conversion->max_nbytes,
					     &c->file, err);

	if (st == GM_OK)
		st = jxl_jpeg_make(&c->jpeg, &c->file, c->in, c->conversion,
				   &c->besides, err);
	bytes_free(&c->file);
	return st;
}

typedef enum gm_status (*copy_fn)(void **state, struct file_in *in,
				  struct file_out *out,
				  const struct conversion *conversion,
				  struct metadata *metadata,
				  struct outcome *outcome,
				  struct gm_error *err);

/* In one of JPEG's ways, to memory. */
static enum gm_status
take_way(struct copy *c, copy_fn way, void **state, struct gm_error *err)
{
	const struct bytes *jpeg = &c->jpeg.jpeg;
	struct buffers *b = c->buffers;
	enum gm_status st =
		file_in_from_memory(&b->in, jpeg->data, jpeg->nbytes, err);

	if (st == GM_OK)
		st = file_out_to_memory(&b->out,
					jpeg->nbytes + MOST_LONGER_NBYTES, err);
	if (st == GM_OK)
		st = way(state, &b->in, &b->out, c->conversion, c->metadata,
			 c->outcome, err);
	file_in_close(&b->in);
	if (st == GM_ERR_FULL)
		st = err->status = GM_ERR_UNSUPPORTED;
	return st;
}

/*
 * Bits are copied where that can be.  Of coefficients a smaller JPEG is made,
 * but a JXL codes them in its own way.
 */
static enum gm_status
make_gray(struct copy *c, bool is_smallest, struct gm_error *err)
{
	struct buffers *b = c->buffers;
	enum gm_status st = GM_ERR_UNSUPPORTED;

	c->outcome->way = CONVERSION_DIRECT;
	if (!is_smallest)
		st = take_way(c, luma_copy, &b->luma, err);
	if (st != GM_ERR_UNSUPPORTED)
		return st;
	*err = (struct gm_error){0};
	*c->outcome = (struct outcome){.way = CONVERSION_COEFFICIENTS};
	metadata_clear(c->metadata);
	return take_way(c, codec_jpeg_coefs_copy, &b->coefficients, err);
}

/* What stands in boxes alone, as a gray file may have it. */
static enum gm_status
settle_besides(struct copy *c, struct gm_error *err)
{
	static const enum metadata_kind kinds[] = {METADATA_EXIF, METADATA_XMP};
	struct metadata *besides = &c->besides;
	const char *warning = NULL;
	enum gm_status st;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (metadata_find(c->metadata, 0, kinds[i]) <
		    c->metadata->n_items)
			metadata_drop(besides, 0, kinds[i]);
	besides->was_color = true;
	st = settle_end(besides, 0, &warning, err);
	if (warning != NULL)
		conversion_warn(c->outcome, warning);
	c->metadata->left_out |= besides->left_out;
	return st;
}

/* How the library has a picture turned it finds in the EXIF of the JPEG. */
static enum gm_status
check_orientation(const struct copy *c, struct gm_error *err)
{
	unsigned by_exif = orientation_of(&c->besides, 0);

	if (by_exif == 0)
		by_exif = ORIENTATION_UPRIGHT;
	return c->jpeg.orientation == by_exif
		       ? GM_OK
		       : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "turned otherwise than its EXIF says");
}

static enum gm_status
try_wrap(struct copy *c, bool as_file, struct gm_error *err)
{
	struct jxl_encoder encoder = {0};
	const struct bytes *gray = &c->buffers->out.buf;
	enum gm_status st = jxl_encoder_open(
		&encoder,
		jxl_encoder_jpeg_nbytes(jxl_jpeg_n_pixels(&c->jpeg),
					gray->nbytes),
		err);

	if (st == GM_OK)
		st = jxl_encoder_add_jpeg(&encoder, gray, &c->besides,
					  c->conversion->compress, as_file,
					  err);
	if (st == GM_OK)
		st = jxl_encoder_finish(&encoder, c->out, err);
	jxl_encoder_close(&encoder);
	return st;
}

static enum gm_status
wrap(struct copy *c, struct gm_error *err)
{
	uint64_t nbytes = jxl_encoder_jpeg_nbytes(jxl_jpeg_n_pixels(&c->jpeg),
						  c->buffers->out.buf.nbytes);
	uint64_t max_nbytes = c->conversion->max_nbytes;
	enum gm_status st = check_orientation(c, err);

	if (st == GM_OK && max_nbytes != 0 && nbytes > max_nbytes)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "too large to be held in JXL");
	if (st == GM_OK)
		st = settle_besides(c, err);
	jxl_jpeg_free(&c->jpeg);
	if (st != GM_OK)
		return st;
	st = try_wrap(c, true, err);
	if (st != GM_ERR_UNSUPPORTED)
		return st;
	/* A JPEG can have more around its picture than there is room for. */
	*err = (struct gm_error){0};
	return try_wrap(c, false, err);
}

static enum gm_status
put_jpeg(struct copy *c, struct gm_error *err)
{
	const struct bytes *gray = &c->buffers->out.buf;
	enum gm_status st = settle_besides(c, err);

	if (st == GM_OK && c->besides.n_items > 0)
		conversion_warn(c->outcome, "metadata that are not in the JPEG "
					    "are left out");
	return st == GM_OK
		       ? file_out_write(c->out, gray->data, gray->nbytes, err)
		       : st;
}

static enum gm_status
copy(struct copy *c, void **state, bool to_jpeg, struct gm_error *err)
{
	enum gm_status st;

	if (*state == NULL)
		*state = calloc(1, sizeof(*c->buffers));
	if (*state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)");
	c->buffers = *state;
	c->besides.settler = c->metadata->settler;
	st = load(c, err);
	if (st == GM_OK)
		st = make_gray(
			c, to_jpeg && c->conversion->compress == COMPRESS_BEST,
			err);
	if (st == GM_OK)
		st = to_jpeg ? put_jpeg(c, err) : wrap(c, err);
	jxl_jpeg_free(&c->jpeg);
	metadata_free(&c->besides);
	/* What is kept for the next file does not grow with this one. */
	bytes_free(&c->buffers->out.buf);
	return leave_to_next_way(st, err);
}

static enum gm_status
copy_to_jxl(void **state, struct file_in *in, struct file_out *out,
	    const struct conversion *conversion, struct metadata *metadata,
	    struct outcome *outcome, struct gm_error *err)
{
	struct copy c = {.in = in,
			 .out = out,
			 .conversion = conversion,
			 .metadata = metadata,
			 .outcome = outcome};

	return copy(&c, state, false, err);
}

static enum gm_status
copy_to_jpeg(void **state, struct file_in *in, struct file_out *out,
	     const struct conversion *conversion, struct metadata *metadata,
	     struct outcome *outcome, struct gm_error *err)
{
	struct copy c = {.in = in,
			 .out = out,
			 .conversion = conversion,
			 .metadata = metadata,
			 .outcome = outcome};

	return copy(&c, state, true, err);
}

const struct codec_direct jxl_direct = {
	.way = CONVERSION_DIRECT,
	.serves = serves,
	.copy = copy_to_jxl,
};

const struct codec_direct jxl_direct_jpeg = {
	.way = CONVERSION_DIRECT,
	.to = &codec_jpeg,
	.serves = serves,
	.copy = copy_to_jpeg,
};
