/* SPDX-License-Identifier: MIT */
#include "run/dry_run.h"

#include <errno.h>
#include <stdio.h>

#include "base/text.h"
#include "report/line.h"
#include "report/screen.h"

static enum gm_status
list_input(const struct plan *plan, size_t input_i, struct bytes *in,
	   struct bytes *out, struct gm_error *err)
{
	const struct plan_input input = plan_input(plan, input_i);
	bool escape = screen_is_terminal(stdout);
	enum gm_status st = plan_paths(plan, input_i, in, out, err);
	struct gm_error why;

	if (st != GM_OK || input.fate == PLAN_SKIP)
		return st;
	if (input.fate == PLAN_FAULT) {
		plan_fault(&input, &why);
		line_put_notice((const char *)in->data, why.text);
		return GM_OK;
	}
	text_put_name(stdout, (const char *)in->data, escape);
	putchar('\t');
	text_put_name(stdout, (const char *)out->data, escape);
	if (putchar('\n') == EOF)
		return gm_fail(err, GM_ERR_WRITE, errno,
			       "write standard output");
	return GM_OK;
}

enum gm_status
dry_run(const struct plan *plan, size_t *n_faults, struct gm_error *err)
{
	struct bytes in = {0}, out = {0};
	enum gm_status st = GM_OK;

	*n_faults = 0;
	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++) {
		*n_faults += plan_input(plan, i).fate == PLAN_FAULT;
		st = list_input(plan, i, &in, &out, err);
	}
	if (st == GM_OK && fflush(stdout) != 0)
		st = gm_fail(err, GM_ERR_WRITE, errno, "write standard output");
	bytes_free(&in);
	bytes_free(&out);
	return st;
}
