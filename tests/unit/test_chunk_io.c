/* SPDX-License-Identifier: MIT */
#include "chunk_fixture.h"
#include "formats/png/chunk_io.h"

/* Put and open as a file; the caller frees *in. */
static void
open_bytes(const struct bytes *file, struct file_in *in)
{
	struct gm_error err;

	fixture_put("in", file->data, file->nbytes);
	assert_int_equal(file_in_open(in, "in", &err), GM_OK);
}

static void
expect_signature(const void *data, size_t nbytes, enum gm_status expected)
{
	struct file_in in = {0};
	struct gm_error err = {0};

	fixture_put("in", data, nbytes);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	assert_int_equal(chunk_read_signature(&in, &err), expected);
	assert_int_equal(err.status, expected);
	if (expected == GM_OK)
		assert_int_equal(in.n_read, 8);
	file_in_free(&in);
}

static void
test_signature(void **state)
{
	uint8_t data[] = CHUNK_FIXTURE_SIGNATURE;

	(void)state;
	expect_signature(data, 8, GM_OK);
	expect_signature(data, 9, GM_OK);
	for (size_t n = 0; n < 8; n++)
		expect_signature(data, n, GM_ERR_UNSUPPORTED);
	for (size_t i = 0; i < 8; i++) {
		data[i] ^= 0x20;
		expect_signature(data, 8, GM_ERR_UNSUPPORTED);
		data[i] ^= 0x20;
	}
}

/* Read one chunk; the payload is appended to what is there. */
static enum gm_status
read_chunk(const struct bytes *file, struct chunk *chunk, struct bytes *payload)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	enum gm_status st;

	open_bytes(file, &in);
	st = chunk_read_head(&in, chunk, &err);
	if (st == GM_OK)
		st = chunk_read_payload(&in, chunk, payload, &err);
	assert_int_equal(err.status, st);
	if (st == GM_OK)
		assert_int_equal(in.n_read, CHUNK_IO_EXTRA + chunk->nbytes);
	file_in_free(&in);
	return st;
}

static void
test_read(void **state)
{
	struct bytes file = {0}, payload = {0};
	struct chunk chunk;
	struct gm_error err;

	(void)state;
	bytes_append(&payload, "before ", 7, &err);
	chunk_fixture_add(&file, "teSt", "12345", 5);
	assert_int_equal(read_chunk(&file, &chunk, &payload), GM_OK);
	assert_int_equal(chunk.nbytes, 5);
	assert_true(chunk_is(&chunk, "teSt"));
	assert_false(chunk_is(&chunk, "tEst"));
	assert_int_equal(payload.nbytes, 12);
	assert_memory_equal(payload.data, "before 12345", 12);
	file.nbytes = 0;
	chunk_fixture_add(&file, "abCd", NULL, 0);
	assert_int_equal(read_chunk(&file, &chunk, &payload), GM_OK);
	assert_int_equal(chunk.nbytes, 0);
	assert_int_equal(payload.nbytes, 12);
	/* A small third letter: some libraries take it, and some do not. */
	file.nbytes = 0;
	chunk_fixture_add(&file, "test", NULL, 0);
	assert_int_equal(read_chunk(&file, &chunk, &payload),
			 GM_ERR_UNSUPPORTED);
	bytes_free(&payload);
	bytes_free(&file);
}

/* Of a damaged chunk nothing is kept. */
static void
test_read_damaged(void **state)
{
	struct bytes file = {0}, payload = {0};
	struct chunk chunk;

	(void)state;
	chunk_fixture_add(&file, "teSt", "12345", 5);
	/* All but the length, which says another size then. */
	for (size_t i = 4; i < file.nbytes; i++) {
		file.data[i] ^= 1;
		assert_int_equal(read_chunk(&file, &chunk, &payload),
				 GM_ERR_UNSUPPORTED);
		file.data[i] ^= 1;
	}
	for (file.nbytes--; file.nbytes > 0; file.nbytes--)
		assert_int_equal(read_chunk(&file, &chunk, &payload),
				 GM_ERR_UNSUPPORTED);
	assert_int_equal(payload.nbytes, 0);
	bytes_free(&payload);
	bytes_free(&file);
}

static void
test_names(void **state)
{
	struct bytes file = {0}, payload = {0};
	struct chunk chunk;

	(void)state;
	chunk_fixture_add(&file, "AzZa", "1", 1);
	assert_int_equal(read_chunk(&file, &chunk, &payload), GM_OK);
	for (size_t i = 4; i < 8; i++) {
		static const char wrong[] = "@[`{1 \xe4\0";
		uint8_t right = file.data[i];

		for (size_t k = 0; k < sizeof(wrong); k++) {
			file.data[i] = (uint8_t)wrong[k];
			chunk_fixture_mend(&file, 0);
			assert_int_equal(read_chunk(&file, &chunk, &payload),
					 GM_ERR_UNSUPPORTED);
		}
		file.data[i] = right;
	}
	bytes_free(&payload);
	bytes_free(&file);
}

/* No memory is taken for what the file cannot hold. */
static void
test_length(void **state)
{
	static const uint32_t lengths[] = {6,          7,          1000,
					   0x7fffffff, 0x80000000, 0xffffffff};
	struct bytes file = {0}, payload = {0};
	struct chunk chunk;

	(void)state;
	chunk_fixture_add(&file, "teSt", "12345", 5);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		png_save_uint_32(file.data, lengths[i]);
		assert_int_equal(read_chunk(&file, &chunk, &payload),
				 GM_ERR_UNSUPPORTED);
		assert_true(payload.capacity < 100);
	}
	bytes_free(&payload);
	bytes_free(&file);
}

/* Written, appended and made by zlib are the same. */
static void
expect_written(const char *type, const uint8_t *data, size_t nbytes)
{
	struct bytes expected = {0}, written = {0}, appended = {0};
	struct file_out out = {0};
	struct gm_error err;

	chunk_fixture_add(&expected, type, data, nbytes);
	assert_int_equal(file_out_open(&out, "out", 0600, &err), GM_OK);
	assert_int_equal(chunk_write(&out, type, data, nbytes, &err), GM_OK);
	fixture_commit(&out, &written);
	file_out_free(&out);
	assert_int_equal(chunk_append(&appended, (const uint8_t *)type, data,
				      nbytes, &err),
			 GM_OK);
	assert_int_equal(written.nbytes, expected.nbytes);
	assert_memory_equal(written.data, expected.data, expected.nbytes);
	assert_int_equal(appended.nbytes, expected.nbytes);
	assert_memory_equal(appended.data, expected.data, expected.nbytes);
	bytes_free(&expected);
	bytes_free(&written);
	bytes_free(&appended);
}

static void
test_write(void **state)
{
	static uint8_t data[200000];

	(void)state;
	noise_fill(data, sizeof(data), 256);
	expect_written("IEND", NULL, 0);
	expect_written("IDAT", data, 1);
	expect_written("teXt", data, 1000);
	expect_written("IDAT", data, sizeof(data));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signature),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_damaged),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_write),
	};

	return cmocka_run_group_tests_name("chunk_io", tests, scratch_enter,
					   scratch_leave);
}
