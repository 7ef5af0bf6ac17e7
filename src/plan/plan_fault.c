/* SPDX-License-Identifier: MIT */
/* Why an input cannot be converted, in words. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "plan/plan_list.h"

/* Bytes of a name that are shown: of a long one its start. */
#define SHOWN_BYTES 40

/* Whether the input could not be there, whatever its copy is called. */
static bool
is_itself_too_long(const struct plan *plan, const struct plan_record *record)
{
	size_t n = strlen(plan_list_name(plan, record));

	return n > NAME_MAX ||
	       plan->folders[record->folder_i].path_n + 1 + n >= PATH_MAX;
}

/* Say that what has n bytes has so many too many. */
static void
tell_excess(const struct plan *plan, const char *what, const char *name,
	    size_t n, size_t excess, struct gm_error *why)
{
	size_t head = text_head(name, SHOWN_BYTES);
	size_t ours =
		strlen(plan->options.prefix) + strlen(plan->options.suffix);

	gm_fail(why, GM_ERR_OPEN, 0,
		"the %s of its copy, %.*s%s, has %zu bytes, %zu too many%s",
		what, (int)head, name, name[head] == '\0' ? "" : "...", n,
		excess,
		excess > ours ? "" : "; a shorter --prefix or --suffix helps");
}

/* Say by how much a name, or the path that it makes, is too long. */
static void
tell_length(const struct plan *plan, const struct plan_record *record,
	    struct gm_error *why)
{
	size_t name_max = plan->folders[record->folder_i].name_max;
	struct bytes name = {0}, path = {0};
	enum gm_status st = plan_list_out_name(plan, record, &name, why);
	const char *shown = (const char *)name.data;
	size_t name_n = name.nbytes - 1, path_n;

	if (st == GM_OK)
		st = plan_list_out_folder(
			plan, &plan->folders[record->folder_i], &path, why);
	path_n = path.nbytes + name_n;
	if (st == GM_OK && is_itself_too_long(plan, record))
		gm_fail(why, GM_ERR_OPEN, ENAMETOOLONG, "open");
	else if (st == GM_OK && name_n > name_max)
		tell_excess(plan, "name", shown, name_n, name_n - name_max,
			    why);
	else if (st == GM_OK && path_n >= PATH_MAX)
		tell_excess(plan, "path", shown, path_n, path_n - PATH_MAX + 1,
			    why);
	else if (st == GM_OK)
		gm_fail(why, GM_ERR_OPEN, ENAMETOOLONG, "path");
	text_scrub(why->text);
	bytes_free(&path);
	bytes_free(&name);
}

/*
 * What of a name in a list is not its own: what other systems put at the start
 * of a text and at the ends of lines, and what ends no name between NULs.
 */
static const char *
oddity(const struct plan *plan, const struct plan_record *record)
{
	const struct plan_folder *folder = &plan->folders[record->folder_i];
	const char *name = plan_list_name(plan, record);
	const char *start =
		folder->path_n > 0 ? plan_list_folder_path(plan, folder) : name;
	size_t n = strlen(name);
	char last = '\0';

	if (!record->is_listed)
		return "";
	if (n > 0)
		last = name[n - 1];
	if (last == '\r')
		return "the name ends with a carriage return, as lines of "
		       "other systems do: ";
	if (last == '\n')
		return "the name ends with a newline; is the list for "
		       "--files-from?: ";
	if (strncmp(start, "\xef\xbb\xbf", 3) == 0)
		return "the name begins with a byte order mark, as texts of "
		       "other systems do: ";
	return "";
}

void
plan_fault(const struct plan *plan, size_t input_i, struct gm_error *why)
{
	const struct plan_input input = plan_input(plan, input_i);
	const struct plan_record *record = &plan->records[input_i];

	if (input.errnum == EXDEV)
		gm_fail(why, GM_ERR_OPEN, 0,
			"as it is written, it is not below --base");
	else if (input.errnum == ESPIPE)
		gm_fail(why, GM_ERR_FORMAT, 0, "not a regular file");
	else if (input.errnum == EPERM && record->is_link)
		gm_fail(why, GM_ERR_FORMAT, 0,
			"a link of another user, to a file that is not theirs; "
			"--follow takes it");
	else if (input.errnum == ELOOP && record->is_link)
		gm_fail(why, GM_ERR_FORMAT, 0,
			"a link, which --in-place does not replace; name "
			"what it leads to");
	else if (input.errnum == ESTALE && input.is_folder)
		gm_fail(why, GM_ERR_OPEN, 0,
			"read folder: another has taken its place");
	else if (input.is_folder)
		gm_fail(why, GM_ERR_OPEN, input.errnum, "read folder");
	else if (input.errnum == ENAMETOOLONG)
		tell_length(plan, record, why);
	else if (input.errnum == EEXIST)
		gm_fail(why, GM_ERR_WRITE, 0,
			"the name of its copy is that of one that was made "
			"since the run began");
	else if (input.errnum == EISDIR)
		gm_fail(why, GM_ERR_OPEN, input.errnum, "output");
	else
		gm_fail(why, GM_ERR_OPEN, input.errnum, "%sopen",
			input.errnum == ENOENT ? oddity(plan, record) : "");
}
