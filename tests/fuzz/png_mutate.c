/* SPDX-License-Identifier: MIT */
/*
 * png_mutate.c - a mutator that knows what a PNG is made of
 *
 * Blind changes of bytes are all refused: each chunk has its CRC, and pixels
 * are compressed.  These change one thing at a time, chunks or what is in
 * them, and write the file anew.  Now and then the blind one has its turn.
 */
#include "png_mutate.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/octets.h"
#include "formats/png/shape.h"
#include "fuzz_mutate.h"

#define MAX_PAYLOAD  4096u
#define MAX_PALETTE  (256u * 3)
#define HEADER_BYTES 13u
#define N_WAYS       16u

/* Chunks that may be met, and how long they should be. */
static const struct kind {
	char type[5];
	uint8_t nbytes;
} kinds[] = {
	{"tRNS", 1},  {"tRNS", 2},  {"bKGD", 1},  {"bKGD", 2},  {"bKGD", 6},
	{"sBIT", 1},  {"sBIT", 2},  {"sBIT", 3},  {"sBIT", 4},  {"gAMA", 4},
	{"cHRM", 32}, {"sRGB", 1},  {"cICP", 4},  {"pHYs", 9},  {"tIME", 7},
	{"tEXt", 9},  {"zTXt", 12}, {"iTXt", 12}, {"eXIf", 20}, {"hIST", 8},
	{"sPLT", 20}, {"pCAL", 20}, {"oFFs", 9},  {"sCAL", 8},  {"sTER", 1},
	{"mDCv", 24}, {"cLLi", 8},  {"acTL", 8},  {"fcTL", 26}, {"fdAT", 12},
	{"prVt", 5},  {"prVT", 5},  {"CgBI", 4},  {"teSt", 0},
};

unsigned
png_mutation_any_of(struct png_mutation *m, size_t n)
{
	m->noise = m->noise * 1664525u + 1013904223u;
	return (unsigned)((m->noise >> 8) % n);
}

uint8_t *
png_mutation_take(struct png_mutation *m, size_t n)
{
	uint8_t *data = calloc(1, n + 1);

	if (data == NULL || m->n_owned == PNG_MUTATION_MAX_OWNED)
		abort();
	m->owned[m->n_owned++] = data;
	return data;
}

void
png_mutation_insert(struct png_mutation *m, unsigned i, const char *type,
		    const uint8_t *data, size_t nbytes)
{
	struct png_part *part;

	if (m->png.n == PNG_PARTS_MAX)
		return;
	part = &m->png.parts[i];
	memmove(part + 1, part, (m->png.n - i) * sizeof(*part));
	m->png.n++;
	memcpy(part->type, type, sizeof(part->type));
	part->data = data;
	part->nbytes = nbytes;
}

void
png_mutation_remove(struct png_mutation *m, unsigned i)
{
	struct png_part *part = &m->png.parts[i];

	m->png.n--;
	memmove(part, part + 1, (m->png.n - i) * sizeof(*part));
}

/* A copy of the payload of a part, with room for MAX_PAYLOAD at least. */
static uint8_t *
make_own(struct png_mutation *m, struct png_part *part)
{
	uint8_t *data = png_mutation_take(m, part->nbytes + MAX_PAYLOAD);

	if (part->nbytes > 0)
		memcpy(data, part->data, part->nbytes);
	part->data = data;
	return data;
}

uint8_t *
png_mutation_header(struct png_mutation *m)
{
	for (unsigned i = 0; i < m->png.n; i++)
		if (png_part_is(&m->png.parts[i], "IHDR") &&
		    m->png.parts[i].nbytes == HEADER_BYTES)
			return make_own(m, &m->png.parts[i]);
	return NULL;
}

static void
mutate_payload(struct png_mutation *m)
{
	unsigned i = png_mutation_any_of(m, m->png.n);
	struct png_part *part = &m->png.parts[i];
	uint8_t *data = make_own(m, part);
	bool grows = png_mutation_any_of(m, 4) == 0;

	if (grows || part->nbytes > 0)
		part->nbytes =
			fuzz_mutate(data, part->nbytes,
				    part->nbytes + (grows ? MAX_PAYLOAD : 0));
}

