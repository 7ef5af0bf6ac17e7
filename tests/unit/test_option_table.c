/* SPDX-License-Identifier: MIT */
#include "cli/option_table.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "formats/formats.h"

/* The row of the option with that long name. */
static const struct option_row *
row_of(const char *name)
{
	const struct option_row *rows = option_table;

	for (size_t i = 0; i < option_table_n; i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	fail_msg("no option --%s", name);
	return NULL;
}

/* The value must be refused in these words, and nothing be set. */
static void
expect_bad(const char *name, const char *value, const char *words)
{
	const struct option_row *row = row_of(name);
	const struct options before = {.prefix = "as", .suffix = "it was"};
	struct options options = before;
	struct gm_error err = {0};

	assert_int_equal(row->set(&options, row, value, &err), GM_ERR_USAGE);
	assert_string_equal(err.text, words);
	assert_memory_equal(&options, &before, sizeof(options));
}

static struct options
good(const char *name, const char *value)
{
	const struct option_row *row = row_of(name);
	struct options options = {0};
	struct gm_error err = {0};

	assert_int_equal(row->set(&options, row, value, &err), GM_OK);
	return options;
}

static void
formats_are_told_by_their_names(void **state)
{
	static const char list[] = "is not a list of jpeg,png,bmp,gif,psd,hdr,"
				   "pfm,pic,pnm,qoi,webp,heif,ico,sun,farbfeld,"
				   "jp2,avif,tiff,raw,jxl,tga";
	char text[FORMATS_LIST_BYTES];

	(void)state;
	assert_int_equal(good("formats", "jpeg").formats,
			 formats_bit(&codec_jpeg));
	assert_int_equal(good("formats", "PNG,jpeg,png").formats,
			 formats_bit(&codec_jpeg) | formats_bit(&codec_png));
	assert_int_equal(good("formats", "jpg,PGM").formats,
			 formats_bit(&codec_jpeg) | formats_bit(&codec_pnm));
	formats_list(good("formats", "tga,Gif").formats, text);
	assert_string_equal(text, "gif,tga");
	formats_list(0, text);
	assert_string_equal(text, list + strlen("is not a list of "));
	expect_bad("formats", "", list);
	expect_bad("formats", ",", list);
	expect_bad("formats", "gif,", list);
	expect_bad("formats", ",gif", list);
	expect_bad("formats", "jpeg,,png", list);
	expect_bad("formats", "all", list);
	snprintf(text, sizeof(text), "%s; did you mean 'jpeg'?", list);
	expect_bad("formats", "png,jpgg", text);
	expect_bad("formats", "jepg", text);
	expect_bad("formats", "jpeg png", text);
	snprintf(text, sizeof(text), "%s; did you mean 'pnm'?", list);
	expect_bad("formats", "pnmm", text);
}

static void
one_format_is_told_by_any_of_its_names(void **state)
{
	static const char list[] =
		"is not one of "
		"jpeg,png,bmp,hdr,pfm,pnm,qoi,webp,avif,tiff,jxl,tga";
	char text[256];

	(void)state;
	assert_ptr_equal(good("to", "jpeg").to, &codec_jpeg);
	assert_ptr_equal(good("to", "JPG").to, &codec_jpeg);
	assert_ptr_equal(good("to", "pgm").to, &codec_pnm);
	assert_ptr_equal(good("to", "Tga").to, &codec_tga);
	expect_bad("to", "", list);
	expect_bad("to", "exr", list);
	expect_bad("to", "png,jpeg", list);
	expect_bad("to", ".", list);
	expect_bad("to", "x.png", list);
	snprintf(text, sizeof(text), "%s; did you mean 'jpeg'?", list);
	expect_bad("to", "jepg", text);
	snprintf(text, sizeof(text), "is only read; written are %s",
		 list + strlen("is not one of "));
	expect_bad("to", "psb", text);
	snprintf(text, sizeof(text),
		 "is not made of other formats; written "
		 "are %s",
		 list + strlen("is not one of "));
	expect_bad("to", "gif", text);
}

static void
bad_values_are_refused_whole(void **state)
{
	static const char jobs[] = "is not a number from 0 to 4096, or 1% to "
				   "1000%";
	static const char quality[] = "is not 'keep' or a number from 1 to 100";
	static const char timeout[] = "is not a number of seconds from 0.001 "
				      "to 1000000, or 0";
	static const char pixels[] = "is not a number from 1 to "
				     "4611686018427387904";
	static const char sizes[] = "is not a whole number from 16M to 1024T, "
				    "with K, M, G, T, KiB, MiB, GiB, TiB, KB, "
				    "MB, GB or TB";

	(void)state;
	expect_bad("jobs", "-1", jobs);
	expect_bad("jobs", "+1", jobs);
	expect_bad("jobs", " 1", jobs);
	expect_bad("jobs", "1x", jobs);
	expect_bad("jobs", "4097", jobs);
	expect_bad("jobs", "18446744073709551617", jobs);
	expect_bad("jobs", "%", jobs);
	expect_bad("jobs", "0%", jobs);
	expect_bad("jobs", "1001%", jobs);
	expect_bad("jobs", "5%%", jobs);
	expect_bad("jobs", "00000000000000000000000005%", jobs);
	expect_bad("quality", "0", quality);
	expect_bad("quality", "101", quality);
	expect_bad("quality", "kee", quality);
	expect_bad("quality", "9.5", quality);
	expect_bad("timeout", "-1", timeout);
	expect_bad("timeout", "1s", timeout);
	expect_bad("timeout", ".", timeout);
	expect_bad("timeout", "1000000.1", timeout);
	expect_bad("timeout", "nan", timeout);
	expect_bad("max-pixels", "0", pixels);
	expect_bad("max-pixels", "1e6", pixels);
	expect_bad("max-pixels", "4611686018427387905", pixels);
	expect_bad("gray", "rec",
		   "is not one of rec601, rec709, linear, lightness, "
		   "average, r, g, b");
	expect_bad("progress", "on",
		   "is not one of auto, always, never, plain");
	expect_bad("color", "plain", "is not one of auto, always, never");
	expect_bad("jpeg", "lossy", "is not 'lossless' or 'pixels'");
	expect_bad("compress", "9", "is not one of fast, default, best");
	expect_bad("frames", "all", "is not 'first'");
	expect_bad("orient", "aply", "is not 'keep' or 'apply'");
	expect_bad("ext", "png", "is not 'append' or 'replace'");
	expect_bad("prefix", "a/b", "may not contain '/'");
	expect_bad("suffix", "/", "may not contain '/'");
	expect_bad("max-memory", "1.5G", sizes);
	expect_bad("max-memory", "15M", sizes);
	expect_bad("max-memory", "16MB", sizes);
}

static void
an_empty_value_is_said_to_be_empty(void **state)
{
	(void)state;
	expect_bad("output-dir", "", "is empty, not a folder");
	expect_bad("base", "", "is empty, not a folder");
	expect_bad("files-from", "", "is empty, not a file");
	expect_bad("files0-from", "", "is empty, not a file");
	expect_bad("frames", "", "is empty, not 'first'");
	expect_bad("jpeg", "", "is empty, not 'lossless' or 'pixels'");
	expect_bad("orient", "", "is empty, not 'keep' or 'apply'");
	expect_bad("compress", "", "is empty, not one of fast, default, best");
	expect_bad("jobs", "",
		   "is empty, not a number from 0 to 4096, or 1% to 1000%");
}

static void
a_dash_is_no_folder(void **state)
{
	(void)state;
	expect_bad("output-dir", "-",
		   "is standard output, where no copies are written; a folder "
		   "called so is './-'");
	assert_string_equal(good("output-dir", "./-").output_dir, "./-");
	assert_string_equal(good("base", "-").base, "-");
	assert_string_equal(good("files-from", "-").list_path, "-");
	assert_string_equal(good("prefix", "-").prefix, "-");
}

static void
a_word_that_is_near_is_named(void **state)
{
	static const char gray[] = "is not one of rec601, rec709, linear, "
				   "lightness, average, r, g, b";
	static const struct {
		const char *typed, *meant;
	} near[] = {{"rec610", "rec601"},      {"Rec709", "rec709"},
		    {"rec_709", "rec709"},     {"lineer", "linear"},
		    {"lightnes", "lightness"}, {"averege", "average"}};
	char words[256];

	(void)state;
	for (size_t i = 0; i < sizeof(near) / sizeof(near[0]); i++) {
		snprintf(words, sizeof(words), "%s; did you mean '%s'?", gray,
			 near[i].meant);
		expect_bad("gray", near[i].typed, words);
	}
	expect_bad("gray", "luma", gray);
	expect_bad("gray", "x", gray);
	expect_bad("compress", "bset",
		   "is not one of fast, default, best; did you mean 'best'?");
}

static void
edges_of_ranges_are_taken(void **state)
{
	(void)state;
	assert_int_equal(good("jobs", "0").jobs, 0);
	assert_int_equal(good("jobs", "4096").jobs, 4096);
	assert_false(good("jobs", "4096").jobs_percent);
	assert_int_equal(good("jobs", "1%").jobs, 1);
	assert_int_equal(good("jobs", "1000%").jobs, 1000);
	assert_true(good("jobs", "1000%").jobs_percent);
	assert_int_equal(good("quality", "1").conversion.quality, 1);
	assert_int_equal(good("quality", "100").conversion.quality, 100);
	assert_int_equal(good("timeout", "0.001").timeout_ms, 1);
	assert_int_equal(good("timeout", "0.0001").timeout_ms, 1);
	assert_int_equal(good("timeout", "0").timeout_ms, 0);
	assert_int_equal(good("timeout", "1000000").timeout_ms, 1000000000);
	assert_true(good("max-pixels", "1").conversion.max_pixels == 1);
	assert_true(good("max-pixels", "4611686018427387904")
			    .conversion.max_pixels == UINT64_C(1) << 62);
	assert_true(good("max-memory", "16777216").max_memory ==
		    OPTIONS_MIN_MEMORY);
	assert_true(good("max-memory", "16M").max_memory == OPTIONS_MIN_MEMORY);
	assert_true(good("max-memory", "17MB").max_memory == 17000000);
	assert_true(good("max-memory", "2gib").max_memory == UINT64_C(1) << 31);
	assert_true(good("max-memory", "1024T").max_memory == UINT64_C(1)
								      << 50);
}

static void
every_word_is_known(void **state)
{
	(void)state;
	assert_int_equal(good("gray", "rec601").conversion.gray, GRAY_REC601);
	assert_int_equal(good("gray", "b").conversion.gray, GRAY_B);
	assert_false(good("lossless", "auto").conversion.pixels);
	assert_true(good("lossless", "never").conversion.pixels);
	expect_bad("lossless", "always", "is not 'auto' or 'never'");
	assert_false(good("jpeg", "lossless").conversion.pixels);
	assert_true(good("jpeg", "pixels").conversion.pixels);
	assert_int_equal(good("quality", "keep").conversion.quality, 0);
	assert_int_equal(good("compress", "default").conversion.compress,
			 COMPRESS_DEFAULT);
	assert_int_equal(good("compress", "fast").conversion.compress,
			 COMPRESS_FAST);
	assert_int_equal(good("compress", "best").conversion.compress,
			 COMPRESS_BEST);
	assert_true(good("frames", "first").conversion.first_frame);
	assert_false(good("orient", "keep").conversion.orient);
	assert_true(good("orient", "apply").conversion.orient);
	assert_int_equal(good("progress", "auto").progress, WHEN_AUTO);
	assert_int_equal(good("progress", "always").progress, WHEN_ALWAYS);
	assert_int_equal(good("progress", "never").progress, WHEN_NEVER);
	assert_int_equal(good("progress", "plain").progress, WHEN_PLAIN);
	assert_int_equal(good("color", "auto").color, WHEN_AUTO);
	assert_int_equal(good("color", "always").color, WHEN_ALWAYS);
	assert_int_equal(good("color", "never").color, WHEN_NEVER);
}

/* What --help says of an option names each of its words. */
static void
help_names_the_words(void **state)
{
	const struct option_row *rows = option_table;

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		const struct text_word *word = rows[i].words;

		for (; word != NULL && word->text != NULL; word++)
			if (strstr(rows[i].help, word->text) == NULL)
				fail_msg("--%s: %s", rows[i].name, word->text);
	}
}

