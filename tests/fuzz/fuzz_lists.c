/* SPDX-License-Identifier: MIT */
/*
 * fuzz_lists.c - lists of files, on any bytes
 *
 * The first byte says what ends a name and how large the pieces are in which
 * the list is taken, the second how many KiB of 'x' it starts with, up to more
 * than a name may have; what follows is the rest of it.  The names, or what is
 * wrong, must be what going from byte to byte makes of it.
 */
#include "fuzz_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_fail.h"
#include "plan/file_list.h"

#define TEXT_NBYTES 96

/* What is wrong with a list, as it is said; "" if nothing is. */
static void
judge(const uint8_t *data, size_t n, char end, char text[TEXT_NBYTES])
{
	size_t number = 1, length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		const char *wrong = NULL;

		if (data[i] == (uint8_t)end) {
			if (end == '\0' && length == 0)
				wrong = "is empty";
			length = 0;
		} else if (++length > FILE_LIST_MAX_NAME) {
			wrong = "is too long";
		} else if (data[i] == '\0') {
			wrong = "has a NUL; is it for --files0-from?";
		}
		if (wrong != NULL) {
			snprintf(text, TEXT_NBYTES, "%s %zu: %s",
				 end == '\0' ? "name" : "line", number, wrong);
			return;
		}
		number += data[i] == (uint8_t)end;
	}
}

/* Hold the names against the bytes, in order; there must be no others. */
static void
check_names(const struct file_list *list, const uint8_t *data, size_t n)
{
	size_t at = 0, i = 0;
	const char *name;

	while ((name = file_list_next(list, &at)) != NULL) {
		size_t length = 0;

		while (i < n && data[i] == (uint8_t)list->end)
			i++;
		while (i + length < n && data[i + length] != (uint8_t)list->end)
			length++;
		fuzz_require(length > 0 && strlen(name) == length &&
				     memcmp(name, data + i, length) == 0,
			     "a name is what stands in the list", NULL);
		i += length;
	}
	while (i < n)
		fuzz_require(data[i++] == (uint8_t)list->end,
			     "no name is left out", NULL);
}

static void
check(const uint8_t *data, size_t n, char end, size_t piece)
{
	struct file_list list = {.end = end};
	struct gm_error err = {0};
	enum gm_status st = GM_OK;
	char wrong[TEXT_NBYTES];
	size_t at = 0, before = 0;

	while (st == GM_OK && at < n) {
		size_t part = n - at < piece ? n - at : piece;
		/* Of its own, so that nobody looks behind it. */
		uint8_t *copy = malloc(part);

		if (copy == NULL)
			abort();
		memcpy(copy, data + at, part);
		st = file_list_take(&list, copy, part, &err);
		free(copy);
		before = at;
		at += part;
	}
	judge(data, before, end, wrong);
	if (wrong[0] != '\0')
		fuzz_fail("taken further, but '%s'", wrong);
	judge(data, at, end, wrong);
	if (st != GM_OK) {
		fuzz_require(st == GM_ERR_USAGE && err.status == st,
			     "what is wrong is wrong usage", &err);
		if (strcmp(err.text, wrong) != 0)
			fuzz_fail("'%s' is wrong, not '%s'", err.text, wrong);
	} else {
		if (wrong[0] != '\0')
			fuzz_fail("taken, but '%s'", wrong);
		fuzz_require(file_list_end(&list, &err) == GM_OK,
			     "what was taken can end", &err);
		check_names(&list, data, n);
	}
	file_list_free(&list);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const size_t pieces[] = {SIZE_MAX, 1, 2, 3, 7, 64, 1000, 65536};
	size_t n_start, n, piece;
	uint8_t *list;

	if (size < 2)
		return 0;
	n_start = data[1] % (size_t)(FILE_LIST_MAX_NAME / 1024 + 3) * 1024;
	n = n_start + size - 2;
	list = malloc(n + 1);
	if (list == NULL)
		abort();
	memset(list, 'x', n_start);
	memcpy(list + n_start, data + 2, size - 2);
	piece = pieces[data[0] >> 1 & 7];
	/* Some hundred thousand pieces take too long. */
	if (n_start > 0 && piece < 64)
		piece += 64;
	check(list, n, (data[0] & 1) != 0 ? '\0' : '\n', piece);
	free(list);
	return 0;
}
