/* SPDX-License-Identifier: MIT */
#include "pool/worker.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "pool/wire.h"

/*
 * A result waits at most this long, and the rest of the job that is running,
 * for others to share its write(2).
 */
#define FLUSH_AFTER_NS UINT64_C(10000000)

/* Exit statuses, for who looks with strace; the driver needs none of these. */
#define EXIT_ENTER  1
#define EXIT_SYSTEM 2

struct worker {
	const struct pool_config *config;
	struct worker_seat seat;
	uint64_t oldest_ns;    /* about when the oldest pending result came */
	struct bytes response; /* kept from job to job */
	uint8_t batch[WIRE_BATCH_MAX_BYTES];
	uint8_t record[WIRE_RESULT_HEAD_BYTES + POOL_MESSAGE_MAX_BYTES];
};

/* A few milliseconds late, at a fifth of the price of the exact time. */
static uint64_t
coarse_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Fill data; end the process where the driver has no more, or is gone. */
static void
read_all(int fd, uint8_t *data, size_t nbytes)
{
	while (nbytes > 0) {
		ssize_t n = read(fd, data, nbytes);

		if (n == 0)
			_exit(0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(EXIT_SYSTEM);
		data += n;
		nbytes -= (size_t)n;
	}
}

static void
write_all(int fd, const uint8_t *data, size_t nbytes)
{
	while (nbytes > 0) {
		ssize_t n = write(fd, data, nbytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(EXIT_SYSTEM);
		data += n;
		nbytes -= (size_t)n;
	}
}

/* Write a record past the board. */
static void
send_now(struct worker *worker, const struct wire_result *result)
{
	size_t n =
		wire_result_put(worker->record, sizeof(worker->record), result);

	write_all(worker->seat.result_fd, worker->record, n);
}

/*
 * Write first, forget after: who is killed in between leaves its results
 * twice, and the driver knows which jobs it has already.
 */
static void
flush(struct worker *worker)
{
	struct board_slot *slot = worker->seat.slot;
	uint32_t n =
		atomic_load_explicit(&slot->n_pending, memory_order_relaxed);

	write_all(worker->seat.result_fd, slot->pending, n);
	atomic_store_explicit(&slot->n_pending, 0, memory_order_release);
}

/* Leave the record on the board, or send it when it has no room there. */
static void
leave_result(struct worker *worker, const struct wire_result *result)
{
	struct board_slot *slot = worker->seat.slot;
	uint32_t at =
		atomic_load_explicit(&slot->n_pending, memory_order_relaxed);
	size_t n = wire_result_put(slot->pending + at, BOARD_PENDING_BYTES - at,
				   result);

	if (n == 0) {
		flush(worker);
		at = 0;
		n = wire_result_put(slot->pending, BOARD_PENDING_BYTES, result);
	}
	if (n == 0)
		send_now(worker, result);
	else
		atomic_store_explicit(&slot->n_pending, at + (uint32_t)n,
				      memory_order_release);
}

static void
do_job(struct worker *worker, const struct wire_request *request,
       unsigned place, uint64_t now_ns)
{
	const struct pool_config *config = worker->config;
	struct bytes *response = &worker->response;
	struct board_slot *slot = worker->seat.slot;
	struct wire_result result = {
		.kind = WIRE_RESULT, .job = request->job, .place = place};

	response->nbytes = 0;
	errno = 0;
	board_begin(slot, request->job, now_ns);
	result.status = config->job(config->ctx, request->data, request->nbytes,
				    response, &slot->meter);
	if (response->nbytes > POOL_MESSAGE_MAX_BYTES) {
		result.kind = WIRE_TOO_LARGE;
		result.status = GM_ERR_SYSTEM;
		bytes_free(response);
	}
	result.data = response->data;
	result.nbytes = response->nbytes;
	leave_result(worker, &result);
	board_end(slot);
	/* What failed is told at once, however long the next job takes. */
	if (result.status != GM_OK)
		flush(worker);
}

static void
do_batch(struct worker *worker)
{
	struct board_slot *slot = worker->seat.slot;
	int fd = worker->seat.request_fd;
	size_t nbytes, at = 0;
	unsigned n_jobs;

	read_all(fd, worker->batch, WIRE_BATCH_HEAD_BYTES);
	if (!wire_batch_head(worker->batch, &nbytes, &n_jobs))
		_exit(EXIT_SYSTEM);
	read_all(fd, worker->batch, nbytes);
	for (unsigned place = 0; place < n_jobs; place++) {
		struct wire_request request;
		uint64_t now_ns = coarse_now_ns();

		if (!wire_batch_next(worker->batch, nbytes, &at, &request))
			_exit(EXIT_SYSTEM);
		if (atomic_load_explicit(&slot->n_pending,
					 memory_order_relaxed) == 0) {
			worker->oldest_ns = now_ns;
		} else if (now_ns - worker->oldest_ns > FLUSH_AFTER_NS) {
			flush(worker);
			worker->oldest_ns = now_ns;
		}
		if (atomic_load_explicit(&slot->stop, memory_order_relaxed))
			break;
		do_job(worker, &request, place, now_ns);
	}
	flush(worker);
}

/*
 * The C library says in errno that it refused memory: so it is known what a
 * crash comes of, or an abort(), which the sandbox makes a SIGSYS.
 */
static void
on_fault(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (errno == ENOMEM)
		_exit(WORKER_EXIT_NOMEM);
	/* What the processor has found it finds again, and that is the end. */
	if (info->si_code <= 0 || number == SIGSYS)
		kill(getpid(), number);
}

/* What sanitizers watch is theirs. */
static void
watch_faults(void)
{
	static const int faults[] = {SIGSEGV, SIGBUS,  SIGFPE, SIGILL,
				     SIGTRAP, SIGABRT, SIGSYS};
	struct sigaction before, action = {.sa_sigaction = on_fault};

	action.sa_flags = (int)(SA_SIGINFO | SA_RESETHAND | SA_NODEFER);
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (sigaction(faults[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_DFL)
			sigaction(faults[i], &action, NULL);
}

static void
enter(struct worker *worker)
{
	const struct pool_config *config = worker->config;
	struct wire_result result = {.kind = WIRE_ENTERED};
	struct gm_error err = {0};

	if (config->enter != NULL)
		result.status = config->enter(config->ctx, &err);
	if (result.status == GM_OK && worker->seat.is_first)
		result.status = config->rehearse(config->ctx, &err);
	if (result.status != GM_OK) {
		result.kind = WIRE_ENTER_FAILED;
		result.data = (const uint8_t *)err.text;
		result.nbytes = strlen(err.text);
	}
	send_now(worker, &result);
	if (result.status != GM_OK)
		_exit(EXIT_ENTER);
}

_Noreturn void
worker_run(const struct pool_config *config, const struct worker_seat *seat)
{
	struct worker worker;

	worker.config = config;
	worker.seat = *seat;
	worker.response = (struct bytes){0};
	worker.oldest_ns = 0;
	/* A driver that died before the prctl sends no signal: look. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != seat->driver)
		_exit(EXIT_SYSTEM);
	enter(&worker);
	watch_faults();
	for (;;)
		do_batch(&worker);
}
