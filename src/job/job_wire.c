/* SPDX-License-Identifier: MIT */
#include "job/job_wire.h"

#include <stdbool.h>
#include <string.h>

/* A job: a byte of flags, then the two paths, each with its NUL. */
enum {
	TO_PNG = 1,
	IS_ALONE = 2
};

enum gm_status
job_wire_put(const struct job *job, struct bytes *message, struct gm_error *err)
{
	const uint8_t flags = (uint8_t)((job->to_png ? TO_PNG : 0) |
					(job->is_alone ? IS_ALONE : 0));
	enum gm_status st = bytes_append(message, &flags, 1, err);

	if (st == GM_OK)
		st = bytes_append(message, job->in_path,
				  strlen(job->in_path) + 1, err);
	if (st == GM_OK)
		st = bytes_append(message, job->out_path,
				  strlen(job->out_path) + 1, err);
	return st;
}

enum gm_status
job_wire_get(const uint8_t *message, size_t nbytes, struct job *job,
	     struct gm_error *err)
{
	const uint8_t *last, *end;

	if (nbytes < 3 || message[0] > (TO_PNG | IS_ALONE) ||
	    message[nbytes - 1] != '\0')
		return gm_fail(err, GM_ERR_SYSTEM, 0, "garbled job");
	last = message + nbytes - 1;
	end = memchr(message + 1, '\0', nbytes - 1);
	if (end == last || memchr(end + 1, '\0', (size_t)(last - end)) != last)
		return gm_fail(err, GM_ERR_SYSTEM, 0, "garbled job");
	*job = (struct job){
		.in_path = (const char *)message + 1,
		.out_path = (const char *)end + 1,
		.to_png = (message[0] & TO_PNG) != 0,
		.is_alone = (message[0] & IS_ALONE) != 0,
	};
	return GM_OK;
}

/* A result: the fixed part, then the format and two texts, each with a NUL. */
struct fixed {
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	uint32_t width;
	uint32_t height;
	uint16_t status;
	uint16_t way;
	uint32_t has_more; /* this wide, the struct has no gap */
};

enum gm_status
job_wire_reserve_result(struct bytes *message, struct gm_error *err)
{
	const struct job_result *any;

	return bytes_reserve(message,
			     sizeof(struct fixed) + sizeof(any->format) +
				     sizeof(any->error.text) +
				     sizeof(any->warning),
			     err);
}

enum gm_status
job_wire_put_result(const struct job_result *result, struct bytes *message,
		    struct gm_error *err)
{
	const struct fixed fixed = {
		.nbytes_in = result->nbytes_in,
		.nbytes_out = result->nbytes_out,
		.width = result->width,
		.height = result->height,
		.status = (uint16_t)result->status,
		.way = (uint16_t)result->way,
		.has_more = result->has_more,
	};
	const char *const texts[] = {result->format, result->error.text,
				     result->warning};
	enum gm_status st = bytes_append(message, &fixed, sizeof(fixed), err);

	for (size_t i = 0; st == GM_OK && i < 3; i++)
		st = bytes_append(message, texts[i], strlen(texts[i]) + 1, err);
	return st;
}

/*
 * Copy one NUL-terminated text of at most n bytes; false when it is longer.
 * What could break a line or steer a terminal becomes "?": some texts quote the
 * picture, and a worker may lie.
 */
static bool
take_text(const uint8_t **at, const uint8_t *end, char *text, size_t n)
{
	const uint8_t *nul = memchr(*at, '\0', (size_t)(end - *at));

	if (nul == NULL || (size_t)(nul - *at) >= n)
		return false;
	memcpy(text, *at, (size_t)(nul - *at) + 1);
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
	}
	*at = nul + 1;
	return true;
}

static bool
take_result(const uint8_t *message, size_t nbytes, struct job_result *result)
{
	const uint8_t *end = message + nbytes;
	struct fixed fixed;

	if (nbytes < sizeof(fixed))
		return false;
	memcpy(&fixed, message, sizeof(fixed));
	message += sizeof(fixed);
	*result = (struct job_result){
		.status = (enum gm_status)fixed.status,
		.nbytes_in = fixed.nbytes_in,
		.nbytes_out = fixed.nbytes_out,
		.width = fixed.width,
		.height = fixed.height,
		.way = (enum job_way)fixed.way,
		.has_more = fixed.has_more == 1,
	};
	return fixed.status < GM_N_STATUS && fixed.way < JOB_N_WAYS &&
	       fixed.has_more <= 1 &&
	       take_text(&message, end, result->format,
			 sizeof(result->format)) &&
	       take_text(&message, end, result->error.text,
			 sizeof(result->error.text)) &&
	       take_text(&message, end, result->warning,
			 sizeof(result->warning)) &&
	       message == end;
}

enum gm_status
job_wire_get_result(const uint8_t *message, size_t nbytes,
		    struct job_result *result, struct gm_error *err)
{
	if (!take_result(message, nbytes, result)) {
		*result = (struct job_result){0};
		return gm_fail(err, GM_ERR_SYSTEM, 0, "garbled result");
	}
	result->error.status = result->status;
	return GM_OK;
}
