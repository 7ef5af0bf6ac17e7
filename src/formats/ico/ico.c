/* SPDX-License-Identifier: MIT */
#include "formats/ico/ico.h"

#include <string.h>

#include "base/octets.h"

/* As much of a picture as says how large it is. */
#define HEAD_NBYTES 32u

/* Of a BMP; the height is that of the picture and of its mask. */
#define DIB_HEADER_NBYTES 40u

/* Samples of a pixel by the colour type of PNG (11.2.1). */
static const uint8_t png_channels[7] = {1, 0, 3, 1, 2, 0, 4};

/* What the picture itself says, of which n bytes are at head. */
static void
look_at_head(struct ico_picture *picture, const uint8_t *head, size_t n)
{
	if (n >= HEAD_NBYTES && memcmp(head, "\x89PNG", 4) == 0) {
		picture->is_png = true;
		picture->n_pixels = (uint64_t)octets_u32be(head + 16) *
				    octets_u32be(head + 20);
		if (head[25] < sizeof(png_channels))
			picture->bits =
				(uint32_t)head[24] * png_channels[head[25]];
	} else if (n >= HEAD_NBYTES &&
		   octets_u32le(head) >= DIB_HEADER_NBYTES) {
		picture->n_pixels = (uint64_t)octets_u32le(head + 4) *
				    (octets_u32le(head + 8) / 2);
		picture->bits = octets_u16le(head + 14);
	}
}

/* What is not in the file keeps the size that the directory has, and no byte.
 */
static void
look(struct file_in *in, const uint8_t *entry, struct ico_picture *picture)
{
	uint8_t head[HEAD_NBYTES];
	uint64_t left;

	*picture = (struct ico_picture){
		.at = octets_u32le(entry + 12),
		.nbytes = octets_u32le(entry + 8),
		.n_pixels = (uint64_t)(entry[0] == 0 ? 256 : entry[0]) *
			    (entry[1] == 0 ? 256 : entry[1])};
	left = picture->at < in->nbytes ? in->nbytes - picture->at : 0;
	picture->nbytes = picture->nbytes < left ? picture->nbytes : left;
	if (picture->nbytes > 0)
		look_at_head(
			picture, head,
			file_in_fill_at(in, picture->at, head, sizeof(head)));
}

static bool
is_better(const struct ico_picture *a, const struct ico_picture *b)
{
	return a->n_pixels != b->n_pixels ? a->n_pixels > b->n_pixels
					  : a->bits > b->bits;
}

enum gm_status
ico_find(struct file_in *in, struct ico_picture *best, unsigned *n_pictures,
	 struct gm_error *err)
{
	uint8_t header[ICO_HEADER_NBYTES], entry[ICO_ENTRY_NBYTES];
	struct ico_picture picture;
	enum gm_status st;

	if (file_in_read(in, header, sizeof(header)) < sizeof(header))
		return file_in_fail_at_end(in, "in the header", err);
	*n_pictures = octets_u16le(header + 4);
	*best = (struct ico_picture){0};
	for (unsigned i = 0; i < *n_pictures; i++) {
		if (file_in_read(in, entry, sizeof(entry)) < sizeof(entry))
			return file_in_fail_at_end(in, "in the directory", err);
		look(in, entry, &picture);
		if (i == 0 || is_better(&picture, best))
			*best = picture;
	}
	st = file_in_status(in, err);
	if (st != GM_OK)
		return st;
	return best->nbytes > 0 ? GM_OK
				: gm_fail(err, GM_ERR_TRUNCATED, 0,
					  "truncated: its largest picture is "
					  "not there");
}
