/* SPDX-License-Identifier: MIT */
/*
 * webp_fixture.h - files of WebP, put together from chunks
 */
#ifndef GM_UNIT_WEBP_FIXTURE_H
#define GM_UNIT_WEBP_FIXTURE_H

#include "base/octets.h"
#include "codec_fixture.h"

/*
 * A lossless picture of one colour, which is all in its codes: so many bits of
 * them, and none for a pixel (RFC 9649, 3).  A is 255 for none.
 */
struct webp_blank {
	uint32_t width;
	uint32_t height;
	uint8_t argb[4];
};

static inline void
webp_fixture_put(struct bytes *file, const void *data, size_t nbytes)
{
	struct gm_error err;

	assert_int_equal(bytes_append(file, data, nbytes, &err), GM_OK);
}

static inline void
webp_fixture_chunk(struct bytes *file, const char *name, const void *payload,
		   size_t nbytes)
{
	uint8_t size[4];

	octets_put_u32le(size, (uint32_t)nbytes);
	webp_fixture_put(file, name, 4);
	webp_fixture_put(file, size, 4);
	webp_fixture_put(file, payload, nbytes);
	webp_fixture_put(file, "", nbytes & 1);
}

/* Before the first chunk; to be ended by webp_fixture_end(). */
static inline void
webp_fixture_begin(struct bytes *file)
{
	file->nbytes = 0;
	webp_fixture_put(file, "RIFF\0\0\0\0WEBP", 12);
}

static inline void
webp_fixture_end(struct bytes *file)
{
	octets_put_u32le(file->data + 4, (uint32_t)file->nbytes - 8);
}

static inline void
webp_fixture_canvas(struct bytes *file, uint8_t flags, uint32_t width,
		    uint32_t height)
{
	uint8_t payload[10] = {flags};

	octets_put_u16le(payload + 4, (uint16_t)(width - 1));
	octets_put_u16le(payload + 7, (uint16_t)(height - 1));
	webp_fixture_chunk(file, "VP8X", payload, sizeof(payload));
}

/* Bits from the lowest on, as VP8L has them. */
struct webp_bits {
	uint8_t data[32];
	unsigned n;
};

static inline void
webp_fixture_bits(struct webp_bits *bits, uint32_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++, bits->n++)
		bits->data[bits->n / 8] |=
			(uint8_t)((value >> i & 1) << bits->n % 8);
}

/* A code of one symbol, of eight bits (3.7.2.1.1). */
static inline void
webp_fixture_code(struct webp_bits *bits, uint8_t symbol)
{
	webp_fixture_bits(bits, 1, 1); /* simple */
	webp_fixture_bits(bits, 0, 1); /* of one symbol */
	webp_fixture_bits(bits, 1, 1); /* of eight bits */
	webp_fixture_bits(bits, symbol, 8);
}

static inline void
webp_fixture_blank(struct bytes *file, const struct webp_blank *blank)
{
	struct webp_bits bits = {.data = {0x2f}, .n = 8};

	webp_fixture_bits(&bits, blank->width - 1, 14);
	webp_fixture_bits(&bits, blank->height - 1, 14);
	webp_fixture_bits(&bits, blank->argb[0] != 255, 1);
	webp_fixture_bits(&bits, 0, 3);           /* version */
	webp_fixture_bits(&bits, 0, 1);           /* no transform */
	webp_fixture_bits(&bits, 0, 1);           /* no cache */
	webp_fixture_bits(&bits, 0, 1);           /* one group of codes: */
	webp_fixture_code(&bits, blank->argb[2]); /* green, red, blue, alpha */
	webp_fixture_code(&bits, blank->argb[1]);
	webp_fixture_code(&bits, blank->argb[3]);
	webp_fixture_code(&bits, blank->argb[0]);
	webp_fixture_code(&bits, 0); /* distance */
	webp_fixture_chunk(file, "VP8L", bits.data, (bits.n + 7) / 8);
}

/* A frame's head; what it is for is in formats/webp/webp_file.h. */
static inline void
webp_fixture_frame(struct bytes *file, uint32_t x, uint32_t y,
		   const struct webp_blank *blank, uint8_t flags)
{
	struct bytes frame = {0};
	uint8_t head[16] = {0};

	octets_put_u16le(head, (uint16_t)(x / 2));
	octets_put_u16le(head + 3, (uint16_t)(y / 2));
	octets_put_u16le(head + 6, (uint16_t)(blank->width - 1));
	octets_put_u16le(head + 9, (uint16_t)(blank->height - 1));
	head[12] = 100;
	head[15] = flags;
	webp_fixture_put(&frame, head, sizeof(head));
	webp_fixture_blank(&frame, blank);
	webp_fixture_chunk(file, "ANMF", frame.data, frame.nbytes);
	bytes_free(&frame);
}

#endif
