/* SPDX-License-Identifier: MIT */
#include "formats/png/shape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* PNG 11.2.1: the depths of each type, and its samples. */
static const struct {
	uint8_t type;
	uint8_t depths[6];
	unsigned n_channels;
	bool is_color;
} types[] = {
	{0, {1, 2, 4, 8, 16}, 1, false}, {2, {8, 16}, 3, true},
	{3, {1, 2, 4, 8}, 1, true},      {4, {8, 16}, 2, false},
	{6, {8, 16}, 4, true},
};

#define N_TYPES (sizeof(types) / sizeof(types[0]))

static const uint8_t sample[SHAPE_HEADER_NBYTES] = {0, 0, 1, 2, 0, 3, 0,
						    4, 8, 2, 0, 0, 0};

static void
expect_refused(const uint8_t *payload)
{
	struct shape shape;
	struct gm_error err = {0};

	assert_int_equal(shape_read(&shape, payload, &err), GM_ERR_UNSUPPORTED);
	assert_int_equal(err.status, GM_ERR_UNSUPPORTED);
	assert_int_not_equal(err.text[0], '\0');
}

static void
expect_refused_with(unsigned offset, uint8_t value)
{
	uint8_t payload[SHAPE_HEADER_NBYTES];

	memcpy(payload, sample, sizeof(payload));
	payload[offset] = value;
	expect_refused(payload);
}

static void
test_read(void **state)
{
	struct shape shape;
	struct gm_error err;
	uint8_t payload[SHAPE_HEADER_NBYTES];

	(void)state;
	assert_int_equal(shape_read(&shape, sample, &err), GM_OK);
	assert_int_equal(shape.width, 0x102);
	assert_int_equal(shape.height, 0x30004);
	assert_int_equal(shape.type, SHAPE_RGB);
	assert_int_equal(shape.depth, 8);
	assert_false(shape.is_interlaced);
	shape_write(&shape, payload);
	assert_memory_equal(payload, sample, sizeof(payload));
	memcpy(payload, sample, sizeof(payload));
	payload[0] = 0x7f;
	payload[12] = 1;
	assert_int_equal(shape_read(&shape, payload, &err), GM_OK);
	assert_int_equal(shape.width, 0x7f000102);
	assert_true(shape.is_interlaced);
	memset(payload, 0xff, sizeof(payload));
	shape_write(&shape, payload);
	assert_int_equal(payload[0], 0x7f);
	assert_int_equal(payload[12], 1);
}

static bool
is_allowed(unsigned type, unsigned depth)
{
	for (size_t i = 0; i < N_TYPES; i++)
		for (size_t k = 0; k < 6; k++)
			if (types[i].type == type && depth != 0 &&
			    types[i].depths[k] == depth)
				return true;
	return false;
}

static void
test_types_and_depths(void **state)
{
	uint8_t payload[SHAPE_HEADER_NBYTES];
	struct shape shape;
	struct gm_error err;

	(void)state;
	memcpy(payload, sample, sizeof(payload));
	for (unsigned type = 0; type < 256; type++)
		for (unsigned depth = 0; depth < 256; depth++) {
			payload[8] = (uint8_t)depth;
			payload[9] = (uint8_t)type;
			assert_int_equal(shape_read(&shape, payload, &err),
					 is_allowed(type, depth)
						 ? GM_OK
						 : GM_ERR_UNSUPPORTED);
		}
}

static void
test_malformed(void **state)
{
	uint8_t payload[SHAPE_HEADER_NBYTES];

	(void)state;
	expect_refused_with(0, 0x80); /* 2^31 and more */
	expect_refused_with(4, 0xff);
	expect_refused_with(10, 1);
	expect_refused_with(11, 1);
	expect_refused_with(11, 64);
	expect_refused_with(12, 2);
	expect_refused_with(12, 255);
	memcpy(payload, sample, sizeof(payload));
	memset(payload, 0, 4);
	expect_refused(payload);
	memcpy(payload, sample, sizeof(payload));
	memset(payload + 4, 0, 4);
	expect_refused(payload);
}

