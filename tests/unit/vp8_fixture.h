/* SPDX-License-Identifier: MIT */
/*
 * vp8_fixture.h - VP8 frames, made and decoded by libwebp alone
 */
#ifndef GM_UNIT_VP8_FIXTURE_H
#define GM_UNIT_VP8_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/octets.h"
#include "noise.h"

#include <webp/decode.h>
#include <webp/encode.h>

/* A file of a frame: RIFF, its size, WEBP, and the head of one chunk. */
#define VP8_FIXTURE_HEAD 20u

/* What is in the planes. */
enum vp8_fixture_kind {
	VP8_FIXTURE_COLORS, /* smooth, with an edge and some noise */
	VP8_FIXTURE_CHROMA, /* luma that is as the row above, lively chroma */
	VP8_FIXTURE_GRAY,   /* chroma is 128 */
	VP8_FIXTURE_FLAT,   /* one colour */
	VP8_FIXTURE_NOISE
};

struct vp8_fixture {
	int width;
	int height;
	enum vp8_fixture_kind kind;
	WebPConfig config;
};

static inline struct vp8_fixture
vp8_fixture_of(int width, int height, enum vp8_fixture_kind kind, float quality)
{
	struct vp8_fixture f = {width, height, kind, {0}};

	assert_true(WebPConfigInit(&f.config));
	f.config.quality = quality;
	return f;
}

static inline uint8_t
vp8_fixture_luma(enum vp8_fixture_kind kind, int x, int y)
{
	switch (kind) {
	case VP8_FIXTURE_CHROMA:
		return (uint8_t)(100 + x * 7 % 13);
	case VP8_FIXTURE_NOISE:
		return (uint8_t)noise_below(256);
	case VP8_FIXTURE_FLAT:
		return 110;
	default:
		return (uint8_t)(40 + x * 2 + y + (x > y ? 50 : 0) +
				 (int)noise_below(9));
	}
}

static inline uint8_t
vp8_fixture_chroma(enum vp8_fixture_kind kind, int x, int y)
{
	switch (kind) {
	case VP8_FIXTURE_GRAY:
		return 128;
	case VP8_FIXTURE_FLAT:
		return 80;
	case VP8_FIXTURE_NOISE:
		return (uint8_t)noise_below(256);
	case VP8_FIXTURE_CHROMA:
		return (uint8_t)(60 + (x * 31 + y * 17) % 130);
	default:
		return (uint8_t)(90 + x * 3 - y + (x > y ? 40 : 0));
	}
}

static inline void
vp8_fixture_paint(const struct vp8_fixture *f, WebPPicture *picture)
{
	for (int y = 0; y < f->height; y++)
		for (int x = 0; x < f->width; x++)
			picture->y[y * picture->y_stride + x] =
				vp8_fixture_luma(f->kind, x, y);
	for (int y = 0; y < (f->height + 1) / 2; y++)
		for (int x = 0; x < (f->width + 1) / 2; x++) {
			int at = y * picture->uv_stride + x;

			picture->u[at] = vp8_fixture_chroma(f->kind, x, y);
			picture->v[at] = vp8_fixture_chroma(f->kind, y, x);
		}
}

/* The frame alone; the caller's to free. */
static inline struct bytes
vp8_fixture_make(const struct vp8_fixture *f)
{
	struct bytes frame = {0};
	struct gm_error err;
	WebPPicture picture;
	WebPMemoryWriter writer;

	assert_true(WebPPictureInit(&picture));
	picture.width = f->width;
	picture.height = f->height;
	assert_true(WebPPictureAlloc(&picture));
	vp8_fixture_paint(f, &picture);
	WebPMemoryWriterInit(&writer);
	picture.writer = WebPMemoryWrite;
	picture.custom_ptr = &writer;
	assert_true(WebPEncode(&f->config, &picture));
	assert_memory_equal(writer.mem + 12, "VP8 ", 4);
	assert_int_equal(bytes_append(&frame, writer.mem + VP8_FIXTURE_HEAD,
				      octets_u32le(writer.mem + 16), &err),
			 GM_OK);
	WebPMemoryWriterClear(&writer);
	WebPPictureFree(&picture);
	return frame;
}

struct vp8_fixture_planes {
	uint8_t *y; /* WebPFree() */
	uint8_t *u;
	uint8_t *v;
	int width;
	int height;
	int stride;
	int uv_stride;
};

/* A frame in RIFF; the caller's to free. */
static inline struct bytes
vp8_fixture_file(const uint8_t *frame, size_t n)
{
	struct bytes file = {0};
	uint8_t head[VP8_FIXTURE_HEAD] = "RIFF____WEBPVP8 ";
	struct gm_error err;

	octets_put_u32le(head + 4, (uint32_t)(n + n % 2 + 12));
	octets_put_u32le(head + 16, (uint32_t)n);
	assert_int_equal(bytes_append(&file, head, sizeof(head), &err), GM_OK);
	assert_int_equal(bytes_append(&file, frame, n, &err), GM_OK);
	assert_int_equal(bytes_append(&file, "", n % 2, &err), GM_OK);
	return file;
}

/* Decode a frame; y is NULL where libwebp does not. */
static inline struct vp8_fixture_planes
vp8_fixture_decode(const uint8_t *frame, size_t n)
{
	struct vp8_fixture_planes p = {0};
	struct bytes file = vp8_fixture_file(frame, n);

	p.y = WebPDecodeYUV(file.data, file.nbytes, &p.width, &p.height, &p.u,
			    &p.v, &p.stride, &p.uv_stride);
	bytes_free(&file);
	return p;
}

/* The same Y, and no colours. */
static inline void
vp8_fixture_check(const struct bytes *frame, const struct bytes *gray)
{
	struct vp8_fixture_planes a =
		vp8_fixture_decode(frame->data, frame->nbytes);
	struct vp8_fixture_planes b =
		vp8_fixture_decode(gray->data, gray->nbytes);

	assert_non_null(a.y);
	assert_non_null(b.y);
	assert_int_equal(a.width, b.width);
	assert_int_equal(a.height, b.height);
	for (int y = 0; y < a.height; y++)
		assert_memory_equal(a.y + y * a.stride, b.y + y * b.stride,
				    (size_t)a.width);
	for (int y = 0; y < (a.height + 1) / 2; y++)
		for (int x = 0; x < (a.width + 1) / 2; x++) {
			assert_int_equal(b.u[y * b.uv_stride + x], 128);
			assert_int_equal(b.v[y * b.uv_stride + x], 128);
		}
	WebPFree(a.y);
	WebPFree(b.y);
}

#endif
