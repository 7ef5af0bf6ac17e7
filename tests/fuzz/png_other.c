/* SPDX-License-Identifier: MIT */
#include "png_other.h"

#include <string.h>

#include "fuzz_file.h"

struct conversion {
	struct decode_options options; /* of the decoder while it is open */
	struct decoder dec;
	struct encoder enc;
	struct bytes rows;
};

/* As the job does it, with all rows at once. */
static enum gm_status
decode(struct conversion *c, struct file_in *in, struct gm_error *err)
{
	struct decoder *dec = &c->dec;
	const struct image_info *info = &dec->info;
	enum gm_status st = dec->codec->decode_open(dec, in, &c->options, err);

	if (st == GM_OK)
		st = bytes_reserve(&c->rows,
				   image_row_nbytes(info) * info->height, err);
	if (st == GM_OK)
		st = dec->codec->decode_rows(dec, c->rows.data, info->height,
					     err);
	return st;
}

static enum gm_status
encode(struct conversion *c, struct file_out *out, struct gm_error *err)
{
	const struct encode_options options = {.compress = COMPRESS_FAST};
	const struct image_info *info = &c->dec.info;
	struct encoder *enc = &c->enc;
	enum gm_status st;

	enc->info = gray_info(info);
	enc->out = out;
	if (info->channels >= 3)
		gray_convert(c->options.gray, info, c->rows.data,
			     (size_t)info->width * info->height, c->rows.data);
	st = enc->codec->encode_open(enc, &c->dec.metadata, &options, err);
	if (st == GM_OK)
		st = enc->codec->encode_rows(enc, c->rows.data, info->height,
					     err);
	if (st == GM_OK)
		st = c->dec.codec->decode_finish(&c->dec, err);
	return st == GM_OK ? enc->codec->encode_finish(enc, err) : st;
}

enum gm_status
png_other_convert(const struct bytes *original, enum gray_method method,
		  struct bytes *gray, char warning[GM_ERROR_TEXT_BYTES],
		  struct gm_error *err)
{
	struct conversion c = {
		.options = {.gray = method, .max_pixels = PNG_OTHER_MAX_PIXELS},
		.dec = {.codec = codec_png()},
		.enc = {.codec = codec_png()},
	};
	struct fuzz_file_in in;
	struct file_out out;
	enum gm_status st;

	fuzz_file_in_open(&in, original->data, original->nbytes, FUZZ_FILE_ALL);
	fuzz_file_out_open(&out);
	st = decode(&c, &in.file, err);
	if (st == GM_OK)
		st = encode(&c, &out, err);
	if (st == GM_OK)
		st = bytes_append(gray, out.buf.data, out.buf.nbytes, err);
	memcpy(warning, c.dec.warning, GM_ERROR_TEXT_BYTES);
	c.enc.codec->encode_close(&c.enc);
	c.dec.codec->decode_close(&c.dec);
	metadata_free(&c.dec.metadata);
	bytes_free(&c.rows);
	fuzz_file_out_close(&out);
	fuzz_file_in_close(&in);
	return st;
}