static void
mutate_type(struct png_mutation *m)
{
	unsigned i = png_mutation_any_of(m, m->png.n);
	unsigned letter = png_mutation_any_of(m, 4);

	m->png.parts[i].type[letter] ^=
		(uint8_t)(png_mutation_any_of(m, 2) == 0
				  ? 0x20
				  : png_mutation_any_of(m, 256));
}

static void
remove_part(struct png_mutation *m)
{
	png_mutation_remove(m, png_mutation_any_of(m, m->png.n));
}

/* Copy or move one part to where another one stands. */
static void
copy_part(struct png_mutation *m)
{
	unsigned from = png_mutation_any_of(m, m->png.n);
	unsigned to = png_mutation_any_of(m, m->png.n);
	struct png_part part = m->png.parts[from];

	if (png_mutation_any_of(m, 2) == 0)
		png_mutation_remove(m, from);
	if (to <= m->png.n)
		png_mutation_insert(m, to, (char *)part.type, part.data,
				    part.nbytes);
}

/* Where most chunks belong, or anywhere. */
static unsigned
any_place(struct png_mutation *m)
{
	unsigned i = 0;

	if (png_mutation_any_of(m, 3) == 0)
		return png_mutation_any_of(m, m->png.n);
	while (i < m->png.n && !png_part_is(&m->png.parts[i], "IDAT"))
		i++;
	if (i == m->png.n || png_mutation_any_of(m, 4) != 0)
		return i;
	/* Between the header and the pixels. */
	return i > 1 ? 1 + png_mutation_any_of(m, i - 1) : i;
}

static void
insert_part(struct png_mutation *m)
{
	const struct kind *kind = &kinds[png_mutation_any_of(
		m, sizeof(kinds) / sizeof(kinds[0]))];
	uint8_t *data = png_mutation_take(m, kind->nbytes);
	bool small = png_mutation_any_of(m, 2) == 0;

	for (size_t i = 0; i < kind->nbytes; i++)
		data[i] = (uint8_t)png_mutation_any_of(m, small ? 9 : 256);
	/* The high bytes of the samples of a background. */
	if (small && strcmp(kind->type, "bKGD") == 0)
		for (size_t i = 0; i + 1 < kind->nbytes; i += 2)
			data[i] = 0;
	png_mutation_insert(m, any_place(m), kind->type, data, kind->nbytes);
}

/* A name, its NUL, the method, and as much of a profile as is looked at. */
static void
insert_profile(struct png_mutation *m)
{
	uint8_t *data = png_mutation_take(m, MAX_PAYLOAD);
	uint8_t profile[256] = {0};
	size_t nbytes = png_mutation_any_of(m, 4) == 0
				? png_mutation_any_of(m, sizeof(profile))
				: sizeof(profile);
	uLongf n = MAX_PAYLOAD - 3;

	memcpy(profile + 16, png_mutation_any_of(m, 2) == 0 ? "GRAY" : "RGB ",
	       4);
	data[0] = 'n';
	compress2(data + 3, &n, profile, nbytes,
		  (int)png_mutation_any_of(m, 10));
	png_mutation_insert(m, any_place(m), "iCCP", data, 3 + n);
}

/* Another type, depth, size or interlace, mostly with rows to match. */
static void
set_header(struct png_mutation *m)
{
	static const uint8_t types[][2] = {
		{0, 1},  {0, 2}, {0, 4}, {0, 8},  {0, 16}, {2, 8},
		{2, 8},  {3, 1}, {3, 2}, {3, 4},  {3, 8},  {4, 8},
		{4, 16}, {6, 8}, {6, 8}, {2, 16}, {6, 16},
	};
	uint8_t *header = png_mutation_header(m);
	const uint8_t *type =
		types[png_mutation_any_of(m, sizeof(types) / sizeof(types[0]))];

	if (header == NULL)
		return;
	switch (png_mutation_any_of(m, 4)) {
	case 0: /* width or height */
		header[3 + 4 * png_mutation_any_of(m, 2)] =
			(uint8_t)(1 + png_mutation_any_of(m, 80));
		break;
	case 1:
		header[12] ^= 1;
		break;
	case 2: /* 256 or 512 more */
		header[2 + 4 * png_mutation_any_of(m, 2)] =
			(uint8_t)png_mutation_any_of(m, 3);
		break;
	default:
		header[8] = type[1];
		header[9] = type[0];
	}
	if (png_mutation_any_of(m, 8) != 0)
		png_mutate_fit_pixels(m);
}

