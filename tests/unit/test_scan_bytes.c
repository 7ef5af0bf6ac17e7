/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/scan_bytes.h"

#include "codec_fixture.h"
#include "scratch.h"

/* One file of these bytes, and a copy of what is consumed of it. */
struct source {
	struct file_in in;
	struct file_out out;
	struct scan_bytes bytes;
	struct gm_error err;
};

static void
source_open(struct source *s, const void *data, size_t nbytes)
{

	*s = (struct source){0};
	fixture_put("in", data, nbytes);
	assert_int_equal(file_in_open(&s->in, "in", &s->err), GM_OK);
	assert_int_equal(file_out_open(&s->out, "out", 0600, &s->err), GM_OK);
	s->bytes = (struct scan_bytes){
		.in = &s->in,
		.copy = &s->out,
		.at_marker = true, /* left from before */
	};
	scan_bytes_begin(&s->bytes);
}

/* What was consumed is the first n bytes of data. */
static void
source_close(struct source *s, const void *data, size_t n)
{
	struct bytes copy = {0};

	assert_int_equal(s->in.n_read, n);
	fixture_commit(&s->out, &copy);
	assert_int_equal(copy.nbytes, n);
	if (n > 0)
		assert_memory_equal(copy.data, data, n);
	bytes_free(&copy);
	bytes_free(&s->bytes.buf);
	file_in_free(&s->in);
	file_out_free(&s->out);
}

static void
fill_to_marker(struct source *s)
{
	while (!s->bytes.at_marker) {
		size_t before = s->bytes.buf.nbytes;

		assert_int_equal(scan_bytes_fill(&s->bytes, &s->err), GM_OK);
		assert_true(s->bytes.buf.nbytes > before || s->bytes.at_marker);
	}
}

static void
expect_held(const struct scan_bytes *bytes, const void *data, size_t nbytes)
{
	static const uint8_t zeros[SCAN_BYTES_SLACK];

	assert_int_equal(bytes->buf.nbytes, nbytes);
	if (nbytes > 0)
		assert_memory_equal(bytes->buf.data, data, nbytes);
	assert_memory_equal(bytes->buf.data + nbytes, zeros, sizeof(zeros));
}

/* These bytes of a file up to a marker are those of data. */
static void
check(const char *file, size_t nbytes, size_t n_before, unsigned marker,
      const char *data, size_t n_data)
{
	struct source s;

	source_open(&s, file, nbytes);
	fill_to_marker(&s);
	assert_int_equal(s.bytes.marker, marker);
	expect_held(&s.bytes, data, n_data);
	source_close(&s, file, n_before);
}

static void
test_stuffing_and_fill_bytes(void **state)
{
	(void)state;
	check("\xff\xd9", 2, 0, 0xd9, "", 0);
	check("abc\xff\xd9", 5, 3, 0xd9, "abc", 3);
	check("a\xff\0b\xff\xda\1", 7, 4, 0xda,
	      "a\xff"
	      "b",
	      3);
	check("\xff\0\xff\0\xff\xd0", 6, 4, 0xd0, "\xff\xff", 2);
	check("a\0\0b\xff\xd9", 6, 4, 0xd9, "a\0\0b", 4);
	check("a\xff\xff\xff\xd9", 5, 3, 0xd9, "a", 1);
	check("a\xff\x01", 3, 1, 0x01, "a", 1);
}

/* libjpeg reads them now as data, now as a marker. */
static void
test_fill_bytes_before_a_zero(void **state)
{
	static const char file[] = "a\xff\xff\0b\xff\xd9";
	struct source s;
	size_t n;

	(void)state;
	source_open(&s, file, 7);
	assert_int_equal(scan_bytes_fill(&s.bytes, &s.err), GM_ERR_UNSUPPORTED);
	source_close(&s, file, 1);
	source_open(&s, file, 7);
	assert_int_equal(scan_bytes_pass(&s.bytes, &n, &s.err),
			 GM_ERR_UNSUPPORTED);
	source_close(&s, file, 1);
}

/* Larger than what is read at once, with a pair at every seam. */
static void
test_seams(void **state)
{
	size_t nbytes = 3 * FILE_IN_BUFFER_BYTES;
	uint8_t *file = malloc(nbytes), *data = malloc(nbytes);

	(void)state;
	for (size_t shift = 0; shift < 5; shift++) {
		struct source s;
		size_t n = 0;

		for (size_t i = 0; i < nbytes; i++)
			file[i] = (uint8_t)(i % 251);
		for (size_t i = shift; i + 3 < nbytes; i += 4) {
			file[i] = 0xff;
			file[i + 1] = 0;
		}
		file[nbytes - 2] = 0xff;
		file[nbytes - 1] = 0xd9;
		for (size_t i = 0; i < nbytes - 2; i++) {
			data[n++] = file[i];
			i += file[i] == 0xff;
		}
		source_open(&s, file, nbytes);
		fill_to_marker(&s);
		expect_held(&s.bytes, data, n);
		source_close(&s, file, nbytes - 2);
	}
	free(file);
	free(data);
}

