/* SPDX-License-Identifier: MIT */
/*
 * A journal is written to sockets, which keep apart what is written at once.
 */
#include "report/journal.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* What a pipe takes at once. */
#define MOST 4096u

struct ends {
	struct journal journal;
	int read_fd;
};

static void
open_ends(struct ends *ends)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	*ends = (struct ends){
		.journal = {.fd = fds[0], .is_open = true, .path = "socket"},
		.read_fd = fds[1]};
}

static enum gm_status
put(struct ends *ends, size_t nbytes, struct gm_error *err)
{
	static uint8_t data[3 * MOST];
	const struct bytes line = {.data = data, .nbytes = nbytes};

	memset(data, 'a', nbytes);
	data[nbytes - 1] = '\n';
	return journal_put(&ends->journal, &line, err);
}

/* How many bytes were written at once; 0 when nothing waits. */
static size_t
written(const struct ends *ends)
{
	uint8_t data[4 * MOST];
	ssize_t n = recv(ends->read_fd, data, sizeof(data), MSG_DONTWAIT);

	assert_true(n >= 0 || errno == EAGAIN);
	if (n > 0)
		assert_int_equal(data[n - 1], '\n');
	return n > 0 ? (size_t)n : 0;
}

static void
lines_are_written_together_but_never_cut(void **state)
{
	struct gm_error err;
	struct ends ends;

	(void)state;
	open_ends(&ends);
	assert_int_equal(put(&ends, 1000, &err), GM_OK);
	assert_int_equal(put(&ends, 3096, &err), GM_OK);
	assert_int_equal(written(&ends), 0);
	assert_int_equal(put(&ends, 2, &err), GM_OK);
	assert_int_equal(written(&ends), MOST);
	assert_int_equal(put(&ends, 2 * MOST, &err), GM_OK);
	assert_int_equal(written(&ends), 2);
	assert_int_equal(journal_flush(&ends.journal, &err), GM_OK);
	assert_int_equal(written(&ends), 2 * MOST);
	assert_int_equal(journal_flush(&ends.journal, &err), GM_OK);
	assert_int_equal(written(&ends), 0);
	assert_int_equal(put(&ends, 10, &err), GM_OK);
	assert_int_equal(journal_close(&ends.journal, &err), GM_OK);
	assert_int_equal(written(&ends), 10);
	close(ends.read_fd);
}

static void
what_could_not_be_written_is_kept(void **state)
{
	struct gm_error err;
	struct ends ends;
	int fd;

	(void)state;
	open_ends(&ends);
	fd = ends.journal.fd;
	assert_int_equal(put(&ends, 10, &err), GM_OK);
	ends.journal.fd = -1;
	assert_int_equal(journal_flush(&ends.journal, &err), GM_ERR_WRITE);
	assert_string_equal(err.text, "socket: write: Bad file descriptor");
	assert_int_equal(put(&ends, MOST, &err), GM_ERR_WRITE);
	ends.journal.fd = fd;
	assert_int_equal(journal_close(&ends.journal, &err), GM_OK);
	assert_int_equal(written(&ends), 10);
	close(ends.read_fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_written_together_but_never_cut),
		cmocka_unit_test(what_could_not_be_written_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
