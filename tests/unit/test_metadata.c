/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "meta/metadata.h"

static const uint8_t tag[4] = {'t', 'E', 'X', 't'};

static void
pieces_keep_their_order_and_bytes(void **state)
{
	struct metadata m = {0};
	struct gm_error err = {0};

	(void)state;
	for (uint8_t i = 0; i < 100; i++)
		assert_int_equal(
			metadata_add(&m, METADATA_PNG_CHUNK, tag, &i, 1, &err),
			GM_OK);
	assert_int_equal(m.n_items, 100);
	for (size_t i = 0; i < m.n_items; i++) {
		assert_int_equal(m.items[i].nbytes, 1);
		assert_int_equal(m.bytes.data[m.items[i].at], i);
		assert_memory_equal(m.items[i].tag, tag, 4);
	}
	metadata_clear(&m);
	assert_int_equal(m.n_items, 0);
	assert_int_equal(m.bytes.nbytes, 0);
	metadata_free(&m);
}

static void
one_piece_over_the_limit_is_refused(void **state)
{
	uint8_t *payload = calloc(1, METADATA_MAX_BYTES);
	struct metadata m = {0};
	struct gm_error err = {0};

	(void)state;
	assert_non_null(payload);
	assert_int_equal(metadata_add(&m, METADATA_PNG_CHUNK, tag, payload,
				      METADATA_MAX_BYTES, &err),
			 GM_ERR_LIMIT);
	assert_int_equal(m.n_items, 0);
	assert_int_equal(metadata_add(&m, METADATA_PNG_CHUNK, tag, payload,
				      METADATA_MAX_BYTES - sizeof(*m.items),
				      &err),
			 GM_OK);
	metadata_free(&m);
	free(payload);
}

static void
empty_pieces_do_not_grow_for_ever(void **state)
{
	struct metadata m = {0};
	struct gm_error err = {0};
	enum gm_status st;

	(void)state;
	do {
		st = metadata_add(&m, METADATA_PNG_CHUNK, tag, NULL, 0, &err);
	} while (st == GM_OK);
	assert_int_equal(st, GM_ERR_LIMIT);
	assert_true(m.n_items * sizeof(*m.items) <= METADATA_MAX_BYTES);
	metadata_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_keep_their_order_and_bytes),
		cmocka_unit_test(one_piece_over_the_limit_is_refused),
		cmocka_unit_test(empty_pieces_do_not_grow_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
