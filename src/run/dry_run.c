/* SPDX-License-Identifier: MIT */
#include "run/dry_run.h"

#include <stdio.h>

#include "base/text.h"
#include "report/line.h"
#include "report/screen.h"
#include "run/pass_over.h"

/* Say why an input cannot be converted, and count it. */
static void
list_fault(const struct options *options, const struct plan *plan,
	   size_t input_i, const char *path, struct convert_counts *counts)
{
	const struct plan_input input = plan_input(plan, input_i);
	char skipped[PASS_OVER_BYTES], text[PASS_OVER_BYTES + 16];
	struct gm_error why;

	plan_fault(plan, input_i, &why);
	if (!pass_over_is(options, &input, why.status)) {
		counts->n_failed++;
		line_put_notice(path, why.text);
	} else if (!options->quiet) {
		pass_over_warn(skipped, why.text);
		snprintf(text, sizeof(text), "warning: %s", skipped);
		line_put_notice(path, text);
	}
}

/* Write "IN<TAB>OUT", or to standard error why there can be none. */
static enum gm_status
list_input(const struct options *options, const struct plan *plan,
	   size_t input_i, struct bytes *in, struct bytes *out,
	   struct convert_counts *counts, struct gm_error *err)
{
	const struct plan_input input = plan_input(plan, input_i);
	bool escape = screen_is_terminal(stdout);
	enum gm_status st = plan_paths(plan, input_i, in, out, err);

	counts->n_read += input.fate != PLAN_FAULT;
	if (st != GM_OK || input.fate == PLAN_SKIP)
		return st;
	if (input.fate == PLAN_FAULT) {
		list_fault(options, plan, input_i, (const char *)in->data,
			   counts);
		return GM_OK;
	}
	text_put_name(stdout, (const char *)in->data, escape);
	putchar('\t');
	text_put_name(stdout, (const char *)out->data, escape);
	return putchar('\n') == EOF ? line_flush(err) : GM_OK;
}

enum gm_status
dry_run(const struct options *options, const struct plan *plan,
	struct convert_counts *counts, struct gm_error *err)
{
	struct bytes in = {0}, out = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++)
		st = list_input(options, plan, i, &in, &out, counts, err);
	if (st == GM_OK)
		st = line_flush(err);
	bytes_free(&in);
	bytes_free(&out);
	return st;
}
