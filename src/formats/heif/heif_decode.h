/* SPDX-License-Identifier: MIT */
/*
 * heif_decode.h - one picture of HEVC by libde265
 *
 * The library starts no threads unless it is asked to.  It has had many faults
 * in what it makes of damaged streams, so it gets only what a still picture
 * needs: parameter sets, and the slices of one picture that refers to no other
 * one.
 */
#ifndef GM_FORMATS_HEIF_HEIF_DECODE_H
#define GM_FORMATS_HEIF_HEIF_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/library.h"
#include "formats/heif/heif_file.h"
#include "formats/heif/hevc_nal.h"

/* How samples are coded (H.273): of colr in HEIF, or of HEVC's VUI. */
struct heif_coding {
	unsigned primaries;
	unsigned transfer;
	unsigned matrix;
	bool is_full; /* range */
};

/* H.273: nothing is said. */
#define HEIF_UNSPECIFIED 2u

/*
 * Samples of up to 8 bits are bytes, others are uint16_t.  The planes are Y, Cb
 * and Cr, of which the last two are NULL where there is no colour.
 */
struct heif_picture {
	uint32_t width; /* pixels */
	uint32_t height;
	const uint8_t *planes[3];
	size_t strides[3];  /* bytes from row to row */
	unsigned bits[3];   /* of a sample, 1..16 */
	unsigned shifts[2]; /* log2 of the pixels that a sample of chroma is
			       for, in x and y */
	struct heif_coding coding;
};

/* A zeroed struct is valid and holds nothing. */
struct heif_decoder {
	void *lib;       /* owned; has the planes */
	bool has_tables; /* it holds those of the library */
	struct bytes coded;
};

/* Bytes of memory that decoding takes for each pixel, about. */
uint64_t heif_decode_nbytes(const struct hevc_size *size);

/*
 * Decode an item of the type hvc1 or hev1; *picture is valid until the next
 * one is, or the decoder is closed.  Memory and pixels are checked before.
 * Fails with GM_ERR_CORRUPT, GM_ERR_TRUNCATED, GM_ERR_UNSUPPORTED,
 * GM_ERR_LIMIT, GM_ERR_READ or GM_ERR_NOMEM.  What libde265 has misgivings
 * about is GM_ERR_CORRUPT, unless the file salvages.
 */
enum gm_status heif_decode(struct heif_decoder *decoder, struct heif_file *file,
			   const struct heif_item *item,
			   struct heif_picture *picture, struct gm_error *err);

/* Let go of the picture, and of all memory; safe in every state. */
void heif_decode_close(struct heif_decoder *decoder);

extern const struct library heif_library;

#endif
