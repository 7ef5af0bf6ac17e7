/* SPDX-License-Identifier: MIT */
/*
 * codec_trap.h - the way out of a library that reports errors by longjmp
 *
 * libjpeg and libpng call back when something is wrong and must not be
 * returned to after an error.  Their calls are made in a step, which the trap
 * runs; what a callback reports ends the step and becomes the caller's
 * gm_error.  This is the only setjmp: what a step needs and what it leaves
 * lives in its ctx, so no local variable crosses a longjmp.
 */
#ifndef GM_CODEC_CODEC_TRAP_H
#define GM_CODEC_CODEC_TRAP_H

#include <setjmp.h>
#include <stdbool.h>

#include "base/err.h"

struct codec_trap {
	jmp_buf escape;
	struct gm_error *err; /* the caller's, while a step runs */
	char *warning;        /* GM_ERROR_TEXT_BYTES, the decoder's; or NULL */
	bool tolerant;        /* damage is a warning */
	bool is_damaged;      /* and there was some */
};

typedef void (*codec_step_fn)(void *ctx);

/*
 * Run step(ctx).  GM_OK when it returned, else the status that ended it, with
 * *err filled.  What the step held is lost: only the library's own destroy
 * function may follow.
 */
enum gm_status codec_trap_run(struct codec_trap *trap, codec_step_fn step,
			      void *ctx, struct gm_error *err);

/* End the step; *trap->err was filled by a function that failed. */
_Noreturn void codec_trap_leave(struct codec_trap *trap);

/*
 * Fill *trap->err and end the step.  A text for GM_ERR_CORRUPT gets "corrupt: "
 * in front unless it begins so, here and below.
 */
_Noreturn void codec_trap_fail(struct codec_trap *trap, enum gm_status status,
			       const char *text);

/* Keep text as the warning unless there is one. */
void codec_trap_warn(struct codec_trap *trap, const char *text);

/*
 * The picture is not what it was: end the step with status or, when the trap
 * is tolerant, return.  The first damage displaces a lesser warning.
 */
void codec_trap_damage(struct codec_trap *trap, enum gm_status status,
		       const char *text);

#endif
