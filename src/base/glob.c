/* SPDX-License-Identifier: MIT */
#include "base/glob.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum kind {
	BYTE,      /* itself */
	ONE_OF,    /* one of the set */
	IN_NAME,   /* any number of bytes but '/' */
	IN_TREE,   /* any number of bytes */
	OR_NOTHING /* the next two items, or none of both */
};

struct glob_item {
	uint8_t kind;
	uint8_t byte;
	uint8_t set[32]; /* a bit for each byte */
};

/* What is left of a pattern, and what it is made into. */
struct making {
	const char *at;
	const char *begin;
	const char *end;
	struct glob *glob;
};

static struct glob_item *
add_item(struct glob *glob, enum kind kind)
{
	struct glob_item *item = &glob->items[glob->n_items++];

	*item = (struct glob_item){.kind = (uint8_t)kind};
	return item;
}

static void
add_byte(struct glob *glob, char byte)
{
	add_item(glob, BYTE)->byte = (uint8_t)byte;
}

static bool
has(const struct glob_item *item, uint8_t byte)
{
	return (item->set[byte / 8] & 1u << byte % 8) != 0;
}

static void
put(struct glob_item *item, unsigned byte)
{
	item->set[byte / 8] |= (uint8_t)(1u << byte % 8);
}

/* All others; a slash is in no set. */
static void
end_set(struct glob_item *item, bool is_negative)
{
	for (size_t i = 0; is_negative && i < sizeof(item->set); i++)
		item->set[i] ^= 0xff;
	item->set['/' / 8] &= (uint8_t) ~(1u << '/' % 8);
}

static int
is_blank(int byte)
{
	return byte == ' ' || byte == '\t';
}

/* Put those of a class, n bytes of its name.  False when it is none. */
static bool
put_class(struct glob_item *item, const char *name, size_t n)
{
	static const struct {
		const char *name;
		int (*is)(int byte);
	} classes[] = {
		{"alnum", isalnum}, {"alpha", isalpha}, {"blank", is_blank},
		{"cntrl", iscntrl}, {"digit", isdigit}, {"graph", isgraph},
		{"lower", islower}, {"print", isprint}, {"punct", ispunct},
		{"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit}};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strlen(classes[i].name) != n ||
		    memcmp(classes[i].name, name, n) != 0)
			continue;
		for (unsigned byte = 1; byte < 128; byte++)
			if (classes[i].is((int)byte))
				put(item, byte);
		return true;
	}
	return false;
}

/*
 * After "[:": take a class and its end.  *is_class stays false where it is no
 * class, but bytes like others.
 */
static bool
take_class(struct making *making, struct glob_item *item, bool *is_class)
{
	const char *name = making->at;
	const char *end = memchr(name, ']', (size_t)(making->end - name));

	*is_class = end != NULL && end > name && end[-1] == ':';
	if (!*is_class)
		return true;
	making->at = end + 1;
	return put_class(item, name, (size_t)(end - 1 - name));
}

/* Take a byte of a set, which a backslash may stand before: -1 at the end. */
static int
take_member(struct making *making)
{
	if (making->at < making->end && *making->at == '\\')
		making->at++;
	return making->at < making->end ? (unsigned char)*making->at++ : -1;
}

static bool
is_range(const struct making *making)
{
	return making->end - making->at >= 2 && making->at[0] == '-' &&
	       making->at[1] != ']';
}

/* Take a byte, or all from one to another. */
static bool
take_range(struct making *making, struct glob_item *item)
{
	int first = take_member(making), last = first;

	if (first < 0)
		return false;
	put(item, (unsigned)first);
	if (is_range(making)) {
		making->at++;
		last = take_member(making);
	}
	for (int byte = first; byte <= last; byte++)
		put(item, (unsigned)byte);
	return last >= 0;
}

static bool
starts(const struct making *making, const char *with)
{
	size_t n = strlen(with);

	return (size_t)(making->end - making->at) >= n &&
	       memcmp(making->at, with, n) == 0;
}

/* After "[". */
static enum gm_status
take_set(struct making *making, struct gm_error *err)
{
	struct glob_item *item = add_item(making->glob, ONE_OF);
	bool is_negative = starts(making, "!") || starts(making, "^");
	bool is_first = true;

	making->at += is_negative;
	for (; is_first || !starts(making, "]"); is_first = false) {
		bool is_class = false;

		if (starts(making, "[:")) {
			making->at += 2;
			if (!take_class(making, item, &is_class))
				return gm_fail(err, GM_ERR_USAGE, 0,
					       "has a class that is none");
			making->at -= is_class ? 0 : 2;
		}
		if (!is_class && !take_range(making, item))
			return gm_fail(err, GM_ERR_USAGE, 0,
				       "has a '[' without its ']'");
	}
	making->at++;
	end_set(item, is_negative);
	return GM_OK;
}

