/* SPDX-License-Identifier: MIT */
#include "formats/psd/psd_pack.h"

#include <string.h>

#include "base/octets.h"

/* What is left to read, and to fill. */
struct unpacking {
	const uint8_t *from;
	size_t from_nbytes;
	uint8_t *to;
	size_t to_nbytes;
};

/* A literal or a run, as far as both reach; what it would take is returned. */
static size_t
unpack_one(struct unpacking *u)
{
	uint8_t head = *u->from++;
	bool is_run = head > 128;
	size_t nbytes = is_run ? 257u - head : head + 1u;
	size_t n_from, n = nbytes < u->to_nbytes ? nbytes : u->to_nbytes;

	u->from_nbytes--;
	if (head == 128)
		return 0;
	n_from = is_run ? 1 : nbytes;
	if (n_from > u->from_nbytes)
		n_from = u->from_nbytes;
	if (is_run && n_from == 1)
		memset(u->to, *u->from, n);
	else if ((n = n < n_from ? n : n_from) > 0)
		memcpy(u->to, u->from, n);
	u->from += n_from;
	u->from_nbytes -= n_from;
	u->to += n;
	u->to_nbytes -= n;
	return nbytes - n;
}

bool
psd_unpack(const uint8_t *packed, size_t packed_nbytes, uint8_t *row,
	   size_t row_nbytes, bool *is_over)
{
	struct unpacking u = {.from = packed,
			      .from_nbytes = packed_nbytes,
			      .to_nbytes = row_nbytes};
	size_t n_over = 0;

	u.to = row;
	while (u.from_nbytes > 0 && u.to_nbytes > 0)
		n_over = unpack_one(&u);
	/* A byte that is left may be there to make the length even. */
	*is_over = n_over > 0 || u.from_nbytes > 1;
	return u.to_nbytes == 0;
}

static void
add_bytes(uint8_t *row, size_t n)
{
	for (size_t i = 1; i < n; i++)
		row[i] = (uint8_t)(row[i] + row[i - 1]);
}

static void
add_words(uint8_t *row, size_t n)
{
	for (uint8_t *p = row + 2; p < row + 2 * n; p += 2)
		octets_put_u16be(
			p, (uint16_t)(octets_u16be(p) + octets_u16be(p - 2)));
}

static void
join_floats(uint8_t *row, size_t width, uint8_t *spare)
{
	memcpy(spare, row, width * 4);
	for (size_t i = 0; i < width; i++)
		for (size_t part = 0; part < 4; part++)
			row[i * 4 + part] = spare[part * width + i];
}

void
psd_unpredict(uint8_t *row, size_t width, uint32_t depth, uint8_t *spare)
{
	if (depth == 16) {
		add_words(row, width);
	} else if (depth == 32) {
		add_bytes(row, width * 4);
		join_floats(row, width, spare);
	} else {
		add_bytes(row, depth == 1 ? (width + 7) / 8 : width);
	}
}
