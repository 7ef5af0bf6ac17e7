/* SPDX-License-Identifier: MIT */
#include "run/equip.h"

#include "formats/formats.h"
#include "formats/modules.h"

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

static uint64_t
all_loadable(const struct options *options)
{
	uint64_t formats = 0;

	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++)
		if (is_loadable(*codec) &&
		    (options->formats == 0 ||
		     (options->formats & formats_bit(*codec)) != 0))
			formats |= formats_bit(*codec);
	return formats;
}

void
equip_for_inputs(const struct options *options, const struct plan *plan,
		 const uint32_t *inputs, size_t n_jobs)
{
	uint64_t left = all_loadable(options);

	for (size_t i = 0; left != 0 && i < n_jobs; i++) {
		const struct codec *codec =
			formats_by_name(plan_name(plan, inputs[i]));

		if (codec == NULL || (left & formats_bit(codec)) == 0)
			continue;
		modules_load(codec);
		left &= ~formats_bit(codec);
	}
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
