/* SPDX-License-Identifier: MIT */
/*
 * jxl_color.h - what samples are: of a code stream, as pieces, and back
 *
 * A code stream says it by a profile, or by numbers that are near those of
 * H.273.
 */
#ifndef GM_FORMATS_JXL_JXL_COLOR_H
#define GM_FORMATS_JXL_JXL_COLOR_H

#include "formats/jxl/jxl_decoder.h"
#include "meta/metadata.h"

/*
 * At JXL_DEC_COLOR_ENCODING: colours in XYB of a picture that has a profile,
 * which the library cannot make them of, become those of sRGB.
 */
enum gm_status jxl_color_choose(struct jxl_decoder *decoder,
				const JxlBasicInfo *basic,
				struct gm_error *err);

/* What the samples are that are decoded then. */
struct jxl_color {
	bool is_srgb;         /* numbers say so; the intent is there, too */
	bool is_linear;       /* numbers say that they are light */
	uint8_t intent;       /* as in ICC.1 7.2.15 */
	bool has_cicp;        /* PQ and HLG, which profiles tell poorly */
	uint8_t cicp[4];      /* see meta/cicp.h */
	struct bytes profile; /* owned; else it is what tells */
};

/* After jxl_color_choose().  Fails with GM_ERR_NOMEM, _LIMIT or _CORRUPT. */
enum gm_status jxl_color_read(struct jxl_color *color,
			      struct jxl_decoder *decoder,
			      struct gm_error *err);

/* Add what there is to say of them.  Fails as settle_add() does. */
enum gm_status jxl_color_add(const struct jxl_color *color,
			     struct metadata *metadata, struct gm_error *err);

void jxl_color_free(struct jxl_color *color);

/*
 * After JxlEncoderSetBasicInfo(), of gray samples: what the pieces say, or
 * linear light of floats, or sRGB.  False when the library fails.
 */
bool jxl_color_put(JxlEncoder *encoder, const struct metadata *metadata,
		   bool are_floats, struct gm_error *err);

#endif
