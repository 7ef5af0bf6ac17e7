/* SPDX-License-Identifier: MIT */
#include "formats/png/png_file.h"

#include "formats/png/chunk_io.h"

static enum gm_status
put_background(const struct gray_rows *gray, struct file_out *out,
	       struct gm_error *err)
{
	uint8_t payload[2];
	size_t n = gray_rows_background(gray, payload);

	return n == 0 ? GM_OK : chunk_write(out, "bKGD", payload, n, err);
}

enum gm_status
png_file_head(const struct source *source, const struct gray_rows *gray,
	      struct file_out *out, struct gm_error *err)
{
	uint8_t header[SHAPE_HEADER_NBYTES];
	enum gm_status st = file_out_write(out, CHUNK_IO_SIGNATURE,
					   sizeof(CHUNK_IO_SIGNATURE) - 1, err);
	struct shape shape = source->shape;

	/* A frame's size is not the picture's. */
	if (gray != NULL) {
		shape.type = gray->shape.type;
		shape.depth = gray->shape.depth;
	}
	shape_write(&shape, header);
	if (st == GM_OK)
		st = chunk_write(out, "IHDR", header, sizeof(header), err);
	if (st == GM_OK)
		st = file_out_write(out, source->before.data,
				    source->before.nbytes, err);
	if (st == GM_OK && gray != NULL)
		st = put_background(gray, out, err);
	return st;
}

enum gm_status
png_file_tail(const struct source *source, struct file_out *out,
	      struct gm_error *err)
{
	enum gm_status st = file_out_write(out, source->after.data,
					   source->after.nbytes, err);

	return st == GM_OK ? chunk_write(out, "IEND", NULL, 0, err) : st;
}
