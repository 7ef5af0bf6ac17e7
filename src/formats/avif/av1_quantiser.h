/* SPDX-License-Identifier: MIT */
/*
 * av1_quantiser.h - how coarsely a picture of AV1 is quantised
 *
 * The source is the AV1 bitstream specification, sections 5.3 to 5.9: the open
 * bitstream units of a picture, of which headers alone are read, up to
 * quantization_params() and segmentation_params() of the frame.
 */
#ifndef GM_FORMATS_AVIF_AV1_QUANTISER_H
#define GM_FORMATS_AVIF_AV1_QUANTISER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes from the start of a picture within which its quantiser stands, but for
   one that has much before it. */
#define AV1_HEAD_NBYTES 2048u

struct av1_quantiser {
	unsigned base_q_idx; /* 0..255 */
	bool is_lossless;
};

/*
 * Find that of the picture that begins so; nbytes of it are at hand.  False
 * where it does not say: of one that is made of several frames, which refine
 * each other, or that is damaged.
 */
bool av1_quantiser_find(const uint8_t *data, size_t nbytes,
			struct av1_quantiser *quantiser);

#endif
