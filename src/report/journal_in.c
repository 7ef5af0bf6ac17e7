/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "report/journal_in.h"

#include <errno.h>
#include <string.h>

#include "report/journal.h"
#include "report/json_put.h"

/* How much is read at once. */
#define READ_BYTES 65536u

struct reading {
	const struct json_run *like;
	journal_in_fn take;
	void *ctx;
	bool is_report; /* a line has said so */
	struct json_record record;
};

/*
 * Where a report that was cut has another one after it, the first line of that
 * stands behind what is left of the last line of this.
 */
static size_t
find_beginning(const char *line, size_t n)
{
	const char *beginning = json_put_report.beginning;
	const char *found = memmem(line, n, beginning, strlen(beginning));

	return found != NULL ? (size_t)(found - line) : 0;
}

static enum gm_status
take_line(struct reading *reading, const char *line, size_t n,
	  struct gm_error *err)
{
	struct json_record *record = &reading->record;
	enum gm_status st = json_read(reading->like, line, n, record, err);
	size_t cut = 0;

	if (st == GM_OK && record->kind == JSON_NO_RECORD)
		cut = find_beginning(line, n);
	if (cut > 0)
		st = json_read(reading->like, line + cut, n - cut, record, err);
	if (st != GM_OK || record->kind == JSON_NO_RECORD)
		return st;
	reading->is_report |= record->kind == JSON_RUN;
	return reading->take(reading->ctx, record, err);
}

/* The lines that are whole; what is left of another one goes to the front. */
static enum gm_status
take_buffer(struct reading *reading, struct bytes *buffer, struct gm_error *err)
{
	const char *at = (const char *)buffer->data;
	const char *end = at + buffer->nbytes, *newline;
	enum gm_status st = GM_OK;

	while (st == GM_OK && at < end &&
	       (newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		st = take_line(reading, at, (size_t)(newline - at), err);
		at = newline + 1;
	}
	buffer->nbytes = (size_t)(end - at);
	memmove(buffer->data, at, buffer->nbytes);
	return st;
}

/* It says what it is, or was cut before it could: that is all there is. */
static enum gm_status
check_kind(const struct reading *reading, const struct bytes *all,
	   struct gm_error *err)
{
	if (reading->is_report ||
	    (all != NULL &&
	     journal_is_begun(&json_put_report, all->data, all->nbytes)))
		return GM_OK;
	return gm_fail(err, GM_ERR_USAGE, 0, "is no report");
}

static enum gm_status
take_all(struct reading *reading, FILE *file, struct bytes *buffer,
	 struct gm_error *err)
{
	enum gm_status st = bytes_reserve(buffer, READ_BYTES, err);
	size_t n = READ_BYTES, n_read = 0;

	while (st == GM_OK && n == READ_BYTES) {
		n = fread(buffer->data + buffer->nbytes, 1, READ_BYTES, file);
		n_read += n;
		buffer->nbytes += n;
		st = take_buffer(reading, buffer, err);
		if (st == GM_OK && buffer->nbytes > JSON_MAX_BYTES)
			st = gm_fail(err, GM_ERR_USAGE, 0, "is no report");
		if (st == GM_OK)
			st = bytes_reserve(buffer, READ_BYTES, err);
	}
	if (st == GM_OK && ferror(file))
		st = gm_fail(err, GM_ERR_USAGE, errno, "read");
	return st != GM_OK
		       ? st
		       : check_kind(reading,
				    buffer->nbytes == n_read ? buffer : NULL,
				    err);
}

enum gm_status
journal_in_read(FILE *file, const struct json_run *like, journal_in_fn take,
		void *ctx, struct gm_error *err)
{
	struct reading reading = {.like = like, .take = take, .ctx = ctx};
	struct bytes buffer = {0};
	enum gm_status st = take_all(&reading, file, &buffer, err);

	bytes_free(&buffer);
	bytes_free(&reading.record.in);
	bytes_free(&reading.record.out);
	return st;
}
