/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_fdat.h"

#include "base/octets.h"
#include "formats/png/apng.h"
#include "formats/png/chunk_io.h"

void
codec_png_fdat_begin(png_structp png, const struct animation *animation)
{
	uint8_t payload[APNG_ACTL_NBYTES];

	octets_put_u32be(payload, animation->n_frames);
	octets_put_u32be(payload + 4, animation->n_plays);
	png_write_chunk(png, (png_const_bytep) "acTL", payload,
			sizeof(payload));
}

void
codec_png_fdat_frame(png_structp png, struct codec_png_fdat *fdat,
		     const struct image_info *info,
		     const struct animation *animation)
{
	struct apng_frame frame = {.width = info->width,
				   .height = info->height};
	uint8_t payload[APNG_FCTL_NBYTES];

	apng_set_time(&frame, animation->shown_num, animation->shown_den);
	apng_write_frame(&frame, fdat->sequence++, payload);
	png_write_chunk(png, (png_const_bytep) "fcTL", payload,
			sizeof(payload));
}

/* All that IDAT has, which the library writes at once. */
static enum gm_status
write_fdat(struct codec_png_fdat *fdat, struct file_out *out,
	   const uint8_t *data, size_t nbytes, struct gm_error *err)
{
	uint8_t sequence[APNG_SEQUENCE_NBYTES];
	enum gm_status st;

	octets_put_u32be(sequence, fdat->sequence++);
	fdat->payload.nbytes = 0;
	st = bytes_append(&fdat->payload, sequence, sizeof(sequence), err);
	if (st == GM_OK)
		st = bytes_append(&fdat->payload, data, nbytes, err);
	return st == GM_OK ? chunk_write(out, "fdAT", fdat->payload.data,
					 fdat->payload.nbytes, err)
			   : st;
}

enum gm_status
codec_png_fdat_write(png_structp png, struct codec_png_fdat *fdat,
		     struct file_out *out, const uint8_t *data, size_t nbytes,
		     struct gm_error *err)
{
	uint32_t at = png_get_io_state(png) & PNG_IO_MASK_LOC;

	/* The library names the chunk before until the head is written. */
	if (at == PNG_IO_CHUNK_HDR)
		fdat->type = octets_u32be(data + 4);
	if (!fdat->is_further ||
	    (fdat->type != CODEC_PNG_IDAT && fdat->type != CODEC_PNG_IHDR))
		return file_out_write(out, data, nbytes, err);
	if (fdat->type == CODEC_PNG_IHDR || at != PNG_IO_CHUNK_DATA)
		return GM_OK;
	return write_fdat(fdat, out, data, nbytes, err);
}
