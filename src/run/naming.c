/* SPDX-License-Identifier: MIT */
#include "run/naming.h"

#include "cli/options.h"
#include "formats/formats.h"
#include "formats/unread.h"

/* Where the name has no extension that could be replaced; no number of one. */
#define BEHIND_ANYTHING (FORMATS_MAX + 1)

/*
 * A name whose format is not written, or not to be, says in which one its copy
 * is, whatever the file holds.
 */
struct plan_naming
naming_of(const void *ctx, const char *name)
{
	const struct options *options = ctx;
	const struct codec *codec = formats_by_name(name), *to = options->to;
	struct plan_naming said = {.is_picture = codec != NULL,
				   .extension = ""};

	if (codec == NULL)
		said.unread = unread_by_name(name);
	if (options->in_place)
		return said;
	if (to == NULL && codec != NULL)
		to = formats_written_as(codec);
	if (to == NULL || to == codec)
		return said;
	said.format = codec == NULL && said.unread == 0 ? BEHIND_ANYTHING
							: formats_number(to);
	said.extension = to->extensions[0];
	said.replaces =
		options->replaces_extension && said.format != BEHIND_ANYTHING;
	return said;
}

const struct codec *
naming_format(const void *ctx, unsigned format)
{
	const struct options *options = ctx;

	return options->to != NULL ? options->to : formats_by_number(format);
}
