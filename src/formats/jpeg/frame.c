/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/frame.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/marker.h"

/* Longest side that libjpeg takes. */
#define FRAME_MAX_SIDE 65500u

static enum gm_status
malformed(struct gm_error *err, const char *what)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%s is malformed", what);
}

static bool
read_component(struct frame_component *component, const uint8_t *data)
{
	*component = (struct frame_component){
		.id = data[0],
		.h = data[1] >> 4,
		.v = data[1] & 15,
		.quant = data[2],
	};
	memset(component->lowest_bit, -1, sizeof(component->lowest_bit));
	return component->h >= 1 && component->h <= 4 && component->v >= 1 &&
	       component->v <= 4 && component->quant < FRAME_N_TABLES;
}

enum gm_status
frame_read_sof(struct frame *frame, unsigned sof, const uint8_t *data,
	       size_t nbytes, struct gm_error *err)
{
	if (frame->sof != 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "two frames");
	if (nbytes < 6 || nbytes != 6 + 3 * (size_t)data[5])
		return malformed(err, "the frame header");
	if (data[0] != 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not of 8 bits");
	frame->height = octets_u16be(data + 1);
	frame->width = octets_u16be(data + 3);
	frame->n_components = data[5];
	if (frame->width < 1 || frame->width > FRAME_MAX_SIDE ||
	    frame->height < 1 || frame->height > FRAME_MAX_SIDE)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%ux%u pixels",
			       frame->width, frame->height);
	if (frame->n_components != 1 && frame->n_components != 3)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%u components",
			       frame->n_components);
	for (unsigned i = 0; i < frame->n_components; i++) {
		if (!read_component(&frame->components[i], data + 6 + 3 * i))
			return malformed(err, "a component");
		for (unsigned j = 0; j < i; j++)
			if (frame->components[i].id == frame->components[j].id)
				return malformed(err, "a component");
	}
	frame->sof = sof;
	return GM_OK;
}

enum gm_status
frame_read_dqt(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct gm_error *err)
{
	while (nbytes > 0) {
		bool is_wide = data[0] >> 4 == 1;
		size_t n = 1 + (is_wide ? 128u : 64u);
		struct frame_quant *quant;

		if (data[0] >> 4 > 1 || (data[0] & 15) >= FRAME_N_TABLES ||
		    nbytes < n)
			return malformed(err, "a quantisation table");
		quant = &frame->quant[data[0] & 15];
		quant->is_defined = true;
		for (unsigned i = 0; i < 64; i++) {
			uint32_t step = is_wide ? octets_u16be(data + 1 + 2 * i)
						: data[1 + i];

			/* T.81 table B.4: 1 to 255 with 8-bit samples. */
			if (step < 1 || step > 255)
				return malformed(err, "a quantisation table");
			quant->steps[i] = (uint16_t)step;
		}
		data += n;
		nbytes -= n;
	}
	return GM_OK;
}

enum gm_status
frame_read_dht(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct gm_error *err)
{
	while (nbytes > 0) {
		unsigned class = data[0] >> 4, number = data[0] & 15;
		size_t n = 0;

		if (class <= 1 && number < FRAME_N_TABLES)
			n = huffman_read(class == 0 ? &frame->dc[number]
						    : &frame->ac[number],
					 data + 1, nbytes - 1);
		if (n == 0)
			return malformed(err, "a Huffman table");
		data += 1 + n;
		nbytes -= 1 + n;
	}
	return GM_OK;
}

enum gm_status
frame_read_dri(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct gm_error *err)
{
	if (nbytes != 2)
		return malformed(err, "the restart interval");
	frame->restart_interval = octets_u16be(data);
	return GM_OK;
}

bool
frame_is_progressive(const struct frame *frame)
{
	return frame->sof == MARKER_SOF2;
}

/* libjpeg's guess, but for what it only warns of. */
static bool
is_ycbcr(const struct frame *frame)
{
	const struct frame_component *c = frame->components;

	if (frame->has_jfif)
		return true;
	if (frame->has_adobe)
		return frame->adobe_transform == 1;
	return c[0].id != 'R' || c[1].id != 'G' || c[2].id != 'B';
}

enum gm_status
frame_check_luma(const struct frame *frame, struct gm_error *err)
{
	const struct frame_component *c = frame->components;

	if (frame->n_components == 1)
		return GM_OK;
	if (!is_ycbcr(frame))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not YCbCr");
	for (unsigned i = 1; i < frame->n_components; i++)
		if (c[i].h > c[0].h || c[i].v > c[0].v)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "luma has not the most samples");
	return GM_OK;
}

/* T.81 A.1.1, for components of which the first has the most samples. */
static uint32_t
n_blocks(uint32_t samples, unsigned factor, unsigned most)
{
	uint32_t own = (samples * factor + most - 1) / most;

	return (own + 7) / 8;
}

uint32_t
frame_blocks_wide(const struct frame *frame, unsigned component)
{
	return n_blocks(frame->width, frame->components[component].h,
			frame->components[0].h);
}

uint32_t
frame_blocks_high(const struct frame *frame, unsigned component)
{
	return n_blocks(frame->height, frame->components[component].v,
			frame->components[0].v);
}
