/* SPDX-License-Identifier: MIT */
/*
 * fuzz_noise.h - choices that are always the same for the same input
 *
 * Who puts an input to a harness sets them; an input that was grown has those
 * of the one it was grown from, so that both are read alike.
 */
#ifndef GM_FUZZ_FUZZ_NOISE_H
#define GM_FUZZ_FUZZ_NOISE_H

#include <stddef.h>
#include <stdint.h>

#include "image/gray.h"

void fuzz_noise_set(const uint8_t *data, size_t size);

/* Of all bits and where they stand. */
uint32_t fuzz_noise(void);

/* Any method; half of the time that by which most is direct. */
enum gray_method fuzz_noise_method(void);

/* The sum of the bytes. */
unsigned fuzz_noise_sum(void);

#endif
