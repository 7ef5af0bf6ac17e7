/* SPDX-License-Identifier: MIT */
#include "formats/qoi/qoi.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"

static uint8_t
find_space(const struct metadata *metadata)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (metadata_is_from(&piece, QOI_NAME))
			return piece.data[0];
	}
	return 0;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint8_t header[QOI_HEADER_BYTES] = QOI_MAGIC;
	struct qoi_memory *memory;

	(void)conversion;
	if (enc->info.bits != 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32
			       " bits per sample cannot be written as QOI",
			       enc->info.bits);
	memory = malloc(sizeof(*memory));
	if (memory == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (QOI)");
	*memory = qoi_begin();
	enc->state = memory;
	octets_put_u32be(header + 4, enc->info.width);
	octets_put_u32be(header + 8, enc->info.height);
	header[12] = enc->info.channels == 1 ? 3 : 4;
	header[QOI_SPACE_AT] = find_space(metadata);
	return file_out_write(enc->out, header, sizeof(header), err);
}

static enum gm_status
put_run(struct qoi_memory *memory, struct file_out *out, struct gm_error *err)
{
	const uint8_t chunk = (uint8_t)(QOI_RUN | (memory->run - 1));

	if (memory->run == 0)
		return GM_OK;
	memory->run = 0;
	return file_out_write(out, &chunk, 1, err);
}

/* The shortest chunk for a pixel that is not the last one; its length. */
static size_t
make_chunk(struct qoi_memory *memory, const struct qoi_pixel *pixel,
	   uint8_t chunk[5])
{
	unsigned index = qoi_index(pixel);
	uint8_t step = (uint8_t)(pixel->rgba[0] - memory->last.rgba[0]);
	bool has_same_alpha = pixel->rgba[3] == memory->last.rgba[3];

	if (memcmp(&memory->seen[index], pixel, sizeof(*pixel)) == 0) {
		chunk[0] = (uint8_t)(QOI_INDEX | index);
		return 1;
	}
	memory->seen[index] = *pixel;
	/* The steps of gray are the same in red, green and blue. */
	if (has_same_alpha && (uint8_t)(step + 2) < 4) {
		chunk[0] = (uint8_t)(QOI_DIFF | (uint8_t)(step + 2) * 0x15);
		return 1;
	}
	if (has_same_alpha && (uint8_t)(step + 32) < 64) {
		chunk[0] = (uint8_t)(QOI_LUMA | (uint8_t)(step + 32));
		chunk[1] = 0x88;
		return 2;
	}
	chunk[0] = has_same_alpha ? QOI_RGB : QOI_RGBA;
	memcpy(chunk + 1, pixel->rgba, 4);
	return has_same_alpha ? 4 : 5;
}

static enum gm_status
put_pixel(struct qoi_memory *memory, const struct qoi_pixel *pixel,
	  struct file_out *out, struct gm_error *err)
{
	uint8_t chunk[5];
	size_t n;
	enum gm_status st = GM_OK;

	if (memcmp(pixel, &memory->last, sizeof(*pixel)) == 0) {
		if (++memory->run == QOI_MAX_RUN)
			st = put_run(memory, out, err);
		return st;
	}
	st = put_run(memory, out, err);
	if (st != GM_OK)
		return st;
	n = make_chunk(memory, pixel, chunk);
	memory->last = *pixel;
	return file_out_write(out, chunk, n, err);
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	const uint32_t channels = enc->info.channels;
	const uint8_t *from = rows;
	size_t n_pixels = (size_t)enc->info.width * n_rows;
	enum gm_status st = GM_OK;

	for (; st == GM_OK && n_pixels > 0; n_pixels--, from += channels) {
		const struct qoi_pixel pixel = {
			{from[0], from[0], from[0],
			 channels == 2 ? from[1] : 255}};

		st = put_pixel(enc->state, &pixel, enc->out, err);
	}
	return st;
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	enum gm_status st = put_run(enc->state, enc->out, err);

	return st == GM_OK
		       ? file_out_write(enc->out, QOI_END, QOI_END_BYTES, err)
		       : st;
}

static void
encode_close(struct encoder *enc)
{
	free(enc->state);
	enc->state = NULL;
}

const struct codec_writer qoi_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.finish = encode_finish,
	.close = encode_close,
};
