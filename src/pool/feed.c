/* SPDX-License-Identifier: MIT */
#include "pool/feed.h"

#include <assert.h>
#include <stdlib.h>

#include "base/grow.h"

/*
 * Jobs travel together up to this weight: a few milliseconds of work, next to
 * which the trip through the pipe does not count.
 */
#define LIGHT_WEIGHT UINT64_C(262144)

/*
 * A batch takes at most this part of a worker's fair share of what is left,
 * so that batches shrink towards the end and all workers end together.
 */
#define SHARE_DIVISOR 4u

void
feed_open(struct feed *feed, const struct pool_config *config)
{
	*feed = (struct feed){.config = config};
}

void
feed_close(struct feed *feed)
{
	free(feed->back);
	free(feed->retry.jobs);
	free(feed->lacking.jobs);
	bytes_free(&feed->request);
	*feed = (struct feed){0};
}

static size_t
n_waiting(const struct feed_queue *queue)
{
	return queue->n - queue->at;
}

static enum gm_status
queue_up(struct feed_queue *queue, size_t job, unsigned n_tries,
	 struct gm_error *err)
{
	struct feed_job *jobs = grow_items(queue->jobs, &queue->capacity,
					   queue->n, 1, sizeof(*jobs), err);

	if (jobs == NULL)
		return err->status;
	queue->jobs = jobs;
	jobs[queue->n++] = (struct feed_job){.job = job, .n_tries = n_tries};
	return GM_OK;
}

/* What has not been handed out, or has come back. */
static size_t
n_untried(const struct feed *feed)
{
	return feed->config->n_jobs - feed->next + feed->n_back;
}

size_t
feed_n_ready(const struct feed *feed)
{
	size_t n = n_untried(feed);

	if (feed->is_equipped)
		n += n_waiting(&feed->lacking);
	return feed->is_alone ? n + n_waiting(&feed->retry) : n;
}

/* That of the second tries which come next, where nothing else is left. */
static struct feed_queue *
next_queue(struct feed *feed)
{
	return feed->is_equipped && n_waiting(&feed->lacking) > 0
		       ? &feed->lacking
		       : &feed->retry;
}

static struct feed_job
peek(struct feed *feed)
{
	const struct feed_queue *queue = next_queue(feed);

	if (feed->n_back > 0)
		return feed->back[feed->n_back - 1];
	if (feed->next < feed->config->n_jobs)
		return (struct feed_job){.job = feed->next};
	return queue->jobs[queue->at];
}

static void
drop(struct feed *feed)
{
	if (feed->n_back > 0)
		feed->n_back--;
	else if (feed->next < feed->config->n_jobs)
		feed->next++;
	else
		next_queue(feed)->at++;
}

static enum gm_status
ask(struct feed *feed, size_t job, struct wire_request *request,
    struct gm_error *err)
{
	const struct pool_config *config = feed->config;
	enum gm_status st = GM_OK;

	feed->request.nbytes = 0;
	if (config->request != NULL)
		st = config->request(config->ctx, job, feed->is_alone,
				     &feed->request, err);
	if (st != GM_OK)
		return st;
	if (feed->request.nbytes > POOL_MESSAGE_MAX_BYTES)
		return gm_fail(err, GM_ERR_SYSTEM, 0,
			       "the request of a job has %zu bytes, more than "
			       "the %u allowed",
			       feed->request.nbytes, POOL_MESSAGE_MAX_BYTES);
	*request = (struct wire_request){.job = job,
					 .data = feed->request.data,
					 .nbytes = feed->request.nbytes};
	return GM_OK;
}

static uint64_t
weight_of(const struct pool_config *config, size_t job)
{
	return config->weight != NULL ? config->weight(config->ctx, job) : 0;
}

static size_t
most_jobs(const struct feed *feed, unsigned n_workers)
{
	size_t most = feed_n_ready(feed) / SHARE_DIVISOR / n_workers;

	if (most > WIRE_BATCH_MAX_JOBS)
		most = WIRE_BATCH_MAX_JOBS;
	return most == 0 || feed->is_alone ? 1 : most;
}

enum gm_status
feed_fill(struct feed *feed, unsigned n_workers, struct batch *batch,
	  struct wire_batch *outgoing, struct gm_error *err)
{
	size_t most = most_jobs(feed, n_workers);
	uint64_t room = LIGHT_WEIGHT;

	wire_batch_begin(outgoing);
	while (batch->n_jobs < most && feed_n_ready(feed) > 0) {
		struct feed_job next = peek(feed);
		struct wire_request request;
		uint64_t weight;
		enum gm_status st;

		/* One that may be what killed a worker kills no neighbour. */
		if (next.n_strikes > 0 && batch->n_jobs > 0)
			break;
		weight = weight_of(feed->config, next.job);
		if (weight > room && batch->n_jobs > 0)
			break;
		st = ask(feed, next.job, &request, err);
		if (st != GM_OK)
			return st;
		if (!wire_batch_add(outgoing, &request))
			break;
		batch_add(batch, next.job, next.n_tries);
		drop(feed);
		batch->n_strikes = next.n_strikes;
		if (weight >= room || next.n_strikes > 0)
			break;
		room -= weight;
	}
	assert(batch->n_jobs > 0);
	return GM_OK;
}

enum gm_status
feed_return(struct feed *feed, const struct feed_job *job, struct gm_error *err)
{
	struct feed_job *back = grow_items(feed->back, &feed->back_capacity,
					   feed->n_back, 1, sizeof(*back), err);

	if (back == NULL)
		return err->status;
	feed->back = back;
	back[feed->n_back++] = *job;
	return GM_OK;
}

enum gm_status
feed_retry(struct feed *feed, size_t job, unsigned n_tries,
	   struct gm_error *err)
{
	return queue_up(&feed->retry, job, n_tries, err);
}

bool
feed_has_retries(const struct feed *feed)
{
	return n_waiting(&feed->retry) > 0;
}

struct feed_job
feed_take_retry(struct feed *feed)
{
	assert(feed_has_retries(feed));
	return feed->retry.jobs[feed->retry.at++];
}

enum gm_status
feed_lack(struct feed *feed, size_t job, unsigned n_tries, struct gm_error *err)
{
	return queue_up(&feed->lacking, job, n_tries, err);
}

bool
feed_has_lacking(const struct feed *feed)
{
	return n_waiting(&feed->lacking) > 0;
}
