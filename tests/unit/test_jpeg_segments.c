/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_segments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COM 0xfe

static struct metadata_piece
read_segment(unsigned code, const char *payload, size_t nbytes)
{
	struct metadata_piece piece;

	jpeg_segments_read(code, (const uint8_t *)payload, nbytes, &piece);
	assert_ptr_equal(piece.data, payload);
	assert_int_equal(piece.nbytes, nbytes);
	assert_int_equal(piece.tag[0], code);
	assert_true(metadata_is_from(&piece, "JPEG"));
	return piece;
}

/* A segment is of that kind, and its value what stands there. */
static void
expect(unsigned code, const char *payload, size_t nbytes,
       enum metadata_kind kind, const char *value)
{
	struct metadata_piece piece = read_segment(code, payload, nbytes);

	assert_int_equal(piece.kind, kind);
	assert_int_equal(piece.value_nbytes, strlen(value));
	if (value[0] != '\0')
		assert_memory_equal(piece.value, value, strlen(value));
}

static void
test_kinds(void **state)
{
	(void)state;
	for (unsigned code = 0xe2; code <= 0xef; code++)
		expect(code, "Exif\0\0II*", 9,
		       code == 0xee ? METADATA_MODEL : METADATA_RAW, "");
	expect(0xe1, "Exif\0\0II*", 9, METADATA_EXIF, "II*");
	expect(0xe1, "Exif\0", 5, METADATA_EXIF, "");
	expect(0xe1, "Exif", 4, METADATA_RAW, "");
	expect(0xe1, "http://ns.adobe.com/xap/1.0/\0<x/>", 33, METADATA_XMP,
	       "<x/>");
	expect(0xe1, "http://ns.adobe.com/xmp/extension/\0..", 37,
	       METADATA_XMP_MORE, "..");
	expect(0xe1, "http://ns.adobe.com/xmp/extension/", 34, METADATA_RAW,
	       "");
	expect(COM, "", 0, METADATA_COMMENT, "");
	expect(COM, "MPF\0 and more", 13, METADATA_COMMENT, "MPF");
	expect(0xe2, "", 0, METADATA_RAW, "");
	expect(0xe2, "FPXR", 5, METADATA_RAW, "");
	/* The index of further pictures. */
	expect(0xe2, "MPF", 4, METADATA_INDEX, "");
	expect(0xe2, "MPF\0MM", 6, METADATA_INDEX, "MM");
	expect(0xe2, "urn:iso:std:iso:ts:21496:-1\0....", 32, METADATA_GAIN_MAP,
	       "");
	expect(0xe2, "MPF", 3, METADATA_RAW, "");
	expect(0xe1, "MPF", 4, METADATA_RAW, "");
	/* Boxes, of which JUMBF holds signatures. */
	expect(0xeb, "JP\0\1\0\0\0\1\0\0\0\20jumb", 16, METADATA_SIGNATURE, "");
	expect(0xeb, "JP\0\1\0\0\0\1\0\0\0\20jumb", 15, METADATA_PIXELS, "");
	expect(0xeb, "JP\0\1\0\0\0\1\0\0\0\20RESI", 16, METADATA_PIXELS, "");
	expect(0xeb, "HDR_RI ver=11", 13, METADATA_RAW, "");
	expect(0xe0, "JFXX\0\23..", 8, METADATA_PICTURES, "");
	expect(0xe0, "JFIF\0\1\1", 7, METADATA_PIXELS, "");
	expect(0xe0, "II\32\0\0\0HEAPJPGM", 14, METADATA_RAW, "");
}

static void
test_iptc(void **state)
{
	static const char two[] = "Photoshop 3.0\0"
				  "8BIM\3\355\1a\0\0\0\1.\0"
				  "8BIM\4\4\0\0\0\0\0\3abc";

	(void)state;
	expect(0xed, two, sizeof(two) - 1, METADATA_IPTC, "abc");
	/* Cut in its value, or in a head. */
	for (size_t n = 14; n < sizeof(two) - 1; n++)
		expect(0xed, two, n, METADATA_IPTC, "");
	expect(0xed, two, 13, METADATA_RAW, "");
}

