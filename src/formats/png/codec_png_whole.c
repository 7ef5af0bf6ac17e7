/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_whole.h"

#include <string.h>

#include "base/octets.h"
#include "deflate/zlib_lib.h"

struct counting {
	struct file_in *in;
	struct zlib_lib_inflater *inflater;
	uint64_t n_left;       /* bytes that are still to be made */
	uint64_t n_sure;       /* bytes read while there were some */
	enum gm_status status; /* of the inflater */
	uint8_t buf[8192], out[8192];
};

/* Inflate nbytes bytes of buf, or with 0 what is still to come. */
static void
inflate_some(struct counting *counting, size_t nbytes, struct gm_error *err)
{
	struct zlib_lib_piece piece = {.data = counting->buf,
				       .data_nbytes = nbytes};
	size_t n;

	do {
		piece.out = counting->out;
		piece.out_nbytes = sizeof(counting->out);
		if (counting->status == GM_OK)
			counting->status = zlib_lib_inflate(counting->inflater,
							    &piece, err);
		n = sizeof(counting->out) - piece.out_nbytes;
		counting->n_left -= n < counting->n_left ? n : counting->n_left;
	} while (counting->status == GM_OK && piece.out_nbytes == 0 &&
		 counting->n_left > 0);
}

/* Read a chunk; false where the file ends, or the pixels do. */
static bool
read_chunk(struct counting *counting, bool *has_begun, struct gm_error *err)
{
	uint8_t head[8];
	uint32_t left;
	bool is_idat;

	if (file_in_read(counting->in, head, 8) != 8)
		return false;
	is_idat = memcmp(head + 4, "IDAT", 4) == 0;
	if (*has_begun && !is_idat)
		return false;
	*has_begun = is_idat;
	for (left = octets_u32be(head); left > 0;) {
		size_t n = left < sizeof(counting->buf) ? left
							: sizeof(counting->buf);

		n = file_in_read(counting->in, counting->buf, n);
		if (n == 0)
			return false;
		left -= (uint32_t)n;
		if (is_idat)
			inflate_some(counting, n, err);
		if (is_idat && counting->n_left > 0)
			counting->n_sure += n;
	}
	return counting->n_left > 0 && file_in_read(counting->in, head, 4) == 4;
}

enum gm_status
codec_png_whole(struct file_in *in, uint64_t nbytes, bool *is_whole,
		uint64_t *n_sure, struct gm_error *err)
{
	struct counting counting = {.in = in, .n_left = nbytes};
	enum gm_status st = file_in_rewind(in, err);
	bool has_begun = false;

	if (st != GM_OK)
		return st;
	counting.inflater = zlib_lib_inflater_open(err);
	if (counting.inflater == NULL)
		return err->status;
	/* The signature, which libpng has seen. */
	if (file_in_read(in, counting.buf, 8) == 8)
		while (read_chunk(&counting, &has_begun, err))
			continue;
	inflate_some(&counting, 0, err);
	zlib_lib_inflater_close(counting.inflater);
	*is_whole = counting.n_left == 0;
	*n_sure = counting.n_sure;
	if (counting.status == GM_ERR_NOMEM)
		return GM_ERR_NOMEM;
	*err = (struct gm_error){0};
	return file_in_status(in, err);
}
