/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/octets.h"

struct hash_key
hash_key_random(void)
{
	struct hash_key key;
	struct timespec now;

	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) == (ssize_t)sizeof(key))
		return key;
	/* Early in boot, or forbidden: the time is a weaker secret. */
	clock_gettime(CLOCK_REALTIME, &now);
	key.part[0] = (uint64_t)now.tv_nsec;
	key.part[1] = (uint64_t)now.tv_sec;
	return key;
}

static uint64_t
rotate(uint64_t x, int n)
{
	return (x << n) | (x >> (64 - n));
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

static void
sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

uint64_t
hash_bytes(const struct hash_key *key, const void *data, size_t n)
{
	const uint8_t *at = data;
	uint8_t last[8] = {0};
	/* The constants are "somepseudorandomlygeneratedbytes". */
	uint64_t v[4] = {
		key->part[0] ^ UINT64_C(0x736f6d6570736575),
		key->part[1] ^ UINT64_C(0x646f72616e646f6d),
		key->part[0] ^ UINT64_C(0x6c7967656e657261),
		key->part[1] ^ UINT64_C(0x7465646279746573),
	};
	size_t left = n;

	for (; left >= 8; left -= 8, at += 8)
		sip_word(v, octets_u64le(at));
	memcpy(last, at, left);
	sip_word(v, octets_u64le(last) | (uint64_t)n << 56);
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

size_t
hash_table_size(size_t n)
{
	size_t size = 16;

	while (size - size / 3 < n)
		size *= 2;
	return size;
}