static void
expect_complete(const struct option_row *row)
{
	assert_non_null(row->name);
	assert_non_null(row->help);
	assert_non_null(row->set);
	assert_in_range(row->group, 0, N_GROUPS - 1);
	if (row->number_is_for != NULL) {
		assert_null(row->value);
		assert_non_null(row_of(row->number_is_for)->value);
	}
	assert_in_range(row->field, 0, sizeof(struct options) - 1);
	if (row->value == NULL) {
		assert_null(row->words);
		assert_null(row->number);
		assert_null(row->environment);
	}
	if (row->words != NULL)
		assert_non_null(row->words->text);
	if (row->number != NULL) {
		assert_true(row->least < row->most);
		assert_non_null(row->wanted);
	}
}

static void
every_row_is_complete(void **state)
{
	const struct option_row *rows = option_table;

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		expect_complete(&rows[i]);
		assert_true(i == 0 || rows[i].group >= rows[i - 1].group);
	}
}

/* The first of its words, or else the most of its range, or any text. */
static void
every_row_sets_something(void **state)
{
	/* Some keep the address, which must not begin as what was there. */
	static const alignas(16) char any[] = "7";
	const struct option_row *rows = option_table;

	(void)state;
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &rows[i];
		struct options before = {0}, options = {0};
		const char *text = row->words == NULL ? any : row->words->text;
		struct gm_error err = {0};

		memset(&before, 0x5a, sizeof(before));
		memset(&options, 0x5a, sizeof(options));
		/* What a setter may read before it sets. */
		options.list_path = before.list_path = NULL;
		options.list_has_nuls = before.list_has_nuls = false;
		options.n_resumes = before.n_resumes = 0;
		options.n_excludes = before.n_excludes = 0;
		if (row->number == text_to_nbytes)
			text = "1G";
		if (strcmp(row->name, "formats") == 0 ||
		    strcmp(row->name, "to") == 0)
			text = "png";
		if (strcmp(row->name, "shard") == 0)
			text = "7/8";
		assert_int_equal(row->set(&options, row, text, &err), GM_OK);
		assert_memory_not_equal((char *)&options + row->field,
					(char *)&before + row->field, 1);
	}
}

