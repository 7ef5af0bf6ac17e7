/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_lzw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Codes packed as an encoder packs them, and what comes out of them. */
struct packer {
	struct gif_lzw lzw;
	uint32_t bits;
	unsigned n_bits;
	unsigned code_nbits;
	size_t n;
	uint8_t indices[1 << 24];
};

/* Byte for byte, with no more room than is needed. */
static void
feed(struct packer *p, uint8_t byte)
{
	uint8_t to[GIF_LZW_ROOM];
	size_t n;

	gif_lzw_give(&p->lzw, &byte, 1);
	while ((n = gif_lzw_take(&p->lzw, to, sizeof(to))) > 0) {
		assert_true(n <= sizeof(p->indices) - p->n);
		memcpy(p->indices + p->n, to, n);
		p->n += n;
	}
}

static void
put(struct packer *p, unsigned code)
{
	p->bits |= code << p->n_bits;
	p->n_bits += p->code_nbits;
	for (; p->n_bits >= 8; p->n_bits -= 8) {
		feed(p, (uint8_t)p->bits);
		p->bits >>= 8;
	}
}

/* No clear code is put: none needs to come first. */
static struct packer *
start(unsigned index_nbits)
{
	static struct packer p;

	p.bits = p.n_bits = 0;
	p.n = 0;
	p.code_nbits = index_nbits + 1;
	gif_lzw_start(&p.lzw, index_nbits);
	return &p;
}

/*
 * Each code names the string that it is about to make: lengths 1, 2, 3...
 * until no more are to be had, which takes all sizes of codes.
 */
static void
strings_grow_until_the_table_is_full(void **state)
{
	struct packer *p = start(2);
	size_t n = 1;

	(void)state;
	put(p, 0);
	for (unsigned code = 6; code < 4096; code++) {
		put(p, code);
		n += code - 4;
		if (code + 1 == 1u << p->code_nbits && p->code_nbits < 12)
			p->code_nbits++;
	}
	for (unsigned i = 0; i < 3; i++) {
		put(p, 4095);
		n += 4091;
	}
	put(p, 4); /* clear */
	p->code_nbits = 3;
	put(p, 1);
	put(p, 5); /* end */
	put(p, 1);
	put(p, 1);
	put(p, 1);
	assert_false(p->lzw.is_bad);
	assert_true(p->lzw.has_ended);
	assert_int_equal(p->n, n + 1);
	assert_int_equal(p->indices[n], 1);
}

/* What an encoder knows: strings by the one before and their last index. */
struct strings {
	unsigned n;
	uint16_t before[4096];
	uint8_t index[4096];
};

static unsigned
find_string(const struct strings *strings, unsigned from, unsigned before,
	    uint8_t index)
{
	for (unsigned code = from; code < strings->n; code++)
		if (strings->before[code] == before &&
		    strings->index[code] == index)
			return code;
	return 4096;
}

/* Encode; a table that is full is cleared, or kept to the end. */
static void
encode(struct packer *p, const uint8_t *indices, size_t n, unsigned clear,
       bool clears)
{
	static struct strings strings;
	unsigned code = indices[0];

	strings.n = clear + 2;
	for (size_t i = 1; i < n; i++) {
		unsigned longer =
			find_string(&strings, clear + 2, code, indices[i]);

		if (longer < 4096) {
			code = longer;
			continue;
		}
		put(p, code);
		if (strings.n < 4096) {
			strings.before[strings.n] = (uint16_t)code;
			strings.index[strings.n] = indices[i];
			if (strings.n++ == 1u << p->code_nbits)
				p->code_nbits++;
		} else if (clears) {
			put(p, clear);
			strings.n = clear + 2;
			p->code_nbits = 1;
			while (1u << p->code_nbits < clear * 2)
				p->code_nbits++;
		}
		code = indices[i];
	}
	put(p, code);
	/* The decoder is one string behind. */
	if (strings.n == 1u << p->code_nbits && p->code_nbits < 12)
		p->code_nbits++;
	put(p, clear + 1);
	put(p, 0);
	put(p, 0);
}

/* A pattern that repeats makes long strings, and noise ends them. */
static void
make_indices(uint8_t *indices, size_t n, unsigned index_nbits)
{
	uint32_t seed = 1;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		indices[i] = (uint8_t)(seed >> 28 != 0 ? i % 37 : seed >> 8);
		indices[i] &= (uint8_t)((1u << index_nbits) - 1);
	}
}

static void
what_was_encoded_comes_out(void **state)
{
	static uint8_t indices[60000];

	(void)state;
	for (unsigned nbits = 2; nbits <= 8; nbits++) {
		make_indices(indices, sizeof(indices), nbits);
		for (unsigned clears = 0; clears < 2; clears++) {
			struct packer *p = start(nbits);

			encode(p, indices, sizeof(indices), 1u << nbits,
			       clears != 0);
			assert_false(p->lzw.is_bad);
			assert_true(p->lzw.has_ended);
			assert_int_equal(p->n, sizeof(indices));
			assert_memory_equal(p->indices, indices,
					    sizeof(indices));
		}
	}
}

static void
nothing_comes_out_without_room(void **state)
{
	static const uint8_t byte = 1 | 2 << 3;
	struct packer *p = start(2);
	uint8_t to[GIF_LZW_ROOM];

	(void)state;
	gif_lzw_give(&p->lzw, &byte, 1);
	assert_int_equal(gif_lzw_take(&p->lzw, to, sizeof(to) - 1), 0);
	assert_int_equal(gif_lzw_take(&p->lzw, to, sizeof(to)), 1);
	assert_int_equal(to[0], 1);
}

static void
a_code_from_nowhere_is_bad(void **state)
{
	struct packer *p = start(2);

	(void)state;
	put(p, 6); /* no string came before */
	put(p, 0);
	put(p, 0);
	assert_true(p->lzw.is_bad);
	assert_int_equal(p->n, 0);
	p = start(2);
	put(p, 0);
	put(p, 7);
	put(p, 0);
	assert_true(p->lzw.is_bad);
	assert_int_equal(p->n, 1);
	for (unsigned nbits = 12; nbits < 256; nbits++) {
		gif_lzw_start(&p->lzw, nbits);
		feed(p, 0);
		assert_true(p->lzw.is_bad);
	}
}

/* Whatever the bytes, and whatever the size: no sanitizer has a word. */
static void
noise_does_no_harm(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (unsigned nbits = 0; nbits < 16; nbits++) {
		struct packer *p = start(nbits);

		for (unsigned i = 0; i < 20000; i++) {
			seed = seed * 1664525u + 1013904223u;
			if (p->lzw.is_bad || p->lzw.has_ended ||
			    p->n > sizeof(p->indices) / 2)
				p = start(nbits);
			feed(p, (uint8_t)(seed >> 24));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_grow_until_the_table_is_full),
		cmocka_unit_test(what_was_encoded_comes_out),
		cmocka_unit_test(nothing_comes_out_without_room),
		cmocka_unit_test(a_code_from_nowhere_is_bad),
		cmocka_unit_test(noise_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
