/* SPDX-License-Identifier: MIT */
/* Why an input cannot be converted, in words. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "plan/plan_list.h"

/* Bytes of a name that are shown: of a long one its start. */
#define SHOWN_BYTES 40

/* Say by how much a name, or the path that it makes, is too long. */
static void
tell_length(const struct plan *plan, const struct plan_record *record,
	    struct gm_error *why)
{
	const struct plan_folder *folder = &plan->folders[record->folder_i];
	struct bytes name = {0}, path = {0};
	enum gm_status st = plan_list_out_name(plan, record, &name, why);
	size_t n, most = folder->name_max;

	if (st == GM_OK)
		st = plan_list_out_folder(plan, folder, &path, why);
	if (st == GM_OK && name.nbytes - 1 > most)
		n = name.nbytes - 1;
	else {
		n = path.nbytes + name.nbytes - 1;
		most = PATH_MAX - 1;
	}
	if (st == GM_OK && n > most)
		gm_fail(why, GM_ERR_OPEN, 0,
			"the %s of its copy, %.*s..., has %zu bytes, %zu too "
			"many; a shorter --prefix or --suffix may help",
			most == PATH_MAX - 1 ? "path" : "name", SHOWN_BYTES,
			(const char *)name.data, n, n - most);
	else if (st == GM_OK)
		gm_fail(why, GM_ERR_OPEN, ENAMETOOLONG, "path");
	text_scrub(why->text);
	bytes_free(&path);
	bytes_free(&name);
}

/* Lists of other systems end their lines with CR and LF. */
static bool
ends_with_cr(const struct plan *plan, const struct plan_record *record)
{
	const char *name = plan_list_name(plan, record);
	size_t n = strlen(name);

	return record->is_listed && n > 0 && name[n - 1] == '\r';
}

void
plan_fault(const struct plan *plan, size_t input_i, struct gm_error *why)
{
	const struct plan_input input = plan_input(plan, input_i);
	const struct plan_record *record = &plan->records[input_i];

	if (input.errnum == EXDEV)
		gm_fail(why, GM_ERR_OPEN, 0,
			"as it is written, it is not below --base");
	else if (input.is_folder)
		gm_fail(why, GM_ERR_OPEN, input.errnum, "read folder");
	else if (input.errnum == ENAMETOOLONG)
		tell_length(plan, record, why);
	else if (input.errnum == EISDIR)
		gm_fail(why, GM_ERR_OPEN, input.errnum, "output");
	else if (input.errnum == ENOENT && ends_with_cr(plan, record))
		gm_fail(why, GM_ERR_OPEN, input.errnum,
			"the name ends with a carriage return, as lines of "
			"other systems do: open");
	else
		gm_fail(why, GM_ERR_OPEN, input.errnum, "open");
}