static void
test_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_TYPES; i++)
		for (size_t k = 0; k < 6 && types[i].depths[k] != 0; k++) {
			struct shape shape = {.type = types[i].type,
					      .depth = types[i].depths[k]};
			unsigned nbits = types[i].n_channels * shape.depth;

			assert_int_equal(shape_channels(&shape),
					 types[i].n_channels);
			assert_int_equal(shape_is_color(&shape),
					 types[i].is_color);
			assert_int_equal(shape_pixel_nbytes(&shape),
					 nbits < 8 ? 1 : nbits / 8);
			for (uint32_t w = 0; w < 40; w++)
				assert_int_equal(shape_row_nbytes(&shape, w),
						 (w * nbits + 7) / 8);
			shape.width = INT32_MAX;
			shape.height = 1;
			assert_true(shape_nbytes(&shape) ==
				    1 + (UINT64_C(0x7fffffff) * nbits + 7) / 8);
		}
}

/* PNG section 8.1, as it is drawn there. */
static const char *const pattern[8] = {"16462646", "77777777", "56565656",
				       "77777777", "36463646", "77777777",
				       "56565656", "77777777"};

/* Columns and rows that have a pixel of the pass. */
static void
count_pass(uint32_t width, uint32_t height, unsigned pass_i, uint32_t *columns,
	   uint32_t *rows)
{
	bool has_row[40] = {0}, has_column[40] = {0};

	*columns = *rows = 0;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++)
			if (pattern[y % 8][x % 8] == (char)('1' + pass_i)) {
				*rows += !has_row[y];
				*columns += !has_column[x];
				has_row[y] = has_column[x] = true;
			}
}

static void
check_passes(const struct shape *shape)
{
	uint64_t nbytes = 0;

	for (unsigned i = 0; i < SHAPE_MAX_PASSES; i++) {
		uint32_t columns, rows, width, height;

		count_pass(shape->width, shape->height, i, &columns, &rows);
		assert_int_equal(shape_pass(shape, i, &width, &height),
				 columns > 0);
		if (columns == 0)
			continue;
		assert_int_equal(width, columns);
		assert_int_equal(height, rows);
		nbytes += rows * (1 + (uint64_t)shape_row_nbytes(shape, width));
	}
	assert_int_equal(shape_nbytes(shape), nbytes);
}

static void
test_interlaced(void **state)
{
	struct shape shape = {.is_interlaced = true};

	(void)state;
	for (shape.width = 1; shape.width < 20; shape.width++)
		for (shape.height = 1; shape.height < 20; shape.height++) {
			shape.type = SHAPE_GRAY;
			shape.depth = 1;
			check_passes(&shape);
			shape.type = SHAPE_RGBA;
			shape.depth = 16;
			check_passes(&shape);
		}
}

static void
test_not_interlaced(void **state)
{
	struct shape shape = {
		.width = 13, .height = 7, .type = SHAPE_PALETTE, .depth = 4};
	uint32_t width, height;

	(void)state;
	assert_true(shape_pass(&shape, 0, &width, &height));
	assert_int_equal(width, 13);
	assert_int_equal(height, 7);
	for (unsigned i = 1; i < SHAPE_MAX_PASSES; i++)
		assert_false(shape_pass(&shape, i, &width, &height));
	assert_int_equal(shape_nbytes(&shape), 7 * (1 + 7));
}

/* The largest that a header can say fits in 64 bits. */
static void
test_largest(void **state)
{
	struct shape shape = {.width = INT32_MAX,
			      .height = INT32_MAX,
			      .type = SHAPE_RGBA,
			      .depth = 16};

	(void)state;
	assert_true(shape_nbytes(&shape) ==
		    UINT64_C(0x7fffffff) * (1 + 8 * UINT64_C(0x7fffffff)));
	shape.is_interlaced = true;
	assert_true(shape_nbytes(&shape) >
		    UINT64_C(0x7fffffff) * 8 * UINT64_C(0x7fffffff));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_types_and_depths),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_interlaced),
		cmocka_unit_test(test_not_interlaced),
		cmocka_unit_test(test_largest),
	};

	return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
