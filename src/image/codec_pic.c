/* SPDX-License-Identifier: MIT */
/*
 * Softimage PIC, through stb_image.
 */
#include "image/codec_stb.h"

#include <string.h>

#include "image/octets.h"
#include "image/stb_read.h"

/* Up to the first channel packet of 4 bytes; stb knows up to ten of them. */
#define HEADER_NBYTES 104u
#define PACKET_NBYTES 4u
#define PACKETS_MAX   10u

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= HEADER_NBYTES &&
	       memcmp(head, "\x53\x80\xf6\x34", 4) == 0 &&
	       memcmp(head + 88, "PICT", 4) == 0;
}

/* How many packets there are, and whether one of them has alpha. */
static enum gm_status
read_packets(const uint8_t *packets, size_t nbytes, uint32_t *n_packets,
	     bool *has_alpha, struct gm_error *err)
{
	for (uint32_t i = 0; i < PACKETS_MAX; i++) {
		const uint8_t *packet = packets + i * PACKET_NBYTES;

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
		*has_alpha = *has_alpha || (packet[3] & 0x10) != 0;
		*n_packets = i + 1;
		if (packet[0] == 0)
			return GM_OK;
	}
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: PIC with more than %u packets",
		       PACKETS_MAX);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct decode_options *options, struct gm_error *err)
{
	/*
	 * Four channels whatever the file has: for fewer, stb converts even a
	 * picture that it has failed to decode.
	 */
	struct stb_request request = {
		.in = in, .channels = 4, .options = options};
	const uint8_t *head;
	size_t nbytes = file_in_peek(in, CODEC_HEAD_BYTES, &head);
	uint32_t width, height, n_packets = 0;
	bool has_alpha = false;
	enum gm_status st;

	if (nbytes < HEADER_NBYTES)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: in the header");
	width = octets_u16be(head + 92);
	height = octets_u16be(head + 94);
	st = image_check_size(width, height, options->max_pixels, err);
	if (st == GM_OK)
		st = read_packets(head + HEADER_NBYTES, nbytes - HEADER_NBYTES,
				  &n_packets, &has_alpha, err);
	/* A run for a whole row takes two bytes at least. */
	if (st == GM_OK)
		st = stb_read_check_length(
			dec, in,
			HEADER_NBYTES + n_packets * ((uint64_t)PACKET_NBYTES +
						     (uint64_t)height * 2),
			options->salvage, err);
	if (st != GM_OK)
		return st;
	dec->info =
		(struct image_info){width, height, has_alpha ? 4 : 3, 8, 8, 0};
	return stb_read(dec, &request, err);
}

static const char *const extensions[] = {"pic", NULL};

const struct codec codec_pic = {
	.name = "PIC",
	.extensions = extensions,
	.sniff = sniff,
	.decode_open = decode_open,
	.decode_rows = stb_read_rows,
	.decode_finish = stb_read_finish,
	.decode_close = stb_read_close,
};
