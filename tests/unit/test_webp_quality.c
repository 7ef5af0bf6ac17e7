/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_quality.h"

#include "formats/webp/vp8_header.h"
#include "vp8_fixture.h"

static struct bytes
picture_of(unsigned quality)
{
	struct vp8_fixture f =
		vp8_fixture_of(40, 24, VP8_FIXTURE_COLORS, (float)quality);

	f.config.segments = 1;
	return vp8_fixture_make(&f);
}

static unsigned
quantiser_of(const struct bytes *frame)
{
	unsigned y_ac_qi;
	struct gm_error err = {0};

	assert_int_equal(
		vp8_header_look(frame->data, frame->nbytes, &y_ac_qi, &err),
		GM_OK);
	return y_ac_qi;
}

/* What libwebp is told is found again, or another that is the same to it. */
static void
a_quantiser_tells_its_quality(void **state)
{
	(void)state;
	for (unsigned quality = 1; quality <= 100; quality++) {
		struct bytes frame = picture_of(quality), again;
		unsigned qi = quantiser_of(&frame);
		unsigned found = webp_quality_of_quantiser(qi);

		assert_in_range(found, quality, 100);
		again = picture_of(found);
		assert_int_equal(quantiser_of(&again), qi);
		bytes_free(&frame);
		bytes_free(&again);
	}
	assert_int_equal(webp_quality_of_quantiser(26), 75);
	assert_int_equal(webp_quality_of_quantiser(0), 100);
	assert_int_equal(webp_quality_of_quantiser(127), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quantiser_tells_its_quality),
	};

	return cmocka_run_group_tests_name("webp_quality", tests, NULL, NULL);
}
