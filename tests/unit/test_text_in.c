/* SPDX-License-Identifier: MIT */
/*
 * Text, and what is between blocks, without end.
 */
#include "codec/text_in.h"
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

/* The file: a start, so many bytes more than there may be, and an end. */
static void
expect_limit(const struct codec *codec, const char *start, char filler,
	     const char *end)
{
	const struct conversion options = fixture_options();
	size_t n = strlen(start), n_end = strlen(end);
	size_t nbytes = n + TEXT_IN_MAX_BYTES + 1 + n_end;
	uint8_t *file = malloc(nbytes);
	struct decoded d = {0};

	assert_non_null(file);
	memcpy(file, start, n);
	memset(file + n, filler, nbytes - n);
	memcpy(file + nbytes - n_end, end, n_end);
	fixture_decode(codec, file, nbytes, &options, &d);
	if (d.status != GM_ERR_LIMIT)
		print_error("%s: %s\n", start, d.err.text);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	assert_true(d.dec.info.width <= 2);
	decoded_free(&d);
	free(file);
}

static void
test_headers(void **state)
{
	(void)state;
	expect_limit(&codec_pnm, "P6 #", 'x', "\n1 1 255 abc");
	expect_limit(&codec_pnm, "P6 1", ' ', "1 255 abc");
	expect_limit(&codec_pnm, "P5 1 1 ", '0', "255 a");
	expect_limit(&codec_pnm, "P5 1 1 255#", 'x', "\na");
	expect_limit(&codec_pnm, "P7\n#", 'x', "\n");
	expect_limit(&codec_pnm, "P7\n", '\n', "\n");
	expect_limit(&codec_pfm, "PF ", ' ', "1 1 -1 ");
	expect_limit(&codec_pfm, "PF 1 1 ", '1', " ");
	expect_limit(&codec_hdr, "#?RADIANCE\n#", 'x', "\n\n-Y 1 +X 1\nabcd");
	expect_limit(&codec_hdr, "#?RADIANCE\n\n-Y 1 +X 1", ' ', "\nabcd");
}

static void
test_samples(void **state)
{
	(void)state;
	expect_limit(&codec_pnm, "P2 2 1 9 8 ", ' ', "7");
	expect_limit(&codec_pnm, "P2 2 1 9 8 ", '0', "7");
	expect_limit(&codec_pnm, "P1 2 1 0", '\n', "1");
}

static void
test_blocks(void **state)
{
	static const char screen[] = "GIF89a\1\1\1\1\1\1\1";

	(void)state;
	expect_limit(&codec_gif, screen, '\1', ",");
}

/* After the last sample, there is only more. */
static void
test_after_samples(void **state)
{
	const struct conversion options = fixture_options();
	size_t nbytes = 16 + TEXT_IN_MAX_BYTES;
	char *file = malloc(nbytes);
	struct decoded d = {0};

	(void)state;
	assert_non_null(file);
	memset(file, ' ', nbytes);
	memcpy(file, "P2 1 1 9 8", 10);
	fixture_decode(&codec_pnm, file, nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_true(d.outcome.has_more);
	fixture_decode(&codec_pnm, file, 1000, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_false(d.outcome.has_more);
	decoded_free(&d);
	free(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_after_samples),
	};

	return cmocka_run_group_tests_name("text_in", tests, scratch_enter,
					   scratch_leave);
}
