/* SPDX-License-Identifier: MIT */
#include "meta/inset.h"

#include <string.h>

#include "base/octets.h"

/* Bytes that may be looked at for each byte there is, and for none. */
#define LOOKS_PER_BYTE 4u
#define LOOKS_MIN      65536u

/*
 * What a marker counts for: it may stand far from the one before, and memory
 * that is far off takes as long as a line of it that is near.
 */
#define LOOKS_PER_MARKER 32u

/* What may follow 0xff (T.81 table B.1). */
enum {
	STUFFED = 0x00,
	SOF0 = 0xc0,
	DHT = 0xc4,
	JPG = 0xc8,
	DAC = 0xcc,
	SOF15 = 0xcf,
	RST0 = 0xd0,
	RST7 = 0xd7,
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	DQT = 0xdb,
	FILL = 0xff
};

/* A JPEG on the way from marker to marker. */
struct walk {
	const uint8_t *data;
	size_t nbytes;
	size_t at;
	size_t n_looks;
	bool has_scan;
	unsigned n_components; /* 0 before the frame */
};

static bool
begins(const uint8_t *data, size_t nbytes)
{
	return nbytes >= 3 && data[0] == 0xff && data[1] == SOI &&
	       data[2] == 0xff;
}

static bool
is_frame(unsigned code)
{
	return code >= SOF0 && code <= SOF15 && code != DHT && code != JPG &&
	       code != DAC;
}

/* The marker that must be next, or 0; fill bytes may stand before it. */
static unsigned
take_marker(struct walk *walk)
{
	unsigned code = FILL;

	if (walk->at >= walk->nbytes || walk->data[walk->at] != 0xff)
		return 0;
	while (code == FILL && ++walk->at < walk->nbytes) {
		code = walk->data[walk->at];
		walk->n_looks++;
	}
	walk->at++;
	return code == FILL ? 0 : code;
}

/* Pass entropy coded data, up to the 0xff of the marker after them. */
static void
pass_data(struct walk *walk)
{
	const uint8_t *data = walk->data, *ff;
	size_t from = walk->at;
	unsigned code;

	while (walk->at + 1 < walk->nbytes) {
		ff = memchr(data + walk->at, 0xff, walk->nbytes - 1 - walk->at);
		if (ff == NULL) {
			walk->at = walk->nbytes;
			break;
		}
		walk->at = (size_t)(ff - data);
		code = ff[1];
		if (code != STUFFED && !(code >= RST0 && code <= RST7))
			break;
		walk->at += 2;
	}
	walk->n_looks += walk->at - from;
}

/* Pass a segment: its length counts itself (T.81 B.1.1.4). */
static bool
pass_segment(struct walk *walk, unsigned code)
{
	const uint8_t *segment = walk->data + walk->at;
	size_t left = walk->nbytes - walk->at, length;

	if (code < SOF0 || (code >= RST0 && code <= EOI) || left < 2)
		return false;
	length = octets_u16be(segment);
	if (length < 2 || length > left)
		return false;
	if (is_frame(code))
		walk->n_components = length >= 8 ? segment[7] : 0;
	walk->at += length;
	if (code == SOS) {
		walk->has_scan = true;
		pass_data(walk);
	}
	return walk->at < walk->nbytes;
}

/* To after the end of image; false when the JPEG is not whole. */
static bool
pass_jpeg(struct walk *walk)
{
	unsigned code;

	walk->at = 2;
	do {
		walk->n_looks += LOOKS_PER_MARKER;
		code = take_marker(walk);
		if (code == EOI)
			return walk->n_components > 0 && walk->has_scan;
	} while (code != 0 && pass_segment(walk, code));
	return false;
}

static enum inset_fate
make_gray(const struct inset_maker *maker, uint8_t *data, size_t nbytes)
{
	size_t n = maker->make_gray(maker->ctx, data, nbytes);

	memset(data + n, 0, nbytes - n);
	return n > 0 ? INSET_GRAY : INSET_BLANK;
}

enum inset_fate
inset_make_gray(const struct inset_maker *maker, uint8_t *data, size_t nbytes)
{
	struct walk walk = {.data = data, .nbytes = nbytes};
	bool is_whole = begins(data, nbytes) && pass_jpeg(&walk);

	if (walk.n_components <= 1)
		return INSET_KEPT;
	return make_gray(maker, data, is_whole ? walk.at : nbytes);
}

/* The next place from *at on where one may begin; false when none is left. */
static bool
find_start(const uint8_t *data, size_t nbytes, size_t *at)
{
	while (*at + 2 < nbytes) {
		const uint8_t *soi =
			memchr(data + *at + 1, SOI, nbytes - *at - 2);

		if (soi == NULL)
			return false;
		*at = (size_t)(soi - data) - 1;
		if (begins(data + *at, nbytes - *at))
			return true;
		(*at)++;
	}
	return false;
}

void
inset_make_all_gray(const struct inset_maker *maker, uint8_t *data,
		    size_t nbytes)
{
	size_t left = nbytes < (SIZE_MAX - LOOKS_MIN) / LOOKS_PER_BYTE
			      ? nbytes * LOOKS_PER_BYTE + LOOKS_MIN
			      : SIZE_MAX;

	for (size_t at = 0; find_start(data, nbytes, &at); at++) {
		struct walk walk = {.data = data + at, .nbytes = nbytes - at};
		bool is_whole = pass_jpeg(&walk);

		if (is_whole && walk.n_components > 1) {
			make_gray(maker, data + at, walk.at);
			walk.n_looks += walk.at;
		}
		if (walk.n_looks > left)
			return;
		left -= walk.n_looks;
	}
}

void
inset_make_pixels_gray(uint8_t *pixels, size_t nbytes, unsigned red_at)
{
	for (; nbytes >= 3; pixels += 3, nbytes -= 3) {
		uint32_t gray = 9798u * pixels[red_at] + 19235u * pixels[1] +
				3735u * pixels[2 - red_at] + (1u << 14);

		memset(pixels, (int)(gray >> 15), 3);
	}
}
