/* SPDX-License-Identifier: MIT */
#include "meta/irb.h"

#include <string.h>

#include "base/octets.h"

/* "8BIM", the id, a name with its length, the length; then the value. */
bool
irb_next(const uint8_t *data, size_t nbytes, size_t *at, struct irb *block)
{
	size_t left = nbytes - *at, head;

	if (left < IRB_HEAD_NBYTES || memcmp(data + *at, "8BIM", 4) != 0)
		return false;
	data += *at;
	/* Name and length together are made even. */
	head = 6 + ((size_t)data[6] + 2) / 2 * 2 + 4;
	if (left < head)
		return false;
	block->id = octets_u16be(data + 4);
	block->nbytes = octets_u32be(data + head - 4);
	block->value = data + head;
	if (block->nbytes > left - head)
		return false;
	*at += head + block->nbytes;
	/* The last one may lack its padding. */
	if (block->nbytes % 2 == 1 && *at < nbytes)
		(*at)++;
	return true;
}

bool
irb_find(const uint8_t *data, size_t nbytes, unsigned id, struct irb *block)
{
	size_t at = 0;

	while (irb_next(data, nbytes, &at, block))
		if (block->id == id)
			return true;
	return false;
}

void
irb_put_head(uint8_t head[IRB_HEAD_NBYTES], unsigned id, size_t nbytes)
{
	memcpy(head, "8BIM", 4);
	octets_put_u16be(head + 4, (uint16_t)id);
	octets_put_u16be(head + 6, 0);
	octets_put_u32be(head + 8, (uint32_t)nbytes);
}
