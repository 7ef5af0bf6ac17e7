/* SPDX-License-Identifier: MIT */
/*
 * Honest work may fail in the sandbox for reasons of its own: a folder that
 * cannot be written, an input that is gone.  So what can be done in it is held
 * against what can be done without one, and only where that is more, locks are
 * left out.  No picture has a say: none is decoded before that is settled.
 */
#include "run/confine.h"

#include <stdio.h>
#include <unistd.h>

#include "report/line.h"

/* What the user can look for. */
#define NO_WORK                                                                \
	"no work can be done in it here (is there a preloaded library, a "     \
	"tracer, an emulator?)"

static enum gm_status
let_read(void *ctx, size_t input_i, uint32_t cover, struct gm_error *err)
{
	const struct confinement *confinement = ctx;
	const struct plan *plan = confinement->stretch->plan;
	enum gm_status st;
	int fd;

	if (cover == PLAN_NO_COVER)
		return sandbox_allow(&confinement->sandbox,
				     stages_in_fd(confinement->stages, input_i),
				     plan_name(plan, input_i),
				     plan_links(plan, input_i), SANDBOX_READ,
				     err);
	fd = plan_open_cover(plan, cover);
	st = sandbox_allow(&confinement->sandbox, fd, ".", LINK_NONE,
			   SANDBOX_READ, err);
	if (fd >= 0)
		close(fd);
	return st;
}

static enum gm_status
let_write(const struct confinement *confinement, struct gm_error *err)
{
	const struct stages *stages = confinement->stages;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < stages->n_items; i++)
		st = sandbox_allow(&confinement->sandbox, stages->items[i].fd,
				   ".", LINK_NONE, SANDBOX_WRITE, err);
	return st;
}

static enum gm_status
open_with(struct confinement *confinement, unsigned locks, struct gm_error *err)
{
	enum gm_status st = sandbox_open(&confinement->sandbox, locks, err);

	if (confinement->stretch == NULL)
		return st;
	if (st == GM_OK && confinement->sandbox.files_fd >= 0)
		st = stretch_each_read(confinement->stretch, let_read,
				       confinement, err);
	if (st == GM_OK && confinement->sandbox.files_fd >= 0)
		st = let_write(confinement, err);
	if (st == GM_OK && confinement->rehearsal.stages != NULL)
		st = sandbox_allow(
			&confinement->sandbox, confinement->rehearsal.stage_fd,
			REHEARSAL_READ, LINK_NONE, SANDBOX_READ, err);
	return st;
}

static bool
is_required(const struct confinement *confinement)
{
	return confinement->options->sandbox == LOCKED_OR_NOTHING;
}

/* What a worker that is taken over can do for want of what is lacking. */
static const char *
harm(const struct sandbox *sandbox)
{
	if (sandbox->calls)
		return "a worker can read and write all that the user can";
	return sandbox->files_fd >= 0 ? "a worker can make any system call"
				      : "a worker can do all that the user can";
}

/* Once a run, unless nothing is to be said but errors. */
static void
warn(const struct confinement *confinement, const char *what)
{
	char text[256];

	snprintf(text, sizeof(text), "sandbox: %s: %s", what,
		 harm(&confinement->sandbox));
	if (!confinement->options->quiet)
		line_put_notice("", text);
}

/* What the kernel has not at all. */
static enum gm_status
look_for_locks(const struct confinement *confinement, struct gm_error *err)
{
	const char *lacks = sandbox_lacks(&confinement->sandbox);
	char what[64];

	if (lacks == NULL)
		return GM_OK;
	snprintf(what, sizeof(what), "this system has no %s", lacks);
	if (is_required(confinement))
		return gm_fail(err, GM_ERR_SYSTEM, 0, "sandbox: %s", what);
	warn(confinement, what);
	return GM_OK;
}

static int
rehearse_in(struct confinement *confinement, const struct sandbox *sandbox)
{
	return rehearsal_do_in(sandbox, &confinement->rehearsal,
			       &confinement->signal);
}

