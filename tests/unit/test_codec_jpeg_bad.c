/* SPDX-License-Identifier: MIT */
/* JPEG files that are damaged, cut short, too large or not for us. */
#include "jpeg_fixture.h"

#include <errno.h>

static const struct jpeg_recipe progressive = {
	.in_space = JCS_RGB,
	.space = JCS_YCbCr,
	.quality = 60,
	.progressive = true,
};

/*
 * With salvage, what has begun is delivered; only a cut within the tables
 * between the scans of a progressive file leaves the library without a way on.
 */
static void
cut_everywhere(const struct jpeg_recipe *recipe, size_t least_salvaged)
{
	struct bytes file = {0};
	size_t scan, n_salvaged;

	jpeg_fixture_make(recipe, &file);
	scan = jpeg_fixture_find(&file, 0, 0xda) + 14; /* of three colours */
	n_salvaged = fixture_cut_salvaged(&codec_jpeg, &file, scan, 2);
	assert_in_range(n_salvaged, least_salvaged, file.nbytes - scan);
	if (!recipe->progressive)
		assert_int_equal(n_salvaged, file.nbytes - scan);
	bytes_free(&file);
}

static void
test_truncation(void **state)
{
	(void)state;
	cut_everywhere(&jpeg_fixture_color, 100);
	cut_everywhere(&progressive, 100);
}

static void
test_damage_anywhere(void **state)
{
	struct bytes file = {0};

	(void)state;
	jpeg_fixture_make(&progressive, &file);
	fixture_damage(&codec_jpeg, &file, 3, false);
	bytes_free(&file);
}

/* A code of ones only is none (T.81 annex C). */
static void
test_bad_code(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0}, whole = {0};
	struct decoded d = {0};
	size_t at;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	jpeg_fixture_read(&file, JCS_GRAYSCALE, &whole);
	at = file.nbytes - 40;
	for (size_t i = 0; i < 16; i++)
		file.data[at + i] = i % 2 == 0 ? 0xff : 0x00;
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	assert_string_equal(d.err.text, "Corrupt JPEG data: bad Huffman code");
	options.salvage = true;
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "Corrupt JPEG data: bad Huffman code");
	assert_memory_equal(d.rows.data, whole.data, JPEG_WIDTH * 8);
	decoded_free(&d);
	bytes_free(&whole);
	bytes_free(&file);
}

static void
expect(const struct bytes *file, enum gm_status status, const char *text)
{
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	fixture_decode(&codec_jpeg, file->data, file->nbytes, &options, &d);
	assert_int_equal(d.status, status);
	assert_string_equal(d.err.text, text);
	decoded_free(&d);
}

static void
test_unsupported(void **state)
{
	struct bytes file = {0};
	size_t sof;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	sof = jpeg_fixture_find(&file, 0, 0xc0);
	file.data[sof + 1] = 0xc3;
	expect(&file, GM_ERR_UNSUPPORTED,
	       "Unsupported JPEG process: SOF type 0xc3");
	file.data[sof + 1] = 0xc1;
	file.data[sof + 4] = 12;
	expect(&file, GM_ERR_UNSUPPORTED, "Unsupported JPEG data precision 12");
	file.data[sof + 4] = 8;
	file.data[sof + 5] = 0xff;
	file.data[sof + 6] = 0xff;
	expect(&file, GM_ERR_UNSUPPORTED,
	       "Maximum supported image dimension is 65500 pixels");
	bytes_free(&file);
}

/* The frame and the scan without their last component. */
static void
test_two_components(void **state)
{
	struct bytes file = {0};
	size_t sof, sos;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	sos = jpeg_fixture_find(&file, 0, 0xda);
	file.data[sos + 3] = 10;
	file.data[sos + 4] = 2;
	jpeg_fixture_splice(&file, sos + 9, 2, NULL, 0);
	sof = jpeg_fixture_find(&file, 0, 0xc0);
	file.data[sof + 3] = 14;
	file.data[sof + 9] = 2;
	jpeg_fixture_splice(&file, sof + 16, 3, NULL, 0);
	expect(&file, GM_ERR_UNSUPPORTED,
	       "JPEG with 2 components of unknown meaning");
	bytes_free(&file);
}

/* Of a progressive file all coefficients are held. */
static void
test_max_memory(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	jpeg_fixture_make(&progressive, &file);
	options.max_nbytes = 3 * 24 * 24 * 2 - 1;
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	assert_non_null(strstr(d.err.text, "--max-memory"));
	decoded_free(&d);
	bytes_free(&file);
}

/* Comments and APPn are then empty, as the library takes them. */
static void
test_segment_without_length(void **state)
{
	static const uint8_t codes[] = {0xfe, 0xe0, 0xe5, 0xee};
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(codes); i++)
		for (uint8_t length = 0; length < 2; length++) {
			const uint8_t bare[] = {0xff, codes[i], 0, length};

			file.nbytes = 0;
			jpeg_fixture_make(&jpeg_fixture_color, &file);
			jpeg_fixture_splice(&file, 20, 0, bare, sizeof(bare));
			fixture_decode(&codec_jpeg, file.data, file.nbytes,
				       &options, &d);
			assert_int_equal(d.status, GM_OK);
			assert_string_equal(d.outcome.warning, "");
		}
	decoded_free(&d);
	bytes_free(&file);
}

