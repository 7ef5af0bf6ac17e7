/* SPDX-License-Identifier: MIT */
#include "job/job_keep.h"

#include "job/job_check.h"
#include "job/job_ways.h"

/* Is all that was asked for done by leaving the picture as it is? */
static bool
asks_for_nothing(const struct conversion *conversion)
{
	return conversion->quality == 0 && !conversion->first_frame &&
	       !conversion->orient && conversion->turn_as == 0 &&
	       conversion->profile == PROFILE_AUTO &&
	       conversion->strip == STRIP_NOTHING;
}

/* Was the input such that a copy has all of it, and nothing else? */
static bool
is_clean(const struct job_work *work)
{
	const struct outcome *outcome = &work->result->outcome;

	return outcome->warning[0] == '\0' && !outcome->has_more &&
	       outcome->left_out == 0 && !work->kit->has_insets;
}

/* What is said of the output stays as it is, whatever is found here. */
static enum gm_status
look(struct job_work *work, bool *is_gray, struct gm_error *err)
{
	const struct outcome outcome = work->result->outcome;
	struct job_kit *kit = work->kit;
	enum gm_status st;

	job_ways_close(kit);
	metadata_clear(&kit->decoder.metadata);
	st = file_in_rewind(&kit->in, err);
	if (st != GM_OK)
		return st;
	kit->conversion.check = CHECK_CONTENT;
	*is_gray = job_check(work, err) == GM_OK;
	work->result->outcome = outcome;
	if (err->status == GM_ERR_NOMEM)
		return err->status;
	*err = (struct gm_error){0};
	return GM_OK;
}

static enum gm_status
copy(const struct job_work *work, struct gm_error *err)
{
	struct file_in *in = &work->kit->in;
	struct file_out *out = &work->kit->out;
	enum gm_status st = file_in_rewind(in, err);
	const uint8_t *data;
	size_t n;

	file_out_abandon(out);
	if (st == GM_OK)
		st = job_ways_open_out(work, err);
	while (st == GM_OK &&
	       (n = file_in_peek(in, FILE_IN_BUFFER_BYTES, &data)) > 0) {
		st = file_out_write(out, data, n, err);
		file_in_skip(in, n);
	}
	return st == GM_OK ? file_in_status(in, err) : st;
}

enum gm_status
job_keep_smaller(struct job_work *work, struct gm_error *err)
{
	const struct job_kit *kit = work->kit;
	bool is_gray = false;
	enum gm_status st;

	if (work->to != work->result->format ||
	    kit->out.n_written <= kit->in.nbytes ||
	    !asks_for_nothing(&kit->conversion) || !is_clean(work))
		return GM_OK;
	st = look(work, &is_gray, err);
	return st == GM_OK && is_gray ? copy(work, err) : st;
}
