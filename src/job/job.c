/* SPDX-License-Identifier: MIT */
#include "job/job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/unread.h"
#include "job/job_check.h"
#include "job/job_keep.h"
#include "job/job_ways.h"

/* The codec of the content, or why there is none. */
static enum gm_status
find_codec(struct file_in *in, const struct codec **codec, struct gm_error *err)
{
	const uint8_t *head;
	size_t nbytes = file_in_peek(in, CODEC_HEAD_BYTES, &head);
	enum gm_status st = file_in_status(in, err);

	if (st != GM_OK)
		return st;
	if (nbytes == 0 && in->nbytes > 0)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: emptied while it was read");
	if (nbytes == 0)
		return gm_fail(err, GM_ERR_FORMAT, 0, "empty file");
	*codec = formats_by_content(head, nbytes);
	return *codec != NULL ? GM_OK : unread_fail(head, nbytes, err);
}

/* The same, of what can be read here and now. */
static enum gm_status
find_reader(struct file_in *in, const struct codec **codec,
	    struct gm_error *err)
{
	enum gm_status st = find_codec(in, codec, err);

	if (st == GM_OK)
		st = codec_check_module(*codec, err);
	if (st != GM_OK)
		*codec = NULL;
	return st;
}

/* No byte more of what is not asked for. */
static enum gm_status
check_format(const struct codec *codec, uint64_t formats, struct gm_error *err)
{
	char list[FORMATS_LIST_BYTES];

	if (formats == 0 || (formats & formats_bit(codec)) != 0)
		return GM_OK;
	formats_list(formats, list);
	return gm_fail(err, GM_ERR_FORMAT, 0, "%s is not among --formats=%s",
		       codec->name, list);
}

/* Under its name is no other format, for which there is a name of its own. */
static enum gm_status
check_format_stays(const struct job_work *work, struct gm_error *err)
{
	if (!work->job->in_place || work->to == work->result->format)
		return GM_OK;
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "%s is only read: --in-place leaves it as it is",
		       work->result->format->name);
}

/* In place there is no picture left from which it could be had. */
static enum gm_status
check_nothing_is_lost(const struct job_work *work, struct gm_error *err)
{
	const struct conversion *conversion = &work->kit->conversion;
	const struct outcome *outcome = &work->result->outcome;
	bool is_lost = outcome->has_more ||
		       (outcome->left_out & METADATA_LEFT_CONTENT) != 0;
	char text[CONVERSION_LEFT_BYTES];

	if (!work->job->in_place || !is_lost || conversion->first_frame ||
	    conversion->strip != STRIP_NOTHING)
		return GM_OK;
	conversion_left_out(outcome, text);
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "%s would be lost: --in-place leaves it as it is, "
		       "--frames=first takes the picture alone",
		       text);
}

/* A name that says something else than the content deserves a word. */
static void
warn_of_name(const struct job_work *work)
{
	const char *name = work->job->in_name;
	const struct codec *by_name =
		name != NULL ? formats_by_name(name) : NULL;
	const struct codec *format = work->result->format;
	char *warning = work->result->outcome.warning;

	if (by_name == NULL || by_name == format || warning[0] != '\0')
		return;
	snprintf(warning, GM_ERROR_TEXT_BYTES,
		 "content is %s, not %s as the name says; written as %s",
		 format->name, by_name->name, work->to->name);
}

/* The format of the open input, which may and can be read. */
static enum gm_status
find_format(const struct job_work *work, struct gm_error *err)
{
	struct job_result *result = work->result;
	struct job_kit *kit = work->kit;
	enum gm_status st = find_codec(&kit->in, &result->format, err);

	if (st == GM_OK)
		st = check_format(result->format, work->options->formats, err);
	if (st == GM_OK)
		st = codec_check_module(result->format, err);
	if (st == GM_OK)
		kit->decoder.codec = result->format;
	return st;
}

/* From the input to the whole output. */
static enum gm_status
make_output(struct job_work *work)
{
	struct job_result *result = work->result;
	struct job_kit *kit = work->kit;
	struct gm_error *err = &result->error;
	enum gm_status st;

	work->to = work->job->to != NULL ? work->job->to
					 : formats_written_as(result->format);
	st = check_format_stays(work, err);
	if (st == GM_OK)
		st = job_ways_take(work, err);
	result->outcome.left_out = kit->decoder.metadata.left_out;
	if (st == GM_OK)
		st = check_nothing_is_lost(work, err);
	if (st == GM_OK && kit->inset_lacked_memory)
		st = gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (thumbnail)");
	if (st == GM_OK && work->options->keep_smaller)
		st = job_keep_smaller(work, err);
	if (st == GM_OK)
		st = file_out_commit(&kit->out, err);
	if (st != GM_OK) {
		result->outcome.warning[0] = '\0';
		return st;
	}
	result->nbytes_out = kit->out.n_written;
	result->written = work->to;
	warn_of_name(work);
	return GM_OK;
}

/* Close all, and remove the output if it is not whole. */
static void
close_all(struct job_kit *kit)
{
	job_ways_close(kit);
	kit->decoder.codec = NULL;
	metadata_clear(&kit->decoder.metadata);
	late_forget(&kit->late);
	file_out_abandon(&kit->out);
	file_in_close(&kit->in);
}

enum gm_status
job_run_in_memory(struct job_kit *kit, const uint8_t *data, size_t nbytes,
		  struct gm_error *err)
{
	struct job_result result = {0};
	struct job_work work = {.kit = kit, .result = &result};
	enum gm_status st = file_in_from_memory(&kit->in, data, nbytes, err);

	if (st == GM_OK)
		st = find_reader(&kit->in, &kit->decoder.codec, err);
	work.to = result.format = kit->decoder.codec;
	if (st == GM_OK)
		st = job_ways_take(&work, err);
	close_all(kit);
	return st;
}

static enum gm_status
open_in(const struct job_work *work, struct gm_error *err)
{
	const struct job *job = work->job;

	if (job->in_fd == -ESTALE)
		return gm_fail(err, GM_ERR_OPEN, 0,
			       "another folder has taken the place of its own");
	if (job->in_fd < 0)
		return gm_fail(err, GM_ERR_OPEN, -job->in_fd, "open");
	if (job->in_name == NULL)
		return file_in_open_fd(&work->kit->in, job->in_fd, err);
	return file_in_open_at(&work->kit->in, job->in_fd, job->in_name, err);
}

void
job_attempt(const struct job *job, const struct job_options *options,
	    struct job_kit *kit, struct job_result *result)
{
	struct job_work work = {
		.job = job, .options = options, .kit = kit, .result = result};

	*result = (struct job_result){0};
	result->status = open_in(&work, &result->error);
	if (result->status == GM_OK) {
		result->stamp = kit->in.stamp;
		result->nbytes_in = kit->in.nbytes;
		result->status = find_format(&work, &result->error);
	}
	if (result->status == GM_OK)
		result->status = kit->conversion.check == CHECK_NOT
					 ? make_output(&work)
					 : job_check(&work, &result->error);
	close_all(kit);
}
