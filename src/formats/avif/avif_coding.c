/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_coding.h"

#include <string.h>

#include "base/octets.h"
#include "formats/avif/avif.h"

/* depth, range, two quantisers, and three code points */
#define NBYTES 10u

enum gm_status
avif_coding_add(const struct avif_coding *coding, struct metadata *metadata,
		struct gm_error *err)
{
	uint8_t data[NBYTES] = {(uint8_t)coding->depth, coding->is_full,
				(uint8_t)coding->quantiser,
				(uint8_t)coding->alpha_quantiser};

	octets_put_u16be(data + 4, (uint16_t)coding->primaries);
	octets_put_u16be(data + 6, (uint16_t)coding->transfer);
	octets_put_u16be(data + 8, (uint16_t)coding->matrix);
	return metadata_add(metadata,
			    &(struct metadata_piece){.kind = METADATA_CODING,
						     .home = AVIF_NAME,
						     .data = data,
						     .nbytes = sizeof(data)},
			    err);
}

bool
avif_coding_find(const struct metadata *metadata, struct avif_coding *coding)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (piece.kind != METADATA_CODING || piece.nbytes != NBYTES ||
		    !metadata_is_from(&piece, AVIF_NAME))
			continue;
		*coding = (struct avif_coding){
			.depth = piece.data[0],
			.is_full = piece.data[1] != 0,
			.quantiser = piece.data[2],
			.alpha_quantiser = piece.data[3],
			.primaries = octets_u16be(piece.data + 4),
			.transfer = octets_u16be(piece.data + 6),
			.matrix = octets_u16be(piece.data + 8),
		};
		return true;
	}
	return false;
}

/* libaom takes every fourth base_q_idx but for the last two: 249 and 255. */
unsigned
avif_coding_quantiser(unsigned base_q_idx)
{
	unsigned quantiser = (base_q_idx + 2) / 4;

	if (quantiser > 61)
		quantiser = base_q_idx < 247 ? 61 : base_q_idx < 252 ? 62 : 63;
	return quantiser > 0 ? quantiser : 1;
}

unsigned
avif_coding_of_quality(unsigned quality)
{
	return ((100 - quality) * AVIF_MAX_QUANTISER + 50) / 100;
}

/*
 * By measurement, with six photographs and SSIM: JPEG and WebP of these
 * qualities are as near to what they are made of as AVIF of these quantisers.
 * Between them it is by a line.
 */
static const struct {
	unsigned quality;
	unsigned quantiser;
} likes[] = {
	{1, 63},  {30, 41}, {50, 35}, {60, 33}, {70, 31}, {75, 29},
	{80, 26}, {85, 21}, {90, 15}, {95, 8},  {100, 1},
};

unsigned
avif_coding_like(unsigned quality)
{
	size_t i = 1;
	unsigned gap, past;

	while (likes[i].quality < quality && likes[i].quality < 100)
		i++;
	gap = likes[i].quality - likes[i - 1].quality;
	past = quality - likes[i - 1].quality;
	return likes[i - 1].quantiser -
	       ((likes[i - 1].quantiser - likes[i].quantiser) * past +
		gap / 2) /
		       gap;
}

unsigned
avif_coding_likeness(unsigned quantiser)
{
	unsigned quality = 100;

	while (quality > 1 && avif_coding_like(quality) < quantiser)
		quality--;
	return quality;
}
