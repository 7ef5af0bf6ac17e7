/* SPDX-License-Identifier: MIT */
#include "report/left.h"

/*
 * The part of its file that a job must have read to tell how long it takes; of
 * one that has read all, who knows what it is at.
 */
#define LEAST_PART 0.05
#define MOST_PART  0.95

/* The part of the weight of a format by which others speak for it. */
#define LITTLE_PART 0.02

/* The time left is told after so much time, or so much of the work. */
#define TELLING_MS      5000
#define TELLING_PERCENT 5u

/*
 * How long what is told takes to follow an estimate that has fallen: after one
 * that wavers it would have to rise again.
 */
#define FOLLOWING_MS 2000

static unsigned
slot_of(const struct left_work *work)
{
	return work->format < LEFT_MAX_FORMATS ? work->format : 0;
}

void
left_add(struct left *left, const struct left_work *work)
{
	left->formats[slot_of(work)].weight += (double)work->weight;
	left->all.weight += (double)work->weight;
}

static void
end_one(struct left_sum *sum, double weight, double ms)
{
	if (ms <= 0) {
		/* It teaches nothing; but it is no longer ahead. */
		sum->weight -= weight;
		return;
	}
	sum->ended += weight;
	sum->ms += ms;
}

void
left_end(struct left *left, const struct left_work *work, double ms)
{
	end_one(&left->formats[slot_of(work)], (double)work->weight, ms);
	end_one(&left->all, (double)work->weight, ms);
}

void
left_restart(struct left *left)
{
	left->running_ms = 0;
	left->running_done = 0;
	left->running_left_ms = 0;
	left->longest_left_ms = 0;
	for (unsigned i = 0; i < LEFT_MAX_FORMATS; i++)
		left->begun[i] = left->whole_ms[i] = 0;
}

/* Milliseconds for a weight of 1 in all formats; 0 when nothing is known. */
static double
mean_rate(const struct left *left)
{
	double ms = left->all.ms, weight = left->all.ended;

	for (unsigned i = 0; i < LEFT_MAX_FORMATS; i++) {
		ms += left->whole_ms[i];
		weight += left->begun[i];
	}
	return weight > 0 ? ms / weight : 0;
}

/*
 * The same in one format: what is known of it, and a little of what is known
 * of all, so that a first one that is odd does not stand for all.
 */
static double
rate_of(const struct left *left, unsigned slot)
{
	const struct left_sum *sum = &left->formats[slot];
	double little = LITTLE_PART * sum->weight;

	if (sum->ended + little <= 0)
		return mean_rate(left);
	return (sum->ms + little * mean_rate(left)) / (sum->ended + little);
}

/* The part of its file that a job has read. */
static double
part_read(const struct left_work *work, uint64_t nbytes)
{
	if (work->nbytes == 0)
		return 0;
	return nbytes < work->nbytes ? (double)nbytes / (double)work->nbytes
				     : 1;
}

/* How long a job that runs takes in all, by what it has read or by its rate. */
static double
whole_ms(const struct left *left, const struct left_work *work, double ms,
	 uint64_t nbytes)
{
	double part = part_read(work, nbytes);

	if (part >= LEAST_PART && part <= MOST_PART)
		return ms / part;
	return rate_of(left, slot_of(work)) * (double)work->weight;
}

/* The part of a job that is done: what was read ahead is not. */
static double
part_done(const struct left_work *work, double ms, uint64_t nbytes,
	  double whole)
{
	double read = part_read(work, nbytes);
	double worked = whole > 0 ? ms / whole : 0;

	return worked < read ? worked : read;
}

void
left_run(struct left *left, const struct left_work *work, double ms,
	 uint64_t nbytes)
{
	double whole = whole_ms(left, work, ms, nbytes);
	double its = whole > ms ? whole - ms : 0;

	left->whole_ms[slot_of(work)] += ms + its;
	left->running_ms += ms;
	left->running_done +=
		part_done(work, ms, nbytes, whole) * (double)work->weight;
	left->running_left_ms += its;
	if (its > left->longest_left_ms)
		left->longest_left_ms = its;
	left->begun[slot_of(work)] += (double)work->weight;
}

/* The work that is left, as one worker would do it. */
static double
work_ms(const struct left *left)
{
	double sum = left->running_left_ms;

	for (unsigned i = 0; i < LEFT_MAX_FORMATS; i++) {
		const struct left_sum *its = &left->formats[i];
		double weight = its->weight - its->ended - left->begun[i];

		if (weight > 0)
			sum += weight * rate_of(left, i);
	}
	return sum;
}

double
left_ms(const struct left *left, double elapsed_ms)
{
	double spent = left->all.ms + left->running_ms;
	double shared = work_ms(left) / left->n_workers;

	if (left->all.ended <= 0 && left->running_left_ms <= 0)
		return -1;
	/* Workers do not work all of the time. */
	if (spent > 0 && elapsed_ms * left->n_workers > spent)
		shared *= elapsed_ms * left->n_workers / spent;
	return shared > left->longest_left_ms ? shared : left->longest_left_ms;
}

double
left_done(const struct left *left)
{
	double done = left->all.ended + left->running_done;

	return left->all.weight > 0 ? done / left->all.weight : 0;
}

/* What is to be told after shown, which was told some time ago. */
static double
follow(double shown, double estimate, double since_ms)
{
	double part = since_ms < FOLLOWING_MS ? since_ms / FOLLOWING_MS : 1;

	if (shown <= 0 || estimate > 1.2 * shown + 1000)
		return estimate;
	return estimate < shown ? shown + part * (estimate - shown) : shown;
}

void
left_foresee(struct left *left, double elapsed_ms, bool is_over,
	     unsigned *percent, double *ms)
{
	double estimate = left_ms(left, elapsed_ms);
	double since_ms = elapsed_ms - left->shown_at_ms;
	unsigned done = (unsigned)(100 * left_done(left));

	if (done > left->shown_percent)
		left->shown_percent = done > 99 ? 99 : done;
	if (is_over)
		left->shown_percent = 100;
	*percent = left->shown_percent;
	if (estimate < 0 || (elapsed_ms < TELLING_MS && done < TELLING_PERCENT))
		return;
	*ms = follow(left->shown_end_ms - elapsed_ms, estimate, since_ms);
	left->shown_end_ms = elapsed_ms + *ms;
	left->shown_at_ms = elapsed_ms;
}
