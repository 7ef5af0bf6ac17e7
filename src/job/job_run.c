/* SPDX-License-Identifier: MIT */
/*
 * job_run.c - what a job is given besides its picture
 */
#include "job/job.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "job/job_inset.h"

/* The libraries and the system do not say what may have refused them. */
static void
tell_memory(uint64_t max_nbytes, struct gm_error *err)
{
	size_t nbytes = strlen(err->text);

	if (strstr(err->text, "--max-memory") == NULL)
		snprintf(err->text + nbytes, sizeof(err->text) - nbytes,
			 ", with %" PRIu64 " MiB by --max-memory",
			 max_nbytes >> 20);
}

void
job_run(const struct job *job, const struct job_options *options,
	struct job_kit *kit, struct job_result *result)
{
	*result = (struct job_result){0};
	kit->conversion = options->conversion;
	kit->settler.gray = kit->conversion.gray;
	kit->settler.profile = kit->conversion.profile;
	kit->settler.strip = kit->conversion.strip;
	kit->settler.turner = job_inset_turner(kit);
	kit->settler.insets = job_inset_maker(kit);
	kit->inset_lacked_memory = false;
	kit->has_insets = false;
	kit->decoder.metadata.settler = &kit->settler;
	if (!job->is_alone)
		kit->conversion.max_nbytes = options->shared_nbytes;
	kit->in.links = job->links;
	kit->out.syncs = options->fsync;
	result->status = memory_limit(&kit->memory, kit->conversion.max_nbytes,
				      &result->error);
	if (result->status != GM_OK)
		return;
	job_attempt(job, options, kit, result);
	if (result->status == GM_ERR_NOMEM)
		tell_memory(kit->conversion.max_nbytes, &result->error);
}