/* As much can be done with these locks as can without any. */
static enum gm_status
keep(struct confinement *confinement, unsigned locks, int can_without,
     bool *is_good, struct gm_error *err)
{
	enum gm_status st;

	sandbox_close(&confinement->sandbox);
	st = open_with(confinement, locks, err);
	*is_good =
		st == GM_OK &&
		rehearse_in(confinement, &confinement->sandbox) == can_without;
	return st == GM_ERR_NOMEM ? st : GM_OK;
}

static enum gm_status
go_on_with_less(const struct confinement *confinement, struct gm_error *err)
{
	char what[160];

	if (is_required(confinement))
		return gm_fail(err, GM_ERR_SYSTEM, 0, "sandbox: " NO_WORK);
	snprintf(what, sizeof(what), NO_WORK "; going on without %s",
		 sandbox_lacks(&confinement->sandbox));
	warn(confinement, what);
	return GM_OK;
}

/*
 * Keep those locks only in which as much can be done as without any, and give
 * notice of it.  A signal that comes is in confinement->signal.
 */
static enum gm_status
lock_less(struct confinement *confinement, struct gm_error *err)
{
	static const unsigned locks[] = {SANDBOX_ALL, SANDBOX_FILES,
					 SANDBOX_CALLS};
	int can = rehearse_in(confinement, &SANDBOX_NONE);
	enum gm_status st = GM_OK;
	bool is_good = false;

	confinement->is_settled = true;
	if (can < 0) {
		sandbox_close(&confinement->sandbox);
		return open_with(confinement, SANDBOX_ALL, err);
	}
	for (size_t i = 0; i < sizeof(locks) / sizeof(locks[0]); i++) {
		st = keep(confinement, locks[i], can, &is_good, err);
		if (st != GM_OK)
			return st;
		confinement->locks = locks[i];
		if (confinement->signal != 0)
			return GM_OK;
		if (is_good)
			return locks[i] == SANDBOX_ALL
				       ? look_for_locks(confinement, err)
				       : go_on_with_less(confinement, err);
	}
	confinement->locks = 0;
	sandbox_close(&confinement->sandbox);
	return go_on_with_less(confinement, err);
}

enum gm_status
confine_open(struct confinement *confinement, struct gm_error *err)
{
	const struct options *options = confinement->options;
	enum gm_status st;

	confinement->sandbox = SANDBOX_NONE;
	confinement->rehearsal = (struct rehearsal){0};
	if (options->sandbox == LOCKED_NEVER)
		confinement->is_settled = true;
	else if (!confinement->is_settled)
		confinement->locks = SANDBOX_ALL;
	if (confinement->is_settled)
		return confinement->locks == 0
			       ? GM_OK
			       : open_with(confinement, confinement->locks,
					   err);
	if (confinement->files != NULL)
		rehearsal_open_files(&confinement->rehearsal,
				     confinement->files);
	else
		rehearsal_open(&confinement->rehearsal, confinement->stages,
			       confinement->stretch->inputs[0], options->fsync);
	st = open_with(confinement, SANDBOX_ALL, err);
	if (st == GM_ERR_SYSTEM && !is_required(confinement))
		return lock_less(confinement, err);
	return st != GM_OK ? st : look_for_locks(confinement, err);
}

enum gm_status
confine_run(struct confinement *confinement, confine_run_fn fn, void *ctx,
	    struct pool_outcome *outcome, struct gm_error *err)
{
	enum gm_status st;

	if (!confinement->is_settled) {
		st = fn(ctx, &confinement->sandbox, &confinement->rehearsal,
			outcome, err);
		if (outcome->has_begun)
			confinement->is_settled = true;
		if (st == GM_OK || outcome->has_begun)
			return st;
		st = lock_less(confinement, err);
		if (st != GM_OK)
			return st;
	}
	outcome->signal = confinement->signal;
	return outcome->signal != 0
		       ? GM_OK
		       : fn(ctx, &confinement->sandbox, NULL, outcome, err);
}

void
confine_close(struct confinement *confinement)
{
	rehearsal_close(&confinement->rehearsal);
	sandbox_close(&confinement->sandbox);
}
