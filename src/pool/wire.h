/* SPDX-License-Identifier: MIT */
/*
 * wire.h - what crosses the pipes between the driver and its workers
 *
 * Lays batches of requests and records of results out in memory and reads
 * them back, believing nothing: every length is held against a cap and
 * against what is there.  Does no I/O.
 */
#ifndef GM_POOL_WIRE_H
#define GM_POOL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Largest batch with its head: half of what a pipe holds by default, so that
 * one write takes it, and enough for the largest request.
 */
#define WIRE_BATCH_MAX_BYTES 32768u

/* Most jobs of one batch. */
#define WIRE_BATCH_MAX_JOBS 1024u

/* A batch begins with its length after the head, and its number of jobs. */
#define WIRE_BATCH_HEAD_BYTES 8u

/* A result begins with its length, place, kind, status and job. */
#define WIRE_RESULT_HEAD_BYTES 16u

/* A batch of requests, driver to worker. */
struct wire_batch {
	size_t nbytes; /* in use, head included */
	unsigned n_jobs;
	uint8_t bytes[WIRE_BATCH_MAX_BYTES];
};

struct wire_request {
	uint64_t job;
	const uint8_t *data;
	size_t nbytes; /* at most POOL_MESSAGE_MAX_BYTES */
};

/* Make *batch empty. */
void wire_batch_begin(struct wire_batch *batch);

/* Append a request.  False, with the batch as it was, when it is full. */
bool wire_batch_add(struct wire_batch *batch,
		    const struct wire_request *request);

/*
 * Read the head of a batch: how many bytes follow, and how many jobs are in
 * them.  False when it is garbled.
 */
bool wire_batch_head(const uint8_t head[WIRE_BATCH_HEAD_BYTES], size_t *nbytes,
		     unsigned *n_jobs);

/*
 * Read the request at data[*at], of nbytes in all, and move *at past it; its
 * data points into the batch.  False when it is garbled.
 */
bool wire_batch_next(const uint8_t *data, size_t nbytes, size_t *at,
		     struct wire_request *request);

enum wire_kind {
	WIRE_ENTERED = 1,  /* the worker is ready for jobs */
	WIRE_ENTER_FAILED, /* it will never be; data is the reason */
	WIRE_RESULT,       /* data is the response of a job */
	WIRE_TOO_LARGE,    /* the job's response was over the limit */
	WIRE_N_KINDS
};

/* A record, worker to driver. */
struct wire_result {
	enum wire_kind kind;
	enum gm_status status;
	uint64_t job;
	unsigned place; /* of the job in its batch, < WIRE_BATCH_MAX_JOBS */
	const uint8_t *data;
	size_t nbytes; /* at most POOL_MESSAGE_MAX_BYTES */
};

/*
 * Lay a result out at dst, which has room for that many bytes.  Returns what
 * it took, or 0, with nothing written, when the room is not enough.
 */
size_t wire_result_put(uint8_t *dst, size_t room,
		       const struct wire_result *result);

enum wire_found {
	WIRE_WHOLE,   /* *result is filled and *used says how long it is */
	WIRE_PARTIAL, /* the bytes may be the beginning of a result */
	WIRE_GARBLED  /* they are not */
};

/* Read the result at data; result->data points into it. */
enum wire_found wire_result_get(const uint8_t *data, size_t nbytes,
				struct wire_result *result, size_t *used);

#endif
