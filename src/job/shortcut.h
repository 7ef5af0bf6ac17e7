/* SPDX-License-Identifier: MIT */
/*
 * shortcut.h - the ways to gray that are faster than rows of pixels
 *
 * JPEG: the bits of the luma as they are (formats/jpeg/luma.h), or its
 * coefficients coded again (formats/jpeg/codec_jpeg_coefs.h); both lose
 * nothing.  PNG: one pass over the whole file (formats/png/gray_png.h), with
 * the same pixels as any other.
 */
#ifndef GM_JOB_SHORTCUT_H
#define GM_JOB_SHORTCUT_H

#include <stdbool.h>

#include "base/err.h"
#include "codec/codec.h"
#include "job/job.h"

/*
 * May a picture of this codec go that way?  A JPEG not when the user wants
 * pixels, or what only pixels can give: another gray than Y, another quality,
 * another format.
 */
bool shortcut_is_wanted(const struct job *job,
			const struct job_options *options,
			const struct codec *codec);

/*
 * From room->in, at its start, to room->out, which is opened and not
 * committed; what is known of the picture goes to *result, but for its status
 * and nbytes_out.  Fails with GM_ERR_UNSUPPORTED when only pixels are left,
 * whose verdict counts; the room has then to be restarted.  All other failures
 * are the job's.
 */
enum gm_status shortcut_take(const struct job *job,
			     const struct job_options *options,
			     struct job_room *room, struct job_result *result,
			     struct gm_error *err);

#endif
