/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "meta/metadata.h"

static enum gm_status
add(struct metadata *m, const void *data, size_t nbytes, struct gm_error *err)
{
	const struct metadata_piece piece = {.kind = METADATA_TEXT,
					     .tag = {'t', 'E', 'X', 't'},
					     .home = "PNG",
					     .data = data,
					     .nbytes = nbytes};

	return metadata_add(m, &piece, err);
}

static void
pieces_keep_their_order_and_bytes(void **state)
{
	struct metadata m = {0};
	struct gm_error err = {0};

	(void)state;
	for (uint8_t i = 0; i < 100; i++)
		assert_int_equal(add(&m, &i, 1, &err), GM_OK);
	assert_int_equal(m.n_items, 100);
	for (size_t i = 0; i < m.n_items; i++) {
		struct metadata_piece piece = metadata_get(&m, i);

		assert_int_equal(piece.nbytes, 1);
		assert_int_equal(piece.data[0], i);
		assert_memory_equal(piece.tag, "tEXt", 4);
		assert_int_equal(piece.kind, METADATA_TEXT);
		assert_true(metadata_is_from(&piece, "PNG"));
		assert_false(metadata_is_from(&piece, "JPEG"));
	}
	metadata_clear(&m);
	assert_int_equal(m.n_items, 0);
	assert_int_equal(m.bytes.nbytes, 0);
	metadata_free(&m);
}

/* Within the data, or apart from them; or there is none. */
static void
values_are_found_again(void **state)
{
	static const uint8_t data[] = "0123456789", apart[] = "value";
	struct metadata_piece piece = {.data = data, .nbytes = 10};
	struct metadata m = {0};
	struct gm_error err;

	(void)state;
	for (size_t at = 0; at <= 10; at++)
		for (size_t n = 0; n <= 10 - at; n++) {
			size_t before = m.bytes.nbytes;

			piece.value = data + at;
			piece.value_nbytes = n;
			metadata_add(&m, &piece, &err);
			assert_int_equal(m.bytes.nbytes - before, 10);
		}
	piece.value = apart;
	piece.value_nbytes = 5;
	metadata_add(&m, &piece, &err);
	for (size_t at = 0, i = 0; at <= 10; at++)
		for (size_t n = 0; n <= 10 - at; n++, i++) {
			piece = metadata_get(&m, i);
			assert_memory_equal(piece.data, data, 10);
			assert_int_equal(piece.value_nbytes, n);
			if (n > 0)
				assert_memory_equal(piece.value, data + at, n);
		}
	piece = metadata_get(&m, m.n_items - 1);
	assert_memory_equal(piece.data, data, 10);
	assert_memory_equal(piece.value, "value", 5);
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
	assert_int_equal(add(&m, payload, METADATA_MAX_BYTES, &err),
			 GM_ERR_LIMIT);
	assert_int_equal(m.n_items, 0);
	assert_int_equal(add(&m, payload, METADATA_MAX_BYTES - 1024, &err),
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
		st = add(&m, NULL, 0, &err);
	} while (st == GM_OK);
	assert_int_equal(st, GM_ERR_LIMIT);
	assert_true(m.n_items <
		    METADATA_MAX_BYTES / sizeof(struct metadata_piece));
	metadata_free(&m);
}

static void
texts_end_at_a_nul(void **state)
{
	struct metadata_piece piece = {0};

	(void)state;
	metadata_set_text(&piece, "abc\0d", 5);
	assert_int_equal(piece.value_nbytes, 3);
	metadata_set_text(&piece, "abc", 3);
	assert_int_equal(piece.value_nbytes, 3);
	metadata_set_text(&piece, NULL, 0);
	assert_int_equal(piece.value_nbytes, 0);
}

static bool
joins(const char *parts, uint8_t n_parts)
{
	static const uint8_t profile[] = "\0\0\0\6ab";
	struct metadata m = {0};
	struct bytes whole = {0};
	struct gm_error err;
	bool ok;

	for (const char *p = parts; *p != '\0'; p++) {
		struct metadata_piece piece = {
			.kind = METADATA_ICC,
			.part = (uint8_t)(*p - '0'),
			.n_parts = n_parts,
			.value = profile + (*p == '1' ? 0 : 5),
			.value_nbytes = *p == '1' ? 5 : 1,
		};

		metadata_add(&m, &piece, &err);
		piece.kind = METADATA_COMMENT;
		metadata_add(&m, &piece, &err);
	}
	ok = metadata_join_icc(&m, 0, &whole, &err);
	if (ok)
		assert_memory_equal(whole.data, profile, 6);
	bytes_free(&whole);
	metadata_free(&m);
	return ok;
}

static void
profiles_are_joined_in_order(void **state)
{
	(void)state;
	assert_true(joins("12", 2));
	assert_false(joins("21", 2));
	assert_false(joins("1", 1)); /* shorter than it says */
	assert_false(joins("1", 2));
	assert_false(joins("12", 3));
	assert_false(joins("13", 2));
	assert_false(joins("123", 3)); /* longer */
	assert_false(joins("1", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_keep_their_order_and_bytes),
		cmocka_unit_test(values_are_found_again),
		cmocka_unit_test(texts_end_at_a_nul),
		cmocka_unit_test(profiles_are_joined_in_order),
		cmocka_unit_test(one_piece_over_the_limit_is_refused),
		cmocka_unit_test(empty_pieces_do_not_grow_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
