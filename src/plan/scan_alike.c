/* SPDX-License-Identifier: MIT */
/*
 * That no two outputs are one to the file system though their names differ.
 * Which may be is told by their cores (see alike.h), and by outputs that exist
 * and are one file; of those the file system itself is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "plan/alike.h"
#include "plan/scan_ask.h"

struct suspects {
	struct scan_suspect *items; /* owned; n of them */
	size_t n;
	size_t capacity;
};

/* A hash of the core of name, which is n bytes and is spoilt. */
static uint64_t
hash_core(const struct scan *scan, char *name, size_t n, bool is_coarse)
{
	n = alike_core(name, n, is_coarse);
	return hash_bytes(&scan->places.key, name, n);
}

static uint64_t
hash_pair(const struct scan *scan, uint64_t a, uint64_t b)
{
	const uint64_t pair[2] = {a, b};

	return hash_bytes(&scan->places.key, pair, sizeof(pair));
}

/*
 * A number for each place, which is the same for those that may become one
 * folder: places that do not exist, by the cores of their names.
 */
static uint64_t *
number_places(struct scan *scan, bool is_coarse)
{
	const struct places *places = &scan->places;
	uint64_t *numbers = calloc(places->n_items + 1, sizeof(*numbers));

	for (size_t i = 0; numbers != NULL && i < places->n_items; i++) {
		const struct place *place = &places->items[i];
		uint64_t parent = place->major;

		if (place->name_n == 0) {
			numbers[i] = hash_pair(scan, i, 0);
			continue;
		}
		if (parent != PLACES_NONE)
			parent = numbers[parent];
		numbers[i] = hash_pair(
			scan, parent,
			hash_core(scan,
				  (char *)places->names.data + place->name_at,
				  place->name_n, is_coarse));
	}
	return numbers;
}

/* Whether a record claims an output. */
static bool
has_output(const struct plan_record *record)
{
	return record->fate != PLAN_FAULT && record->fate != PLAN_DROPPED;
}

/*
 * What makes outputs suspect, in the place of that number: those of one place
 * stand together, so that its folder is asked once.
 */
static enum gm_status
add_suspect(struct suspects *suspects, uint64_t place, uint64_t what,
	    size_t record_i, struct gm_error *err)
{
	uint64_t key = (place & ~(uint64_t)UINT32_MAX) | (what & UINT32_MAX);
	struct scan_suspect *items =
		grow_items(suspects->items, &suspects->capacity, suspects->n, 1,
			   sizeof(*items), err);

	if (items == NULL)
		return err->status;
	suspects->items = items;
	items[suspects->n++] = (struct scan_suspect){key, (uint32_t)record_i};
	return GM_OK;
}

/* Every output, by the place and the core of its name. */
static enum gm_status
suspect_all(struct scan *scan, const uint64_t *numbers, bool is_coarse,
	    struct suspects *suspects, struct gm_error *err)
{
	const struct plan *plan = scan->plan;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan->n_records; i++) {
		const struct plan_record *record = &plan->records[i];
		uint32_t place = plan->folders[record->folder_i].out_place;
		uint64_t core;

		if (!has_output(record))
			continue;
		st = plan_list_out_name(plan, record, &scan->name, err);
		if (st != GM_OK)
			return st;
		core = hash_core(scan, (char *)scan->name.data,
				 scan->name.nbytes - 1, is_coarse);
		st = add_suspect(suspects, numbers[place], core, i, err);
	}
	return st;
}

/* Outputs of one folder that exist and are, as it seems, one file. */
static enum gm_status
suspect_found(struct scan *scan, const uint64_t *numbers,
	      struct suspects *suspects, struct gm_error *err)
{
	const struct plan *plan = scan->plan;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < scan->n_found; i++) {
		const struct scan_found *found = &scan->found[i];
		const struct plan_record *record =
			&plan->records[found->record_i];
		uint32_t place = plan->folders[record->folder_i].out_place;

		if (has_output(record))
			st = add_suspect(suspects, numbers[place],
					 hash_pair(scan, found->id.device,
						   found->id.inode),
					 found->record_i, err);
	}
	return st;
}

static int
compare(const void *left, const void *right)
{
	const struct scan_suspect *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->record_i < b->record_i ? -1 : a->record_i > b->record_i;
}

/* Ask about each key that several have. */
static enum gm_status
ask_all(struct scan *scan, struct suspects *suspects, struct gm_error *err)
{
	struct scan_asking asking = {.scan = scan};
	enum gm_status st = GM_OK;
	size_t n;

	/* What is alike stands together, in the order of the inputs. */
	if (suspects->n > 0)
		qsort(suspects->items, suspects->n, sizeof(*suspects->items),
		      compare);
	for (size_t i = 0; st == GM_OK && i < suspects->n; i += n) {
		const struct scan_suspect *group = &suspects->items[i];

		for (n = 1; i + n < suspects->n && group[n].key == group->key;)
			n++;
		if (n > 1)
			st = scan_ask(&asking, group, n, err);
	}
	scan_ask_free(&asking);
	return st;
}

/* Whether any name of the plan has more than ASCII. */
static bool
is_wide(const struct scan *scan)
{
	const struct plan *plan = scan->plan;
	const char *prefix = plan->options.prefix;
	const char *suffix = plan->options.suffix;

	return alike_is_wide((const char *)plan->names.data,
			     plan->names.nbytes) ||
	       alike_is_wide((const char *)scan->places.names.data,
			     scan->places.names.nbytes) ||
	       alike_is_wide(prefix, strlen(prefix)) ||
	       alike_is_wide(suffix, strlen(suffix));
}

enum gm_status
scan_check_alike(struct scan *scan, struct gm_error *err)
{
	bool is_coarse = is_wide(scan);
	struct suspects suspects = {0};
	uint64_t *numbers;
	enum gm_status st;

	if (scan->plan->options.writes_nothing)
		return GM_OK;
	numbers = number_places(scan, is_coarse);
	if (numbers == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	st = suspect_all(scan, numbers, is_coarse, &suspects, err);
	if (st == GM_OK)
		st = suspect_found(scan, numbers, &suspects, err);
	free(numbers);
	if (st == GM_OK)
		st = ask_all(scan, &suspects, err);
	free(suspects.items);
	return st;
}
