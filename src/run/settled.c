/* SPDX-License-Identifier: MIT */
#include "run/settled.h"

#include "run/pass_over.h"

/* What the texts of a result lie in. */
struct texts {
	struct gm_error why;
	char skipped[PASS_OVER_BYTES];
};

/* At fault, or passed over because of it. */
static void
tell_fault(const struct options *options, const struct plan *plan,
	   size_t input_i, struct texts *texts, struct report_result *result)
{
	const struct plan_input input = plan_input(plan, input_i);

	plan_fault(plan, input_i, &texts->why);
	result->text = texts->why.text;
	result->code = gm_status_code(texts->why.status);
	pass_over_warn(texts->skipped, texts->why.text);
	if (pass_over_is(options, &input, texts->why.status))
		result->warning = texts->skipped;
	else
		result->state = REPORT_FAILED;
}

enum gm_status
settled_report(const struct options *options, const struct plan *plan,
	       const struct resume *resume, struct report *report,
	       struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < plan_n_inputs(plan); i++) {
		enum plan_fate fate = plan_input(plan, i).fate;
		struct report_result result = {
			.state = REPORT_SKIPPED,
			.text = options->update ? "no newer than its output"
						: "output exists",
			.code = options->update ? "current" : "exists",
			.warning = "",
			.format = ""};
		struct texts texts;

		if (fate == PLAN_CONVERT)
			continue;
		if (fate == PLAN_SKIP)
			resume_tells(resume, plan, i, &result);
		else
			tell_fault(options, plan, i, &texts, &result);
		st = report_result(report, i, &result, err);
	}
	return st;
}
