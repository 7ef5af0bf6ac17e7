/* SPDX-License-Identifier: MIT */
/*
 * tiff_tree.h - all directories of a TIFF, each once
 *
 * Directories follow each other in chains, and lead to others: those of further
 * sizes of a picture, of EXIF, of GPS (TIFF 6.0 section 2; Technical Note 1).
 * Where they lead in a circle, or twice to the same, does not matter: one that
 * is known is not walked again.
 */
#ifndef GM_FORMATS_TIFF_TIFF_TREE_H
#define GM_FORMATS_TIFF_TIFF_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_raw.h"

/* Directories of all kinds in one file, and as many that lead to them. */
#define TIFF_TREE_MAX 65535u

#define TIFF_TREE_NONE UINT32_MAX

struct tiff_stop; /* private */

struct tiff_node {
	uint64_t at;     /* where it stands */
	uint64_t out_at; /* and in the copy; 0 until it is written */
	uint32_t next;   /* number of that after it, or TIFF_TREE_NONE */
	bool is_picture; /* else it holds records, as EXIF does */
	bool is_page;    /* of the chain that the file begins with */
	unsigned way;    /* the caller's; 0 before */
};

/* A zeroed struct is valid and empty, and released by tiff_tree_free(). */
struct tiff_tree {
	struct tiff_node *nodes; /* owned; a page, what it leads to, the next */
	size_t n;
	size_t capacity;
	uint32_t *slots; /* owned; by where they stand: number + 1, or 0 */
	size_t n_slots;  /* a power of 2, or 0 */
	struct tiff_stop *stops; /* owned; places still to be walked to: a */
	size_t n_stops;          /* stack */
	size_t stops_capacity;
	size_t n_pages;
	size_t n_links;
	bool is_cut; /* a chain that comes round, or is damaged, ends there */
};

/*
 * Is the directory one of a picture: has it a width, and a place of strips,
 * tiles or JPEG?
 */
bool tiff_tree_is_picture(const struct tiff_directory *directory);

/*
 * Can the entry lead to directories, and to how many?  0 where it does not.
 */
uint64_t tiff_tree_n_links(const struct tiff_raw *raw,
			   const struct tiff_entry *entry);

/*
 * Find all directories, with first_alone those of the first page.  One of a
 * picture, not the first, that is damaged or missing fails, or is left out
 * where salvage is asked for; one of records is left out: is_cut says so. Fails
 * as tiff_raw_directory(), or with GM_ERR_LIMIT for more than TIFF_TREE_MAX.
 */
enum gm_status tiff_tree_walk(struct tiff_tree *tree, struct tiff_raw *raw,
			      bool first_alone, bool salvage,
			      struct gm_error *err);

/* The number of the one that stands there, or TIFF_TREE_NONE. */
uint32_t tiff_tree_find(const struct tiff_tree *tree, uint64_t at);

void tiff_tree_free(struct tiff_tree *tree);

#endif