static void
test_max_pixels(void **state)
{
	struct bytes file = {0};

	(void)state;
	jpeg_fixture_make(&progressive, &file);
	fixture_limit(&codec_jpeg, &file, JPEG_WIDTH * JPEG_HEIGHT);
	bytes_free(&file);
}

/*
 * Put something in place of the end marker: all pixels are there, what follows
 * them is not looked at.
 */
static void
replace_end(const struct jpeg_recipe *recipe, const void *data, size_t nbytes)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded whole = {0}, d = {0};

	jpeg_fixture_make(recipe, &file);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &whole);
	jpeg_fixture_splice(&file, file.nbytes - 2, 2, data, nbytes);
	for (int i = 0; i < 2; i++) {
		options.salvage = i == 1;
		fixture_decode(&codec_jpeg, file.data, file.nbytes, &options,
			       &d);
		assert_int_equal(d.status, GM_OK);
		assert_string_equal(d.outcome.warning, CODEC_NO_END);
		assert_true(d.outcome.has_more);
		assert_memory_equal(d.rows.data, whole.rows.data,
				    whole.rows.nbytes);
	}
	decoded_free(&whole);
	decoded_free(&d);
	bytes_free(&file);
}

static void
test_trailer_without_end(void **state)
{
	static const char tables[] = "\xff\xc4\0\4ab\xff\xc0\0\4ab";
	static const struct jpeg_recipe *const recipes[] = {&jpeg_fixture_color,
							    &progressive};
	struct bytes file = {0};

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	for (size_t i = 0; i < 2; i++) {
		replace_end(recipes[i], file.data, file.nbytes);
		replace_end(recipes[i], file.data,
			    jpeg_fixture_find(&file, 0, 0xda));
		replace_end(recipes[i], tables, sizeof(tables) - 1);
		replace_end(recipes[i], "ftypmp42ftypmp42\xff\xfe\0\4ab", 22);
		replace_end(recipes[i], "ftypmp42ftypmp42", 16);
	}
	bytes_free(&file);
}

/* A scan after the last bit is none of the picture. */
static void
test_scan_too_many(void **state)
{
	struct bytes file = {0};
	size_t sos;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	sos = jpeg_fixture_find(&file, 0, 0xda);
	replace_end(&jpeg_fixture_color, file.data + sos, file.nbytes - sos);
	bytes_free(&file);
}

/* Comments may stand before the end, and are kept; nothing else counts. */
static void
test_bytes_before_end(void **state)
{
	static const char comment[] = "\xff\xfe\0\7after";
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	jpeg_fixture_make(&progressive, &file);
	jpeg_fixture_splice(&file, file.nbytes - 2, 0, comment, 9);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "");
	assert_false(d.outcome.has_more);
	assert_memory_equal(
		metadata_get(&d.dec.metadata, d.dec.metadata.n_items - 2).data,
		"after", 5);
	jpeg_fixture_splice(&file, file.nbytes - 2, 0, "12345678901234567890",
			    20);
	fixture_decode(&codec_jpeg, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning,
			    "bytes that belong to nothing before the end "
			    "marker");
	decoded_free(&d);
	bytes_free(&file);
}

/* What read(2) says is passed on, whatever salvage would forgive. */
static void
test_read_error(void **state)
{
	struct conversion options = fixture_options();
	struct outcome outcome = {0};
	struct decoder dec = {.outcome = &outcome};
	struct file_in in = {0};
	struct bytes file = {0};
	struct gm_error err = {0};

	(void)state;
	options.salvage = true;
	jpeg_fixture_make(&progressive, &file);
	fixture_put("in", file.data, file.nbytes - 10);
	assert_int_equal(file_in_open(&in, "in", &err), GM_OK);
	in.failed_errno = EIO;
	assert_int_equal(codec_jpeg.reader->open(&dec, &in, &options, &err),
			 GM_ERR_READ);
	codec_jpeg.reader->close(&dec);
	metadata_free(&dec.metadata);
	file_in_free(&in);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_damage_anywhere),
		cmocka_unit_test(test_bad_code),
		cmocka_unit_test(test_unsupported),
		cmocka_unit_test(test_two_components),
		cmocka_unit_test(test_max_memory),
		cmocka_unit_test(test_segment_without_length),
		cmocka_unit_test(test_max_pixels),
		cmocka_unit_test(test_trailer_without_end),
		cmocka_unit_test(test_scan_too_many),
		cmocka_unit_test(test_bytes_before_end),
		cmocka_unit_test(test_read_error),
	};

	return cmocka_run_group_tests_name("codec_jpeg_bad", tests,
					   scratch_enter, scratch_leave);
}
