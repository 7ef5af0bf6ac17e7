/* SPDX-License-Identifier: MIT */
/*
 * fuzz_vp8.c - a VP8 frame to its gray one, on any bytes
 *
 * It steps aside, or libwebp decodes both, to the same Y and no colours; what
 * comes of it is gray already, and so is what it says is.
 */
#include "fuzz_harness.h"

#include <string.h>

#include "base/octets.h"
#include "formats/webp/vp8_gray.h"
#include "formats/webp/webp_quality.h"
#include "fuzz_fail.h"

#include <webp/decode.h>

/* Pictures with more pixels would make fuzzing slow. */
#define MAX_PIXELS (1u << 18)

/* RIFF, its size, WEBP, and the head of one chunk. */
#define HEAD_BYTES 20u

struct planes {
	uint8_t *y; /* WebPFree() */
	uint8_t *u;
	uint8_t *v;
	int width;
	int height;
	int stride;
	int uv_stride;
};

static struct planes
decode(const uint8_t *frame, size_t n)
{
	uint8_t head[HEAD_BYTES] = "RIFF____WEBPVP8 ";
	struct bytes file = {0};
	struct planes p = {0};
	struct gm_error err;

	octets_put_u32le(head + 4, (uint32_t)(n + n % 2 + 12));
	octets_put_u32le(head + 16, (uint32_t)n);
	fuzz_require(bytes_append(&file, head, sizeof(head), &err) == GM_OK &&
			     bytes_append(&file, frame, n, &err) == GM_OK &&
			     bytes_append(&file, "", n % 2, &err) == GM_OK,
		     "there is memory", &err);
	p.y = WebPDecodeYUV(file.data, file.nbytes, &p.width, &p.height, &p.u,
			    &p.v, &p.stride, &p.uv_stride);
	bytes_free(&file);
	return p;
}

static bool
is_plain(const uint8_t *plane, const struct planes *p)
{
	for (int y = 0; y < (p->height + 1) / 2; y++)
		for (int x = 0; x < (p->width + 1) / 2; x++)
			if (plane[y * p->uv_stride + x] != 128)
				return false;
	return true;
}

static void
check(const uint8_t *data, size_t size, const uint8_t *gray, size_t n)
{
	struct planes before = decode(data, size);
	struct planes after = decode(gray, n);

	fuzz_require(before.y != NULL, "what is copied can be decoded", NULL);
	fuzz_require(after.y != NULL, "so can the copy", NULL);
	fuzz_require(before.width == after.width &&
			     before.height == after.height,
		     "the size is kept", NULL);
	for (int y = 0; y < before.height; y++)
		fuzz_require(memcmp(before.y + y * before.stride,
				    after.y + y * after.stride,
				    (size_t)before.width) == 0,
			     "Y is the same", NULL);
	fuzz_require(is_plain(after.u, &after) && is_plain(after.v, &after),
		     "chroma is 128", NULL);
	WebPFree(before.y);
	WebPFree(after.y);
}

static bool
is_small(const struct vp8_header *header)
{
	return (uint64_t)header->width * header->height <= MAX_PIXELS;
}

static void
check_quality(const uint8_t *data, size_t size)
{
	struct gm_error err = {0};
	unsigned y_ac_qi;

	fuzz_require(vp8_header_look(data, size, &y_ac_qi, &err) == GM_OK,
		     "what can be copied can be looked at", &err);
	fuzz_require(webp_quality_of_quantiser(y_ac_qi) - 1 < 100,
		     "a quality is within its range", NULL);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static struct vp8_gray gray; /* kept, so that what is stale shows */
	struct bytes out = {0}, again = {0};
	struct gm_error err = {0};
	bool is_gray;

	if (vp8_gray_copy(&gray, data, size, &out, &is_gray, &err) != GM_OK) {
		fuzz_require(err.status == GM_ERR_UNSUPPORTED, "it steps aside",
			     &err);
		fuzz_require_line(err.text);
		return 0;
	}
	check_quality(data, size);
	if (is_small(&gray.in.header))
		check(data, size, is_gray ? data : out.data,
		      is_gray ? size : out.nbytes);
	if (!is_gray) {
		fuzz_require(vp8_gray_copy(&gray, out.data, out.nbytes, &again,
					   &is_gray, &err) == GM_OK,
			     "a copy can be copied", &err);
		fuzz_require(is_gray, "a copy is gray", NULL);
	}
	bytes_free(&out);
	bytes_free(&again);
	return 0;
}
