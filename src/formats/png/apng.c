/* SPDX-License-Identifier: MIT */
#include "formats/png/apng.h"

#include <assert.h>

#include "base/octets.h"

bool
apng_read_frame(const uint8_t payload[APNG_FCTL_NBYTES], uint32_t width,
		uint32_t height, struct apng_frame *frame)
{
	*frame = (struct apng_frame){
		.width = octets_u32be(payload + 4),
		.height = octets_u32be(payload + 8),
		.x = octets_u32be(payload + 12),
		.y = octets_u32be(payload + 16),
		.shown_num = octets_u16be(payload + 20),
		.shown_den = octets_u16be(payload + 22),
		.dispose = (enum apng_dispose)payload[24],
		.blend = (enum apng_blend)payload[25],
	};
	return frame->width > 0 && frame->width <= width &&
	       frame->x <= width - frame->width && frame->height > 0 &&
	       frame->height <= height && frame->y <= height - frame->height &&
	       payload[24] < APNG_DISPOSE_N && payload[25] < APNG_BLEND_N;
}

void
apng_write_frame(const struct apng_frame *frame, uint32_t sequence,
		 uint8_t payload[APNG_FCTL_NBYTES])
{
	octets_put_u32be(payload, sequence);
	octets_put_u32be(payload + 4, frame->width);
	octets_put_u32be(payload + 8, frame->height);
	octets_put_u32be(payload + 12, frame->x);
	octets_put_u32be(payload + 16, frame->y);
	octets_put_u16be(payload + 20, frame->shown_num);
	octets_put_u16be(payload + 22, frame->shown_den);
	payload[24] = (uint8_t)frame->dispose;
	payload[25] = (uint8_t)frame->blend;
}

/* a * b / c to the nearest whole. */
static uint64_t
scale(uint64_t a, uint64_t b, uint64_t c)
{
	return (a * b + c / 2) / c;
}

void
apng_set_time(struct apng_frame *frame, uint32_t num, uint32_t den)
{
	uint64_t parts = den < UINT16_MAX ? den : UINT16_MAX;
	uint64_t whole;

	assert(den != 0);
	/* So few parts of a second that their number fits. */
	if (num > 0 && parts > (uint64_t)UINT16_MAX * den / num)
		parts = (uint64_t)UINT16_MAX * den / num;
	if (parts == 0)
		parts = 1;
	whole = scale(num, parts, den);
	frame->shown_num = (uint16_t)(whole < UINT16_MAX ? whole : UINT16_MAX);
	frame->shown_den = (uint16_t)parts;
}
