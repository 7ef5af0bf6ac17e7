/* SPDX-License-Identifier: MIT */
#include "report/line.h"

#include <inttypes.h>
#include <stdio.h>

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

void
line_put_failure(const struct report_options *options, const char *in,
		 const char *text)
{
	put_error(in, options->color_stderr ? RED : NULL, "", text,
		  options->escape_stderr);
}

void
line_put_warning(const struct report_options *options, const char *in,
		 const char *text)
{
	put_error(in, options->color_stderr ? YELLOW : NULL, "warning: ", text,
		  options->escape_stderr);
}

static void
put_converted(const struct report_options *options, const char *out,
	      const struct report_result *result)
{
	char size_in[16], size_out[16];
	bool escape = options->escape_stdout;

	fputs(" -> ", stdout);
	text_put_name(stdout, out, escape);
	fputs(" (", stdout);
	text_put_name(stdout, result->format, escape);
	printf(" %" PRIu32 "x%" PRIu32, result->width, result->height);
	if (result->way != NULL)
		printf(", %s", result->way);
	printf(", %s -> %s%s)\n",
	       text_size(size_in, sizeof(size_in), result->nbytes_in),
	       text_size(size_out, sizeof(size_out), result->nbytes_out),
	       result->has_more ? "; trailing data left out" : "");
}

void
line_put_result(const struct report_options *options, const char *in,
		const char *out, const struct report_result *result)
{
	bool escape = options->escape_stdout;

	text_put_name(stdout, in, escape);
	if (result->state == REPORT_CONVERTED) {
		put_converted(options, out, result);
		return;
	}
	if (result->state == REPORT_UNTRIED) {
		puts(": not tried");
		return;
	}
	fputs(result->state == REPORT_SKIPPED ? ": skipped: " : ": failed: ",
	      stdout);
	text_put_name(stdout, result->text, escape);
	putchar('\n');
}

void
line_put_summary(const struct report_options *options,
		 const struct report_counts *counts, unsigned n_workers,
		 uint64_t elapsed_ms)
{
	const struct {
		size_t n;
		const char *word;
	} parts[] = {
		{counts->n_skipped, "skipped"},
		{counts->n_failed, "failed"},
		{options->n_inputs - counts->n_converted - counts->n_skipped -
			 counts->n_failed,
		 "not tried"},
	};
	const char *mark = "; ";

	printf("Processed: %zu image%s in %.2f s (%u worker%s",
	       counts->n_converted, counts->n_converted == 1 ? "" : "s",
	       (double)elapsed_ms / 1000, n_workers, n_workers == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (parts[i].n == 0)
			continue;
		printf("%s%zu %s", mark, parts[i].n, parts[i].word);
		mark = ", ";
	}
	puts(")");
}
