/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_tree.h"

#include <stdlib.h>

#include "base/grow.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_tags.h"

#define FIRST_SLOTS 64u

/* A place that something leads to. */
struct tiff_stop {
	uint64_t at;
	uint32_t before; /* number of that which it comes after in a chain, */
	bool is_page;    /* or TIFF_TREE_NONE */
	bool is_picture;
};

/* A walk under way. */
struct walk {
	struct tiff_tree *tree;
	struct tiff_raw *raw;
	struct tiff_directory directory;
	bool first_alone;
	bool salvage;
};

bool
tiff_tree_is_picture(const struct tiff_directory *directory)
{
	return tiff_directory_find(directory, TIFFTAG_IMAGEWIDTH) != NULL &&
	       (tiff_directory_find(directory, TIFFTAG_STRIPOFFSETS) != NULL ||
		tiff_directory_find(directory, TIFFTAG_TILEOFFSETS) != NULL ||
		tiff_directory_find(directory, TIFFTAG_JPEGIFOFFSET) != NULL);
}

uint64_t
tiff_tree_n_links(const struct tiff_raw *raw, const struct tiff_entry *entry)
{
	enum tiff_role role = tiff_tag_role(entry->tag);
	bool is_number =
		entry->type == TIFF_TYPE_LONG || entry->type == TIFF_TYPE_LONG8;

	if (!tiff_entry_is_whole(raw, entry))
		return 0;
	if (entry->type == TIFF_TYPE_IFD || entry->type == TIFF_TYPE_IFD8 ||
	    (is_number && role == TIFF_ROLE_DIRECTORIES))
		return entry->n;
	return is_number && role == TIFF_ROLE_RECORDS && entry->n == 1 ? 1 : 0;
}

