/* SPDX-License-Identifier: MIT */
#include "image/codec_trap.h"

#include <stdio.h>

enum gm_status
codec_trap_run(struct codec_trap *trap, codec_step_fn step, void *ctx,
	       struct gm_error *err)
{
	trap->err = err;
	if (setjmp(trap->escape) != 0)
		return trap->err->status;
	step(ctx);
	return GM_OK;
}

void
codec_trap_leave(struct codec_trap *trap)
{
	longjmp(trap->escape, 1);
}

void
codec_trap_fail(struct codec_trap *trap, enum gm_status status,
		const char *text)
{
	gm_fail(trap->err, status, 0, "%s", text);
	codec_trap_leave(trap);
}

void
codec_trap_warn(struct codec_trap *trap, const char *text)
{
	if (trap->warning != NULL && trap->warning[0] == '\0')
		snprintf(trap->warning, GM_ERROR_TEXT_BYTES, "%s", text);
}

void
codec_trap_damage(struct codec_trap *trap, enum gm_status status,
		  const char *text)
{
	if (!trap->tolerant)
		codec_trap_fail(trap, status, text);
	if (!trap->is_damaged)
		snprintf(trap->warning, GM_ERROR_TEXT_BYTES, "%s", text);
	trap->is_damaged = true;
}
