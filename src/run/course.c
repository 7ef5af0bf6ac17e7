/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* CLOCK_REALTIME_COARSE */
#include "run/course.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/file_attributes.h"
#include "plan/file_list.h"
#include "report/line.h"
#include "run/dry_run.h"
#include "run/equip.h"
#include "run/naming.h"
#include "run/unread_notes.h"

static void
note_unentered(void *ctx, const char *folder, size_t n)
{
	char text[80];

	(void)ctx;
	snprintf(text, sizeof(text), "%zu sub-folder%s not entered (use -r)", n,
		 n == 1 ? "" : "s");
	line_put_notice(folder, text);
}

static void
note_own(void *ctx, const char *folder, size_t n)
{
	char text[80];

	(void)ctx;
	snprintf(text, sizeof(text), "%zu cop%s of an earlier run passed over",
		 n, n == 1 ? "y" : "ies");
	line_put_notice(folder, text);
}

/* Which part of the inputs this is, where nobody has typed it. */
static void
note_shard(const struct options *options)
{
	char text[SHARD_ENV_BYTES + 40];

	snprintf(text, sizeof(text), "--shard=auto: this is %s",
		 options->shard_told);
	if (options->shard_told[0] != '\0' && !options->quiet)
		line_put_notice("", text);
}

/* What is said of the folders before anything is done. */
static void
note_folders(struct course *course)
{
	const struct options *options = course->options;
	const struct plan *plan = course->plan;

	if (!options->quiet)
		plan_each_unentered(plan, note_unentered, NULL);
	if (!options->quiet)
		plan_each_own(plan, note_own, NULL);
	course->n_unread +=
		unread_notes(plan, !options->quiet || options->strict);
	course->n_elsewhere += plan_n_elsewhere(plan);
	course->n_found += plan_n_inputs(plan) + plan_n_elsewhere(plan);
}

/* Are there names, as far as is known, that are in no part yet? */
static bool
has_more(const struct course *course)
{
	return course->options->streams && !course->in.is_over;
}

/* Was nothing found, and can nothing more come? */
static bool
is_empty(const struct course *course)
{
	return !has_more(course) && course->n_found == 0 &&
	       course->n_unread == 0;
}

/* Convert what is planned, unless there is nothing and that is the fault. */
static enum gm_status
convert_planned(struct course *course, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (course->options->require_input && course->n_found == 0)
		return GM_OK;
	if (!course->has_begun)
		st = convert_begin(&course->convert, err);
	course->has_begun = true;
	return st != GM_OK ? st
			   : convert_part(&course->convert, course->plan, err);
}

static struct plan_options
plan_options_of(const struct course *course, struct file_list *list)
{
	const struct options *options = course->options;

	return (struct plan_options){
		.paths = options->paths,
		.n_paths = course->has_parts ? 0 : options->n_paths,
		.list = list,
		.recursive = options->recursive,
		.follow = options->follow,
		.skips_hidden = options->skips_hidden,
		.excludes = options->excludes,
		.n_excludes = options->n_excludes,
		.output_dir = options->output_dir,
		.base = options->base,
		.prefix = options->prefix,
		.suffix = options->suffix,
		.in_place = options->in_place,
		.skip_existing = options->skip_existing,
		.update = options->update,
		.made_since = course->has_parts ? course->began
						: (struct timespec){0},
		.keeps_times = (options->preserve & FILE_TIMES) != 0,
		.no_outputs = options->conversion.check != CHECK_NOT,
		.writes_nothing = options->dry_run ||
				  options->conversion.check != CHECK_NOT,
		.n_shards = (uint32_t)options->n_shards,
		.shard = (uint32_t)options->shard,
		.shards_by_size = options->shards_by_size,
		.naming = naming_of,
		.naming_ctx = options,
	};
}

/* The names of a part: of a list that is no stream, all. */
static enum gm_status
read_list(struct course *course, struct file_list *list, struct gm_error *err)
{
	struct list_in *in = &course->in;

	if (!in->is_open)
		return GM_OK;
	return course->options->streams
		       ? list_in_part(in, course->convert.deadline_ms, list,
				      err)
		       : list_in_all(in, list, err);
}

/* The first part is of the paths, and of what comes of the list meanwhile. */
static enum gm_status
do_part(struct course *course, struct gm_error *err)
{
	const struct options *options = course->options;
	struct file_list list = {0};
	struct plan_options planned;
	enum gm_status st = read_list(course, &list, err);

	planned = plan_options_of(course, &list);
	/* How long others took to make the list is not told as our time. */
	if (!course->has_parts) {
		course->convert.began_ms = clock_now_ms();
		clock_gettime(CLOCK_REALTIME_COARSE, &course->began);
	}
	if (st == GM_OK)
		st = plan_build(&planned, &course->plan, err);
	file_list_free(&list);
	if (st != GM_OK)
		return st;
	note_folders(course);
	if (!course->has_parts)
		note_shard(options);
	if (is_empty(course) && !options->quiet && !options->require_input)
		line_put_notice("", "no picture found");
	return options->dry_run ? dry_run(options, course->plan,
					  &course->convert.counts, err)
				: convert_planned(course, err);
}

/* Is there another part? */
static bool
goes_on(struct course *course)
{
	struct convert *convert = &course->convert;

	if (!has_more(course))
		return false;
	if (convert->deadline_ms != 0 && clock_now_ms() >= convert->deadline_ms)
		convert->outcome.is_late = true;
	return !convert_is_stopped(convert);
}

static enum gm_status
do_parts(struct course *course, struct gm_error *err)
{
	enum gm_status st;

	do {
		plan_free(course->plan);
		course->plan = NULL;
		st = do_part(course, err);
		course->has_parts |= st == GM_OK;
	} while (st == GM_OK && goes_on(course));
	return st;
}

enum gm_status
course_follow(struct course *course, struct gm_error *err)
{
	const struct options *options = course->options;
	enum gm_status st = equip_for_output(options, err), end_st = GM_OK;
	struct gm_error end_err;

	if (st == GM_OK && options->list_path != NULL)
		st = list_in_open(&course->in, options->list_path,
				  options->list_has_nuls ? '\0' : '\n', err);
	if (st == GM_OK)
		st = do_parts(course, err);
	if (course->has_begun)
		end_st =
			convert_end(&course->convert,
				    st == GM_OK && !has_more(course), &end_err);
	if (st == GM_OK && end_st != GM_OK) {
		*err = end_err;
		st = end_st;
	}
	return st;
}

/* As long as there is no plan, the list. */
const char *
course_culprit(const struct course *course)
{
	const char *list_path = course->options->list_path;

	if (course->plan != NULL)
		return plan_culprit(course->plan);
	return list_path == NULL ? "" : list_in_shown(list_path);
}

void
course_free(struct course *course)
{
	plan_free(course->plan);
	list_in_close(&course->in);
}
