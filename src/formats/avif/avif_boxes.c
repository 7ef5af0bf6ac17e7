/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_boxes.h"

#include "base/octets.h"

bool
avif_box_read(struct avif_box *box, const uint8_t *data, size_t n,
	      uint64_t left)
{
	uint64_t nbytes;

	if (n < 8)
		return false;
	memcpy(box->name, data + 4, 4);
	box->head_nbytes = 8;
	nbytes = octets_u32be(data);
	if (nbytes == 0)
		nbytes = left;
	if (nbytes == 1) {
		if (n < AVIF_BOX_HEAD_NBYTES)
			return false;
		box->head_nbytes = AVIF_BOX_HEAD_NBYTES;
		nbytes = octets_u64be(data + 8);
	}
	if (nbytes < box->head_nbytes)
		return false;
	box->nbytes = nbytes - box->head_nbytes;
	return true;
}

bool
avif_span_box(struct avif_span *span, struct avif_box *box,
	      struct avif_span *content)
{
	size_t head;

	if (!avif_box_read(box, span->data, span->nbytes, span->nbytes) ||
	    box->nbytes > span->nbytes - box->head_nbytes)
		return false;
	head = (size_t)box->head_nbytes;
	content->data = span->data + head;
	content->nbytes = (size_t)box->nbytes;
	span->data += head + content->nbytes;
	span->nbytes -= head + content->nbytes;
	return true;
}

bool
avif_span_find(struct avif_span span, const char name[5],
	       struct avif_span *content)
{
	struct avif_box box;

	while (avif_span_box(&span, &box, content))
		if (avif_box_is(&box, name))
			return true;
	return false;
}

uint64_t
avif_span_number(struct avif_span *span, size_t nbytes)
{
	uint64_t value = 0;

	if (nbytes > span->nbytes) {
		span->data += span->nbytes;
		span->nbytes = 0;
		return 0;
	}
	for (size_t i = 0; i < nbytes; i++)
		value = value << 8 | span->data[i];
	span->data += nbytes;
	span->nbytes -= nbytes;
	return value;
}

unsigned
avif_span_version(struct avif_span *span)
{
	return (unsigned)(avif_span_number(span, 4) >> 24);
}
