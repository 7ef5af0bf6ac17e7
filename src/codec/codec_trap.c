/* SPDX-License-Identifier: MIT */
#include "codec/codec_trap.h"

#include <stdio.h>
#include <strings.h>

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

/* Not all that a library says of damage has the word in it. */
static const char *
prefix(enum gm_status status, const char *text)
{
	bool says_so = strncasecmp(text, "corrupt", 7) == 0;

	return status == GM_ERR_CORRUPT && !says_so ? "corrupt: " : "";
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
	gm_fail(trap->err, status, 0, "%s%s", prefix(status, text), text);
	codec_trap_leave(trap);
}

/* Who shows a warning says that it is one; some libraries say so too. */
static const char *
without_mark(const char *text)
{
	static const char mark[] = "warning: ";
	const size_t n = sizeof(mark) - 1;

	return strncasecmp(text, mark, n) == 0 ? text + n : text;
}

void
codec_trap_warn(struct codec_trap *trap, const char *text)
{
	if (trap->warning != NULL && trap->warning[0] == '\0')
		snprintf(trap->warning, GM_ERROR_TEXT_BYTES, "%s",
			 without_mark(text));
}

void
codec_trap_damage(struct codec_trap *trap, enum gm_status status,
		  const char *text)
{
	if (!trap->tolerant)
		codec_trap_fail(trap, status, text);
	if (!trap->is_damaged)
		snprintf(trap->warning, GM_ERROR_TEXT_BYTES, "%s%s",
			 prefix(status, text), text);
	trap->is_damaged = true;
}
