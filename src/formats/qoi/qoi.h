/* SPDX-License-Identifier: MIT */
/*
 * qoi.h - the Quite OK Image format, 8 bits of RGB or RGBA
 *
 * The source is the QOI specification, version 1.0 (2022-01-05): a header of
 * 14 bytes, chunks that each stand for one pixel or a run of the last one,
 * and eight bytes that end the file.
 */
#ifndef GM_FORMATS_QOI_QOI_H
#define GM_FORMATS_QOI_QOI_H

#include <stdint.h>

#include "codec/codec.h"

#define QOI_HEADER_BYTES 14u
#define QOI_MAGIC        "qoif"
#define QOI_NAME         "QOI"

/* In the header: 0 is sRGB-coded, 1 linear light; alpha is linear in both. */
#define QOI_SPACE_AT 13u

/* What ends a file. */
#define QOI_END       "\0\0\0\0\0\0\0\1"
#define QOI_END_BYTES 8u

/*
 * The first byte of a chunk: all eight bits of these two, and the upper two of
 * the others, whose lower six are data.
 */
enum {
	QOI_RGB = 0xfe,
	QOI_RGBA = 0xff,
	QOI_INDEX = 0x00,
	QOI_DIFF = 0x40,
	QOI_LUMA = 0x80,
	QOI_RUN = 0xc0,
	QOI_KIND = 0xc0
};

/* Most pixels that one chunk, a byte, stands for. */
#define QOI_MAX_RUN 62u

/* Colours seen before, each at the place that qoi_index() gives it. */
#define QOI_N_SEEN 64u

struct qoi_pixel {
	uint8_t rgba[4];
};

/* What reader and writer both know of the pixels so far. */
struct qoi_memory {
	struct qoi_pixel last;
	struct qoi_pixel seen[QOI_N_SEEN];
	unsigned run; /* pixels of a run that are still to be delivered, or to
			 be written */
};

/* Before the first pixel: opaque black is the last one, and none was seen. */
static inline struct qoi_memory
qoi_begin(void)
{
	return (struct qoi_memory){.last = {{0, 0, 0, 255}}};
}

static inline unsigned
qoi_index(const struct qoi_pixel *pixel)
{
	const uint8_t *c = pixel->rgba;

	return (c[0] * 3u + c[1] * 5u + c[2] * 7u + c[3] * 11u) % QOI_N_SEEN;
}

extern const struct codec_reader qoi_reader;

/* Gray becomes RGB of three equal samples, with alpha RGBA. */
extern const struct codec_writer qoi_writer;

#endif
