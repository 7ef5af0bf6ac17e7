/* SPDX-License-Identifier: MIT */
/*
 * Softimage PIC, through stb_image.
 */
#include "formats/formats.h"

#include <string.h>

#include "base/octets.h"
#include "formats/stb/stb.h"
#include "meta/settle.h"

/* Up to the first channel packet of 4 bytes; stb knows up to ten of them. */
#define HEADER_NBYTES  104u
#define COMMENT_AT     8u
#define COMMENT_NBYTES 80u
#define PACKET_NBYTES  4u
#define PACKETS_MAX    10u

/* Bits of the channels that a packet has: R, G, B, A. */
#define CHANNELS_MASK 0xf0

/* Kinds of compression: none, runs alone, runs and what is not packed. */
#define PLAIN     0
#define ONLY_RUNS 1

/* Pixels of a run, where there are only runs. */
#define RUN_MAX 255u

struct packets {
	uint32_t n;
	uint64_t row_nbytes; /* that a row takes at least, in all of them */
	bool has_alpha;
	bool has_only_runs;
};

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= HEADER_NBYTES &&
	       memcmp(head, "\x53\x80\xf6\x34", 4) == 0 &&
	       memcmp(head + 88, "PICT", 4) == 0;
}

/* The fewest bytes of a row in this packet; a mixed run may be all of it. */
static uint64_t
packet_row_nbytes(const uint8_t *packet, uint32_t width)
{
	uint32_t channels = 0;

	for (unsigned bit = 0x80; (bit & CHANNELS_MASK) != 0; bit >>= 1)
		channels += (packet[3] & bit) != 0;
	if (packet[2] == PLAIN)
		return (uint64_t)width * channels;
	if (packet[2] == ONLY_RUNS)
		return (uint64_t)(1 + channels) *
		       (width / RUN_MAX + (width % RUN_MAX > 0));
	return 1 + channels;
}

static enum gm_status
read_packets(const uint8_t *head, size_t nbytes, uint32_t width,
	     struct packets *packets, struct gm_error *err)
{
	for (uint32_t i = 0; i < PACKETS_MAX; i++) {
		const uint8_t *packet = head + i * PACKET_NBYTES;

		if (nbytes < (i + 1) * PACKET_NBYTES)
			return gm_fail(err, GM_ERR_TRUNCATED, 0,
				       "truncated: in the header");
		if (packet[1] != 8)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "unsupported: PIC of %u bits per "
				       "channel",
				       packet[1]);
		if (packet[2] > 2)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "unsupported: PIC with compression %u",
				       packet[2]);
		if ((packet[3] & CHANNELS_MASK) == 0)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a packet without channels");
		packets->has_alpha |= (packet[3] & 0x10) != 0;
		packets->has_only_runs |= packet[2] == ONLY_RUNS;
		packets->n = i + 1;
		packets->row_nbytes += packet_row_nbytes(packet, width);
		if (packet[0] == 0)
			return GM_OK;
	}
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: PIC with more than %u packets",
		       PACKETS_MAX);
}

static enum gm_status
keep_comment(const uint8_t *head, struct metadata *metadata,
	     struct gm_error *err)
{
	struct metadata_piece piece = {.kind = METADATA_COMMENT};

	metadata_set_text(&piece, head + COMMENT_AT, COMMENT_NBYTES);
	return piece.value_nbytes == 0
		       ? GM_OK
		       : settle_add(&(struct settle){0}, metadata, &piece, err);
}

static uint64_t
least_nbytes(const struct packets *packets, uint32_t n_rows)
{
	return HEADER_NBYTES + packets->n * PACKET_NBYTES +
	       packets->row_nbytes * n_rows;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	/*
	 * Four channels whatever the file has: for fewer, stb converts even a
	 * picture that it has failed to decode.
	 */
	struct stb_request request = {.in = in,
				      .channels = 4,
				      .ends_here = true,
				      .is_endless = conversion->salvage,
				      .conversion = conversion};
	const uint8_t *head;
	size_t nbytes = file_in_peek(in, CODEC_HEAD_BYTES, &head);
	struct packets packets = {0};
	uint32_t width, height;
	enum gm_status st;

	if (nbytes < HEADER_NBYTES)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: in the header");
	width = octets_u16be(head + 92);
	height = octets_u16be(head + 94);
	st = image_check_size(in, width, height, conversion->max_pixels, err);
	if (st == GM_OK)
		st = keep_comment(head, &dec->metadata, err);
	if (st == GM_OK)
		st = read_packets(head + HEADER_NBYTES, nbytes - HEADER_NBYTES,
				  width, &packets, err);
	if (st == GM_OK)
		st = stb_read_check_length(
			dec, in, least_nbytes(&packets, height),
			least_nbytes(&packets,
				     image_salvage_rows(width, height)),
			conversion->salvage, err);
	if (st != GM_OK)
		return st;
	/*
	 * What salvage puts for what is missing is black, or nearly so: a run
	 * of no pixel would go on for ever, and one of two be too long for the
	 * last of a row.
	 */
	request.filler = packets.has_only_runs ? 1 : 0;
	dec->info = (struct image_info){
		width, height, packets.has_alpha ? 4 : 3, 8, 8, 0};
	return stb_read(dec, &request, err);
}

const struct codec codec_pic = {
	.name = "PIC",
	.extensions = (const char *const[]){"pic", NULL},
	.can = {.only_colors = true,
		.alpha = true,
		.tells = 1u << METADATA_COMMENT},
	.libraries = (const struct library *const[]){&stb_read_library, NULL},
	.effort = 3,
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = stb_read_rows,
					       .finish = stb_read_finish,
					       .close = stb_read_close},
};
