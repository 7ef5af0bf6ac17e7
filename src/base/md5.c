/* SPDX-License-Identifier: MIT */
#include "base/md5.h"

#include <math.h>
#include <string.h>

#include "base/octets.h"

#define BLOCK_NBYTES 64u
#define N_STEPS      64u

/* T of RFC 1321, 3.4. */
static void
make_table(uint32_t table[N_STEPS])
{
	for (unsigned i = 0; i < N_STEPS; i++)
		table[i] = (uint32_t)(fabs(sin(i + 1.0)) * 4294967296.0);
}

static uint32_t
rotate(uint32_t value, unsigned n)
{
	return value << n | value >> (32 - n);
}

/* The four rounds of RFC 1321, 3.4, of 16 steps each. */
static void
take_block(uint32_t state[4], const uint32_t table[N_STEPS],
	   const uint8_t block[BLOCK_NBYTES])
{
	static const uint8_t shifts[4][4] = {{7, 12, 17, 22},
					     {5, 9, 14, 20},
					     {4, 11, 16, 23},
					     {6, 10, 15, 21}};
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];

	for (unsigned i = 0; i < N_STEPS; i++) {
		uint32_t f, before = d;
		unsigned word;

		switch (i / 16) {
		case 0:
			f = (b & c) | (~b & d);
			word = i;
			break;
		case 1:
			f = (b & d) | (c & ~d);
			word = 5 * i + 1;
			break;
		case 2:
			f = b ^ c ^ d;
			word = 3 * i + 5;
			break;
		default:
			f = c ^ (b | ~d);
			word = 7 * i;
			break;
		}
		f += a + table[i] + octets_u32le(block + word % 16 * 4);
		d = c;
		c = b;
		b += rotate(f, shifts[i / 16][i % 4]);
		a = before;
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
}

void
md5(const uint8_t *data, size_t nbytes, uint8_t digest[MD5_NBYTES])
{
	uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
	uint32_t table[N_STEPS];
	uint8_t last[2 * BLOCK_NBYTES] = {0};
	size_t rest = nbytes % BLOCK_NBYTES;
	size_t n_last = rest < BLOCK_NBYTES - 8 ? BLOCK_NBYTES : sizeof(last);

	make_table(table);
	for (size_t at = 0; at + BLOCK_NBYTES <= nbytes; at += BLOCK_NBYTES)
		take_block(state, table, data + at);
	if (rest > 0)
		memcpy(last, data + nbytes - rest, rest);
	last[rest] = 0x80;
	octets_put_u32le(last + n_last - 8, (uint32_t)(nbytes << 3));
	octets_put_u32le(last + n_last - 4, (uint32_t)((uint64_t)nbytes >> 29));
	for (size_t at = 0; at < n_last; at += BLOCK_NBYTES)
		take_block(state, table, last + at);
	for (size_t i = 0; i < 4; i++)
		octets_put_u32le(digest + 4 * i, state[i]);
}
