/* SPDX-License-Identifier: MIT */
#include "run/equip.h"

#include <stdio.h>

#include "formats/formats.h"
#include "formats/modules.h"
#include "report/line.h"

enum gm_status
equip_for_output(const struct options *options, struct gm_error *err)
{
	const struct codec *to = options->to;

	if (to == NULL)
		return GM_OK;
	modules_load(to);
	return to->lack == NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_USAGE, 0, "cannot write %s: %s",
				 to->name, to->lack->text);
}

/* Its module is not loaded, and may be. */
static bool
is_loadable(const struct codec *codec)
{
	return codec->module != NULL && codec->reader == NULL &&
	       codec->lack == NULL;
}

static bool
is_risky(const struct codec *codec)
{
	return codec->is_risky && codec->lack == NULL;
}

/* Those of which that is so, and which may be read. */
static uint64_t
all_that(bool (*is)(const struct codec *codec), const struct options *options)
{
	uint64_t formats = 0;

	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++)
		if (is(*codec) &&
		    (options->formats == 0 ||
		     (options->formats & formats_bit(*codec)) != 0))
			formats |= formats_bit(*codec);
	return formats;
}

/* Those of the formats that the names of the inputs say. */
static uint64_t
find_named(uint64_t formats, const struct plan *plan, const uint32_t *inputs,
	   size_t n_jobs)
{
	uint64_t found = 0;

	for (size_t i = 0; found != formats && i < n_jobs; i++)
		found |= formats & formats_bit(formats_by_name(
					   plan_name(plan, inputs[i])));
	return found;
}

static void
warn_of(uint64_t formats)
{
	char list[FORMATS_LIST_BYTES], text[FORMATS_LIST_BYTES + 128];

	formats_list(formats, list);
	snprintf(text, sizeof(text),
		 "sandbox: off, for %s, too: a picture that uses a fault of "
		 "the library can do all that the user can",
		 list);
	line_put_notice("", text);
}

void
equip_for_inputs(const struct options *options, const struct plan *plan,
		 const uint32_t *inputs, size_t n_jobs)
{
	uint64_t risky = 0;

	equip_with(find_named(all_that(is_loadable, options), plan, inputs,
			      n_jobs));
	if (options->sandbox == LOCKED_NEVER && !options->quiet)
		risky = find_named(all_that(is_risky, options), plan, inputs,
				   n_jobs);
	if (risky != 0)
		warn_of(risky);
}

bool
equip_want(const struct codec *codec, uint64_t *wanted)
{
	if (codec == NULL || !is_loadable(codec))
		return false;
	*wanted |= formats_bit(codec);
	return true;
}

void
equip_with(uint64_t wanted)
{
	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++)
		if ((wanted & formats_bit(*codec)) != 0)
			modules_load(*codec);
}
