/* SPDX-License-Identifier: MIT */
#include "plan/shard.h"

#include <stdlib.h>
#include <string.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

static uint64_t
add_to_hash(uint64_t hash, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (uint8_t)text[i]) * FNV_PRIME;
	return hash;
}

/* The folder of a record, from its root on; "" is the root. */
static const char *
folder_below(const struct plan *plan, const struct plan_record *record)
{
	const struct plan_folder *folder = &plan->folders[record->folder_i];
	const char *path = plan_list_folder_path(plan, folder);
	bool is_of_files =
		folder->parent_i == PLAN_NO_FOLDER && !folder->is_named;

	if (!is_of_files || plan->options.base != NULL)
		path += folder->below_at;
	while (path[0] == '/' || (path[0] == '.' && path[1] == '/'))
		path++;
	return strcmp(path, ".") == 0 ? "" : path;
}

static uint64_t
hash_of(const struct plan *plan, const struct plan_record *record)
{
	const char *folder = folder_below(plan, record);
	const char *name = plan_list_name(plan, record);
	uint64_t hash = add_to_hash(FNV_BASIS, folder, strlen(folder));

	if (folder[0] != '\0' && name[0] != '\0')
		hash = add_to_hash(hash, "/", 1);
	return add_to_hash(hash, name, strlen(name));
}

static void
leave(struct plan *plan, size_t record_i)
{
	plan->records[record_i].fate = PLAN_DROPPED;
	plan->n_elsewhere++;
}

static void
keep_by_hash(struct plan *plan)
{
	const struct plan_options *options = &plan->options;

	for (size_t i = 0; i < plan->n_records; i++) {
		const struct plan_record *record = &plan->records[i];

		if (record->fate != PLAN_DROPPED &&
		    hash_of(plan, record) % options->n_shards != options->shard)
			leave(plan, i);
	}
}

/* An input to be given to a shard. */
struct share {
	const struct plan *plan;
	uint64_t nbytes;
	uint32_t record_i;
};

/* The larger one first, and then by the bytes of the path. */
static int
compare(const void *a, const void *b)
{
	const struct share *one = a, *two = b;
	const struct plan_record *first = &one->plan->records[one->record_i];
	const struct plan_record *second = &two->plan->records[two->record_i];
	int order;

	if (one->nbytes != two->nbytes)
		return one->nbytes > two->nbytes ? -1 : 1;
	order = strcmp(folder_below(one->plan, first),
		       folder_below(two->plan, second));
	if (order == 0)
		order = strcmp(plan_list_name(one->plan, first),
			       plan_list_name(two->plan, second));
	if (order != 0)
		return order;
	return one->record_i < two->record_i ? -1 : 1;
}

/* What a shard has so far; the least stands at the top of a heap. */
struct load {
	uint64_t nbytes;
	uint32_t shard;
};

static bool
is_less(const struct load *a, const struct load *b)
{
	return a->nbytes != b->nbytes ? a->nbytes < b->nbytes
				      : a->shard < b->shard;
}

/* The top has become heavier. */
static void
sink(struct load *loads, uint32_t n)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < n) {
		struct load load = loads[i];

		if (child + 1 < n && is_less(&loads[child + 1], &loads[child]))
			child++;
		if (!is_less(&loads[child], &load))
			return;
		loads[i] = loads[child];
		loads[child] = load;
		i = child;
	}
}

/* An input of no bytes takes time, too. */
static void
share_out(struct plan *plan, const struct share *shares, size_t n,
	  struct load *loads)
{
	const struct plan_options *options = &plan->options;

	for (uint32_t i = 0; i < options->n_shards; i++)
		loads[i] = (struct load){0, i};
	for (size_t i = 0; i < n; i++) {
		if (loads[0].shard != options->shard)
			leave(plan, shares[i].record_i);
		loads[0].nbytes += shares[i].nbytes + 1;
		sink(loads, options->n_shards);
	}
}

/* All inputs, in the order in which they are given out; returns how many. */
static size_t
list_shares(const struct plan *plan, struct share *shares)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_records; i++)
		if (plan->records[i].fate != PLAN_DROPPED)
			shares[n++] = (struct share){
				plan, plan->records[i].nbytes, (uint32_t)i};
	if (n > 0)
		qsort(shares, n, sizeof(*shares), compare);
	return n;
}

static enum gm_status
keep_by_size(struct plan *plan, struct gm_error *err)
{
	struct share *shares = calloc(plan->n_records + 1, sizeof(*shares));
	struct load *loads = calloc(plan->options.n_shards, sizeof(*loads));
	enum gm_status st = GM_OK;

	if (shares == NULL || loads == NULL)
		st = gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (shards)");
	else
		share_out(plan, shares, list_shares(plan, shares), loads);
	free(shares);
	free(loads);
	return st;
}

enum gm_status
shard_keep(struct plan *plan, struct gm_error *err)
{
	if (plan->options.n_shards <= 1)
		return GM_OK;
	if (plan->options.shards_by_size)
		return keep_by_size(plan, err);
	keep_by_hash(plan);
	return GM_OK;
}
