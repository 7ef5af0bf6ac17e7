/* SPDX-License-Identifier: MIT */
#include "job/kit.h"

#include <unistd.h>

enum gm_status
kit_open_out(struct job_kit *kit, const char *out_path, uint64_t run_id,
	     struct gm_error *err)
{
	struct file_temp temp = {.run_id = run_id};

	if (kit->out.is_open)
		return GM_OK;
	if (kit->pid == 0)
		kit->pid = getpid();
	temp.pid = kit->pid;
	return file_out_open(&kit->out, out_path, kit->in.mode, &temp, err);
}

enum gm_status
kit_restart(struct job_kit *kit, struct gm_error *err)
{
	metadata_clear(&kit->decoder.metadata);
	/* Most often a way is found closed before anything is written. */
	if (kit->out.n_written > 0)
		file_out_abandon(&kit->out);
	return kit->in.n_read > 0 ? file_in_rewind(&kit->in, err) : GM_OK;
}

void
kit_close(struct job_kit *kit)
{
	if (kit->encoder.codec != NULL)
		kit->encoder.codec->writer->close(&kit->encoder);
	if (kit->decoder.codec != NULL)
		kit->decoder.codec->reader->close(&kit->decoder);
	kit->encoder.codec = NULL;
	kit->decoder.codec = NULL;
	metadata_clear(&kit->decoder.metadata);
	file_out_abandon(&kit->out);
	file_in_close(&kit->in);
}
