/* SPDX-License-Identifier: MIT */
#include "icc/icc_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

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
	icc_memory_close(&memory, lib);
	assert_int_equal(memory.n_held, 0);
	icc_memory_close(&memory, NULL);
}

/* When no more may be held. */
static void
small_pieces_come_from_a_reserve(void **state)
{
	const unsigned small = ICC_MEMORY_SMALL;
	struct icc_memory memory;
	cmsContext lib = icc_memory_context(&memory, 0);
	void *pieces[MOST_PIECES];
	uint8_t *piece;
	unsigned n, n_small = 0;

	(void)state;
	assert_non_null(lib);
	n = take_all(lib, pieces);
	memory.most = memory.n_held;
	assert_null(_cmsMalloc(lib, small + 1));
	piece = _cmsMalloc(lib, small / 2);
	assert_non_null(piece);
	memset(piece, 7, small / 2);
	piece = _cmsRealloc(lib, piece, small);
	assert_non_null(piece);
	assert_int_equal(piece[small / 2 - 1], 7);
	/* What it holds is not lost with what there is no memory for. */
	assert_null(_cmsRealloc(lib, piece, small + 1));
	assert_int_equal(piece[0], 7);
	_cmsFree(lib, piece);
	assert_false(memory.was_refused);
	/* It ends. */
	while (_cmsMalloc(lib, small) != NULL)
		n_small++;
	assert_in_range(n_small, ICC_MEMORY_RESERVE / small - 8,
			ICC_MEMORY_RESERVE / small - 1);
	for (unsigned i = 0; i < n; i++)
		_cmsFree(lib, pieces[i]);
	piece = _cmsMalloc(lib, 1);
	assert_non_null(piece);
	_cmsFree(lib, piece);
	icc_memory_close(&memory, lib);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_held_is_bounded),
		cmocka_unit_test(small_pieces_come_from_a_reserve),
	};

	return cmocka_run_group_tests_name("icc_memory", tests, NULL, NULL);
}
