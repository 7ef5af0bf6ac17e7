/* SPDX-License-Identifier: MIT */
/*
 * psd.h - what a PSD says of its merged picture
 *
 * The source is Adobe Photoshop File Formats Specification (November 2019):
 * "File Header Section" to "Image Data Section", each of which stands after
 * the one before.  PSB is PSD of version 2, with wider lengths.
 */
#ifndef GM_FORMATS_PSD_PSD_H
#define GM_FORMATS_PSD_PSD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file_cursor.h"
#include "meta/metadata.h"

#define PSD_HEADER_NBYTES 26u

/* 256 reds, as many greens, as many blues. */
#define PSD_PALETTE_NBYTES 768u

/* Channels that make a picture: four inks and alpha. */
#define PSD_MAX_PLANES 5u

enum psd_mode {
	PSD_BITMAP = 0,
	PSD_GRAY = 1,
	PSD_INDEXED = 2,
	PSD_RGB = 3,
	PSD_CMYK = 4,
	PSD_MULTICHANNEL = 7,
	PSD_DUOTONE = 8, /* gray, and by which inks it is printed */
	PSD_LAB = 9
};

enum psd_compression {
	PSD_RAW = 0,
	PSD_RLE = 1, /* PackBits, with a table of all rows' lengths */
	PSD_ZIP = 2,
	PSD_ZIP_PREDICTED = 3 /* of each row, the differences */
};

struct psd {
	bool is_big;       /* PSB */
	uint32_t channels; /* in the file, extra ones included */
	uint32_t width;
	uint32_t height;
	uint32_t depth; /* bits of a sample: 1, 8, 16, or 32 of a float */
	enum psd_mode mode;
	uint32_t n_colors;    /* the first channels are the colour */
	bool has_alpha;       /* the next one is the transparency */
	bool lacks_picture;   /* what stands for it is a placeholder */
	uint32_t transparent; /* the index that is; 256 is none */
	uint8_t palette[PSD_PALETTE_NBYTES];
	enum psd_compression compression;
	uint64_t pixels_at; /* the offset of what follows compression */
};

/*
 * Take the header.  Fails with GM_ERR_UNSUPPORTED for a kind that cannot be
 * read, and GM_ERR_CORRUPT.
 */
enum gm_status psd_parse_header(struct psd *psd,
				const uint8_t header[PSD_HEADER_NBYTES],
				struct gm_error *err);

/* Fails with GM_ERR_CORRUPT when they are longer than the format allows. */
enum gm_status psd_check_sides(const struct psd *psd, struct gm_error *err);

/*
 * Read what stands between the header, where the cursor is, and the pixels.
 * Fails with GM_ERR_TRUNCATED, GM_ERR_CORRUPT, GM_ERR_NOMEM or GM_ERR_READ.
 */
enum gm_status psd_read_sections(struct psd *psd, struct file_cursor *cursor,
				 struct metadata *metadata,
				 struct gm_error *err);

/* Bytes of one channel's row before it is packed. */
static inline size_t
psd_row_nbytes(const struct psd *psd)
{
	return (size_t)(((uint64_t)psd->width * psd->depth + 7) / 8);
}

/* Planes to be read: of Lab, neither a nor b. */
static inline uint32_t
psd_n_planes(const struct psd *psd)
{
	uint32_t n_colors = psd->mode == PSD_LAB ? 1 : psd->n_colors;

	return n_colors + psd->has_alpha;
}

/* The channel in the file that is that plane. */
static inline uint32_t
psd_channel(const struct psd *psd, uint32_t plane_i)
{
	bool is_alpha = psd->has_alpha && plane_i + 1 == psd_n_planes(psd);

	return is_alpha ? psd->n_colors : plane_i;
}

#endif