/* A part of a profile. */
static void
test_profile(void **state)
{
	struct metadata_piece piece;

	(void)state;
	expect(0xe2, "ICC_PROFILE\0\2\3icc", 17, METADATA_ICC, "icc");
	piece = read_segment(0xe2, "ICC_PROFILE\0\2\3", 14);
	assert_int_equal(piece.part, 2);
	assert_int_equal(piece.n_parts, 3);
	piece = read_segment(0xe2, "ICC_PROFILE\0\1", 13);
	assert_int_equal(piece.kind, METADATA_ICC);
	assert_int_equal(piece.part, 0);
}

static void
expect_density(const char *jfif, double x, double y, bool is_ratio)
{
	struct metadata_piece piece = read_segment(0xe0, jfif, 14);
	uint8_t made[14];

	assert_int_equal(piece.kind, METADATA_DENSITY);
	assert_true(piece.density.x > x - 0.01 && piece.density.x < x + 0.01);
	assert_true(piece.density.y > y - 0.01 && piece.density.y < y + 0.01);
	assert_int_equal(piece.density.is_ratio, is_ratio);
	/* As a PNG has it. */
	piece.density.x = (double)(long)(piece.density.x + 0.5);
	piece.density.y = (double)(long)(piece.density.y + 0.5);
	jpeg_segments_make_jfif(&piece.density, made);
	assert_memory_equal(made, jfif, 14);
}

static void
test_density(void **state)
{
	const struct metadata_density huge = {1e30, 0.001, false};
	uint8_t made[14];

	(void)state;
	expect_density("JFIF\0\1\1\1\1\54\0\110\0", 11811.02, 2834.65, false);
	expect_density("JFIF\0\1\1\2\0\167\0\166\0", 11900, 11800, false);
	expect_density("JFIF\0\1\1\0\0\1\0\2\0", 1, 2, true);
	jpeg_segments_make_jfif(&huge, made);
	assert_memory_equal(made, "JFIF\0\1\1\1\377\377\0\1\0", 14);
}

static void
test_jfif(void **state)
{
	const uint8_t payload[] = "JFIF\0\1\2\1\0\x48\0\x49\3\4thumbnail";
	uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES];

	(void)state;
	memset(jfif, 0xaa, sizeof(jfif));
	for (size_t n = 0; n < 14; n++)
		assert_false(jpeg_segments_jfif(payload, n, jfif));
	assert_false(jpeg_segments_jfif((const uint8_t *)"JFXX\0........", 14,
					jfif));
	assert_int_equal(jfif[0], 0xaa);
	assert_true(jpeg_segments_jfif(payload, 14, jfif));
	assert_memory_equal(jfif, "JFIF\0\1\2\1\0\x48\0\x49\0\0", 14);
	assert_true(jpeg_segments_jfif(payload, sizeof(payload), jfif));
	assert_memory_equal(jfif, "JFIF\0\1\2\1\0\x48\0\x49\0\0", 14);
}

static void
test_adobe(void **state)
{
	uint8_t payload[] = "Adobe\0\x64\0\0\0\0\2..";
	unsigned transform = 7;

	(void)state;
	for (size_t n = 0; n < 12; n++)
		assert_false(jpeg_segments_adobe(payload, n, &transform));
	assert_int_equal(transform, 7);
	assert_true(jpeg_segments_adobe(payload, 12, &transform));
	assert_int_equal(transform, 2);
	payload[11] = 0;
	assert_true(jpeg_segments_adobe(payload, 14, &transform));
	assert_int_equal(transform, 0);
	payload[0] = 'a';
	assert_false(jpeg_segments_adobe(payload, 14, &transform));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),   cmocka_unit_test(test_iptc),
		cmocka_unit_test(test_profile), cmocka_unit_test(test_density),
		cmocka_unit_test(test_jfif),    cmocka_unit_test(test_adobe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
