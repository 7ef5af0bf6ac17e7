/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/gray_header.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/marker.h"

/* Of the one component. */
#define COMPONENT_ID 1

enum gm_status
gray_header_segment(struct file_out *out, unsigned code, const uint8_t *payload,
		    size_t nbytes, struct gm_error *err)
{
	uint8_t head[4] = {0xff, (uint8_t)code};
	enum gm_status st;

	octets_put_u16be(head + 2, (uint16_t)(nbytes + 2));
	st = file_out_write(out, head, sizeof(head), err);
	return st == GM_OK ? file_out_write(out, payload, nbytes, err) : st;
}

enum gm_status
gray_header_frame(struct file_out *out, const struct frame *frame,
		  struct gm_error *err)
{
	const struct frame_quant *quant =
		&frame->quant[frame->components[0].quant];
	uint8_t sof[] = {
		8, /* bits a sample */
		0,
		0, /* height */
		0,
		0, /* width */
		1, /* components */
		COMPONENT_ID,
		0x11, /* sampling factors */
		0,    /* quantisation table */
	};
	uint8_t dqt[1 + 64] = {0};
	enum gm_status st;

	octets_put_u16be(sof + 1, (uint16_t)frame->height);
	octets_put_u16be(sof + 3, (uint16_t)frame->width);
	for (unsigned i = 0; i < 64; i++)
		dqt[1 + i] = (uint8_t)quant->steps[i];
	st = gray_header_segment(out, MARKER_DQT, dqt, sizeof(dqt), err);
	if (st != GM_OK)
		return st;
	return gray_header_segment(out, frame->sof, sof, sizeof(sof), err);
}

/* Write the table unless it is the last one of its class. */
static enum gm_status
put_table(struct file_out *out, unsigned class,
	  const struct huffman_table *table, struct huffman_table *last,
	  struct gm_error *err)
{
	uint8_t dht[1 + HUFFMAN_MAX_BITS + sizeof(table->symbols)];

	if (table == NULL || memcmp(table, last, sizeof(*table)) == 0)
		return GM_OK;
	*last = *table;
	dht[0] = (uint8_t)(class << 4);
	memcpy(dht + 1, table->counts, HUFFMAN_MAX_BITS);
	memcpy(dht + 1 + HUFFMAN_MAX_BITS, table->symbols, table->n_symbols);
	return gray_header_segment(out, MARKER_DHT, dht,
				   1 + HUFFMAN_MAX_BITS + table->n_symbols,
				   err);
}

static enum gm_status
put_interval(struct gray_header *header, struct file_out *out,
	     uint32_t interval, struct gm_error *err)
{
	uint8_t dri[2];

	if (header->restart_interval == interval)
		return GM_OK;
	octets_put_u16be(dri, (uint16_t)interval);
	header->restart_interval = interval;
	return gray_header_segment(out, MARKER_DRI, dri, sizeof(dri), err);
}

enum gm_status
gray_header_scan(struct gray_header *header, struct file_out *out,
		 const struct frame_scan *scan, const struct huffman_table *dc,
		 const struct huffman_table *ac, uint32_t restart_interval,
		 struct gm_error *err)
{
	const uint8_t sos[] = {
		1, /* components */
		COMPONENT_ID,
		0, /* Huffman tables */
		scan->ss,
		scan->se,
		(uint8_t)(scan->ah << 4 | scan->al),
	};
	enum gm_status st = put_table(out, 0, dc, &header->dc, err);

	if (st == GM_OK)
		st = put_table(out, 1, ac, &header->ac, err);
	if (st == GM_OK)
		st = put_interval(header, out, restart_interval, err);
	if (st != GM_OK)
		return st;
	return gray_header_segment(out, MARKER_SOS, sos, sizeof(sos), err);
}
