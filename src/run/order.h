/* SPDX-License-Identifier: MIT */
/*
 * order.h - the order in which the jobs of a run start
 *
 * That of the inputs, so that the lines of --verbose, which have that order,
 * need not wait; but for the jobs that would run alone at the end.
 */
#ifndef GM_RUN_ORDER_H
#define GM_RUN_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "plan/plan.h"

/*
 * The inputs of the plan to run, as they stand.  The caller frees *order.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status order_inputs(const struct plan *plan, uint32_t **order,
			    size_t *n_jobs, struct gm_error *err);

/* The weight of an input. */
typedef uint64_t (*order_weight_fn)(void *ctx, size_t input_i);

/*
 * Pull forward, among the n_jobs inputs of order, each that is heavier than a
 * quarter of what is left for each of n_workers.  Fails with
 * GM_ERR_NOMEM, order being as it was.
 */
enum gm_status order_pull(uint32_t *order, size_t n_jobs, unsigned n_workers,
			  order_weight_fn weight, void *ctx,
			  struct gm_error *err);

#endif
