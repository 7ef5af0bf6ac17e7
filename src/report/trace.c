/* SPDX-License-Identifier: MIT */
#include "report/trace.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "report/json_put.h"

/* Every worker has one below that (Linux: PID_MAX_LIMIT). */
#define MAX_PID 4194304u

enum gm_status
trace_open(struct trace *trace, const char *path, struct gm_error *err)
{
	trace->named = calloc(MAX_PID / 8, 1);
	if (trace->named == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (trace)");
	return journal_open(&trace->journal, path, &json_put_trace, false, err);
}

/* Hand over what was made of a line, if it was. */
static enum gm_status
hand_over(struct trace *trace, enum gm_status made, struct gm_error *err)
{
	if (made == GM_OK)
		made = journal_put(&trace->journal, &trace->line, err);
	trace->line.nbytes = 0;
	return made;
}

static enum gm_status
put_event(struct trace *trace, const char *start,
	  const struct json_event *event, struct gm_error *err)
{
	enum gm_status st = bytes_append(&trace->line, start, 1, err);

	if (st == GM_OK)
		st = json_put_event(event, &trace->line, err);
	return hand_over(trace, st, err);
}

enum gm_status
trace_begin(struct trace *trace, struct gm_error *err)
{
	const struct json_event event = {.kind = JSON_PROCESS_NAME,
					 .name = "graymill",
					 .driver = getpid()};

	return trace->journal.is_open ? put_event(trace, "[", &event, err)
				      : GM_OK;
}

/* Once for each worker; true where it has a name, and else gets one. */
static bool
has_name(struct trace *trace, pid_t worker)
{
	uint8_t *bits, bit;

	if (worker <= 0 || (unsigned)worker >= MAX_PID)
		return true;
	bits = &trace->named[worker / 8];
	bit = (uint8_t)(1u << worker % 8);
	if ((*bits & bit) != 0)
		return true;
	*bits |= bit;
	return false;
}

enum gm_status
trace_put(struct trace *trace, const char *path,
	  const struct report_result *result, uint64_t began_us,
	  struct gm_error *err)
{
	struct json_event event = {.kind = JSON_THREAD_NAME,
				   .name = "worker",
				   .driver = getpid(),
				   .worker = result->worker};
	enum gm_status st = GM_OK;

	if (!trace->journal.is_open || result->worker == 0)
		return GM_OK;
	if (!has_name(trace, result->worker))
		st = put_event(trace, ",", &event, err);
	event.kind = JSON_PICTURE;
	event.name = path;
	event.result = result;
	/* Of one that its worker says nothing of, it is known that it is over.
	 */
	if (result->began_us < began_us) {
		event.kind = JSON_LOST_PICTURE;
		event.at_us = clock_now_ns() / 1000 - began_us;
	} else {
		event.at_us = result->began_us - began_us;
	}
	return st == GM_OK ? put_event(trace, ",", &event, err) : st;
}

enum gm_status
trace_end(struct trace *trace, struct gm_error *err)
{
	if (!trace->journal.is_open)
		return GM_OK;
	return hand_over(trace, bytes_append(&trace->line, "]\n", 2, err), err);
}

enum gm_status
trace_close(struct trace *trace, struct gm_error *err)
{
	enum gm_status st = trace->journal.is_open
				    ? journal_close(&trace->journal, err)
				    : GM_OK;

	free(trace->named);
	bytes_free(&trace->line);
	*trace = (struct trace){0};
	return st;
}