/* Places are the file's to choose: where they go in the table is not. */
static size_t
slot_of(const struct tiff_tree *tree, uint64_t at)
{
	uint64_t h = at ^ (uint64_t)(uintptr_t)tree->slots;

	h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	h = (h ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
	return (size_t)(h ^ h >> 32) & (tree->n_slots - 1);
}

uint32_t
tiff_tree_find(const struct tiff_tree *tree, uint64_t at)
{
	if (tree->n_slots == 0)
		return TIFF_TREE_NONE;
	for (size_t i = slot_of(tree, at);; i = (i + 1) & (tree->n_slots - 1)) {
		uint32_t slot = tree->slots[i];

		if (slot == 0)
			return TIFF_TREE_NONE;
		if (tree->nodes[slot - 1].at == at)
			return slot - 1;
	}
}

static void
put_slot(struct tiff_tree *tree, uint32_t number)
{
	size_t i = slot_of(tree, tree->nodes[number].at);

	while (tree->slots[i] != 0)
		i = (i + 1) & (tree->n_slots - 1);
	tree->slots[i] = number + 1;
}

/* At most half of the table is filled. */
static enum gm_status
make_slots(struct tiff_tree *tree, struct gm_error *err)
{
	size_t n = tree->n_slots == 0 ? FIRST_SLOTS : 2 * tree->n_slots;
	uint32_t *slots;

	if (tree->n < tree->n_slots / 2)
		return GM_OK;
	slots = calloc(n, sizeof(*slots));
	if (slots == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	free(tree->slots);
	tree->slots = slots;
	tree->n_slots = n;
	for (uint32_t i = 0; i < tree->n; i++)
		put_slot(tree, i);
	return GM_OK;
}

static enum gm_status
add_node(struct tiff_tree *tree, const struct tiff_stop *stop,
	 struct gm_error *err)
{
	enum gm_status st = make_slots(tree, err);
	struct tiff_node *nodes;

	if (st != GM_OK)
		return st;
	if (tree->n == TIFF_TREE_MAX)
		return gm_fail(err, GM_ERR_LIMIT, 0, "more than %u directories",
			       TIFF_TREE_MAX);
	nodes = grow_items(tree->nodes, &tree->capacity, tree->n, 1,
			   sizeof(*nodes), err);
	if (nodes == NULL)
		return err->status;
	tree->nodes = nodes;
	nodes[tree->n] = (struct tiff_node){.at = stop->at,
					    .next = TIFF_TREE_NONE,
					    .is_picture = stop->is_picture,
					    .is_page = stop->is_page};
	put_slot(tree, (uint32_t)tree->n);
	tree->n++;
	tree->n_pages += stop->is_page;
	return GM_OK;
}

static enum gm_status
push(struct tiff_tree *tree, const struct tiff_stop *stop, struct gm_error *err)
{
	struct tiff_stop *stops =
		grow_items(tree->stops, &tree->stops_capacity, tree->n_stops, 1,
			   sizeof(*stops), err);

	if (stops == NULL)
		return err->status;
	tree->stops = stops;
	stops[tree->n_stops++] = *stop;
	return GM_OK;
}

/* What the values of an entry lead to, the first of them on top. */
static enum gm_status
push_links(struct walk *w, const struct tiff_entry *entry, struct gm_error *err)
{
	struct tiff_stop stop = {
		.before = TIFF_TREE_NONE,
		.is_picture = tiff_tag_role(entry->tag) != TIFF_ROLE_RECORDS,
	};
	uint64_t n = tiff_tree_n_links(w->raw, entry);
	enum gm_status st = GM_OK;

	if (n > TIFF_TREE_MAX - w->tree->n_links)
		return gm_fail(err, GM_ERR_LIMIT, 0, "more than %u directories",
			       TIFF_TREE_MAX);
	w->tree->n_links += (size_t)n;
	for (uint64_t i = n; i > 0 && st == GM_OK; i--) {
		st = tiff_raw_numbers(w->raw, entry, i - 1, 1, &stop.at, err);
		if (st == GM_OK && stop.at != 0)
			st = push(w->tree, &stop, err);
	}
	return st;
}

/* What comes after the directory that was read, and before it what it has. */
static enum gm_status
push_further(struct walk *w, uint32_t number, struct gm_error *err)
{
	const struct tiff_node *node = &w->tree->nodes[number];
	const struct tiff_stop next = {
		.at = w->directory.next_at,
		.before = number,
		.is_page = node->is_page,
		.is_picture = true,
	};
	enum gm_status st = GM_OK;

	/* Records are not in chains: what stands there may be anything. */
	if (next.at != 0 && node->is_picture &&
	    !(w->first_alone && node->is_page))
		st = push(w->tree, &next, err);
	for (size_t i = w->directory.n; i > 0 && st == GM_OK; i--)
		st = push_links(w, &w->directory.entries[i - 1], err);
	return st;
}

/* Records that are damaged are no reason to have no picture. */
static bool
may_lack(const struct walk *w, const struct tiff_stop *stop)
{
	return w->tree->n > 0 && (w->salvage || !stop->is_picture);
}

static enum gm_status
walk_to(struct walk *w, const struct tiff_stop *stop, struct gm_error *err)
{
	struct tiff_tree *tree = w->tree;
	uint32_t number = tiff_tree_find(tree, stop->at);
	enum gm_status st;

	if (number != TIFF_TREE_NONE) {
		/* A chain that runs into another ends where it does. */
		tree->is_cut |= stop->is_page;
		return GM_OK;
	}
	st = tiff_raw_directory(w->raw, stop->at, &w->directory, err);
	if (st == GM_OK && stop->is_picture && stop->is_page &&
	    !tiff_tree_is_picture(&w->directory))
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "a page without a picture");
	if (st != GM_OK) {
		if (!may_lack(w, stop) || st == GM_ERR_NOMEM ||
		    st == GM_ERR_READ || st == GM_ERR_LIMIT)
			return st;
		tree->is_cut = true;
		return GM_OK;
	}
	st = add_node(tree, stop, err);
	if (st != GM_OK)
		return st;
	number = (uint32_t)tree->n - 1;
	if (!tiff_tree_is_picture(&w->directory))
		tree->nodes[number].is_picture = false;
	if (stop->before != TIFF_TREE_NONE)
		tree->nodes[stop->before].next = number;
	return push_further(w, number, err);
}

enum gm_status
tiff_tree_walk(struct tiff_tree *tree, struct tiff_raw *raw, bool first_alone,
	       bool salvage, struct gm_error *err)
{
	struct walk w = {.tree = tree,
			 .raw = raw,
			 .first_alone = first_alone,
			 .salvage = salvage};
	const struct tiff_stop first = {.at = raw->first_at,
					.before = TIFF_TREE_NONE,
					.is_page = true,
					.is_picture = true};
	enum gm_status st;

	tiff_raw_refill(raw);
	if (first.at == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0, "no directory");
	st = push(tree, &first, err);
	while (st == GM_OK && tree->n_stops > 0) {
		struct tiff_stop stop = tree->stops[--tree->n_stops];

		st = walk_to(&w, &stop, err);
	}
	tiff_directory_free(&w.directory);
	return st;
}

void
tiff_tree_free(struct tiff_tree *tree)
{
	free(tree->nodes);
	free(tree->slots);
	free(tree->stops);
	*tree = (struct tiff_tree){0};
}
