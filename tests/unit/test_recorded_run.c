/* SPDX-License-Identifier: MIT */
/*
 * What a recorded run would have been: when its jobs and its lines come, by
 * the order in which they start, and what the time left says meanwhile.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorded_run.h"
#include "report/left.h"
#include "run/order.h"

#define N_WORKERS 2u
#define N_MOST    (N_RECORDED + 1)

/* A run: its jobs by input, and what came of them. */
struct simulation {
	struct recorded jobs[N_MOST];
	size_t n_jobs;
	uint32_t order[N_MOST];
	double begin[N_MOST]; /* by input, in ms */
	double end[N_MOST];
	double whole; /* when all have ended */
};

static uint64_t
weight(void *ctx, size_t input_i)
{
	return ((const struct simulation *)ctx)->jobs[input_i].weight;
}

static void
record(struct simulation *run)
{
	memset(run, 0, sizeof(*run));
	memcpy(run->jobs, recorded_run, sizeof(recorded_run));
	run->n_jobs = N_RECORDED;
}

static void
as_they_stand(struct simulation *run)
{
	for (size_t i = 0; i < run->n_jobs; i++)
		run->order[i] = (uint32_t)i;
}

static int
lighter(const void *left, const void *right)
{
	const struct recorded *a = left, *b = right;

	return (a->weight > b->weight) - (a->weight < b->weight);
}

static void
sort_small_to_large(struct simulation *run)
{
	qsort(run->jobs, run->n_jobs, sizeof(run->jobs[0]), lighter);
}

/* One that takes as long as all others together, in the midst. */
static void
add_giant(struct simulation *run)
{
	struct recorded giant = {.format = 1};

	for (size_t i = 0; i < run->n_jobs; i++) {
		giant.weight += run->jobs[i].weight;
		giant.us += run->jobs[i].us;
	}
	giant.nbytes = giant.weight;
	run->jobs[run->n_jobs++] = run->jobs[N_RECORDED / 2];
	run->jobs[N_RECORDED / 2] = giant;
}

/* Each worker takes the next job when it is free. */
static void
simulate(struct simulation *run)
{
	double free_at[N_WORKERS] = {0};

	run->whole = 0;
	for (size_t i = 0; i < run->n_jobs; i++) {
		uint32_t input = run->order[i];
		unsigned first = 0;

		for (unsigned w = 1; w < N_WORKERS; w++)
			first = free_at[w] < free_at[first] ? w : first;
		run->begin[input] = free_at[first];
		free_at[first] += run->jobs[input].us / 1000.0;
		run->end[input] = free_at[first];
		if (free_at[first] > run->whole)
			run->whole = free_at[first];
	}
}

static void
pull(struct simulation *run)
{
	struct gm_error err;

	as_they_stand(run);
	assert_int_equal(order_pull(run->order, run->n_jobs, N_WORKERS, weight,
				    run, &err),
			 GM_OK);
}

static const struct simulation *compared;

static int
heavier(const void *left, const void *right)
{
	const uint32_t a = *(const uint32_t *)left;
	const uint32_t b = *(const uint32_t *)right;

	return lighter(&compared->jobs[b], &compared->jobs[a]);
}

static void
largest_first(struct simulation *run)
{
	as_they_stand(run);
	compared = run;
	qsort(run->order, run->n_jobs, sizeof(run->order[0]), heavier);
}

/* The longest that the line of a job waits, in ms. */
static double
latest_line(const struct simulation *run)
{
	double told = 0, most = 0;

	for (size_t i = 0; i < run->n_jobs; i++) {
		told = run->end[i] > told ? run->end[i] : told;
		most = told - run->end[i] > most ? told - run->end[i] : most;
	}
	return most;
}

/* How long they wait in the mean. */
static double
mean_wait(const struct simulation *run)
{
	double told = 0, sum = 0;

	for (size_t i = 0; i < run->n_jobs; i++) {
		told = run->end[i] > told ? run->end[i] : told;
		sum += told - run->end[i];
	}
	return sum / (double)run->n_jobs;
}

