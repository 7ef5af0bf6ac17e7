/* SPDX-License-Identifier: MIT */
#include "report/line.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "report/screen.h"

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define PLAIN  "\033[0m"

/* path and color are NULL where there is none. */
static void
put_error(const char *path, const char *color, const char *kind,
	  const char *text, bool escape)
{
	fputs("graymill: ", stderr);
	if (path != NULL) {
		text_put_name(stderr, path, escape);
		fputs(": ", stderr);
	}
	fputs(color != NULL ? color : "", stderr);
	fputs(kind, stderr);
	text_put_name(stderr, text, escape);
	fputs(color != NULL ? PLAIN : "", stderr);
	fputc('\n', stderr);
}

void
line_put_notice(const char *path, const char *text)
{
	put_error(path[0] != '\0' ? path : NULL, NULL, "", text,
		  screen_is_terminal(stderr));
}

static bool
is_bad(const struct report_result *result)
{
	return result->state == REPORT_FAILED || result->state == REPORT_COLOR;
}

bool
line_has_trouble(const struct report_options *options,
		 const struct report_result *result)
{
	return is_bad(result) || (result->warning[0] != '\0' &&
				  (!options->quiet || options->strict));
}

void
line_put_trouble(const struct report_options *options, const char *in,
		 const struct report_result *result)
{
	bool failed = is_bad(result);
	const char *color = failed ? RED : YELLOW;

	put_error(in, options->color_stderr ? color : NULL,
		  failed ? "" : "warning: ",
		  failed ? result->text : result->warning,
		  options->escape_stderr);
}

static void
put_sizes(uint64_t nbytes_in, uint64_t nbytes_out)
{
	char size_in[16], size_out[16];

	printf("%s -> %s", text_size(size_in, sizeof(size_in), nbytes_in),
	       text_size(size_out, sizeof(size_out), nbytes_out));
}

static void
put_picture(const struct report_options *options,
	    const struct report_result *result)
{
	fputs(" (", stdout);
	text_put_name(stdout, result->format, options->escape_stdout);
	printf(" %" PRIu32 "x%" PRIu32, result->width, result->height);
	if (result->way != NULL)
		printf(", %s", result->way);
}

static void
put_converted(const struct report_options *options, const char *out,
	      const struct report_result *result)
{
	fputs(" -> ", stdout);
	text_put_name(stdout, out, options->escape_stdout);
	put_picture(options, result);
	fputs(", ", stdout);
	put_sizes(result->nbytes_in, result->nbytes_out);
	if (result->left_out != NULL && result->left_out[0] != '\0')
		printf("; %s left out", result->left_out);
	puts(")");
}

void
line_put_result(const struct report_options *options, const char *in,
		const char *out, const struct report_result *result)
{
	static const char *const words[REPORT_N_STATES] = {
		[REPORT_SKIPPED] = ": skipped: ",
		[REPORT_FAILED] = ": failed: ",
		[REPORT_UNTRIED] = ": not tried",
		[REPORT_GRAY] = ": gray",
		[REPORT_COLOR] = ": ",
	};

	text_put_name(stdout, in, options->escape_stdout);
	if (result->state == REPORT_CONVERTED) {
		put_converted(options, out, result);
		return;
	}
	fputs(words[result->state], stdout);
	if (result->state == REPORT_GRAY) {
		put_picture(options, result);
		putchar(')');
	} else if (result->state != REPORT_UNTRIED) {
		text_put_name(stdout, result->text, options->escape_stdout);
	}
	putchar('\n');
}

/* What poll(2) says of a stream; POLLNVAL where it was closed at the start. */
static int
state_of(int fd)
{
	struct pollfd stream = {.fd = fd, .events = POLLOUT};

	return poll(&stream, 1, 0) == 1 ? stream.revents : 0;
}

/* A pipe of which the other end is closed. */
#define READER_IS_GONE (POLLERR | POLLHUP)

