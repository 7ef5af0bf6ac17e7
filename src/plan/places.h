/* SPDX-License-Identifier: MIT */
/*
 * places.h - folders by what they are, not by how they are spelt
 *
 * Numbers folders so that two spellings of one folder (A, ./A, a link to A)
 * get one number: by device, inode and handle where the folder exists, by its
 * parent and its name where it does not exist yet.
 */
#ifndef GM_PLAN_PLACES_H
#define GM_PLAN_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/hash.h"

/* The parent of a folder that is known by its name alone. */
#define PLACES_NONE UINT32_MAX

struct place {
	uint64_t major;  /* device, or the parent's number */
	uint64_t inode;  /* 0 where the folder does not exist */
	uint64_t handle; /* a hash of its handle; 0 where there is none */
	size_t name_at;  /* in places.names */
	uint32_t name_n; /* 0 where the folder exists */
	bool is_read;    /* the caller's: it is not the first time */
};

/* Zeroed but for the key, it is valid and empty. */
struct places {
	struct hash_key key;
	struct place *items; /* owned; n_items of them */
	size_t n_items;
	size_t capacity;
	uint32_t *slots; /* owned; n_slots of them: number + 1, or 0 */
	size_t n_slots;
	struct bytes names;
};

/*
 * The number of the folder at path, which info describes.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status places_existing(struct places *places, const char *path,
			       const struct stat *info, uint32_t *place,
			       struct gm_error *err);

/*
 * The number of a folder that does not exist, by its parent's number and its
 * name there, n bytes, at least 1.  Fails with GM_ERR_NOMEM.
 */
enum gm_status places_missing(struct places *places, uint32_t parent,
			      const char *name, size_t n, uint32_t *place,
			      struct gm_error *err);

/* True when the folder existed when it was numbered. */
bool places_exists(const struct places *places, uint32_t place);

void places_free(struct places *places);

#endif
