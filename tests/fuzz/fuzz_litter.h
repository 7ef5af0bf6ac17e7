/* SPDX-License-Identifier: MIT */
/*
 * fuzz_litter.h - what is in memory that was never written
 *
 * Who reads it gets other results each time: this is how code shows up that
 * no MemorySanitizer sees, that of the libraries too.
 */
#ifndef GM_FUZZ_FUZZ_LITTER_H
#define GM_FUZZ_FUZZ_LITTER_H

#include <stddef.h>
#include <stdint.h>

/* From now on malloc() hands out memory that is full of this byte. */
void fuzz_litter_with(uint8_t byte);

/*
 * While the code under test has memory filled, by mallopt(M_PERTURB), it is
 * full of this byte, and of 0 where that was never said; sanitizers know no
 * such thing.
 */
void fuzz_litter_fill(uint8_t byte);

/* As malloc(), littered whatever its size; never NULL. */
void *fuzz_litter_block(size_t nbytes);

#endif
