/* SPDX-License-Identifier: MIT */
/*
 * png_mutate.h - a PNG while the mutator changes it
 */
#ifndef GM_FUZZ_PNG_MUTATE_H
#define GM_FUZZ_PNG_MUTATE_H

#include "png_parts.h"

#define PNG_MUTATION_MAX_OWNED 256u

struct png_mutation {
	struct png_parts png;
	uint32_t noise;
	uint8_t *owned[PNG_MUTATION_MAX_OWNED]; /* payloads of our own */
	unsigned n_owned;
};

/* 0..n-1, n being at least 1. */
unsigned png_mutation_any_of(struct png_mutation *m, size_t n);

/* Room for n bytes, zeroed, that stays until the mutation is over. */
uint8_t *png_mutation_take(struct png_mutation *m, size_t n);

/* Insert a part before part i, if there is room. */
void png_mutation_insert(struct png_mutation *m, unsigned i, const char *type,
			 const uint8_t *data, size_t nbytes);

void png_mutation_remove(struct png_mutation *m, unsigned i);

/* A copy of the header's payload that can be changed, or NULL. */
uint8_t *png_mutation_header(struct png_mutation *m);

/* Change rows and filters, and compress them in another way. */
void png_mutate_pixels(struct png_mutation *m);

/* Make as many rows as the header says. */
void png_mutate_fit_pixels(struct png_mutation *m);

/* Change the compressed data; what they make keeps its checksum. */
void png_mutate_stream(struct png_mutation *m);

#endif
