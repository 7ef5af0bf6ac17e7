/* SPDX-License-Identifier: MIT */
#include "icc/icc_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <lcms2_plugin.h>

#define PIECE_NBYTES (1u << 20)
#define MOST_PIECES  100u

static unsigned
take_all(cmsContext lib, void *pieces[MOST_PIECES])
{
	unsigned n = 0;

	while (n < MOST_PIECES &&
	       (pieces[n] = _cmsMalloc(lib, PIECE_NBYTES)) != NULL)
		n++;
	return n;
}

static void
what_is_held_is_bounded(void **state)
{
	struct icc_memory memory;
	cmsContext lib = icc_memory_context(&memory, 2 * PIECE_NBYTES);
	void *pieces[MOST_PIECES];
	size_t before;
	unsigned n;

	(void)state;
	assert_non_null(lib);
	before = memory.n_held;
	n = take_all(lib, pieces);
	/* What the context itself has is less than a piece. */
	assert_int_equal(n, ICC_MEMORY_FREE / PIECE_NBYTES +
				    2 * ICC_MEMORY_RATIO - 1);
	assert_int_equal(memory.n_held, before + (size_t)n * PIECE_NBYTES);
	assert_null(_cmsRealloc(lib, pieces[0], 2 * PIECE_NBYTES));
	/* Less is no more. */
	pieces[0] = _cmsRealloc(lib, pieces[0], PIECE_NBYTES / 2);
	assert_non_null(pieces[0]);
	assert_false(memory.was_refused);
	for (unsigned i = 0; i < n; i++)
		_cmsFree(lib, pieces[i]);
	assert_int_equal(memory.n_held, before);
	assert_int_equal(take_all(lib, pieces), n);
	for (unsigned i = 0; i < n; i++)
		_cmsFree(lib, pieces[i]);
	cmsDeleteContext(lib);
	assert_int_equal(memory.n_held, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_held_is_bounded),
	};

	return cmocka_run_group_tests_name("icc_memory", tests, NULL, NULL);
}
