/* SPDX-License-Identifier: MIT */
#include "run/naming.h"

#include <assert.h>

#include "cli/options.h"
#include "formats/formats.h"
#include "formats/unread.h"

/* Where the name has no extension that could be replaced; no number of one. */
#define BEHIND_ANYTHING (FORMATS_MAX + 1)

static_assert(UNREAD_MAX + FORMATS_MAX < PLAN_MAX_UNREAD,
	      "more kinds than a plan knows");

/* Formats whose module is not there come after those that have no codec. */
static unsigned
unread_kind(const struct codec *codec, const char *name)
{
	if (codec == NULL)
		return unread_by_name(name);
	return codec->lack != NULL ? UNREAD_MAX + formats_number(codec) : 0;
}

const char *
naming_unread(unsigned kind)
{
	return kind <= UNREAD_MAX
		       ? unread_extension(kind)
		       : formats_by_number(kind - UNREAD_MAX)->extensions[0];
}

/*
 * A name whose format is not written, or not to be, says in which one its copy
 * is, whatever the file holds.
 */
struct plan_naming
naming_of(const void *ctx, const char *name)
{
	const struct options *options = ctx;
	const struct codec *codec = formats_by_name(name), *to = options->to;
	struct plan_naming said = {.unread = unread_kind(codec, name),
				   .extension = ""};

	said.is_picture = codec != NULL && said.unread == 0;
	if (options->in_place || options->conversion.check != CHECK_NOT)
		return said;
	if (to == NULL && codec != NULL)
		to = formats_named_as(codec, name);
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
