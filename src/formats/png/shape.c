/* SPDX-License-Identifier: MIT */
#include "formats/png/shape.h"

#include "base/octets.h"

/* PNG 11.2.1; a depth is a power of two, and so a bit of its own. */
static const struct {
	uint8_t channels, depths;
} types[] = {
	[SHAPE_GRAY] = {1, 1 | 2 | 4 | 8 | 16},
	[SHAPE_RGB] = {3, 8 | 16},
	[SHAPE_PALETTE] = {1, 1 | 2 | 4 | 8},
	[SHAPE_GRAY_ALPHA] = {2, 8 | 16},
	[SHAPE_RGBA] = {4, 8 | 16},
};

static bool
has_depth(uint8_t type, uint8_t depth)
{
	return type < sizeof(types) / sizeof(types[0]) &&
	       (depth & (depth - 1)) == 0 && (depth & types[type].depths) != 0;
}

enum gm_status
shape_read(struct shape *shape, const uint8_t payload[SHAPE_HEADER_NBYTES],
	   struct gm_error *err)
{
	*shape = (struct shape){
		.width = octets_u32be(payload),
		.height = octets_u32be(payload + 4),
		.depth = payload[8],
		.type = (enum shape_type)payload[9],
		.is_interlaced = payload[12] == 1,
	};
	if (shape->width == 0 || shape->width > INT32_MAX ||
	    shape->height == 0 || shape->height > INT32_MAX ||
	    !has_depth(payload[9], payload[8]) || payload[10] != 0 ||
	    payload[11] != 0 || payload[12] > 1)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "the header is malformed");
	return GM_OK;
}

void
shape_write(const struct shape *shape, uint8_t payload[SHAPE_HEADER_NBYTES])
{
	octets_put_u32be(payload, shape->width);
	octets_put_u32be(payload + 4, shape->height);
	payload[8] = (uint8_t)shape->depth;
	payload[9] = (uint8_t)shape->type;
	payload[10] = 0;
	payload[11] = 0;
	payload[12] = shape->is_interlaced;
}

bool
shape_is_color(const struct shape *shape)
{
	return shape->type != SHAPE_GRAY && shape->type != SHAPE_GRAY_ALPHA;
}

unsigned
shape_channels(const struct shape *shape)
{
	return types[shape->type].channels;
}

static uint64_t
row_nbytes(const struct shape *shape, uint32_t width)
{
	return ((uint64_t)width * shape_channels(shape) * shape->depth + 7) / 8;
}

size_t
shape_row_nbytes(const struct shape *shape, uint32_t width)
{
	return (size_t)row_nbytes(shape, width);
}

unsigned
shape_pixel_nbytes(const struct shape *shape)
{
	return (shape_channels(shape) * shape->depth + 7) / 8;
}

bool
shape_pass(const struct shape *shape, unsigned pass_i, uint32_t *width,
	   uint32_t *height)
{
	/* PNG section 8.1: first column and row, and steps between them. */
	static const struct {
		uint8_t x, y, step_x, step_y;
	} passes[SHAPE_MAX_PASSES] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8},
				      {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2},
				      {0, 1, 1, 2}};
	uint32_t step_x, step_y;

	if (!shape->is_interlaced) {
		*width = shape->width;
		*height = shape->height;
		return pass_i == 0;
	}
	step_x = passes[pass_i].step_x;
	step_y = passes[pass_i].step_y;
	*width = (shape->width - passes[pass_i].x + step_x - 1) / step_x;
	*height = (shape->height - passes[pass_i].y + step_y - 1) / step_y;
	return shape->width > passes[pass_i].x &&
	       shape->height > passes[pass_i].y;
}

uint64_t
shape_nbytes(const struct shape *shape)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < SHAPE_MAX_PASSES; i++) {
		uint32_t width, height;

		if (shape_pass(shape, i, &width, &height))
			sum += height * (1 + row_nbytes(shape, width));
	}
	return sum;
}
