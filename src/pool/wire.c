/* SPDX-License-Identifier: MIT */
#include "pool/wire.h"

#include <assert.h>
#include <string.h>

#include "pool/pool.h"

/* A request begins with its job (8 bytes) and its length (4). */
#define REQUEST_HEAD_BYTES 12u

static uint32_t
get_u32(const uint8_t *src)
{
	uint32_t value;

	memcpy(&value, src, sizeof(value));
	return value;
}

static uint64_t
get_u64(const uint8_t *src)
{
	uint64_t value;

	memcpy(&value, src, sizeof(value));
	return value;
}

static void
put_u32(uint8_t *dst, size_t value)
{
	uint32_t narrow = (uint32_t)value;

	memcpy(dst, &narrow, sizeof(narrow));
}

static void
put_frame_head(struct wire_frame *frame)
{
	put_u32(frame->bytes, frame->nbytes - WIRE_FRAME_HEAD_BYTES);
	put_u32(frame->bytes + 4, frame->n_jobs);
}

void
wire_frame_begin(struct wire_frame *frame)
{
	frame->nbytes = WIRE_FRAME_HEAD_BYTES;
	frame->n_jobs = 0;
	put_frame_head(frame);
}

bool
wire_frame_add(struct wire_frame *frame, const struct wire_request *request)
{
	uint8_t *dst = frame->bytes + frame->nbytes;

	assert(request->nbytes <= POOL_MESSAGE_MAX_BYTES);
	if (frame->n_jobs == WIRE_FRAME_MAX_JOBS ||
	    REQUEST_HEAD_BYTES + request->nbytes >
		    sizeof(frame->bytes) - frame->nbytes)
		return false;
	memcpy(dst, &request->job, sizeof(request->job));
	put_u32(dst + 8, request->nbytes);
	if (request->nbytes != 0)
		memcpy(dst + REQUEST_HEAD_BYTES, request->data,
		       request->nbytes);
	frame->nbytes += REQUEST_HEAD_BYTES + request->nbytes;
	frame->n_jobs++;
	put_frame_head(frame);
	return true;
}

bool
wire_frame_head(const uint8_t head[WIRE_FRAME_HEAD_BYTES], size_t *nbytes,
		unsigned *n_jobs)
{
	uint32_t n = get_u32(head), jobs = get_u32(head + 4);

	if (n > WIRE_FRAME_MAX_BYTES - WIRE_FRAME_HEAD_BYTES || jobs == 0 ||
	    jobs > n / REQUEST_HEAD_BYTES || jobs > WIRE_FRAME_MAX_JOBS)
		return false;
	*nbytes = n;
	*n_jobs = jobs;
	return true;
}

bool
wire_frame_next(const uint8_t *data, size_t nbytes, size_t *at,
		struct wire_request *request)
{
	size_t n;

	if (*at > nbytes || nbytes - *at < REQUEST_HEAD_BYTES)
		return false;
	n = get_u32(data + *at + 8);
	if (n > POOL_MESSAGE_MAX_BYTES || n > nbytes - *at - REQUEST_HEAD_BYTES)
		return false;
	request->job = get_u64(data + *at);
	request->data = data + *at + REQUEST_HEAD_BYTES;
	request->nbytes = n;
	*at += REQUEST_HEAD_BYTES + n;
	return true;
}

size_t
wire_result_put(uint8_t *dst, size_t room, const struct wire_result *result)
{
	uint16_t place = (uint16_t)result->place;

	assert((unsigned)result->status < GM_N_STATUS);
	assert(result->nbytes <= POOL_MESSAGE_MAX_BYTES);
	assert(result->place < WIRE_FRAME_MAX_JOBS);
	if (room < WIRE_RESULT_HEAD_BYTES ||
	    room - WIRE_RESULT_HEAD_BYTES < result->nbytes)
		return 0;
	put_u32(dst, result->nbytes);
	memcpy(dst + 4, &place, sizeof(place));
	dst[6] = (uint8_t)result->kind;
	dst[7] = (uint8_t)result->status;
	memcpy(dst + 8, &result->job, sizeof(result->job));
	if (result->nbytes != 0)
		memcpy(dst + WIRE_RESULT_HEAD_BYTES, result->data,
		       result->nbytes);
	return WIRE_RESULT_HEAD_BYTES + result->nbytes;
}

enum wire_verdict
wire_result_get(const uint8_t *data, size_t nbytes, struct wire_result *result,
		size_t *used)
{
	uint16_t place;
	size_t n;

	if (nbytes < WIRE_RESULT_HEAD_BYTES)
		return WIRE_PARTIAL;
	n = get_u32(data);
	memcpy(&place, data + 4, sizeof(place));
	if (n > POOL_MESSAGE_MAX_BYTES || place >= WIRE_FRAME_MAX_JOBS ||
	    data[6] < WIRE_ENTERED || data[6] >= WIRE_N_KINDS ||
	    data[7] >= GM_N_STATUS)
		return WIRE_GARBLED;
	if (nbytes - WIRE_RESULT_HEAD_BYTES < n)
		return WIRE_PARTIAL;
	*result = (struct wire_result){
		.kind = (enum wire_kind)data[6],
		.status = (enum gm_status)data[7],
		.job = get_u64(data + 8),
		.place = place,
		.data = data + WIRE_RESULT_HEAD_BYTES,
		.nbytes = n,
	};
	*used = WIRE_RESULT_HEAD_BYTES + n;
	return WIRE_WHOLE;
}
