/* SPDX-License-Identifier: MIT */
#include "report/tally.h"

#include <stdlib.h>
#include <string.h>

static uint64_t
hash_of(const struct tally *tally, const struct bytes *in,
	const struct bytes *out)
{
	const uint64_t parts[2] = {
		hash_bytes(&tally->key, in->data, in->nbytes),
		hash_bytes(&tally->key, out->data, out->nbytes),
	};
	uint64_t hash = hash_bytes(&tally->key, parts, sizeof(parts));

	return hash != 0 ? hash : 1;
}

/* The entry of the hash, or the empty one for it. */
static struct tally_entry *
entry_of(const struct tally *tally, uint64_t hash)
{
	size_t i = (size_t)hash & (tally->n_slots - 1);

	while (tally->entries[i].hash != 0 && tally->entries[i].hash != hash)
		i = (i + 1) & (tally->n_slots - 1);
	return &tally->entries[i];
}

static enum gm_status
grow(struct tally *tally, struct gm_error *err)
{
	struct tally_entry *old = tally->entries;
	size_t n_old = tally->n_slots;
	size_t n_slots = hash_table_size(2 * tally->n_entries + 512);

	if (tally->n_entries < n_old / 3 * 2)
		return GM_OK;
	tally->entries = calloc(n_slots, sizeof(*tally->entries));
	if (tally->entries == NULL) {
		tally->entries = old;
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (reports)");
	}
	tally->n_slots = n_slots;
	for (size_t i = 0; i < n_old; i++)
		if (old[i].hash != 0)
			*entry_of(tally, old[i].hash) = old[i];
	free(old);
	return GM_OK;
}

/* The number of a code; what there is no room for is the last one. */
static uint8_t
code_number(struct tally *tally, const char *name)
{
	size_t i = 0;

	while (i < tally->n_codes && strcmp(tally->codes[i].name, name) != 0)
		i++;
	if (i == TALLY_MAX_CODES)
		return TALLY_MAX_CODES - 1;
	if (i == tally->n_codes)
		memcpy(tally->codes[tally->n_codes++].name, name,
		       JSON_CODE_BYTES);
	return (uint8_t)i;
}

/* Count an entry, or with -1 no more. */
static void
count(struct tally *tally, const struct tally_entry *entry, int by)
{
	size_t one = (size_t)by; /* wraps, as it is to */

	if (entry->state == TALLY_NO_STATE)
		return;
	tally->counts[entry->state] += one;
	if (entry->is_warned &&
	    (entry->state == REPORT_CONVERTED || entry->state == REPORT_GRAY ||
	     entry->state == REPORT_SKIPPED))
		tally->n_warned += one;
	if (entry->is_passed_over)
		tally->n_passed_over += one;
	if (entry->state == REPORT_FAILED)
		tally->codes[entry->code_i].n += one;
	if (entry->state != REPORT_CONVERTED)
		return;
	tally->nbytes_in += by > 0 ? entry->nbytes_in : -entry->nbytes_in;
	tally->nbytes_out += by > 0 ? entry->nbytes_out : -entry->nbytes_out;
}

/* Keep the list of the slowest in order, with a picture in it once. */
static enum gm_status
rank(struct tally *tally, uint64_t hash, const struct json_record *record,
     struct gm_error *err)
{
	struct tally_slow *list = tally->slowest, slow;
	size_t i = 0;

	while (i < TALLY_N_SLOWEST - 1 && list[i].hash != hash)
		i++;
	if (list[i].hash != hash && record->wall_us <= list[i].wall_us)
		return GM_OK;
	slow = list[i];
	slow.path.nbytes = 0;
	slow.hash = hash;
	slow.wall_us = record->wall_us;
	list[i] = slow;
	if (bytes_append(&slow.path, record->in.data, record->in.nbytes, err) !=
	    GM_OK)
		return err->status;
	for (; i > 0 && list[i - 1].wall_us < slow.wall_us; i--)
		list[i] = list[i - 1];
	for (; i < TALLY_N_SLOWEST - 1 && list[i + 1].wall_us > slow.wall_us;
	     i++)
		list[i] = list[i + 1];
	list[i] = slow;
	return GM_OK;
}

/* Was converted before: by a run whose report may be there, too. */
static bool
is_done_before(const struct json_record *record)
{
	return record->state == REPORT_SKIPPED &&
	       strcmp(record->code, JSON_CODE_DONE) == 0;
}

/* Does the later run do what the other one has not done? */
static bool
goes_on(const struct tally_run *later, const struct tally_run *run)
{
	return later->n_shards == run->n_shards && later->shard == run->shard &&
	       later->has_inputs == run->has_inputs &&
	       later->n_inputs >= run->n_inputs;
}

/* What is skipped because there is an output needs not be read. */
static bool
is_passed_over(const struct json_record *record)
{
	static const char *const rules[] = {"exists", "current",
					    JSON_CODE_DONE};

	if (record->state != REPORT_SKIPPED)
		return false;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(record->code, rules[i]) == 0)
			return false;
	return true;
}

/* The run at hand has come to a picture of which an earlier one has told. */
static void
pass_to_run(struct tally *tally, struct tally_entry *entry)
{
	uint32_t run_i = (uint32_t)(tally->n_runs - 1);
	struct tally_run *before = &tally->runs[entry->run_i];

	if (entry->run_i != run_i && goes_on(&tally->runs[run_i], before))
		before->is_gone_on = true;
	entry->run_i = run_i;
}

