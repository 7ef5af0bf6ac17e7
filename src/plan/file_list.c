/* SPDX-License-Identifier: MIT */
#include "plan/file_list.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

/* Say what is wrong with the name that has not ended. */
static enum gm_status
refuse(const struct file_list *list, const char *what, struct gm_error *err)
{
	return gm_fail(err, GM_ERR_USAGE, 0, "%s %" PRIu64 ": %s",
		       list->end == '\0' ? "name" : "line", list->n_ended + 1,
		       what);
}

/* Take n more bytes of a name, without its end. */
static enum gm_status
take_part(struct file_list *list, const uint8_t *data, size_t n,
	  struct gm_error *err)
{
	size_t fits = FILE_LIST_MAX_NAME - list->part_nbytes;

	if (n < fits)
		fits = n;
	/* Whichever comes first, however the list is cut in pieces. */
	if (list->end != '\0' && memchr(data, '\0', fits) != NULL)
		return refuse(list, "has a NUL; is it for --files0-from?", err);
	if (n > fits)
		return refuse(list, "is too long", err);
	list->part_nbytes += n;
	return bytes_append(&list->names, data, n, err);
}

static enum gm_status
end_name(struct file_list *list, struct gm_error *err)
{
	bool is_empty = list->part_nbytes == 0;

	if (is_empty && list->end == '\0')
		return refuse(list, "is empty", err);
	list->part_nbytes = 0;
	list->n_ended++;
	return is_empty ? GM_OK : bytes_append(&list->names, "", 1, err);
}

enum gm_status
file_list_take(struct file_list *list, const void *data, size_t n,
	       struct gm_error *err)
{
	const uint8_t *at = data;
	enum gm_status st = GM_OK;

	if (n > FILE_LIST_MAX_BYTES - list->nbytes)
		return gm_fail(err, GM_ERR_USAGE, 0, "is larger than 1 GiB");
	list->nbytes += n;
	while (st == GM_OK && n > 0) {
		const uint8_t *end = memchr(at, list->end, n);
		size_t part = end == NULL ? n : (size_t)(end - at);

		st = take_part(list, at, part, err);
		if (st != GM_OK || end == NULL)
			return st;
		st = end_name(list, err);
		at = end + 1;
		n -= part + 1;
	}
	return st;
}

enum gm_status
file_list_end(struct file_list *list, struct gm_error *err)
{
	return list->part_nbytes > 0 ? end_name(list, err) : GM_OK;
}

enum gm_status
file_list_split(struct file_list *list, struct file_list *whole,
		struct gm_error *err)
{
	size_t n = list->names.nbytes - list->part_nbytes;
	struct bytes part = {0};
	enum gm_status st = bytes_append(&part, list->names.data + n,
					 list->part_nbytes, err);

	if (st != GM_OK)
		return st;
	*whole = (struct file_list){.end = list->end, .names = list->names};
	whole->names.nbytes = n;
	list->names = part;
	list->nbytes = list->part_nbytes;
	return GM_OK;
}

const char *
file_list_next(const struct file_list *list, size_t *at)
{
	const char *name;

	assert(list->part_nbytes == 0);
	if (*at >= list->names.nbytes)
		return NULL;
	name = (const char *)list->names.data + *at;
	*at += strlen(name) + 1;
	return name;
}

void
file_list_free(struct file_list *list)
{
	bytes_free(&list->names);
	*list = (struct file_list){.end = list->end};
}