enum gm_status
line_flush(struct gm_error *err)
{
	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout))
		return gm_fail(err,
			       state_of(STDOUT_FILENO) & READER_IS_GONE
				       ? GM_ERR_GONE
				       : GM_ERR_WRITE,
			       errno, "write standard output");
	if (ferror(stderr) &&
	    !(state_of(STDERR_FILENO) & (READER_IS_GONE | POLLNVAL)))
		return gm_fail(err, GM_ERR_WRITE, errno,
			       "write standard error");
	return GM_OK;
}

void
line_put_summary(const struct summary *summary, bool checks)
{
	static const struct {
		enum report_state state;
		const char *word;
	} others[] = {
		{REPORT_COLOR, "not gray"},
		{REPORT_SKIPPED, "skipped"},
		{REPORT_FAILED, "failed"},
		{REPORT_UNTRIED, "not tried"},
	};
	const size_t *counts = summary->counts;
	size_t n = checks ? counts[REPORT_GRAY] + counts[REPORT_COLOR]
			  : counts[REPORT_CONVERTED];
	const char *mark = "; ";

	printf("%s: %zu image%s in %.2f s", checks ? "Checked" : "Processed", n,
	       n == 1 ? "" : "s", (double)summary->elapsed_ms / 1000);
	if (n > 0 && !checks) {
		fputs(", ", stdout);
		put_sizes(summary->nbytes_in, summary->nbytes_out);
	}
	printf(" (%u worker%s", summary->n_workers,
	       summary->n_workers == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (counts[others[i].state] == 0)
			continue;
		printf("%s%zu %s", mark, counts[others[i].state],
		       others[i].word);
		mark = ", ";
	}
	puts(")");
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

/* The parts of a line of progress, in the order in which they stand. */
enum part {
	IMAGES,
	PERCENT,
	FAILED,
	FILES,
	BYTES,
	ETA,
	N_PARTS
};

static void
put_parts(const struct progress *p, char parts[N_PARTS][64])
{
	double seconds = (double)(p->elapsed_ms > 0 ? p->elapsed_ms : 1) / 1000;

	if (p->is_open) {
		snprintf(parts[IMAGES], 64, "%zu image%s", p->n_ended,
			 p->n_ended == 1 ? "" : "s");
	} else {
		snprintf(parts[IMAGES], 64, "%zu/%zu images", p->n_ended,
			 p->n_inputs);
		snprintf(parts[PERCENT], 64, ", %u%%", p->percent);
	}
	snprintf(parts[FAILED], 64, ", %zu failed", p->n_failed);
	snprintf(parts[FILES], 64, ", %.1f files/s",
		 (double)(p->n_ended - p->n_settled) / seconds);
	snprintf(parts[BYTES], 64, ", %.1f MB/s",
		 (double)p->nbytes_ended / 1e6 / seconds);
	if (p->left_ms > 0 && !p->is_open)
		append_time(parts[ETA], 64,
			    (uint64_t)(p->left_ms / 1000 + 0.999));
}

void
line_format_progress(const struct progress *p, char *buf, size_t buf_nbytes)
{
	const enum part leave[] = {p->n_failed == 0 ? FAILED : BYTES,
				   BYTES,
				   FILES,
				   FAILED,
				   ETA,
				   PERCENT,
				   IMAGES};
	char parts[N_PARTS][64] = {{0}};
	size_t n = 0;

	assert(buf_nbytes > 0);
	put_parts(p, parts);
	for (unsigned i = 0; i < N_PARTS; i++)
		n += strlen(parts[i]);
	for (unsigned i = 0; n >= buf_nbytes; i++) {
		n -= strlen(parts[leave[i]]);
		parts[leave[i]][0] = '\0';
	}
	snprintf(buf, buf_nbytes, "%s%s%s%s%s%s", parts[IMAGES], parts[PERCENT],
		 parts[FAILED], parts[FILES], parts[BYTES], parts[ETA]);
}
