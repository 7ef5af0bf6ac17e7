/* SPDX-License-Identifier: MIT */
/*
 * room.h - what a worker keeps from job to job
 *
 * Files, codecs and buffers of the job in progress; their memory stays for
 * the next one.
 */
#ifndef GM_JOB_ROOM_H
#define GM_JOB_ROOM_H

#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "codec/codec.h"
#include "formats/jpeg/luma.h"
#include "guard/memory.h"

/* Told how many bytes of input were consumed since the last call. */
typedef void (*job_meter_fn)(void *ctx, uint64_t nbytes);

/*
 * For as long as the worker lives: the end of the process releases it.  A
 * zeroed struct is valid.
 */
struct job_room {
	pid_t pid; /* of the worker; 0 until an output needs it */
	struct file_in in;
	struct file_out out;
	struct decoder decoder;
	struct encoder encoder;
	struct bytes strip;
	struct memory memory;
	struct luma *luma;    /* NULL until a JPEG needs it */
	struct gray_png *png; /* NULL until a PNG needs it */
	job_meter_fn meter;
	void *meter_ctx;
	uint64_t n_metered; /* bytes of the input that the meter was told of */
};

/* Tell the meter of what was read; of what is read again, only once. */
void room_tell_meter(struct job_room *room);

/*
 * Open room->out for out_path, with the permissions of room->in, unless it is
 * open already.  Fails as file_out_open() does.
 */
enum gm_status room_open_out(struct job_room *room, const char *out_path,
			     uint64_t run_id, struct gm_error *err);

/*
 * Begin again for another way through the same job: nothing read, nothing
 * written, no metadata.  Fails with GM_ERR_READ.
 */
enum gm_status room_restart(struct job_room *room, struct gm_error *err);

/* Close all, and remove the temporary if there is one. */
void room_close(struct job_room *room);

#endif
