/* SPDX-License-Identifier: MIT */
#include "formats/psd/psd.h"

#include <inttypes.h>

#include "base/octets.h"

/* Sides of a PSD, and of a PSB. */
#define SIDE_MAX     30000u
#define SIDE_MAX_BIG 300000u

#define CHANNELS_MAX 56u

/* The depths, which are powers of two, are added up. */
static const struct mode {
	const char *name;
	uint32_t n_colors; /* 0: it is not read */
	uint32_t depths;
} modes[] = {
	[PSD_BITMAP] = {"bitmap", 1, 1},
	[PSD_GRAY] = {"grayscale", 1, 8 | 16 | 32},
	[PSD_INDEXED] = {"indexed", 1, 8},
	[PSD_RGB] = {"RGB", 3, 8 | 16 | 32},
	[PSD_CMYK] = {"CMYK", 4, 8 | 16},
	[PSD_DUOTONE] = {"duotone", 1, 8 | 16},
	[PSD_LAB] = {"Lab", 3, 8 | 16},
};

static enum gm_status
check_mode(uint32_t mode, uint32_t depth, struct gm_error *err)
{
	if (mode == PSD_MULTICHANNEL)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD in multichannel mode, which "
			       "has inks but no picture of them");
	if (mode >= sizeof(modes) / sizeof(modes[0]) ||
	    modes[mode].n_colors == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: colour mode %" PRIu32, mode);
	if ((depth & (depth - 1)) != 0 || (depth & modes[mode].depths) == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD of %" PRIu32
			       " bits per channel in %s mode",
			       depth, modes[mode].name);
	return GM_OK;
}

enum gm_status
psd_check_sides(const struct psd *psd, struct gm_error *err)
{
	uint32_t side_max = psd->is_big ? SIDE_MAX_BIG : SIDE_MAX;

	if (psd->width <= side_max && psd->height <= side_max)
		return GM_OK;
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: %" PRIu32 "x%" PRIu32 " pixels in a %s",
		       psd->width, psd->height, psd->is_big ? "PSB" : "PSD");
}

enum gm_status
psd_parse_header(struct psd *psd, const uint8_t header[PSD_HEADER_NBYTES],
		 struct gm_error *err)
{
	unsigned version = octets_u16be(header + 4);
	uint32_t mode = octets_u16be(header + 24);
	enum gm_status st;

	if (version != 1 && version != 2)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: PSD of version %u", version);
	*psd = (struct psd){.is_big = version == 2,
			    .channels = octets_u16be(header + 12),
			    .height = octets_u32be(header + 14),
			    .width = octets_u32be(header + 18),
			    .depth = octets_u16be(header + 22),
			    .transparent = 256};
	st = check_mode(mode, psd->depth, err);
	if (st != GM_OK)
		return st;
	psd->mode = (enum psd_mode)mode;
	psd->n_colors = modes[mode].n_colors;
	if (psd->channels < psd->n_colors || psd->channels > CHANNELS_MAX)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %" PRIu32 " channels", psd->channels);
	return GM_OK;
}
