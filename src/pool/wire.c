/* SPDX-License-Identifier: MIT */
#include "pool/wire.h"

#include <assert.h>
#include <string.h>

#include "base/octets.h"
#include "pool/pool.h"

/* A request begins with its job (8 bytes) and its length (4). */
#define REQUEST_HEAD_BYTES 12u

static void
put_batch_head(struct wire_batch *batch)
{
	octets_put_u32le(batch->bytes,
			 (uint32_t)(batch->nbytes - WIRE_BATCH_HEAD_BYTES));
	octets_put_u32le(batch->bytes + 4, batch->n_jobs);
}

void
wire_batch_begin(struct wire_batch *batch)
{
	batch->nbytes = WIRE_BATCH_HEAD_BYTES;
	batch->n_jobs = 0;
	put_batch_head(batch);
}

bool
wire_batch_add(struct wire_batch *batch, const struct wire_request *request)
{
	uint8_t *dst = batch->bytes + batch->nbytes;

	assert(request->nbytes <= POOL_MESSAGE_MAX_BYTES);
	if (batch->n_jobs == WIRE_BATCH_MAX_JOBS ||
	    REQUEST_HEAD_BYTES + request->nbytes >
		    sizeof(batch->bytes) - batch->nbytes)
		return false;
	octets_put_u64le(dst, request->job);
	octets_put_u32le(dst + 8, (uint32_t)request->nbytes);
	if (request->nbytes != 0)
		memcpy(dst + REQUEST_HEAD_BYTES, request->data,
		       request->nbytes);
	batch->nbytes += REQUEST_HEAD_BYTES + request->nbytes;
	batch->n_jobs++;
	put_batch_head(batch);
	return true;
}

bool
wire_batch_head(const uint8_t head[WIRE_BATCH_HEAD_BYTES], size_t *nbytes,
		unsigned *n_jobs)
{
	uint32_t n = octets_u32le(head), jobs = octets_u32le(head + 4);

	if (n > WIRE_BATCH_MAX_BYTES - WIRE_BATCH_HEAD_BYTES || jobs == 0 ||
	    jobs > n / REQUEST_HEAD_BYTES || jobs > WIRE_BATCH_MAX_JOBS)
		return false;
	*nbytes = n;
	*n_jobs = jobs;
	return true;
}

bool
wire_batch_next(const uint8_t *data, size_t nbytes, size_t *at,
		struct wire_request *request)
{
	size_t n;

	if (*at > nbytes || nbytes - *at < REQUEST_HEAD_BYTES)
		return false;
	n = octets_u32le(data + *at + 8);
	if (n > POOL_MESSAGE_MAX_BYTES || n > nbytes - *at - REQUEST_HEAD_BYTES)
		return false;
	request->job = octets_u64le(data + *at);
	request->data = data + *at + REQUEST_HEAD_BYTES;
	request->nbytes = n;
	*at += REQUEST_HEAD_BYTES + n;
	return true;
}

size_t
wire_result_put(uint8_t *dst, size_t room, const struct wire_result *result)
{
	assert((unsigned)result->status < GM_N_STATUS);
	assert(result->nbytes <= POOL_MESSAGE_MAX_BYTES);
	assert(result->place < WIRE_BATCH_MAX_JOBS);
	if (room < WIRE_RESULT_HEAD_BYTES ||
	    room - WIRE_RESULT_HEAD_BYTES < result->nbytes)
		return 0;
	octets_put_u32le(dst, (uint32_t)result->nbytes);
	octets_put_u16le(dst + 4, (uint16_t)result->place);
	dst[6] = (uint8_t)result->kind;
	dst[7] = (uint8_t)result->status;
	octets_put_u64le(dst + 8, result->job);
	if (result->nbytes != 0)
		memcpy(dst + WIRE_RESULT_HEAD_BYTES, result->data,
		       result->nbytes);
	return WIRE_RESULT_HEAD_BYTES + result->nbytes;
}

enum wire_found
wire_result_get(const uint8_t *data, size_t nbytes, struct wire_result *result,
		size_t *used)
{
	unsigned place;
	size_t n;

	if (nbytes < WIRE_RESULT_HEAD_BYTES)
		return WIRE_PARTIAL;
	n = octets_u32le(data);
	place = octets_u16le(data + 4);
	if (n > POOL_MESSAGE_MAX_BYTES || place >= WIRE_BATCH_MAX_JOBS ||
	    data[6] < WIRE_ENTERED || data[6] >= WIRE_N_KINDS ||
	    data[7] >= GM_N_STATUS)
		return WIRE_GARBLED;
	if (nbytes - WIRE_RESULT_HEAD_BYTES < n)
		return WIRE_PARTIAL;
	*result = (struct wire_result){
		.kind = (enum wire_kind)data[6],
		.status = (enum gm_status)data[7],
		.job = octets_u64le(data + 8),
		.place = place,
		.data = data + WIRE_RESULT_HEAD_BYTES,
		.nbytes = n,
	};
	*used = WIRE_RESULT_HEAD_BYTES + n;
	return WIRE_WHOLE;
}
