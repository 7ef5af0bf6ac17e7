/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_riff.h"

#include "scratch.h"
#include "webp_fixture.h"

/* A file that is open, read by a cursor, and its chunks. */
struct opened {
	struct file_in in;
	struct file_cursor cursor;
	struct webp_range chunks;
	enum gm_status status;
};

static void
open_bytes(struct opened *opened, const struct bytes *file, size_t nbytes)
{
	struct gm_error err = {0};

	memset(opened, 0, sizeof(*opened));
	assert_int_equal(
		file_in_from_memory(&opened->in, file->data, nbytes, &err),
		GM_OK);
	opened->cursor.in = &opened->in;
	opened->status = webp_riff_open(&opened->cursor, &opened->chunks, &err);
	assert_int_equal(err.status, opened->status);
}

static void
make(struct bytes *file)
{
	webp_fixture_begin(file);
	webp_fixture_chunk(file, "ONE ", "abc", 3);
	webp_fixture_chunk(file, "NONE", "", 0);
	webp_fixture_chunk(file, "TWO ", "defg", 4);
	webp_fixture_end(file);
}

static void
chunks_come_in_order(void **state)
{
	static const char *const names[] = {"ONE ", "NONE", "TWO "};
	static const char *const payloads[] = {"abc", "", "defg"};
	struct bytes file = {0}, payload = {0};
	struct opened o;
	struct webp_chunk chunk;
	struct gm_error err;
	bool found;

	(void)state;
	make(&file);
	open_bytes(&o, &file, file.nbytes);
	assert_int_equal(o.status, GM_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(webp_riff_next(&o.cursor, &o.chunks, &chunk,
						&found, &err),
				 GM_OK);
		assert_true(found && webp_chunk_is(&chunk, names[i]));
		payload.nbytes = 0;
		assert_int_equal(webp_riff_load(&o.cursor, &chunk, false,
						&payload, &err),
				 GM_OK);
		assert_int_equal(payload.nbytes, strlen(payloads[i]));
		if (payload.nbytes > 0)
			assert_memory_equal(payload.data, payloads[i],
					    payload.nbytes);
	}
	assert_int_equal(
		webp_riff_next(&o.cursor, &o.chunks, &chunk, &found, &err),
		GM_OK);
	assert_false(found);
	bytes_free(&payload);
	bytes_free(&file);
	file_in_free(&o.in);
}

/* Whatever is cut off, no more is found than is there, and nothing is read
   beyond it. */
static void
what_is_cut_off_is_not_there(void **state)
{
	struct bytes file = {0}, payload = {0};

	(void)state;
	make(&file);
	for (size_t n = 0; n < file.nbytes; n++) {
		struct webp_chunk chunk;
		struct gm_error err;
		struct opened o;
		size_t n_found = 0, n_loaded = 0;
		bool found = true;

		open_bytes(&o, &file, n);
		assert_int_equal(o.status, n < 12 ? GM_ERR_TRUNCATED : GM_OK);
		while (o.status == GM_OK) {
			assert_int_equal(webp_riff_next(&o.cursor, &o.chunks,
							&chunk, &found, &err),
					 GM_OK);
			if (!found)
				break;
			n_found++;
			payload.nbytes = 0;
			if (webp_riff_load(&o.cursor, &chunk, false, &payload,
					   &err) == GM_OK)
				n_loaded++;
			else
				assert_int_equal(err.status, GM_ERR_TRUNCATED);
			payload.nbytes = 0;
			assert_int_equal(webp_riff_load(&o.cursor, &chunk, true,
							&payload, &err),
					 GM_OK);
			assert_true(payload.nbytes <= n - chunk.at);
		}
		assert_int_equal(n_found, (n >= 20) + (n >= 32) + (n >= 40));
		assert_int_equal(n_loaded, (n >= 23) + (n >= 32));
		file_in_free(&o.in);
	}
	bytes_free(&payload);
	bytes_free(&file);
}

static void
sizes_that_cannot_be_are_corrupt(void **state)
{
	struct bytes file = {0};
	struct webp_chunk chunk;
	struct gm_error err;
	struct opened o;
	bool found;

	(void)state;
	make(&file);
	/* A byte more than the file has. */
	octets_put_u32le(file.data + 16, (uint32_t)file.nbytes - 20 + 1);
	open_bytes(&o, &file, file.nbytes);
	assert_int_equal(
		webp_riff_next(&o.cursor, &o.chunks, &chunk, &found, &err),
		GM_ERR_CORRUPT);
	file_in_free(&o.in);
	/* As many as there may be, of which no memory is taken. */
	octets_put_u32le(file.data + 4, UINT32_MAX);
	octets_put_u32le(file.data + 16, UINT32_MAX - 16);
	open_bytes(&o, &file, file.nbytes);
	assert_int_equal(
		webp_riff_next(&o.cursor, &o.chunks, &chunk, &found, &err),
		GM_OK);
	assert_true(found);
	assert_int_equal(webp_riff_load(&o.cursor, &chunk, false,
					&(struct bytes){0}, &err),
			 GM_ERR_TRUNCATED);
	file_in_free(&o.in);
	octets_put_u32le(file.data + 4, 11);
	open_bytes(&o, &file, file.nbytes);
	assert_int_equal(o.status, GM_ERR_CORRUPT);
	file_in_free(&o.in);
	bytes_free(&file);
}

static void
what_is_written_is_what_was_read(void **state)
{
	struct bytes file = {0}, copy = {0}, payload = {0};
	struct file_out out = {0};
	struct webp_chunk chunk;
	struct gm_error err;
	struct opened o;
	bool found;

	(void)state;
	make(&file);
	open_bytes(&o, &file, file.nbytes);
	assert_int_equal(file_out_open(&out, "out", 0600, &err), GM_OK);
	assert_int_equal(webp_riff_begin(&out, &err), GM_OK);
	while (webp_riff_next(&o.cursor, &o.chunks, &chunk, &found, &err) ==
		       GM_OK &&
	       found) {
		payload.nbytes = 0;
		assert_int_equal(webp_riff_load(&o.cursor, &chunk, false,
						&payload, &err),
				 GM_OK);
		assert_int_equal(webp_riff_put(&out, chunk.name, payload.data,
					       payload.nbytes, &err),
				 GM_OK);
	}
	assert_int_equal(
		webp_riff_put(&out, "ODD ", (const uint8_t *)"x", 1, &err),
		GM_OK);
	assert_int_equal(webp_riff_end(&out, &err), GM_OK);
	fixture_commit(&out, &copy);
	webp_fixture_chunk(&file, "ODD ", "x", 1);
	webp_fixture_end(&file);
	assert_int_equal(copy.nbytes, file.nbytes);
	assert_memory_equal(copy.data, file.data, file.nbytes);
	file_out_free(&out);
	file_in_free(&o.in);
	bytes_free(&payload);
	bytes_free(&copy);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_come_in_order),
		cmocka_unit_test(what_is_cut_off_is_not_there),
		cmocka_unit_test(sizes_that_cannot_be_are_corrupt),
		cmocka_unit_test(what_is_written_is_what_was_read),
	};

	return cmocka_run_group_tests_name("webp_riff", tests, scratch_enter,
					   scratch_leave);
}
