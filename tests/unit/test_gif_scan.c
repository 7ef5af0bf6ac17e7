/* SPDX-License-Identifier: MIT */
/* What all frames of a GIF ask for together. */
#include "formats/gif/gif_scan.h"

#include "codec_fixture.h"

#include "base/octets.h"
#include "formats/gif/gif_size.h"

#define WIDTH 65535u

/* Codes of a frame, as many as it takes for all pixels that may be there. */
#define N_BLOCKS ((IMAGE_BLANK_PIXELS / GIF_SIZE_PIXELS_PER_BYTE) / 255 + 1)

static void
put(struct bytes *file, const void *data, size_t nbytes)
{
	struct gm_error err;

	assert_int_equal(bytes_append(file, data, nbytes, &err), GM_OK);
}

/* A frame without a table; zeros are codes as good as others. */
static void
put_frame(struct bytes *file, uint32_t height)
{
	static const uint8_t block[256] = {255};
	uint8_t head[11] = {0x2c};

	octets_put_u16le(head + 5, (uint16_t)WIDTH);
	octets_put_u16le(head + 7, (uint16_t)height);
	head[10] = 8;
	put(file, head, sizeof(head));
	for (unsigned i = 0; i < N_BLOCKS; i++)
		put(file, block, sizeof(block));
	put(file, "", 1);
}

/* Frames of so many rows each. */
static enum gm_status
scan(const uint32_t *heights, size_t n, struct gif_scan *found,
     struct gm_error *err)
{
	const struct conversion conversion = fixture_options();
	struct bytes file = {0};
	struct file_in in = {0};
	enum gm_status st;

	put(&file, "GIF89a\1\0\1\0\0\0\0", 13);
	for (size_t i = 0; i < n; i++)
		put_frame(&file, heights[i]);
	put(&file, ";", 1);
	assert_int_equal(file_in_from_memory(&in, file.data, file.nbytes, err),
			 GM_OK);
	st = gif_scan_read(&in, &conversion, found, err);
	file_in_free(&in);
	bytes_free(&file);
	return st;
}

static void
pixels_of_all_frames_count(void **state)
{
	/* Pixels that may be asked for, in rows; and for the bytes of the
	   file there are more. */
	const uint32_t most = (uint32_t)(IMAGE_BLANK_PIXELS / WIDTH);
	struct gif_scan found;
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(
		scan((uint32_t[]){most / 2, most / 2}, 2, &found, &err), GM_OK);
	assert_int_equal(found.n_frames, 2);
	/* Each might pass, but not both. */
	assert_int_equal(scan((uint32_t[]){most, most / 2}, 2, &found, &err),
			 GM_ERR_LIMIT);
	assert_int_equal(scan((uint32_t[]){most / 2, most / 2, most / 2}, 3,
			      &found, &err),
			 GM_ERR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pixels_of_all_frames_count),
	};

	return cmocka_run_group_tests_name("gif_scan", tests, NULL, NULL);
}
