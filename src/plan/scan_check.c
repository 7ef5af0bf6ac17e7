/* SPDX-License-Identifier: MIT */
/* That no output destroys an input or another output. */
#include <stdlib.h>
#include <string.h>

#include "plan/own.h"
#include "plan/scan.h"
#include "plan/shard.h"

/* The slot of the output that is file id, or the empty one for it. */
static size_t
find_id(const struct scan *scan, const uint32_t *slots, size_t n_slots,
	const struct file_id *id)
{
	size_t i = (size_t)hash_bytes(&scan->places.key, id, sizeof(*id)) &
		   (n_slots - 1);

	while (slots[i] != 0) {
		const struct file_id *other = &scan->found[slots[i] - 1].id;

		if (other->inode == id->inode && other->device == id->device)
			break;
		i = (i + 1) & (n_slots - 1);
	}
	return i;
}

/*
 * Whether the output of a record and an input are one file indeed.  *same is
 * false when it only has the same numbers.
 */
static enum gm_status
is_same(struct scan *scan, size_t output_i, size_t input_i, bool *same,
	struct gm_error *err)
{
	struct bytes in = {0}, out = {0};
	enum gm_status st =
		plan_paths(scan->plan, output_i, &scan->path, &out, err);

	if (st == GM_OK)
		st = plan_paths(scan->plan, input_i, &in, NULL, err);
	*same = st == GM_OK && file_handle_is_same((const char *)in.data,
						   (const char *)out.data);
	bytes_free(&in);
	bytes_free(&out);
	return st;
}

/*
 * Input i has the numbers of an output, found_i or another one with the same
 * numbers: of most file systems that is enough.
 */
static enum gm_status
check_input(struct scan *scan, size_t i, size_t found_i, struct gm_error *err)
{
	const struct file_id *id = &scan->ids[i];
	struct plan *plan = scan->plan;
	struct plan_record *record = &plan->records[i];
	enum gm_status st = GM_OK;

	for (; st == GM_OK && found_i < scan->n_found; found_i++) {
		const struct scan_found *found = &scan->found[found_i];
		bool same;

		if (found->id.inode != id->inode ||
		    found->id.device != id->device ||
		    plan->records[found->record_i].fate == PLAN_DROPPED)
			continue;
		st = is_same(scan, found->record_i, i, &same, err);
		if (st != GM_OK || !same)
			continue;
		/* Of an earlier run, and the picture is an input, too. */
		if (record->is_named &&
		    own_is(&plan->options, plan_list_name(plan, record))) {
			record->fate = PLAN_DROPPED;
			plan->folders[record->folder_i].n_own++;
			return GM_OK;
		}
		st = scan_blame(scan, found->record_i, "is the input", i, err);
	}
	return st;
}

/* No output that exists may be an input. */
static enum gm_status
check_inputs(struct scan *scan, struct gm_error *err)
{
	size_t n_slots = hash_table_size(scan->n_found);
	uint32_t *slots;
	enum gm_status st = GM_OK;

	if (scan->n_found == 0)
		return GM_OK;
	slots = calloc(n_slots, sizeof(*slots));
	if (slots == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; i < scan->n_found; i++) {
		size_t slot = find_id(scan, slots, n_slots, &scan->found[i].id);

		if (slots[slot] == 0)
			slots[slot] = (uint32_t)i + 1;
	}
	for (size_t i = 0; st == GM_OK && i < scan->plan->n_records; i++) {
		const struct file_id *id = &scan->ids[i];
		size_t slot;

		if (id->inode == 0)
			continue;
		slot = find_id(scan, slots, n_slots, id);
		if (slots[slot] != 0)
			st = check_input(scan, i, slots[slot] - 1, err);
	}
	free(slots);
	return st;
}

/* An output as the table of check_outputs() knows it: 0 is none. */
struct slot {
	uint32_t hash;
	uint32_t record_no; /* from 1 */
};

struct table {
	struct slot *slots;
	size_t n_slots;
	struct bytes name;  /* scratch */
	struct bytes other; /* scratch */
};

/* What a record claims: a place, and a name there; none for a fault. */
static uint32_t
place_of(const struct plan *plan, const struct plan_record *record)
{
	const struct plan_folder *folder = &plan->folders[record->folder_i];

	return record->fate == PLAN_FAULT ? folder->in_place
					  : folder->out_place;
}

