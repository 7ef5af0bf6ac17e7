/* SPDX-License-Identifier: MIT */
/*
 * jp2_color.h - colour space, palette and channels, as boxes tell of them
 * (T.800 I.5.3.3 to I.5.3.6)
 *
 * What is read goes into the struct jp2_file of its caller.
 */
#ifndef GM_FORMATS_JP2_JP2_COLOR_H
#define GM_FORMATS_JP2_JP2_COLOR_H

#include "formats/jp2/jp2_boxes.h"

/* Of an enumerated one. */
enum jp2_space jp2_color_space(uint32_t number);

/* Of a profile: its data colour space (ICC.1 7.2.6), which is *number. */
enum jp2_space jp2_color_of_profile(struct file_in *in, struct jp2_span profile,
				    uint32_t *number);

/* All fail with GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED or GM_ERR_READ. */
enum gm_status jp2_color_read_palette(struct jp2_file *file, struct file_in *in,
				      struct jp2_span span,
				      struct gm_error *err);
enum gm_status jp2_color_read_map(struct jp2_file *file, struct file_in *in,
				  struct jp2_span span, struct gm_error *err);
enum gm_status jp2_color_read_definitions(struct jp2_file *file,
					  struct file_in *in,
					  struct jp2_span span,
					  struct gm_error *err);

/*
 * All boxes are read, and the codestream has so many components: settle which
 * channels there are, colours before alpha, and of which space.
 */
enum gm_status jp2_color_settle(struct jp2_file *file, unsigned n_components,
				struct gm_error *err);

#endif
