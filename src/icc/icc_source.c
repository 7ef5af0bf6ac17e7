/* SPDX-License-Identifier: MIT */
#include "icc/icc_source.h"

#include "icc/icc.h"

/* The library deletes a tag that is written as nothing. */
static void
leave_out_elements(cmsHPROFILE profile)
{
	static const cmsTagSignature tags[] = {
		cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB2Tag, cmsSigDToB3Tag,
		cmsSigBToD0Tag, cmsSigBToD1Tag, cmsSigBToD2Tag, cmsSigBToD3Tag};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (cmsIsTag(profile, tags[i]))
			cmsWriteTag(profile, tags[i], NULL);
}

bool
icc_source_open(struct icc_source *source, const uint8_t *profile,
		size_t nbytes)
{
	*source = (struct icc_source){0};
	source->lib = icc_memory_context(&source->memory, nbytes);
	if (source->lib == NULL || nbytes > ICC_MAX_BYTES)
		return false;
	source->profile = cmsOpenProfileFromMemTHR(source->lib, profile,
						   (cmsUInt32Number)nbytes);
	if (source->profile == NULL)
		return false;
	leave_out_elements(source->profile);
	return true;
}

enum gm_status
icc_source_status(const struct icc_source *source, struct gm_error *err)
{
	return source->lib != NULL && !source->memory.was_refused
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (profile)");
}

void
icc_source_close_profile(struct icc_source *source)
{
	if (source->profile != NULL)
		cmsCloseProfile(source->profile);
	source->profile = NULL;
}

void
icc_source_close(struct icc_source *source)
{
	icc_source_close_profile(source);
	icc_memory_close(&source->memory, source->lib);
	source->lib = NULL;
}
