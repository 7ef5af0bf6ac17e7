/* SPDX-License-Identifier: MIT */
#include "run/summarize.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/journal_in.h"
#include "report/line.h"
#include "report/screen.h"
#include "report/tally.h"

/* Most shards that are named where there is no report of them. */
#define MOST_NAMED 10u

static enum gm_status
take(void *ctx, const struct json_record *record, struct gm_error *err)
{
	return tally_take(ctx, record, err);
}

static bool
is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

static enum gm_status
read_report(struct tally *tally, const char *path, struct gm_error *err)
{
	FILE *file = is_stdin(path) ? stdin : fopen(path, "re");
	enum gm_status st;

	if (file == NULL)
		return gm_fail(err,
			       errno == ENOMEM ? GM_ERR_NOMEM : GM_ERR_USAGE,
			       errno, "open");
	st = journal_in_read(file, NULL, take, tally, err);
	if (!is_stdin(path))
		fclose(file);
	if (st == GM_OK)
		tally_end_report(tally);
	return st;
}

/* What runs say at their end, of all of them. */
static void
put_totals(const struct tally *tally, const struct tally_gaps *gaps)
{
	struct summary summary = {
		.nbytes_in = tally->nbytes_in,
		.nbytes_out = tally->nbytes_out,
		.elapsed_ms = tally->longest_us / 1000,
		.n_workers = (unsigned)tally_n_workers(tally),
	};
	bool checks =
		tally->counts[REPORT_CONVERTED] == 0 &&
		tally->counts[REPORT_GRAY] + tally->counts[REPORT_COLOR] > 0;

	memcpy(summary.counts, tally->counts, sizeof(summary.counts));
	summary.counts[REPORT_UNTRIED] += gaps->n_missing;
	line_put_summary(&summary, checks);
}

static void
put_saved(const struct tally *tally)
{
	char size[16];
	bool is_more = tally->nbytes_out > tally->nbytes_in;
	uint64_t by = is_more ? tally->nbytes_out - tally->nbytes_in
			      : tally->nbytes_in - tally->nbytes_out;

	if (tally->nbytes_in == 0)
		return;
	printf("%s: %s, %.1f%%\n", is_more ? "Added" : "Saved",
	       text_size(size, sizeof(size), by),
	       100 * (double)by / (double)tally->nbytes_in);
}

static void
put_failures(const struct tally *tally)
{
	const char *mark = "Failed: ";

	for (size_t i = 0; i < tally->n_codes; i++) {
		const struct tally_code *code = &tally->codes[i];

		if (code->n == 0)
			continue;
		printf("%s%zu ", mark, code->n);
		text_put_name(stdout, code->name[0] != '\0' ? code->name : "?",
			      true);
		mark = ", ";
	}
	if (mark[0] == ',')
		putchar('\n');
}

static void
put_slowest(const struct tally *tally)
{
	for (size_t i = 0; i < TALLY_N_SLOWEST; i++) {
		const struct tally_slow *slow = &tally->slowest[i];

		if (slow->wall_us == 0)
			return;
		printf("%s %.2f s ", i == 0 ? "Slowest:" : "        ",
		       (double)slow->wall_us / 1e6);
		text_put_name(stdout, (const char *)slow->path.data,
			      screen_is_terminal(stdout));
		putchar('\n');
	}
}

/* Of so many shards, how many have no run; which they are is written. */
static uint64_t
count_missing(const struct tally *tally, uint64_t n_shards, bool *is_there,
	      bool quiet)
{
	uint64_t n = n_shards, n_named = 0;

	for (size_t i = 0; i < tally->n_runs; i++) {
		const struct tally_run *told = &tally->runs[i];

		if (told->n_shards != n_shards || told->shard >= n_shards ||
		    is_there[told->shard])
			continue;
		is_there[told->shard] = true;
		n--;
	}
	if (n == 0 || quiet)
		return n;
	printf("Shards of %" PRIu64 " without a report:", n_shards);
	for (uint64_t k = 0; k < n_shards && n_named < MOST_NAMED; k++) {
		if (is_there[k])
			continue;
		printf("%s %" PRIu64, n_named > 0 ? "," : "", k + 1);
		n_named++;
	}
	if (n > n_named)
		printf(" and %" PRIu64 " more", n - n_named);
	putchar('\n');
	return n;
}