/* In brackets, what it is when the largest start first. */
static void
check_order(struct simulation *run, const char *name)
{
	double first, late, mean, largest;

	largest_first(run);
	simulate(run);
	largest = run->whole;
	first = run->end[0];
	late = latest_line(run);
	mean = mean_wait(run);
	pull(run);
	simulate(run);
	print_message("%s: %.0f ms (%.0f); the first line comes at %.0f ms "
		      "(%.0f), a line waits %.0f ms (%.0f) at most and %.0f "
		      "(%.0f) in the mean\n",
		      name, run->whole, largest, run->end[0], first,
		      latest_line(run), late, mean_wait(run), mean);
	assert_true(run->whole <= 1.03 * largest);
	assert_true(mean_wait(run) < mean);
}

static void
the_whole_takes_as_long_as_largest_first(void **state)
{
	static struct simulation run;

	(void)state;
	record(&run);
	check_order(&run, "mixed");
	record(&run);
	sort_small_to_large(&run);
	check_order(&run, "small to large");
	record(&run);
	add_giant(&run);
	check_order(&run, "one giant");
}

static struct left_work
work_of(const struct recorded *job)
{
	return (struct left_work){.format = job->format,
				  .weight = job->weight,
				  .nbytes = job->nbytes};
}

/* What a job has read by now: in proportion to its time, or all at once. */
static uint64_t
read_by(const struct simulation *run, size_t i, double now, bool is_ahead)
{
	double nbytes = run->jobs[i].nbytes;
	double took = run->end[i] - run->begin[i];

	return (uint64_t)(is_ahead ? nbytes
				   : nbytes * (now - run->begin[i]) / took);
}

/* What is known at that time. */
static void
look(const struct simulation *run, double now, bool is_ahead, struct left *left)
{
	*left = (struct left){.n_workers = N_WORKERS};
	for (size_t i = 0; i < run->n_jobs; i++) {
		const struct left_work work = work_of(&run->jobs[i]);

		left_add(left, &work);
		if (run->end[i] <= now)
			left_end(left, &work, run->end[i] - run->begin[i]);
	}
	for (size_t i = 0; i < run->n_jobs; i++) {
		const struct left_work work = work_of(&run->jobs[i]);

		if (run->begin[i] < now && now < run->end[i])
			left_run(left, &work, now - run->begin[i],
				 read_by(run, i, now, is_ahead));
	}
}

static double
left_at(const struct simulation *run, double now, bool is_ahead)
{
	struct left left;

	look(run, now, is_ahead, &left);
	return left_ms(&left, now);
}

static void
check_left(struct simulation *run, const char *name, bool is_ahead,
	   const double most[3])
{
	static const double parts[3] = {0.1, 0.25, 0.5};

	simulate(run);
	for (unsigned i = 0; i < 3; i++) {
		double now = parts[i] * run->whole;
		double off =
			left_at(run, now, is_ahead) / (run->whole - now) - 1;

		print_message("%s%s: at %.0f %% the time left is %+.0f %% "
			      "off\n",
			      name, is_ahead ? ", read ahead" : "",
			      100 * parts[i], 100 * off);
		assert_true(off < most[i] && off > -most[i]);
	}
}

static void
the_time_left_is_about_right(void **state)
{
	static const double most[3] = {0.75, 0.5, 0.7};
	/* One job takes five times as long as its weight says. */
	static const double most_ahead[3] = {0.75, 0.85, 0.85};
	static struct simulation run;

	(void)state;
	record(&run);
	pull(&run);
	check_left(&run, "mixed", false, most);
	check_left(&run, "mixed", true, most_ahead);
	largest_first(&run);
	check_left(&run, "largest first", false, most);
	check_left(&run, "largest first", true, most_ahead);
	sort_small_to_large(&run);
	pull(&run);
	check_left(&run, "small to large", false, most);
	check_left(&run, "small to large", true, most_ahead);
	record(&run);
	add_giant(&run);
	pull(&run);
	check_left(&run, "one giant", false, most);
	check_left(&run, "one giant", true, most_ahead);
}

/* The giant is half of the work, and is read at once: that is not half done. */
static void
what_was_read_ahead_is_not_done(void **state)
{
	static struct simulation run;
	struct left left;

	(void)state;
	record(&run);
	add_giant(&run);
	pull(&run);
	simulate(&run);
	for (unsigned percent = 1; percent < 100; percent++) {
		look(&run, percent * run.whole / 100, true, &left);
		assert_true(left_done(&left) < percent / 100.0 + 0.2);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_takes_as_long_as_largest_first),
		cmocka_unit_test(the_time_left_is_about_right),
		cmocka_unit_test(what_was_read_ahead_is_not_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