static void
set_palette(struct png_mutation *m)
{
	uint8_t *data = png_mutation_take(m, MAX_PALETTE);
	size_t n = 1u << png_mutation_any_of(m, 9);
	bool is_gray = png_mutation_any_of(m, 2) == 0;
	bool is_plain = png_mutation_any_of(m, 2) == 0;
	unsigned i = any_place(m);

	for (size_t k = 0; k < 3 * n; k++) {
		unsigned level = is_plain ? 17 * png_mutation_any_of(m, 16)
					  : png_mutation_any_of(m, 256);

		data[k] = is_gray && k % 3 > 0 ? data[k - 1] : (uint8_t)level;
	}
	n = 3 * n - (png_mutation_any_of(m, 8) == 0 ? 1 : 0);
	for (unsigned k = m->png.n; k-- > 0;)
		if (png_part_is(&m->png.parts[k], "PLTE")) {
			png_mutation_remove(m, k);
			i = k;
		}
	png_mutation_insert(m, i < m->png.n ? i : m->png.n, "PLTE", data, n);
}

/* Have the chunks of an animation, of n bytes of file, count as they should. */
static void
number(uint8_t *file, size_t n)
{
	uint32_t sequence = 0, n_frames = 0;
	uint8_t *control = NULL;

	for (size_t at = 8; n - at >= 12;) {
		uint8_t *part = file + at;
		uint32_t nbytes = octets_u32be(part);
		bool is_fctl = memcmp(part + 4, "fcTL", 4) == 0;

		at += 12 + nbytes;
		n_frames += is_fctl;
		if (memcmp(part + 4, "acTL", 4) == 0 && nbytes == 8)
			control = part;
		if (!is_fctl && memcmp(part + 4, "fdAT", 4) != 0)
			continue;
		if (nbytes >= 4)
			octets_put_u32be(part + 8, sequence++);
		octets_put_u32be(part + 8 + nbytes,
				 (uint32_t)crc32(0, part + 4, nbytes + 4));
	}
	if (control == NULL)
		return;
	octets_put_u32be(control + 8, n_frames);
	octets_put_u32be(control + 16, (uint32_t)crc32(0, control + 4, 12));
}

static size_t
mutate(struct png_mutation *m, uint8_t *out, size_t most)
{
	size_t n;

	static void (*const ways[N_WAYS])(struct png_mutation *) = {
		mutate_payload,    remove_part,       copy_part,
		insert_part,       insert_part,       insert_profile,
		set_header,        set_header,        set_palette,
		png_mutate_pixels, png_mutate_pixels, png_mutate_pixels,
		png_mutate_pixels, png_mutate_stream, png_mutate_stream,
		mutate_type,
	};

	do
		ways[png_mutation_any_of(m, N_WAYS)](m);
	while (m->png.n > 0 && png_mutation_any_of(m, 2) == 0 &&
	       m->n_owned < PNG_MUTATION_MAX_OWNED / 2);
	n = png_parts_write(&m->png, out, most);
	if (n > 0 && png_mutation_any_of(m, 4) != 0)
		number(out, n);
	return n;
}

size_t
png_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	struct png_mutation m = {.noise = seed};
	const struct bytes file = {.data = data, .nbytes = size};
	uint8_t *out;
	size_t n = 0;

	png_parts_open(&m.png, &file);
	if (m.png.n > 0 && png_mutation_any_of(&m, 16) != 0) {
		out = png_mutation_take(&m, max_size);
		n = mutate(&m, out, max_size);
		memcpy(data, out, n);
	}
	for (unsigned i = 0; i < m.n_owned; i++)
		free(m.owned[i]);
	return n > 0 ? n : fuzz_mutate(data, size, max_size);
}