/* Whether b claims what a claims; table->name is the name of a's output. */
static enum gm_status
claims_same(const struct plan *plan, struct table *table,
	    const struct plan_record *a, const struct plan_record *b,
	    bool *same, struct gm_error *err)
{
	enum gm_status st = plan_list_out_name(plan, b, &table->other, err);

	*same = st == GM_OK && place_of(plan, a) == place_of(plan, b) &&
		(a->fate == PLAN_FAULT) == (b->fate == PLAN_FAULT) &&
		table->name.nbytes == table->other.nbytes &&
		memcmp(table->name.data, table->other.data,
		       table->name.nbytes) == 0;
	return st;
}

static bool
is_same_input(const struct plan *plan, const struct plan_record *a,
	      const struct plan_record *b)
{
	return plan->folders[a->folder_i].in_place ==
		       plan->folders[b->folder_i].in_place &&
	       strcmp(plan_list_name(plan, a), plan_list_name(plan, b)) == 0;
}

static uint32_t
hash_claim(const struct scan *scan, const struct plan_record *record,
	   const struct bytes *name)
{
	uint64_t hash = hash_bytes(&scan->places.key, name->data, name->nbytes);
	uint64_t word[2] = {hash, place_of(scan->plan, record)};

	return (uint32_t)(hash_bytes(&scan->places.key, word, sizeof(word)) >>
			  32);
}

/* The first of two that are one input is named when the other is. */
static void
name_too(struct plan_record *first, const struct plan_record *record)
{
	if (first->is_named && record->is_named)
		first->is_listed &= record->is_listed;
	else if (record->is_named)
		first->is_listed = record->is_listed;
	first->is_named |= record->is_named;
}

/* Enter the claim of record_i into the table, or find who has made it. */
static enum gm_status
claim(struct scan *scan, struct table *table, size_t record_i,
      struct gm_error *err)
{
	struct plan *plan = scan->plan;
	struct plan_record *record = &plan->records[record_i];
	size_t mask = table->n_slots - 1;
	enum gm_status st = plan_list_out_name(plan, record, &table->name, err);
	uint32_t hash;
	size_t i;

	if (st != GM_OK)
		return st;
	hash = hash_claim(scan, record, &table->name);
	for (i = hash & mask; table->slots[i].record_no != 0;
	     i = (i + 1) & mask) {
		size_t first_i = table->slots[i].record_no - 1;
		struct plan_record *first = &plan->records[first_i];
		bool same;

		if (table->slots[i].hash != hash)
			continue;
		st = claims_same(plan, table, record, first, &same, err);
		if (st != GM_OK)
			return st;
		if (!same)
			continue;
		if (!is_same_input(plan, record, first))
			return scan_blame(scan, record_i, "is also that of",
					  first_i, err);
		name_too(first, record);
		record->fate = PLAN_DROPPED;
		return GM_OK;
	}
	table->slots[i] = (struct slot){hash, (uint32_t)record_i + 1};
	return GM_OK;
}

/* Keep what is not dropped, and mark the folders with inputs to run. */
static void
compact(struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_records; i++) {
		const struct plan_record record = plan->records[i];

		if (record.fate == PLAN_CONVERT)
			plan->folders[record.folder_i].is_used = true;
		if (record.fate != PLAN_DROPPED)
			plan->records[n++] = record;
	}
	plan->n_records = n;
}

/* No two inputs may have one output. */
static enum gm_status
check_outputs(struct scan *scan, struct gm_error *err)
{
	struct table table = {.n_slots =
				      hash_table_size(scan->plan->n_records)};
	enum gm_status st = GM_OK;

	table.slots = calloc(table.n_slots, sizeof(*table.slots));
	if (table.slots == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; st == GM_OK && i < scan->plan->n_records; i++)
		st = claim(scan, &table, i, err);
	bytes_free(&table.name);
	bytes_free(&table.other);
	free(table.slots);
	return st;
}

enum gm_status
scan_check(struct scan *scan, struct gm_error *err)
{
	enum gm_status st = check_outputs(scan, err);

	if (st == GM_OK && scan_seeks_outputs(&scan->plan->options))
		st = check_inputs(scan, err);
	if (st == GM_OK)
		st = scan_check_alike(scan, err);
	if (st == GM_OK)
		st = shard_keep(scan->plan, err);
	if (st == GM_OK)
		compact(scan->plan);
	return st;
}
