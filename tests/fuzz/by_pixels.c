/* SPDX-License-Identifier: MIT */
#include "by_pixels.h"

#include <stdlib.h>
#include <string.h>

#include "formats/formats.h"
#include "fuzz_litter.h"
#include "meta/settle.h"

/* A conversion in progress. */
struct pipe {
	const struct by_pixels_options *options;
	struct by_pixels *c;
	struct decoder dec;
	struct encoder enc;
	struct file_out out;
};

static enum gm_status
open_encoder(struct pipe *p, struct gm_error *err)
{
	struct by_pixels *c = p->c;

	c->info = p->dec.info;
	c->out_codec = p->options->to;
	/* What is written by a direct way alone becomes PNG here. */
	if (c->out_codec == NULL)
		c->out_codec =
			c->in_codec->writer != NULL ? c->in_codec : &codec_png;
	if (c->info.bits == 32 && c->out_codec != c->in_codec)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "floats to PNG");
	p->enc = (struct encoder){.codec = c->out_codec,
				  .info = gray_info(&c->info),
				  .animation = p->dec.animation,
				  .lossy_quality = p->dec.lossy_quality,
				  .out = &p->out};
	return c->out_codec->writer->open(&p->enc, &p->dec.metadata,
					  &p->options->conversion, err);
}

static enum gm_status
convert_strip(struct pipe *p, void *strip, uint32_t n_rows,
	      struct gm_error *err)
{
	const struct image_info *info = &p->c->info;
	enum gm_status st =
		p->c->in_codec->reader->rows(&p->dec, strip, n_rows, err);

	if (st != GM_OK)
		return st;
	if (info->channels >= 3)
		gray_convert(p->options->conversion.gray, info, strip,
			     (size_t)info->width * n_rows, strip);
	st = bytes_append(&p->c->rows, strip,
			  image_row_nbytes(&p->enc.info) * n_rows, err);
	if (st != GM_OK)
		return st;
	return p->c->out_codec->writer->rows(&p->enc, strip, n_rows, err);
}

/* Each strip has a block of its own, which ends where the rows do. */
static enum gm_status
convert_rows(struct pipe *p, struct gm_error *err)
{
	const struct image_info *info = &p->c->info;
	uint32_t most = p->options->strip_rows, n;
	enum gm_status st = GM_OK;

	if (most == 0 || most > info->height)
		most = info->height;
	for (uint32_t y = 0; st == GM_OK && y < info->height; y += n) {
		void *strip;

		n = info->height - y < most ? info->height - y : most;
		strip = fuzz_litter_block(image_row_nbytes(info) * n);
		st = convert_strip(p, strip, n, err);
		free(strip);
	}
	return st;
}

static enum gm_status
convert_frames(struct pipe *p, struct gm_error *err)
{
	uint32_t n_left = p->dec.animation.n_frames;
	enum gm_status st = convert_rows(p, err);

	for (; st == GM_OK && n_left > 1; n_left--) {
		st = p->dec.codec->reader->next_frame(&p->dec, err);
		p->enc.animation = p->dec.animation;
		if (st == GM_OK)
			st = p->enc.codec->writer->next_frame(&p->enc, err);
		if (st == GM_OK)
			st = convert_rows(p, err);
	}
	return st;
}

static enum gm_status
settle(struct pipe *p, size_t first, struct gm_error *err)
{
	const char *warning = NULL;
	enum gm_status st = settle_end(&p->dec.metadata, first, &warning, err);

	if (warning != NULL)
		conversion_warn(&p->c->outcome, warning);
	return st;
}

static enum gm_status
convert(struct pipe *p, struct file_in *in, struct gm_error *err)
{
	enum gm_status st;
	size_t n_pieces;

	p->dec.codec = p->c->in_codec;
	p->dec.outcome = &p->c->outcome;
	p->dec.takes_frames = p->options->takes_frames;
	st = p->dec.codec->reader->open(&p->dec, in, &p->options->conversion,
					err);
	if (st == GM_OK)
		st = image_check_frames(in, &p->dec.info,
					p->dec.animation.n_frames, err);
	if (st == GM_OK)
		st = settle(p, 0, err);
	n_pieces = p->dec.metadata.n_items;
	if (st == GM_OK)
		st = open_encoder(p, err);
	if (st == GM_OK)
		st = convert_frames(p, err);
	if (st == GM_OK)
		st = p->c->in_codec->reader->finish(&p->dec, err);
	if (st == GM_OK)
		st = settle(p, n_pieces, err);
	if (st == GM_OK)
		st = p->c->out_codec->writer->finish(&p->enc, err);
	return st;
}

void
by_pixels_run(struct by_pixels *c, const struct bytes *original,
	      const struct by_pixels_options *options)
{
	struct pipe p = {.options = options, .c = c};
	struct fuzz_file_in in;
	const uint8_t *head;
	size_t n;

	*c = (struct by_pixels){0};
	fuzz_file_in_open(&in, original->data, original->nbytes,
			  options->lending);
	fuzz_file_out_open(&p.out);
	n = file_in_peek(&in.file, CODEC_HEAD_BYTES, &head);
	c->in_codec = formats_by_content(head, n);
	if (c->in_codec == NULL)
		c->status = gm_fail(&c->err, GM_ERR_FORMAT, 0, "no picture");
	else
		c->status = codec_check_module(c->in_codec, &c->err);
	if (c->status == GM_OK)
		c->status = convert(&p, &in.file, &c->err);
	c->out = p.out.buf;
	p.out.buf = (struct bytes){0};
	if (c->out_codec != NULL)
		c->out_codec->writer->close(&p.enc);
	if (c->in_codec != NULL && c->in_codec->reader != NULL)
		c->in_codec->reader->close(&p.dec);
	metadata_free(&p.dec.metadata);
	fuzz_file_out_close(&p.out);
	fuzz_file_in_close(&in);
}

void
by_pixels_free(struct by_pixels *c)
{
	bytes_free(&c->rows);
	bytes_free(&c->out);
}
