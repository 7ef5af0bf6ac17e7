/* SPDX-License-Identifier: MIT */
#include "run/resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "report/journal_in.h"
#include "run/recording.h"

/* What is hashed of a picture that is done: this, and the paths. */
struct stamp {
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	int64_t changed_s;
	int64_t changed_ns;
};

static uint64_t
hash_of(const struct resume *resume, const struct stamp *stamp, const char *in,
	const char *out)
{
	const uint64_t parts[3] = {
		hash_bytes(&resume->key, stamp, sizeof(*stamp)),
		hash_bytes(&resume->key, in, strlen(in)),
		hash_bytes(&resume->key, out, strlen(out)),
	};
	uint64_t hash = hash_bytes(&resume->key, parts, sizeof(parts));

	return hash != 0 ? hash : 1;
}

/* The slot of the hash, or the empty one for it. */
static size_t
slot_of(const struct resume *resume, uint64_t hash)
{
	size_t i = (size_t)hash & (resume->n_slots - 1);

	while (resume->slots[i] != 0 && resume->slots[i] != hash)
		i = (i + 1) & (resume->n_slots - 1);
	return i;
}

static enum gm_status
grow(struct resume *resume, struct gm_error *err)
{
	uint64_t *old = resume->slots, *slots;
	size_t n_old = resume->n_slots;
	size_t n_slots = hash_table_size(2 * resume->n + 512);

	if (resume->n < n_old / 3 * 2)
		return GM_OK;
	slots = calloc(n_slots, sizeof(*slots));
	if (slots == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (resume)");
	resume->slots = slots;
	resume->n_slots = n_slots;
	for (size_t i = 0; i < n_old; i++)
		if (old[i] != 0)
			slots[slot_of(resume, old[i])] = old[i];
	free(old);
	return GM_OK;
}

static enum gm_status
add(struct resume *resume, const struct json_record *done, struct gm_error *err)
{
	const struct stamp stamp = {done->nbytes_in, done->nbytes_out,
				    done->changed_s, done->changed_ns};
	enum gm_status st = grow(resume, err);
	uint64_t hash;
	size_t slot;

	if (st != GM_OK)
		return st;
	hash = hash_of(resume, &stamp, (const char *)done->in.data,
		       (const char *)done->out.data);
	slot = slot_of(resume, hash);
	resume->n += resume->slots[slot] == 0;
	resume->slots[slot] = hash;
	return GM_OK;
}

/* Converted, then or before. */
static bool
is_done(const struct json_record *record)
{
	bool was_done_before = record->state == REPORT_SKIPPED &&
			       strcmp(record->code, JSON_CODE_DONE) == 0;

	return record->has_changed &&
	       (record->state == REPORT_CONVERTED || was_done_before);
}

/* What runs with other options have done says nothing. */
static enum gm_status
take_record(void *ctx, const struct json_record *record, struct gm_error *err)
{
	struct resume *resume = ctx;

	if (record->kind == JSON_RUN)
		resume->is_alike = record->is_alike;
	if (record->kind != JSON_TOLD || !resume->is_alike || !is_done(record))
		return GM_OK;
	return add(resume, record, err);
}

static enum gm_status
take_report(struct resume *resume, const struct recording *recording,
	    const struct options *options, const char *path,
	    struct gm_error *err)
{
	struct gm_error why;
	FILE *file = fopen(path, "re");
	enum gm_status st;

	/* The same command may begin a run and go on with it. */
	if (file == NULL && errno == ENOENT && options->report != NULL &&
	    strcmp(path, options->report) == 0)
		return GM_OK;
	if (file == NULL)
		return gm_fail(err,
			       errno == ENOMEM ? GM_ERR_NOMEM : GM_ERR_USAGE,
			       errno, "%s: open", path);
	resume->is_alike = false;
	st = journal_in_read(file, &recording->head, take_record, resume, &why);
	fclose(file);
	return st == GM_OK ? st : gm_fail(err, st, 0, "%s: %s", path, why.text);
}

/* The stamp of the two as they are; false when one is not there. */
static bool
stamp_files(const char *in, const char *out, struct stamp *stamp)
{
	struct stat in_info, out_info;

	if (stat(in, &in_info) != 0 || lstat(out, &out_info) != 0 ||
	    !S_ISREG(in_info.st_mode) || !S_ISREG(out_info.st_mode))
		return false;
	*stamp = (struct stamp){(uint64_t)in_info.st_size,
				(uint64_t)out_info.st_size,
				(int64_t)in_info.st_mtim.tv_sec,
				(int64_t)in_info.st_mtim.tv_nsec};
	return true;
}

/* Of what is to be converted. */
static enum gm_status
skip_done(struct resume *resume, struct plan *plan, size_t input_i,
	  struct bytes *in, struct bytes *out, struct gm_error *err)
{
	struct stamp stamp;
	enum gm_status st = plan_paths(plan, input_i, in, out, err);
	const char *in_path = (const char *)in->data;
	const char *out_path = (const char *)out->data;

	if (st != GM_OK || !stamp_files(in_path, out_path, &stamp))
		return st;
	if (resume->slots[slot_of(
		    resume, hash_of(resume, &stamp, in_path, out_path))] == 0)
		return GM_OK;
	resume->done[input_i / 8] |= (uint8_t)(1u << input_i % 8);
	plan_skip(plan, input_i);
	return GM_OK;
}

enum gm_status
resume_apply(struct resume *resume, struct plan *plan, struct gm_error *err)
{
	size_t n = plan_n_inputs(plan);
	struct bytes in = {0}, out = {0};
	enum gm_status st = GM_OK;

	if (resume->n == 0)
		return GM_OK;
	free(resume->done);
	resume->done = calloc(n / 8 + 1, 1);
	if (resume->done == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (resume)");
	for (size_t i = 0; st == GM_OK && i < n; i++)
		if (plan_input(plan, i).fate == PLAN_CONVERT)
			st = skip_done(resume, plan, i, &in, &out, err);
	bytes_free(&in);
	bytes_free(&out);
	return st;
}

enum gm_status
resume_read(struct resume *resume, const struct options *options,
	    struct gm_error *err)
{
	struct recording *alike;
	enum gm_status st = GM_OK;

	if (options->n_resumes == 0)
		return GM_OK;
	resume->key = hash_key_random();
	alike = malloc(sizeof(*alike));
	if (alike == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (resume)");
	recording_describe(alike, options);
	for (size_t i = 0; st == GM_OK && i < options->n_resumes; i++)
		st = take_report(resume, alike, options, options->resumes[i],
				 err);
	free(alike);
	return st;
}

bool
resume_tells(const struct resume *resume, const struct plan *plan,
	     size_t input_i, struct report_result *result)
{
	struct bytes in = {0}, out = {0};
	struct stamp stamp = {0};
	struct gm_error err;

	if (resume->done == NULL ||
	    (resume->done[input_i / 8] & 1u << input_i % 8) == 0)
		return false;
	/* What has gone in the meantime is told without its stamp, and made
	   again by the next run. */
	if (plan_paths(plan, input_i, &in, &out, &err) == GM_OK)
		stamp_files((const char *)in.data, (const char *)out.data,
			    &stamp);
	result->state = REPORT_SKIPPED;
	result->code = JSON_CODE_DONE;
	result->text = "done before";
	result->nbytes_in = stamp.nbytes_in;
	result->nbytes_out = stamp.nbytes_out;
	result->changed_s = stamp.changed_s;
	result->changed_ns = stamp.changed_ns;
	bytes_free(&in);
	bytes_free(&out);
	return true;
}

void
resume_free(struct resume *resume)
{
	free(resume->slots);
	free(resume->done);
}