/* At a '*'. */
static void
take_stars(struct making *making)
{
	const char *first = making->at;
	size_t n = 0;
	bool is_alone;

	for (; starts(making, "*"); making->at++)
		n++;
	is_alone = (first == making->begin || first[-1] == '/') &&
		   (making->at == making->end || starts(making, "/"));
	if (n < 2 || !is_alone) {
		add_item(making->glob, IN_NAME);
	} else if (making->at == making->end) {
		add_item(making->glob, IN_TREE);
	} else {
		making->at++;
		add_item(making->glob, OR_NOTHING);
		add_item(making->glob, IN_TREE);
		add_byte(making->glob, '/');
	}
}

static enum gm_status
take(struct making *making, struct gm_error *err)
{
	char byte = *making->at;

	if (byte == '*') {
		take_stars(making);
		return GM_OK;
	}
	making->at++;
	if (byte == '[')
		return take_set(making, err);
	if (byte == '?') {
		end_set(add_item(making->glob, ONE_OF), true);
		return GM_OK;
	}
	if (byte == '\\' && making->at == making->end)
		return gm_fail(err, GM_ERR_USAGE, 0, "ends with a backslash");
	if (byte == '\\')
		byte = *making->at++;
	add_byte(making->glob, byte);
	return GM_OK;
}

enum gm_status
glob_make(struct glob *glob, const char *pattern, size_t n,
	  struct gm_error *err)
{
	struct making making = {pattern, pattern, pattern + n, glob};
	enum gm_status st = GM_OK;

	if (n > GLOB_MAX_BYTES)
		return gm_fail(err, GM_ERR_USAGE, 0, "has more than %u bytes",
			       GLOB_MAX_BYTES);
	/* No item comes of less than a byte, and none is more than a byte. */
	glob->items = malloc((n + 1) * sizeof(*glob->items));
	glob->at = malloc(n + 1);
	if (glob->items == NULL || glob->at == NULL) {
		glob_free(glob);
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pattern)");
	}
	while (st == GM_OK && making.at < making.end)
		st = take(&making, err);
	if (st != GM_OK)
		glob_free(glob);
	return st;
}

/* What may come first when an item may. */
static void
go_on(const struct glob_item *items, size_t n_items, uint8_t *at)
{
	for (size_t i = 0; i < n_items; i++) {
		if (at[i] == 0)
			continue;
		if (items[i].kind == IN_NAME || items[i].kind == IN_TREE)
			at[i + 1] = 1;
		if (items[i].kind == OR_NOTHING)
			at[i + 1] = at[i + 3] = 1;
	}
}

/* Go on by a byte.  False when nothing may come. */
static bool
step(const struct glob_item *items, size_t n_items, uint8_t *at, uint8_t byte)
{
	bool goes_on = false;

	at[n_items] = 0;
	/* Backwards: what may come next has been dealt with. */
	for (size_t i = n_items; i-- > 0;) {
		const struct glob_item *item = &items[i];

		if (at[i] == 0)
			continue;
		if (item->kind == BYTE)
			at[i + 1] |= item->byte == byte;
		else if (item->kind == ONE_OF)
			at[i + 1] |= has(item, byte);
		at[i] = item->kind == IN_TREE ||
			(item->kind == IN_NAME && byte != '/');
		goes_on |= at[i] != 0 || at[i + 1] != 0;
	}
	go_on(items, n_items, at);
	return goes_on;
}

/* The last item is a byte that must be there. */
static bool
is_last_byte(const struct glob_item *items, size_t n_items)
{
	return n_items > 0 && items[n_items - 1].kind == BYTE &&
	       (n_items < 3 || items[n_items - 3].kind != OR_NOTHING);
}

bool
glob_matches(const struct glob *glob, const char *path, size_t n)
{
	const struct glob_item *items = glob->items;
	size_t n_items = glob->n_items;

	/* Bytes at the beginning, and at the end, tell most paths apart. */
	for (; n_items > 0 && items->kind == BYTE; items++, n_items--, path++)
		if (n-- == 0 || items->byte != (uint8_t)*path)
			return false;
	if (n_items == 0)
		return n == 0;
	for (; is_last_byte(items, n_items); n_items--)
		if (n == 0 || items[n_items - 1].byte != (uint8_t)path[--n])
			return false;
	memset(glob->at, 0, n_items + 1);
	glob->at[0] = 1;
	go_on(items, n_items, glob->at);
	for (size_t i = 0; i < n; i++)
		if (!step(items, n_items, glob->at, (uint8_t)path[i]))
			return false;
	return glob->at[n_items] != 0;
}

void
glob_free(struct glob *glob)
{
	free(glob->items);
	free(glob->at);
	*glob = (struct glob){0};
}
