/* SPDX-License-Identifier: MIT */
#include "job/room.h"

#include <unistd.h>

void
room_tell_meter(struct job_room *room)
{
	if (room->in.n_read <= room->n_metered)
		return;
	room->meter(room->meter_ctx, room->in.n_read - room->n_metered);
	room->n_metered = room->in.n_read;
}

enum gm_status
room_open_out(struct job_room *room, const char *out_path, uint64_t run_id,
	      struct gm_error *err)
{
	struct file_temp temp = {.run_id = run_id};

	if (room->out.is_open)
		return GM_OK;
	if (room->pid == 0)
		room->pid = getpid();
	temp.pid = room->pid;
	return file_out_open(&room->out, out_path, room->in.mode, &temp, err);
}

enum gm_status
room_restart(struct job_room *room, struct gm_error *err)
{
	metadata_clear(&room->decoder.metadata);
	/* Most often a way is found closed before anything is written. */
	if (room->out.n_written > 0)
		file_out_abandon(&room->out);
	return room->in.n_read > 0 ? file_in_rewind(&room->in, err) : GM_OK;
}

void
room_close(struct job_room *room)
{
	if (room->encoder.codec != NULL)
		room->encoder.codec->writer->close(&room->encoder);
	if (room->decoder.codec != NULL)
		room->decoder.codec->reader->close(&room->decoder);
	room->encoder.codec = NULL;
	room->decoder.codec = NULL;
	room->decoder.warning[0] = '\0';
	room->decoder.has_more = false;
	metadata_clear(&room->decoder.metadata);
	file_out_abandon(&room->out);
	file_in_close(&room->in);
}
