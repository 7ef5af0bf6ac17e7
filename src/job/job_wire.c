/* SPDX-License-Identifier: MIT */
#include "job/job_wire.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "formats/formats.h"

/* A job: the fixed part, then the two names. */
struct job_head {
	int32_t in_fd;
	int32_t out_fd;
	uint8_t format; /* to write */
	uint8_t is_alone;
	uint8_t links;    /* which are followed */
	uint8_t in_place; /* with it, the struct has no gap */
};

#define JOB_HEAD_BYTES sizeof(struct job_head)

/* A head, then two texts, each with its NUL. */
static enum gm_status
put(struct bytes *message, const void *head, size_t nbytes, const char *first,
    const char *second, struct gm_error *err)
{
	enum gm_status st = bytes_append(message, head, nbytes, err);

	if (st == GM_OK)
		st = bytes_append(message, first, strlen(first) + 1, err);
	if (st == GM_OK)
		st = bytes_append(message, second, strlen(second) + 1, err);
	return st;
}

enum gm_status
job_wire_put(const struct job *job, struct bytes *message, struct gm_error *err)
{
	const struct job_head head = {
		.in_fd = job->in_fd,
		.out_fd = job->out_fd,
		.format = (uint8_t)formats_number(job->to),
		.is_alone = job->is_alone,
		.links = (uint8_t)job->links,
		.in_place = job->in_place,
	};

	return put(message, &head, sizeof(head), job->in_name, job->out_name,
		   err);
}

/* False when there is no format of that number; 0 is none. */
static bool
take_format(unsigned number, const struct codec **codec)
{
	*codec = formats_by_number(number);
	return number == 0 || *codec != NULL;
}

enum gm_status
job_wire_get(const uint8_t *message, size_t nbytes, struct job *job,
	     struct gm_error *err)
{
	const uint8_t *names = message + JOB_HEAD_BYTES, *last, *end;
	struct job_head head = {0};

	*job = (struct job){0};
	if (nbytes >= JOB_HEAD_BYTES + 2)
		memcpy(&head, message, sizeof(head));
	if (nbytes < JOB_HEAD_BYTES + 2 || head.is_alone > 1 ||
	    head.links > LINK_TRUSTED || head.in_place > 1 ||
	    message[nbytes - 1] != '\0' || !take_format(head.format, &job->to))
		return gm_fail(err, GM_ERR_SYSTEM, 0, "garbled job");
	last = message + nbytes - 1;
	end = memchr(names, '\0', nbytes - JOB_HEAD_BYTES);
	if (end == last || memchr(end + 1, '\0', (size_t)(last - end)) != last)
		return gm_fail(err, GM_ERR_SYSTEM, 0, "garbled job");
	job->in_name = (const char *)names;
	job->out_name = (const char *)end + 1;
	job->in_fd = head.in_fd;
	job->out_fd = head.out_fd;
	job->is_alone = head.is_alone == 1;
	job->links = (enum link_trust)head.links;
	job->in_place = head.in_place == 1;
	return GM_OK;
}

/* A result: the fixed part, then two texts. */
struct fixed {
	struct file_stamp stamp;
	uint64_t nbytes_in;
	uint64_t nbytes_out;
	uint64_t began_us;
	uint64_t elapsed_us;
	uint32_t width;
	uint32_t height;
	uint32_t depth;
	uint32_t n_frames;
	uint16_t status;
	uint8_t format;
	uint8_t written;
	uint16_t way;
	uint8_t has_more;
	uint8_t left_out; /* so the struct has no gap */
};

enum gm_status
job_wire_reserve_result(struct bytes *message, struct gm_error *err)
{
	const struct job_result *any;

	return bytes_reserve(message,
			     sizeof(struct fixed) + sizeof(any->error.text) +
				     sizeof(any->outcome.warning),
			     err);
}

enum gm_status
job_wire_put_result(const struct job_result *result, struct bytes *message,
		    struct gm_error *err)
{
	const struct outcome *outcome = &result->outcome;
	const struct fixed fixed = {
		.stamp = result->stamp,
		.nbytes_in = result->nbytes_in,
		.nbytes_out = result->nbytes_out,
		.began_us = result->began_us,
		.elapsed_us = result->elapsed_us,
		.width = outcome->width,
		.height = outcome->height,
		.depth = outcome->depth,
		.n_frames = outcome->n_frames,
		.status = (uint16_t)result->status,
		.format = (uint8_t)formats_number(result->format),
		.written = (uint8_t)formats_number(result->written),
		.way = (uint16_t)outcome->way,
		.has_more = outcome->has_more,
		.left_out = (uint8_t)outcome->left_out,
	};

	return put(message, &fixed, sizeof(fixed), result->error.text,
		   outcome->warning, err);
}

/*
 * Copy one NUL-terminated text of at most n bytes; false when it is longer.
 * It is scrubbed: some texts quote the picture, and a worker may lie.
 */
static bool
take_text(const uint8_t **at, const uint8_t *end, char *text, size_t n)
{
	const uint8_t *nul = memchr(*at, '\0', (size_t)(end - *at));

	if (nul == NULL || (size_t)(nul - *at) >= n)
		return false;
	memcpy(text, *at, (size_t)(nul - *at) + 1);
	text_scrub(text);
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
		.stamp = fixed.stamp,
		.nbytes_in = fixed.nbytes_in,
		.nbytes_out = fixed.nbytes_out,
		.began_us = fixed.began_us,
		.elapsed_us = fixed.elapsed_us,
		.outcome = {.way = (enum conversion_way)fixed.way,
			    .width = fixed.width,
			    .height = fixed.height,
			    .depth = fixed.depth,
			    .n_frames = fixed.n_frames,
			    .has_more = fixed.has_more == 1,
			    .left_out = fixed.left_out},
	};
	return fixed.status < GM_N_STATUS && fixed.way < CONVERSION_N_WAYS &&
	       fixed.has_more <= 1 && fixed.left_out <= METADATA_LEFT_ALL &&
	       take_format(fixed.format, &result->format) &&
	       take_format(fixed.written, &result->written) &&
	       take_text(&message, end, result->error.text,
			 sizeof(result->error.text)) &&
	       take_text(&message, end, result->outcome.warning,
			 sizeof(result->outcome.warning)) &&
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