static void
test_end_of_file(void **state)
{
	static const struct {
		const char *data;
		size_t nbytes;
	} files[] = {{"", 0},       {"a", 1},        {"abc", 3},
		     {"ab\xff", 3}, {"ab\xff\0", 4}, {"a\xff\xff", 3}};
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct source s;

		source_open(&s, files[i].data, files[i].nbytes);
		while (scan_bytes_fill(&s.bytes, &s.err) == GM_OK)
			assert_false(s.bytes.at_marker);
		assert_int_equal(s.err.status, GM_ERR_UNSUPPORTED);
		assert_true(strncmp(s.err.text, "the file ends ", 14) == 0);
		source_close(&s, files[i].data, s.in.n_read);
		source_open(&s, files[i].data, files[i].nbytes);
		assert_int_equal(scan_bytes_pass(&s.bytes, &n, &s.err),
				 GM_ERR_UNSUPPORTED);
		assert_true(strncmp(s.err.text, "the file ends ", 14) == 0);
		source_close(&s, files[i].data, s.in.n_read);
	}
}

static void
test_drop(void **state)
{
	struct source s;

	(void)state;
	source_open(&s, "abcdef\xff\xd9", 8);
	fill_to_marker(&s);
	scan_bytes_drop(&s.bytes, 0);
	expect_held(&s.bytes, "abcdef", 6);
	scan_bytes_drop(&s.bytes, 2);
	expect_held(&s.bytes, "cdef", 4);
	scan_bytes_drop(&s.bytes, 4);
	expect_held(&s.bytes, "", 0);
	source_close(&s, "abcdef", 6);
}

static void
test_restarts(void **state)
{
	static const char file[] = "a\xff\xd0"
				   "b\xff\xff\xd1"
				   "c\xff\xd9";
	struct source s;

	(void)state;
	source_open(&s, file, 10);
	fill_to_marker(&s);
	assert_int_equal(scan_bytes_restart(&s.bytes, 1, &s.err),
			 GM_ERR_UNSUPPORTED);
	assert_int_equal(scan_bytes_restart(&s.bytes, 8, &s.err), GM_OK);
	fill_to_marker(&s);
	expect_held(&s.bytes, "ab", 2);
	assert_int_equal(scan_bytes_restart(&s.bytes, 1, &s.err), GM_OK);
	fill_to_marker(&s);
	expect_held(&s.bytes, "abc", 3);
	assert_int_equal(scan_bytes_restart(&s.bytes, 2, &s.err),
			 GM_ERR_UNSUPPORTED);
	source_close(&s, file, 8);
}

static void
pass(const void *file, size_t nbytes, size_t n_before, size_t n_restarts)
{
	struct source s;
	size_t n = 77;

	source_open(&s, file, nbytes);
	assert_int_equal(scan_bytes_pass(&s.bytes, &n, &s.err), GM_OK);
	assert_true(s.bytes.at_marker);
	assert_int_equal(s.bytes.marker, 0xd9);
	assert_int_equal(n, n_restarts);
	source_close(&s, file, n_before);
}

static void
test_pass(void **state)
{
	struct source s;
	size_t n;

	(void)state;
	pass("\xff\xd9", 2, 0, 0);
	pass("ab\xff\0c\xff\xd9", 7, 5, 0);
	pass("a\xff\xff\xff\xd9", 5, 3, 0);
	pass("a\xff\xd0\xff\xff\xd1\xff\0\xff\xd9", 10, 8, 2);
	source_open(&s, "a\xff\1\xff\xd9", 5);
	assert_int_equal(scan_bytes_pass(&s.bytes, &n, &s.err), GM_OK);
	assert_int_equal(s.bytes.marker, 1);
	source_close(&s, "a", 1);
	source_open(&s, "a\xff\xd0\xff\xd2\xff\xd9", 7);
	assert_int_equal(scan_bytes_pass(&s.bytes, &n, &s.err),
			 GM_ERR_UNSUPPORTED);
	assert_string_equal(s.err.text,
			    "a restart marker is missing or misplaced");
	source_close(&s, "a\xff\xd0", 3);
}

/* The same over seams, with restarts and stuffing at all of them. */
static void
test_pass_seams(void **state)
{
	size_t nbytes = 3 * FILE_IN_BUFFER_BYTES + 7;
	uint8_t *file = malloc(nbytes);

	(void)state;
	for (size_t shift = 0; shift < 6; shift++) {
		size_t n = 0;

		memset(file, 'a', nbytes);
		for (size_t i = shift; i + 5 < nbytes; i += 6) {
			memcpy(file + i, "\xff\0\xff\xd0", 4);
			file[i + 3] = (uint8_t)(0xd0 + n++ % 8);
		}
		memcpy(file + nbytes - 2, "\xff\xd9", 2);
		pass(file, nbytes, nbytes - 2, n);
	}
	free(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stuffing_and_fill_bytes),
		cmocka_unit_test(test_fill_bytes_before_a_zero),
		cmocka_unit_test(test_seams),
		cmocka_unit_test(test_end_of_file),
		cmocka_unit_test(test_drop),
		cmocka_unit_test(test_restarts),
		cmocka_unit_test(test_pass),
		cmocka_unit_test(test_pass_seams),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
