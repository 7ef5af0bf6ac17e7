/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_header.h"

#include "vp8_fixture.h"

/* A frame of a few macroblocks. */
static struct bytes
small(float quality, int n_segments)
{
	struct vp8_fixture f =
		vp8_fixture_of(40, 24, VP8_FIXTURE_COLORS, quality);

	f.config.segments = n_segments;
	return vp8_fixture_make(&f);
}

static void
test_header(void **state)
{
	struct bytes frame = small(50, 4);
	struct vp8_header header;
	struct vp8_bool_in first;
	struct gm_error err;

	(void)state;
	assert_int_equal(vp8_header_read(&header, frame.data, frame.nbytes,
					 &first, &err),
			 GM_OK);
	assert_int_equal(header.width, 40);
	assert_int_equal(header.height, 24);
	assert_int_equal(header.mbs_wide, 3);
	assert_int_equal(header.mbs_high, 2);
	assert_int_equal(header.n_partitions, 1);
	bytes_free(&frame);
}

/* What is written is what was read. */
static void
test_header_both_ways(void **state)
{
	(void)state;
	for (int quality = 0; quality <= 100; quality += 10) {
		struct bytes frame = small((float)quality, 1 + quality % 4);
		struct vp8_header header, again;
		struct vp8_bool_in first;
		struct vp8_bool_out out = {0};
		struct gm_error err;
		uint8_t tag[VP8_TAG_BYTES];
		struct bytes copy = {0};

		assert_int_equal(vp8_header_read(&header, frame.data,
						 frame.nbytes, &first, &err),
				 GM_OK);
		vp8_bool_out_begin(&out);
		assert_int_equal(vp8_header_write(&header, &out, &err), GM_OK);
		assert_int_equal(vp8_bool_out_end(&out, &err), GM_OK);
		memcpy(tag, header.tag, sizeof(tag));
		octets_put_u16le(tag, (uint16_t)(out.bytes.nbytes << 5 |
						 (tag[0] & 0x1f)));
		tag[2] = (uint8_t)(out.bytes.nbytes >> 11);
		assert_int_equal(bytes_append(&copy, tag, sizeof(tag), &err),
				 GM_OK);
		assert_int_equal(bytes_append(&copy, out.bytes.data,
					      out.bytes.nbytes, &err),
				 GM_OK);
		assert_int_equal(vp8_header_read(&again, copy.data, copy.nbytes,
						 &first, &err),
				 GM_OK);
		memcpy(again.tag, header.tag, sizeof(tag));
		assert_memory_equal(&again, &header, sizeof(header));
		bytes_free(&frame);
		bytes_free(&copy);
		bytes_free(&out.bytes);
	}
}

/* One byte of the head that is not as it must be. */
static void
test_what_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t mask;
		const char *text;
	} faults[] = {
		{0, 0x01, "VP8: not a key frame"},
		{0, 0x08, "VP8: a version that is reserved"},
		{0, 0x10, "VP8: a frame that is not shown"},
		{3, 0x01, "VP8: no start code"},
		{5, 0x80, "VP8: no start code"},
		{6, 40, "VP8: a side is 0"},
		{8, 24, "VP8: a side is 0"},
		{10, 0x80, "VP8: a colour space that is reserved"},
	};
	struct bytes frame = small(75, 1);

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct gm_error err = {0};
		unsigned qi;

		frame.data[faults[i].at] ^= faults[i].mask;
		assert_int_equal(
			vp8_header_look(frame.data, frame.nbytes, &qi, &err),
			GM_ERR_UNSUPPORTED);
		assert_string_equal(err.text, faults[i].text);
		frame.data[faults[i].at] ^= faults[i].mask;
	}
	bytes_free(&frame);
}

/* How a player is to scale is no fault. */
static void
test_scales(void **state)
{
	struct bytes frame = small(75, 1);
	struct vp8_header header;
	struct vp8_bool_in first;
	struct gm_error err;

	(void)state;
	frame.data[7] |= 0x40;
	frame.data[9] |= 0xc0;
	assert_int_equal(vp8_header_read(&header, frame.data, frame.nbytes,
					 &first, &err),
			 GM_OK);
	assert_int_equal(header.width, 40);
	assert_int_equal(header.height, 24);
	bytes_free(&frame);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_header_both_ways),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_scales),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
