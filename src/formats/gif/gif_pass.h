/* SPDX-License-Identifier: MIT */
/*
 * gif_pass.h - sub-blocks on their way from a GIF to its gray one, as they are
 */
#ifndef GM_FORMATS_GIF_GIF_PASS_H
#define GM_FORMATS_GIF_GIF_PASS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/*
 * Copy sub-blocks up to the one that ends them, and that one; *nbytes grows by
 * what they hold.  Fails with GM_ERR_TRUNCATED or GM_ERR_READ, when those that
 * were whole are copied, or as file_out_write().
 */
enum gm_status gif_pass_blocks(struct file_in *in, struct file_out *out,
			       uint64_t *nbytes, struct gm_error *err);

/*
 * When that was GM_ERR_TRUNCATED: end the sub-blocks, with a shorter one of
 * what is there of the last if keeps_part.  Fails as file_out_write().
 */
enum gm_status gif_pass_end(struct file_in *in, struct file_out *out,
			    bool keeps_part, struct gm_error *err);

#endif
