/* SPDX-License-Identifier: MIT */
#include "guard/sandbox.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "guard/sandbox_calls.h"
#include "guard/sandbox_files.h"

/* What the system has said, and what the user can do about it. */
static enum gm_status
tell(enum gm_status st, struct gm_error *err)
{
	struct gm_error said;

	if (st != GM_ERR_SYSTEM)
		return st;
	said = *err;
	return gm_fail(err, st, 0, "sandbox (see --no-sandbox): %s", said.text);
}

enum gm_status
sandbox_open(struct sandbox *sandbox, struct gm_error *err)
{
	enum gm_status st;

	*sandbox = (struct sandbox){.files_fd = -1};
	st = sandbox_calls_open(&sandbox->calls, err);
	if (st == GM_OK)
		st = sandbox_files_open(&sandbox->files_fd,
					sandbox->calls == NULL, err);
	return tell(st, err);
}

enum gm_status
sandbox_allow(const struct sandbox *sandbox, const char *path,
	      enum sandbox_reach reach, struct gm_error *err)
{
	if (sandbox->files_fd < 0)
		return GM_OK;
	return tell(sandbox_files_allow(sandbox->files_fd, path, reach, err),
		    err);
}

const char *
sandbox_lacks(const struct sandbox *sandbox)
{
	if (sandbox->files_fd >= 0)
		return sandbox->calls != NULL ? NULL : "seccomp";
	return sandbox->calls != NULL ? "Landlock" : "Landlock and seccomp";
}

/*
 * A pipe the wrong way round stands for the standard streams: using one fails,
 * and no output is ever given their numbers.
 */
static enum gm_status
part_from_streams(struct gm_error *err)
{
	int ends[2], st = pipe(ends);

	if (st == 0 && (dup2(ends[1], STDIN_FILENO) < 0 ||
			dup2(ends[0], STDOUT_FILENO) < 0 ||
			dup2(ends[0], STDERR_FILENO) < 0))
		st = -1;
	if (st != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "standard streams");
	close(ends[0]);
	close(ends[1]);
	return GM_OK;
}

enum gm_status
sandbox_enter(const struct sandbox *sandbox, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (!sandbox->has_streams)
		st = part_from_streams(err);
	if (st == GM_OK && sandbox->files_fd >= 0)
		st = sandbox_files_enter(sandbox->files_fd, err);
	if (st == GM_OK && sandbox->calls != NULL)
		st = sandbox_calls_enter(sandbox->calls, err);
	return tell(st, err);
}

void
sandbox_close(struct sandbox *sandbox)
{
	if (sandbox->files_fd >= 0)
		close(sandbox->files_fd);
	if (sandbox->calls != NULL)
		sandbox_calls_close(sandbox->calls);
	*sandbox = SANDBOX_NONE;
}
