/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

/* 1.5, -2, 0.25 and 8, with the low byte first. */
#define LOW                                                                    \
	"\0\0\xc0\x3f"                                                         \
	"\0\0\0\xc0"                                                           \
	"\0\0\x80\x3e"                                                         \
	"\0\0\0\x41"
#define HIGH                                                                   \
	"\x3f\xc0\0\0"                                                         \
	"\xc0\0\0\0"                                                           \
	"\x3e\x80\0\0"                                                         \
	"\x41\0\0\0"

static void
decode(const char *header, const char *floats, size_t nbytes,
       const struct conversion *options, struct decoded *d)
{
	char file[256];
	size_t n = strlen(header);

	memcpy(file, header, n);
	memcpy(file + n, floats, nbytes);
	fixture_decode(&codec_pfm, file, n + nbytes, options, d);
}

static void
expect(const struct decoded *d, uint32_t channels, const float *want, size_t n)
{
	assert_int_equal(d->status, GM_OK);
	assert_int_equal(d->dec.info.bits, 32);
	assert_int_equal(d->dec.info.channels, channels);
	assert_int_equal(d->rows.nbytes, n * sizeof(float));
	assert_memory_equal(d->rows.data, want, n * sizeof(float));
}

static void
the_last_row_is_first_in_either_byte_order(void **state)
{
	static const float want[] = {0.25f, 8, 1.5f, -2};
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	decode("Pf\n2 2\n-1.0\n", LOW, 16, &options, &d);
	expect(&d, 1, want, 4);
	decode("Pf 2\t2\r\n1 ", HIGH, 16, &options, &d);
	expect(&d, 1, want, 4);
	assert_false(d.outcome.has_more);
	decode("Pf\n2 2\n+2.5e-3\n", HIGH "more", 20, &options, &d);
	expect(&d, 1, want, 4);
	assert_true(d.outcome.has_more);
	decode("PF\n1 1\n-1.0\n", LOW, 12, &options, &d);
	expect(&d, 3, (const float[]){1.5f, -2, 0.25f}, 3);
	decoded_free(&d);
}

static void
malformed_headers_fail_with_the_reason(void **state)
{
	static const struct {
		const char *header;
		enum gm_status status;
		const char *reason;
	} bad[] = {
		{"Pf\n2 x\n-1.0\n", GM_ERR_CORRUPT, "a number"},
		{"Pf\n2 -2\n-1.0\n", GM_ERR_CORRUPT, "a number"},
		{"Pf\n2 99999999999\n-1.0\n", GM_ERR_CORRUPT, "a number"},
		{"Pf\n# comment\n2 2\n-1.0\n", GM_ERR_CORRUPT, "a number"},
		{"Pf\n2 2\n0\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\n-0.0\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\nnan\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\n-inf\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\n1e999\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\n0x1\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\n-1.0.0\n", GM_ERR_CORRUPT, "the scale"},
		{"Pf\n2 2\n1.00000000000000000000000000000000000000000000000000"
		 "000000000000\n",
		 GM_ERR_CORRUPT, "the scale"},
		{"Pf\n0 2\n-1.0\n", GM_ERR_CORRUPT, "0x2 pixels"},
		{"Pf\n3 2\n-1.0\n", GM_ERR_TRUNCATED, "2 rows of at least 12"},
		{"Pf\n65536 65536\n-1.0\n", GM_ERR_LIMIT, "--max-pixels"},
		{"Pf\n2 2\n-1.0", GM_ERR_TRUNCATED, "in the header"},
	};
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		decode(bad[i].header, LOW, 16, &options, &d);
		if (d.status != bad[i].status)
			print_error("%s: %s\n", bad[i].header, d.err.text);
		assert_int_equal(d.status, bad[i].status);
		assert_non_null(strstr(d.err.text, bad[i].reason));
	}
	decoded_free(&d);
}

static void
a_cut_file_is_truncated_or_salvaged(void **state)
{
	static const char whole[] = "Pf\n2 2\n-1.0\n" LOW;
	static const float want[] = {0, 0, 1.5f, -2};
	const size_t n = sizeof(whole) - 1;
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_cut(&codec_pfm, whole, n, 0);
	options.salvage = true;
	fixture_decode(&codec_pfm, whole, n - 8, &options, &d);
	expect(&d, 1, want, 4);
	assert_string_not_equal(d.outcome.warning, "");
	fixture_decode(&codec_pfm, whole, n - 9, &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	options.max_nbytes = 15;
	fixture_decode(&codec_pfm, whole, n, &options, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	decoded_free(&d);
}

/* Bit by bit, what is no number included; the scale as it was. */
static void
what_is_written_is_what_is_read(void **state)
{
	static const struct {
		const char *header, *written;
	} scales[] = {
		{"Pf\n2 2\n-1.0\n", "Pf\n2 2\n-1.0\n"},
		{"Pf\n2 2\n-2.5e-3\n", "Pf\n2 2\n-2.5e-3\n"},
		{"Pf\n2 2\n-00.3330\n", "Pf\n2 2\n-00.3330\n"},
	};
	static const char floats[] = "\0\0\xc0\x7f\0\0\x80\xff\1\0\0\0\x39\5\0"
				     "\x80";
	const struct conversion options = fixture_options();
	struct gm_error err = {0};
	struct decoded d = {0};
	struct bytes file = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		size_t n = strlen(scales[i].written);

		decode(scales[i].header, floats, 16, &options, &d);
		assert_int_equal(d.status, GM_OK);
		file.nbytes = 0;
		assert_int_equal(fixture_encode(&codec_pfm, &d.dec.info,
						&d.dec.metadata, 0, d.rows.data,
						&file, &err),
				 GM_OK);
		assert_int_equal(file.nbytes, n + 16);
		assert_memory_equal(file.data, scales[i].written, n);
		assert_memory_equal(file.data + n, floats, 16);
	}
	bytes_free(&file);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_row_is_first_in_either_byte_order),
		cmocka_unit_test(malformed_headers_fail_with_the_reason),
		cmocka_unit_test(a_cut_file_is_truncated_or_salvaged),
		cmocka_unit_test(what_is_written_is_what_is_read),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
