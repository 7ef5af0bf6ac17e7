/* SPDX-License-Identifier: MIT */
/*
 * hash.h - a keyed hash for tables
 *
 * File names come from strangers: with a secret key nobody can choose names
 * that all fall into one place of a table.
 */
#ifndef GM_BASE_HASH_H
#define GM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t part[2];
};

/* A key that differs from run to run. */
struct hash_key hash_key_random(void);

/* SipHash-1-3 of n bytes (Aumasson and Bernstein, 2012). */
uint64_t hash_bytes(const struct hash_key *key, const void *data, size_t n);

/*
 * Places for a table of open addressing that holds n entries and is never
 * more than two thirds full; a power of two.
 */
size_t hash_table_size(size_t n);

#endif