/* A picture that could not be opened had no name for its copy. */
static void
forget_nameless(struct tally *tally, const struct json_record *record)
{
	uint8_t nothing[] = {0};
	const struct bytes no_name = {.data = nothing, .nbytes = 1};
	struct tally_entry *entry =
		entry_of(tally, hash_of(tally, &record->in, &no_name));

	if (record->out.nbytes <= 1 || entry->hash == 0)
		return;
	pass_to_run(tally, entry);
	count(tally, entry, -1);
	entry->state = TALLY_NO_STATE;
	entry->is_passed_over = false;
}

static enum gm_status
take_picture(struct tally *tally, const struct json_record *record,
	     struct gm_error *err)
{
	uint64_t hash = hash_of(tally, &record->in, &record->out);
	struct tally_entry *entry;

	if (grow(tally, err) != GM_OK)
		return err->status;
	tally->runs[tally->n_runs - 1].n_told++;
	forget_nameless(tally, record);
	entry = entry_of(tally, hash);
	if (entry->hash != 0) {
		pass_to_run(tally, entry);
		/* The warnings of then stand in the record of then. */
		if (entry->state == REPORT_CONVERTED &&
		    (record->state == REPORT_SKIPPED ||
		     record->state == REPORT_UNTRIED))
			return GM_OK;
		count(tally, entry, -1);
	}
	tally->n_entries += entry->hash == 0;
	*entry = (struct tally_entry){
		.hash = hash,
		.nbytes_in = record->nbytes_in,
		.nbytes_out = record->nbytes_out,
		.run_i = (uint32_t)(tally->n_runs - 1),
		.state = is_done_before(record) ? REPORT_CONVERTED
						: (uint8_t)record->state,
		.code_i = code_number(tally, record->code),
		.is_warned = record->is_warned,
		.is_passed_over = is_passed_over(record),
	};
	count(tally, entry, 1);
	return record->wall_us == 0 ? GM_OK : rank(tally, hash, record, err);
}

/* A run that was stopped before it told of any picture, and begun again. */
static void
find_beginning(struct tally *tally, const struct tally_run *run)
{
	for (size_t i = tally->n_runs; i-- > 0;) {
		struct tally_run *before = &tally->runs[i];

		if (before->n_told == 0 &&
		    (!before->has_end || before->is_stopped) &&
		    goes_on(run, before))
			before->is_gone_on = true;
	}
}

static enum gm_status
take_run(struct tally *tally, const struct json_record *record,
	 struct gm_error *err)
{
	const struct tally_run run = {
		.shard = record->shard,
		.n_shards = record->n_shards,
		.n_inputs = record->n_inputs,
		.n_workers = record->n_workers,
		.has_inputs = record->has_inputs,
	};
	size_t capacity = 2 * tally->runs_capacity + 16;
	struct tally_run *runs = tally->runs;

	if (tally->n_runs == tally->runs_capacity) {
		runs = realloc(runs, capacity * sizeof(*runs));
		if (runs == NULL)
			return gm_fail(err, GM_ERR_NOMEM, 0,
				       "out of memory (reports)");
		tally->runs = runs;
		tally->runs_capacity = capacity;
	}
	find_beginning(tally, &run);
	runs[tally->n_runs++] = run;
	return GM_OK;
}

enum gm_status
tally_take(struct tally *tally, const struct json_record *record,
	   struct gm_error *err)
{
	struct tally_run *run;

	if (record->kind == JSON_RUN)
		return take_run(tally, record, err);
	/* What stands before a run is of none. */
	if (tally->n_runs == 0)
		return GM_OK;
	if (record->kind == JSON_TOLD)
		return take_picture(tally, record, err);
	run = &tally->runs[tally->n_runs - 1];
	run->has_end = true;
	run->n_ended = record->n_ended;
	run->is_stopped = record->is_stopped;
	if (record->wall_us > tally->longest_us)
		tally->longest_us = record->wall_us;
	return GM_OK;
}

void
tally_end_report(struct tally *tally)
{
	tally->n_empty += tally->n_runs == tally->n_runs_before;
	tally->n_runs_before = tally->n_runs;
}

struct tally_gaps
tally_gaps(const struct tally *tally)
{
	struct tally_gaps gaps = {.n_cut = tally->n_empty};

	for (size_t i = 0; i < tally->n_runs; i++) {
		const struct tally_run *run = &tally->runs[i];
		bool is_known = run->has_end || run->has_inputs;
		uint64_t n = run->has_end ? run->n_ended : run->n_inputs;

		if (run->is_gone_on ||
		    (is_known && !run->is_stopped && run->n_told >= n))
			continue;
		gaps.n_cut++;
		if (n > run->n_told)
			gaps.n_missing += n - run->n_told;
	}
	return gaps;
}

uint64_t
tally_n_workers(const struct tally *tally)
{
	uint64_t n = 0;

	for (size_t i = 0; i < tally->n_runs; i++)
		if (!tally->runs[i].is_gone_on)
			n += tally->runs[i].n_workers;
	return n;
}

size_t
tally_n_failed(const struct tally *tally, const char *code)
{
	for (size_t i = 0; i < tally->n_codes; i++)
		if (strcmp(tally->codes[i].name, code) == 0)
			return tally->codes[i].n;
	return 0;
}

void
tally_free(struct tally *tally)
{
	free(tally->entries);
	free(tally->runs);
	for (size_t i = 0; i < TALLY_N_SLOWEST; i++)
		bytes_free(&tally->slowest[i].path);
	*tally = (struct tally){0};
}
