/* SPDX-License-Identifier: MIT */
#include "fuzz_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"

/* Cuts that are looked for in an input. */
#define MAX_CUTS 256u

struct cuts {
	size_t at[MAX_CUTS];
	size_t n;
};

static void
add(struct cuts *cuts, size_t at)
{
	if (cuts->n < MAX_CUTS)
		cuts->at[cuts->n++] = at;
}

/* Before each chunk (PNG section 5.3): length, type, data, CRC. */
static void
cut_png(struct cuts *cuts, const uint8_t *data, size_t size)
{
	for (size_t at = 8; at + 12 <= size;) {
		size_t n = octets_u32be(data + at);

		add(cuts, at);
		if (n > size - at - 12)
			break;
		at += 12 + n;
	}
}

/* Before each marker (T.81 section B.1.1.2), those in scans too. */
static void
cut_jpeg(struct cuts *cuts, const uint8_t *data, size_t size)
{
	for (size_t at = 2; at + 1 < size; at++)
		if (data[at] == 0xff && data[at + 1] != 0x00 &&
		    data[at + 1] != 0xff)
			add(cuts, at);
}

/* Before each chunk of RIFF: name, size, data, padding. */
static void
cut_riff(struct cuts *cuts, const uint8_t *data, size_t size)
{
	for (size_t at = 12; at + 8 <= size;) {
		size_t n = octets_u32le(data + at + 4);

		add(cuts, at);
		if (n > size - at - 8)
			break;
		at += 8 + n + n % 2;
	}
	add(cuts, size);
}

/* Anywhere, and small pieces more often than large ones. */
static struct fuzz_piece
cut_blindly(size_t size, uint32_t noise)
{
	size_t n = (size_t)1 << noise % 10;
	size_t from = (noise >> 8) % size;

	return (struct fuzz_piece){from, n < size - from ? from + n : size};
}

struct fuzz_piece
fuzz_piece_of(const uint8_t *data, size_t size, uint32_t noise)
{
	struct cuts cuts = {.n = 0};
	size_t i, n;

	if (size == 0)
		return (struct fuzz_piece){0, 0};
	if (size > 8 && memcmp(data, "\x89PNG", 4) == 0)
		cut_png(&cuts, data, size);
	else if (size > 2 && memcmp(data, "\xff\xd8", 2) == 0)
		cut_jpeg(&cuts, data, size);
	else if (size > 12 && memcmp(data, "RIFF", 4) == 0)
		cut_riff(&cuts, data, size);
	if (cuts.n < 2 || noise % 16 == 0)
		return cut_blindly(size, noise >> 4);
	i = (noise >> 8) % (cuts.n - 1);
	n = 1 + (noise >> 20) % 3;
	n = n < cuts.n - i ? n : cuts.n - i - 1;
	return (struct fuzz_piece){cuts.at[i], cuts.at[i + n]};
}

uint8_t *
fuzz_piece_grow(const uint8_t *data, size_t *size,
		const struct fuzz_piece *piece, size_t n_grown)
{
	size_t n_piece = piece->to - piece->from, n = *size, at = piece->to;
	size_t times = n_grown > n ? (n_grown - n) / n_piece + 1 : 1;
	uint8_t *grown = malloc(n + times * n_piece);

	if (grown == NULL)
		abort();
	memcpy(grown, data, at);
	for (size_t i = 0; i < times; i++, at += n_piece)
		memcpy(grown + at, data + piece->from, n_piece);
	memcpy(grown + at, data + piece->to, n - piece->to);
	*size = n + times * n_piece;
	/* Else what was added would not be a part of it. */
	if (n >= 8 && memcmp(grown, "RIFF", 4) == 0)
		octets_put_u32le(grown + 4, (uint32_t)*size - 8);
	return grown;
}