/* Is it the first run of a division into so many? */
static bool
is_first_of(const struct tally *tally, size_t run_i)
{
	for (size_t i = 0; i < run_i; i++)
		if (tally->runs[i].n_shards == tally->runs[run_i].n_shards)
			return false;
	return true;
}

/* Whatever is missing of the shards of which there are some. */
static enum gm_status
look_for_shards(const struct tally *tally, bool quiet, uint64_t *n_missing,
		struct gm_error *err)
{
	for (size_t i = 0; i < tally->n_runs; i++) {
		uint64_t n_shards = tally->runs[i].n_shards;
		bool *is_there;

		if (n_shards == 0 || n_shards > SHARD_MAX ||
		    !is_first_of(tally, i))
			continue;
		is_there = calloc(n_shards, sizeof(*is_there));
		if (is_there == NULL)
			return gm_fail(err, GM_ERR_NOMEM, 0,
				       "out of memory (reports)");
		*n_missing += count_missing(tally, n_shards, is_there, quiet);
		free(is_there);
	}
	return GM_OK;
}

/* As one run would end that had done it all. */
static enum run_status
judge(const struct options *options, const struct tally *tally,
      const struct tally_gaps *gaps, uint64_t n_shards_missing)
{
	const size_t *counts = tally->counts;
	size_t n_read = counts[REPORT_CONVERTED] + counts[REPORT_GRAY] +
			counts[REPORT_COLOR] + counts[REPORT_SKIPPED] -
			tally->n_passed_over;

	if (gaps->n_cut + n_shards_missing + counts[REPORT_UNTRIED] +
		    tally_n_failed(tally, gm_status_code(GM_ERR_STOPPED)) >
	    0)
		return RUN_STOPPED;
	if (counts[REPORT_FAILED] + counts[REPORT_COLOR] > 0 ||
	    (options->strict && tally->n_warned > 0))
		return RUN_FAILED;
	return options->require_input && n_read == 0 ? RUN_NO_INPUT : RUN_OK;
}

static enum gm_status
tell(const struct options *options, const struct tally *tally,
     enum run_status *status, struct gm_error *err)
{
	struct tally_gaps gaps = tally_gaps(tally);
	uint64_t n_shards_missing = 0;

	if (!options->quiet) {
		put_totals(tally, &gaps);
		put_saved(tally);
		put_failures(tally);
		put_slowest(tally);
	}
	if (!options->quiet && tally->n_warned > 0)
		printf("Warnings: %zu\n", tally->n_warned);
	if (!options->quiet && gaps.n_cut > 0)
		printf("Runs cut short, and not gone on with: %zu\n",
		       gaps.n_cut);
	if (look_for_shards(tally, options->quiet, &n_shards_missing, err) !=
	    GM_OK)
		return err->status;
	*status = judge(options, tally, &gaps, n_shards_missing);
	return line_flush(err);
}

struct run_outcome
summarize(const struct options *options)
{
	struct run_outcome outcome = {.status = RUN_OK};
	struct tally tally = {.key = hash_key_random()};
	const char *culprit = "";
	enum gm_status st = GM_OK;
	struct gm_error err;

	for (size_t i = 0; st == GM_OK && i < options->n_paths; i++) {
		culprit = options->paths[i];
		st = read_report(&tally, culprit, &err);
		if (is_stdin(culprit))
			culprit = "standard input";
	}
	if (st == GM_OK) {
		culprit = "";
		st = tell(options, &tally, &outcome.status, &err);
	}
	tally_free(&tally);
	if (st == GM_ERR_GONE) {
		outcome.signal = SIGPIPE;
	} else if (st != GM_OK) {
		line_put_notice(culprit, err.text);
		outcome.status = st == GM_ERR_USAGE ? RUN_USAGE : RUN_STOPPED;
	}
	return outcome;
}