/* But for the two kinds of list, of which there is one, and synonyms. */
static void
no_two_rows_fill_one_field(void **state)
{
	const struct option_row *rows = option_table;
	size_t list = offsetof(struct options, list_path);
	size_t sandbox = offsetof(struct options, sandbox);
	size_t pixels = offsetof(struct options, conversion.pixels);
	size_t shard = offsetof(struct options, shard);

	(void)state;
	for (size_t i = 0; i < option_table_n; i++)
		for (size_t j = 0; j < i; j++)
			if (rows[i].field == rows[j].field &&
			    rows[i].field != list && rows[i].field != sandbox &&
			    rows[i].field != pixels && rows[i].field != shard)
				fail_msg("--%s and --%s", rows[i].name,
					 rows[j].name);
}

static void
there_is_one_list(void **state)
{
	static const char *const names[] = {"files-from", "files0-from"};
	struct gm_error err = {0};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct options options = good(names[i / 2], "-");

		assert_string_equal(options.list_path, "-");
		assert_int_equal(options.list_has_nuls, i / 2);
		const struct option_row *second = row_of(names[i % 2]);
		assert_int_equal(second->set(&options, second, "b", &err),
				 GM_ERR_USAGE);
		assert_string_equal(err.text, "is a second list");
		assert_string_equal(options.list_path, "-");
		assert_int_equal(options.list_has_nuls, i / 2);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_told_by_their_names),
		cmocka_unit_test(one_format_is_told_by_any_of_its_names),
		cmocka_unit_test(bad_values_are_refused_whole),
		cmocka_unit_test(an_empty_value_is_said_to_be_empty),
		cmocka_unit_test(a_dash_is_no_folder),
		cmocka_unit_test(a_word_that_is_near_is_named),
		cmocka_unit_test(edges_of_ranges_are_taken),
		cmocka_unit_test(every_word_is_known),
		cmocka_unit_test(help_names_the_words),
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(every_row_sets_something),
		cmocka_unit_test(no_two_rows_fill_one_field),
		cmocka_unit_test(there_is_one_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
