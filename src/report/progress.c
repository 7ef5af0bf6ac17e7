/* SPDX-License-Identifier: MIT */
#include "report/progress.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Holds the line whatever its numbers are. */
#define LINE_BYTES 512u

/* Milliseconds left at the mean rate so far; 0 when it cannot be told. */
static double
time_left_ms(const struct progress *p)
{
	double done = (double)p->n_ended;
	double total = (double)p->n_inputs;

	if (p->nbytes_total > 0) {
		done = (double)p->nbytes_ended;
		total = (double)p->nbytes_total;
	}
	if (done <= 0 || total <= done)
		return 0;
	return (double)p->elapsed_ms * (total - done) / done;
}

static void
append_time(char *buf, size_t buf_nbytes, uint64_t seconds)
{
	if (seconds >= 3600)
		snprintf(buf, buf_nbytes, ", ETA %" PRIu64 ":%02u:%02u",
			 seconds / 3600, (unsigned)(seconds / 60 % 60),
			 (unsigned)(seconds % 60));
	else
		snprintf(buf, buf_nbytes, ", ETA %u:%02u",
			 (unsigned)(seconds / 60), (unsigned)(seconds % 60));
}

void
progress_format(const struct progress *p, char *buf, size_t buf_nbytes)
{
	double seconds = (double)(p->elapsed_ms > 0 ? p->elapsed_ms : 1) / 1000;
	double left_ms = time_left_ms(p);
	char line[LINE_BYTES];
	int n;

	assert(buf_nbytes > 0);
	n = snprintf(line, sizeof(line),
		     "%zu/%zu images, %zu failed, %.1f files/s, %.1f MB/s",
		     p->n_ended, p->n_inputs, p->n_failed,
		     (double)(p->n_ended - p->n_settled) / seconds,
		     (double)p->nbytes_ended / 1e6 / seconds);
	if (n > 0 && (size_t)n < sizeof(line) && left_ms > 0)
		append_time(line + n, sizeof(line) - (size_t)n,
			    (uint64_t)(left_ms / 1000 + 0.999));
	while (strlen(line) >= buf_nbytes) {
		char *comma = strrchr(line, ',');

		/* A number cut in two would be another number. */
		*(comma == NULL ? line : comma) = '\0';
	}
	memcpy(buf, line, strlen(line) + 1);
}
