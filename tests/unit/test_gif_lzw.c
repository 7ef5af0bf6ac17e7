/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_lzw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Codes packed as an encoder packs them, its table kept in step. */
struct packer {
	struct gif_lzw lzw;
	uint32_t bits;
	unsigned n_bits;
	unsigned code_nbits;
};

static void
put(struct packer *p, unsigned code)
{
	p->bits |= code << p->n_bits;
	p->n_bits += p->code_nbits;
	while (p->n_bits >= 8) {
		uint8_t byte = (uint8_t)p->bits;

		gif_lzw_feed(&p->lzw, &byte, 1);
		p->bits >>= 8;
		p->n_bits -= 8;
	}
}

static void
start(struct packer *p, unsigned pixel_nbits)
{
	*p = (struct packer){.code_nbits = pixel_nbits + 1};
	gif_lzw_start(&p->lzw, pixel_nbits);
	put(p, 1u << pixel_nbits);
}

/*
 * Each code names the string that it is about to make: lengths 1, 2, 3...
 * until no more are to be had, which takes all sizes of codes.
 */
static void
strings_grow_until_the_table_is_full(void **state)
{
	struct packer p;
	uint64_t n_pixels = 1;

	(void)state;
	start(&p, 2);
	put(&p, 0);
	for (unsigned code = 6; code < 4096; code++) {
		put(&p, code);
		n_pixels += code - 4;
		if (code + 1 == 1u << p.code_nbits && p.code_nbits < 12)
			p.code_nbits++;
	}
	for (unsigned i = 0; i < 3; i++) {
		put(&p, 4095);
		n_pixels += 4091;
	}
	put(&p, 4); /* clear */
	p.code_nbits = 3;
	put(&p, 1);
	n_pixels++;
	put(&p, 5); /* end */
	put(&p, 1);
	put(&p, 1);
	put(&p, 1);
	assert_false(p.lzw.is_bad);
	assert_true(p.lzw.has_ended);
	assert_int_equal(p.lzw.n_pixels, n_pixels);
}

static void
a_code_from_nowhere_is_bad(void **state)
{
	struct packer p;

	(void)state;
	start(&p, 2);
	put(&p, 6); /* no string came before */
	put(&p, 0);
	put(&p, 0);
	assert_true(p.lzw.is_bad);
	start(&p, 2);
	put(&p, 0);
	put(&p, 7);
	put(&p, 0);
	put(&p, 0);
	put(&p, 0);
	assert_true(p.lzw.is_bad);
	for (unsigned nbits = 12; nbits < 256; nbits++) {
		gif_lzw_start(&p.lzw, nbits);
		gif_lzw_feed(&p.lzw, (const uint8_t *)"\0\0\0\0", 4);
		assert_true(p.lzw.is_bad);
	}
}

/* Whatever the bytes, and whatever the size: no sanitizer has a word. */
static void
noise_does_no_harm(void **state)
{
	static struct gif_lzw lzw;
	uint32_t seed = 1;

	(void)state;
	for (unsigned nbits = 0; nbits < 16; nbits++) {
		gif_lzw_start(&lzw, nbits);
		for (unsigned i = 0; i < 20000; i++) {
			uint8_t byte;

			seed = seed * 1664525u + 1013904223u;
			byte = (uint8_t)(seed >> 24);
			if (lzw.is_bad)
				gif_lzw_start(&lzw, nbits);
			gif_lzw_feed(&lzw, &byte, 1);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_grow_until_the_table_is_full),
		cmocka_unit_test(a_code_from_nowhere_is_bad),
		cmocka_unit_test(noise_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
