/* SPDX-License-Identifier: MIT */
/*
 * jxl_look.h - all that a file says before a pixel is decoded
 */
#ifndef GM_FORMATS_JXL_JXL_LOOK_H
#define GM_FORMATS_JXL_JXL_LOOK_H

#include "codec/codec.h"
#include "formats/jxl/jxl_color.h"
#include "formats/jxl/jxl_decoder.h"

/* Most channels besides gray or R, G and B; code streams of level 5 have 4. */
#define JXL_MAX_EXTRA 16u

/* Zeroed before it is filled. */
struct jxl_look {
	JxlBasicInfo basic;     /* as it is coded, or once it is settled, as it
				   is decoded */
	bool keeps_orientation; /* it is decoded as it is coded */
	struct jxl_color color;
	bool has_black;    /* colours are inks, C, M and Y; and which of the */
	uint32_t black_i;  /* extra channels is K */
	bool has_more;     /* there are channels that are not shown */
	bool is_lossy;     /* the picture is coded with loss, or may be */
	bool is_by_dct;    /* so is its first frame */
	uint32_t n_shown;  /* frames that are shown, */
	uint32_t n_frames; /* and all */
	uint64_t most_pixels; /* of the largest frame or the picture */
	uint64_t all_pixels;  /* of all frames, those included of which one that
				 is shown is made */
};

/*
 * Fill *look, whose color is the caller's to free.  The size is checked by
 * image_check_size(); the metadata in boxes are added to metadata, but for
 * where it is NULL.  A file that ends behind the header of its last frame is
 * GM_ERR_TRUNCATED only where metadata are cut, and salvage is not asked for.
 */
enum gm_status jxl_look(struct jxl_look *look, const struct bytes *file,
			const struct file_in *in,
			const struct conversion *conversion,
			struct metadata *metadata, struct gm_error *err);

/*
 * Where EXIF says how the picture is turned it stays as it is coded, for that
 * EXIF to say it of the copy; else it is decoded upright, and EXIF and XMP of
 * the metadata say that.
 */
void jxl_look_settle(struct jxl_look *look, struct metadata *metadata);

void jxl_look_free(struct jxl_look *look);

#endif
