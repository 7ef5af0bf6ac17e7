/* SPDX-License-Identifier: MIT */
/*
 * GIF to gray GIF: what becomes gray, what stays, and what of a damaged file is
 * taken.
 */
#include "formats/gif/gif_gray.h"

#include "codec_fixture.h"

#define HEADER "GIF89a\2\0\2\0\x80\1\0"
/* Two colours, gray 2 and 124 in rec601. */
#define COLORS "\1\2\3\xc8\x64\x32"
#define GRAYS  "\2\2\2\x7c\x7c\x7c"
#define PLACE  "\x2c\0\0\0\0\2\0\2\0"
/* 2x2 pixels: clear, codes of 3 and 4 bits, end. */
#define CODES   "\2\3\x44\2\5\0"
#define FRAME   PLACE "\0" CODES
#define CONTROL "\x21\xf9\4\5\x0a\0\1\0"
#define LOOP    "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define OLDLOOP                                                                \
	"\x21\xff\x0b"                                                         \
	"ANIMEXTS1.0\3\1\0\0\0"
#define COMMENT "\x21\xfe\5first\3two\0"
#define PROFILE "\x21\xff\x0bICCRGBG1012\5bytes\0"
#define OTHER   "\x21\xff\x0bMGK8BIM0000\2ab\0"
#define UNKNOWN "\x21\x77\2ab\0"
#define TEXT    "\x21\1\x0c\0\0\0\0\2\0\2\0\1\1\0\1\2hi\0"

/* Up to the last byte that is not 0. */
struct file {
	char bytes[320];
};

static size_t
length_of(const struct file *file)
{
	size_t n = sizeof(file->bytes);

	while (n > 0 && file->bytes[n - 1] == 0)
		n--;
	return n;
}

/* What came of a file; a zeroed struct is valid. */
struct made {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	struct metadata metadata;
	struct file_out out; /* in memory */
};

static void
made_free(struct made *made)
{
	metadata_free(&made->metadata);
	file_out_free(&made->out);
	*made = (struct made){0};
}

static void
make(const char *file, size_t n, const struct conversion *conversion,
     struct made *made)
{
	struct file_in in = {0};
	void *state = NULL;

	made_free(made);
	assert_int_equal(
		file_in_from_memory(&in, (const uint8_t *)file, n, &made->err),
		GM_OK);
	assert_int_equal(file_out_to_memory(&made->out, 1u << 21, &made->err),
			 GM_OK);
	made->status = gif_gray_direct.copy(&state, &in, &made->out, conversion,
					    &made->metadata, &made->outcome,
					    &made->err);
	assert_null(state);
	assert_int_equal(made->err.status, made->status);
	file_in_free(&in);
}

static void
make_file(const struct file *file, const struct conversion *conversion,
	  struct made *made)
{
	make(file->bytes, length_of(file), conversion, made);
}

static void
expect_bytes(const char *file, size_t n, const struct conversion *conversion,
	     const char *wanted, size_t n_wanted, const char *warning)
{
	struct made made = {0};

	make(file, n, conversion, &made);
	assert_int_equal(made.status, GM_OK);
	assert_string_equal(made.outcome.warning, warning);
	assert_int_equal(made.out.buf.nbytes, n_wanted);
	assert_memory_equal(made.out.buf.data, wanted, n_wanted);
	made_free(&made);
}

static void
expect(const struct file *file, const struct conversion *conversion,
       const struct file *wanted, const char *warning)
{
	expect_bytes(file->bytes, length_of(file), conversion, wanted->bytes,
		     length_of(wanted), warning);
}

static void
fail_bytes(const char *file, size_t n, const struct conversion *conversion,
	   enum gm_status status, const char *text)
{
	struct made made = {0};

	make(file, n, conversion, &made);
	assert_int_equal(made.status, status);
	assert_non_null(strstr(made.err.text, text));
	made_free(&made);
}

static void
expect_failure(const struct file *file, const struct conversion *conversion,
	       enum gm_status status, const char *text)
{
	fail_bytes(file->bytes, length_of(file), conversion, status, text);
}

static struct conversion
salvaging(void)
{
	struct conversion conversion = fixture_options();

	conversion.salvage = true;
	return conversion;
}

static void
tables_become_gray_and_all_else_stays(void **state)
{
	static const struct file before = {
		HEADER COLORS LOOP COMMENT PROFILE OTHER CONTROL FRAME UNKNOWN
			TEXT CONTROL PLACE "\x80\0\0\xff\1\2\3" CODES
					   "\0\0" FRAME ";"};
	static const struct file after = {
		HEADER GRAYS LOOP COMMENT PROFILE OTHER CONTROL FRAME UNKNOWN
			TEXT CONTROL PLACE "\x80\x1d\x1d\x1d\2\2\2" CODES
					   "\0\0" FRAME ";"};
	const struct conversion conversion = fixture_options();
	struct made made = {0};

	(void)state;
	expect(&before, &conversion, &after, "");
	expect(&after, &conversion, &after, "");
	make_file(&before, &conversion, &made);
	assert_int_equal(made.outcome.width, 2);
	assert_int_equal(made.outcome.height, 2);
	assert_false(made.outcome.has_more);
	made_free(&made);
}

static void
every_method_makes_tables_gray(void **state)
{
	static const uint8_t grays[GRAY_N_METHODS] = {124, 118, 128, 125,
						      117, 200, 100, 50};
	static const struct file file = {HEADER COLORS FRAME ";"};

	(void)state;
	for (unsigned i = 0; i < GRAY_N_METHODS; i++) {
		struct conversion conversion = fixture_options();
		struct made made = {0};

		conversion.gray = (enum gray_method)i;
		make_file(&file, &conversion, &made);
		assert_int_equal(made.status, GM_OK);
		for (unsigned j = 0; j < 3; j++)
			assert_int_equal(made.out.buf.data[16 + j], grays[i]);
		made_free(&made);
	}
}

static void
without_a_table_there_is_a_warning(void **state)
{
	static const struct file none = {"GIF87a\2\0\2\0\0\0\0" FRAME ";"};
	static const struct file own = {"GIF89a\2\0\2\0\0\0\0" PLACE
					"\x80" GRAYS CODES ";"};
	const struct conversion conversion = fixture_options();

	(void)state;
	expect(&none, &conversion, &none,
	       "no colour table: indices are taken for gray");
	expect(&own, &conversion, &own, "");
}

static void
bytes_between_the_blocks_stay(void **state)
{
	static const struct file odd = {HEADER GRAYS "x" FRAME "y\0" FRAME ";"};
	const struct conversion conversion = fixture_options();

	(void)state;
	expect(&odd, &conversion, &odd, "corrupt: bytes between the blocks");
}

static void
only_so_many_stray_bytes_are_passed_over(void **state)
{
	const struct conversion conversion = fixture_options();
	static const char head[] = HEADER GRAYS, frame[] = FRAME;
	const size_t n_head = sizeof(head) - 1, n_frame = sizeof(frame) - 1;
	const size_t n_most = 1u << 20;
	char *file = calloc(1, n_head + n_frame + n_most + 1);
	struct made made = {0};

	(void)state;
	memcpy(file, head, n_head);
	fail_bytes(file, n_head + n_most + 1, &conversion, GM_ERR_LIMIT,
		   "between the blocks");
	fail_bytes(file, n_head + n_most, &conversion, GM_ERR_TRUNCATED,
		   "truncated");
	/* After a frame it is the end that is missing. */
	memcpy(file + n_head, frame, n_frame);
	make(file, n_head + n_frame + n_most + 1, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	assert_string_equal(made.outcome.warning, "the end marker is missing");
	assert_true(made.outcome.has_more);
	assert_int_equal(made.out.n_written, n_head + n_frame + n_most + 1);
	made_free(&made);
	free(file);
}

static void
the_first_frame_can_be_had_alone(void **state)
{
	static const struct file file = {
		HEADER GRAYS LOOP CONTROL FRAME COMMENT CONTROL FRAME COMMENT
		";x"};
	static const struct file first = {
		HEADER GRAYS LOOP CONTROL FRAME COMMENT ";"};
	struct conversion conversion = fixture_options();
	struct made made = {0};

	(void)state;
	conversion.first_frame = true;
	expect(&file, &conversion, &first, "");
	expect(&first, &conversion, &first, "");
	/* Nothing of the second is looked at. */
	make_file(&(struct file){HEADER GRAYS FRAME "\x2c"}, &conversion,
		  &made);
	assert_int_equal(made.status, GM_OK);
	made_free(&made);
}

static void
what_follows_the_trailer_is_left_out(void **state)
{
	static const struct file file = {HEADER GRAYS FRAME ";x"};
	const struct conversion conversion = fixture_options();
	struct made made = {0};

	(void)state;
	expect(&file, &conversion, &(struct file){HEADER GRAYS FRAME ";"}, "");
	make_file(&file, &conversion, &made);
	assert_true(made.outcome.has_more);
	made_free(&made);
}

static void
strip_leaves_what_pixels_need(void **state)
{
	static const struct file file = {
		HEADER GRAYS LOOP OLDLOOP COMMENT PROFILE OTHER UNKNOWN CONTROL
			FRAME TEXT COMMENT ";"};
	static const struct file most = {
		HEADER GRAYS LOOP OLDLOOP PROFILE CONTROL FRAME TEXT ";"};
	static const struct file all = {
		HEADER GRAYS LOOP OLDLOOP CONTROL FRAME TEXT ";"};
	static const struct file untagged = {
		HEADER GRAYS LOOP OLDLOOP COMMENT OTHER UNKNOWN CONTROL FRAME
			TEXT COMMENT ";"};
	struct conversion conversion = fixture_options();

	(void)state;
	conversion.strip = STRIP_MOST;
	expect(&file, &conversion, &most, "");
	conversion.strip = STRIP_ALL;
	expect(&file, &conversion, &all, "");
	conversion.strip = STRIP_NOTHING;
	conversion.profile = PROFILE_NEVER;
	expect(&file, &conversion, &untagged, "");
}

/* A file with XMP of that packet, before what leads readers out of it. */
static size_t
put_xmp(char *file, const char *packet)
{
	static const char head[] = HEADER GRAYS "\x21\xff\x0bXMP DataXMP";
	static const char tail[] = FRAME ";";
	size_t n = sizeof(head) - 1;

	memcpy(file, head, n);
	memcpy(file + n, packet, strlen(packet));
	n += strlen(packet);
	file[n++] = 1;
	for (int i = 255; i >= 0; i--)
		file[n++] = (char)i;
	file[n++] = 0;
	memcpy(file + n, tail, sizeof(tail) - 1);
	return n + sizeof(tail) - 1;
}

static void
xmp_says_nothing_of_what_is_not_there(void **state)
{
	static const char bare[] = HEADER GRAYS FRAME ";";
	struct conversion conversion = fixture_options();
	char file[1024], wanted[1024];
	size_t n = put_xmp(file, "<r dcterms:provenance=\"x\" a=\"b\"/>");
	size_t n_same;

	(void)state;
	put_xmp(wanted, "<r                        a=\"b\"/>");
	expect_bytes(file, n, &conversion, wanted, n, "");
	n_same = put_xmp(file, "<r a=\"b\"/>");
	expect_bytes(file, n_same, &conversion, file, n_same, "");
	conversion.strip = STRIP_MOST;
	expect_bytes(file, n_same, &conversion, bare, sizeof(bare) - 1, "");
}

static void
xmp_in_another_form_stays(void **state)
{
	static const struct file file = {
		HEADER GRAYS "\x21\xff\x0bXMP DataXMP\4<x/>\0" FRAME ";"};
	const struct conversion conversion = fixture_options();

	(void)state;
	expect(&file, &conversion, &file, "");
}

static void
a_signature_goes_and_is_told(void **state)
{
	static const struct file file = {HEADER GRAYS
					 "\x21\xff\x0b"
					 "C2PA_GIF\1\0\0\5bytes\0" FRAME ";"};
	const struct conversion conversion = fixture_options();
	struct made made = {0};

	(void)state;
	expect(&file, &conversion, &(struct file){HEADER GRAYS FRAME ";"}, "");
	make_file(&file, &conversion, &made);
	assert_int_equal(made.metadata.left_out, METADATA_LEFT_SIGNATURE);
	made_free(&made);
}

/* Between blocks it is the end that is missing, within a frame more. */
static void
a_cut_file_is_told_wherever_it_is_cut(void **state)
{
	static const char file[] =
		HEADER GRAYS COMMENT CONTROL FRAME COMMENT CONTROL FRAME ";";
	const size_t n_frame = sizeof(FRAME) - 1;
	const size_t n_second = sizeof(file) - 2 - n_frame;
	const size_t n_first =
		n_second - (sizeof(COMMENT) + sizeof(CONTROL) - 2) - n_frame;
	const struct conversion conversion = fixture_options();
	struct made made = {0};

	(void)state;
	for (size_t n = 0; n < sizeof(file) - 1; n++) {
		bool is_within = n < n_first + n_frame ||
				 (n > n_second && n < n_second + n_frame);
		const char *whole;

		make(file, n, &conversion, &made);
		assert_int_equal(made.status,
				 is_within ? GM_ERR_TRUNCATED : GM_OK);
		if (is_within)
			continue;
		assert_string_equal(made.outcome.warning,
				    "the end marker is missing");
		assert_int_equal(made.out.buf.data[made.out.buf.nbytes - 1],
				 ';');
		whole = (const char *)made.out.buf.data;
		expect_bytes(whole, made.out.buf.nbytes, &conversion, whole,
			     made.out.buf.nbytes, "");
	}
	made_free(&made);
}

static void
what_there_is_of_a_cut_file_is_salvaged(void **state)
{
	static const char file[] = HEADER GRAYS FRAME CONTROL FRAME ";";
	static const char part[] = HEADER GRAYS PLACE "\0\2\2\x44\2\0;";
	static const char one[] = HEADER GRAYS FRAME CONTROL ";";
	const struct conversion conversion = salvaging();
	const size_t n_first = sizeof(HEADER GRAYS FRAME) - 1;

	(void)state;
	/* Of the first frame, two bytes of codes. */
	expect_bytes(file, n_first - 2, &conversion, part, sizeof(part) - 1,
		     "truncated: what is missing is left out");
	/* None. */
	fail_bytes(file, n_first - 4, &conversion, GM_ERR_TRUNCATED,
		   "truncated");
	/* The place of the second. */
	expect_bytes(file, sizeof(file) - 1 - 10, &conversion, one,
		     sizeof(one) - 1, "truncated: what is missing is left out");
	/* Of an extension what is whole. */
	expect(&(struct file){HEADER GRAYS FRAME "\x21\xfe\2ab\3c"},
	       &conversion,
	       &(struct file){HEADER GRAYS FRAME "\x21\xfe\2ab\0;"},
	       "the end marker is missing");
	expect(&(struct file){HEADER GRAYS FRAME "\x21\xf9\4\5"}, &conversion,
	       &(struct file){HEADER GRAYS FRAME ";"},
	       "the end marker is missing");
}

static void
what_cannot_be_is_refused(void **state)
{
	static const struct file large = {
		HEADER GRAYS "\x2c\0\0\0\0\xff\x0f\xff\x0f\0" CODES ";"};
	static const struct file second = {
		HEADER GRAYS FRAME "\x2c\0\0\0\0\xff\x3f\xff\x3f\0" CODES ";"};
	static const struct file empty = {HEADER GRAYS PLACE "\0\2\0;"};
	static const struct file wide = {HEADER GRAYS PLACE "\0\x0c\1x\0;"};
	struct conversion conversion = fixture_options();

	(void)state;
	expect_failure(&(struct file){HEADER GRAYS COMMENT ";"}, &conversion,
		       GM_ERR_CORRUPT, "no frame");
	expect_failure(&empty, &conversion, GM_ERR_CORRUPT, "without codes");
	expect_failure(&wide, &conversion, GM_ERR_CORRUPT, "12 bits");
	expect_failure(&large, &conversion, GM_ERR_LIMIT, "--max-pixels");
	expect_failure(&second, &conversion, GM_ERR_LIMIT, "--max-pixels");
	conversion.max_pixels = UINT64_C(1) << 40;
	expect_failure(&large, &conversion, GM_ERR_CORRUPT, "too few bytes");
	expect_failure(&second, &conversion, GM_ERR_CORRUPT, "too few bytes");
	conversion.salvage = true;
	expect(&second, &conversion, &(struct file){HEADER GRAYS FRAME ";"},
	       "corrupt: what follows is left out");
}

/* 128x128 pixels by three bytes of codes. */
#define LARGE "\x2c\0\0\0\0\x80\0\x80\0\0" CODES

/* The rest of the file is long enough, and its own codes are not. */
static void
codes_too_few_for_a_frame_are_told(void **state)
{
	static const struct file few = {HEADER GRAYS LARGE COMMENT ";"};
	static const struct file salvaged = {HEADER GRAYS LARGE ";"};
	struct conversion conversion = fixture_options();

	(void)state;
	expect_failure(&few, &conversion, GM_ERR_CORRUPT, "codes end before");
	conversion.salvage = true;
	expect(&few, &conversion, &salvaged,
	       "corrupt: what follows is left out");
}

/* Sub-blocks of every length, across the ends of the buffer. */
static void
long_codes_are_copied_to_the_byte(void **state)
{
	static const char head[] = HEADER GRAYS PLACE "\0\2";
	const struct conversion conversion = fixture_options();
	size_t n = sizeof(head) - 1, most = 1u << 19;
	char *file = malloc(most);
	unsigned seed = 1;

	(void)state;
	memcpy(file, head, n);
	while (n < most - 258) {
		uint8_t nbytes = (uint8_t)((seed >> 16) % 255 + 1);

		file[n++] = (char)nbytes;
		for (unsigned i = 0; i < nbytes; i++)
			file[n++] = (char)(seed >> (i % 24));
		seed = seed * 1664525 + 1013904223;
	}
	file[n++] = 0;
	file[n++] = ';';
	expect_bytes(file, n, &conversion, file, n, "");
	fail_bytes(file, n - 2, &conversion, GM_ERR_TRUNCATED, "truncated");
	free(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_become_gray_and_all_else_stays),
		cmocka_unit_test(every_method_makes_tables_gray),
		cmocka_unit_test(without_a_table_there_is_a_warning),
		cmocka_unit_test(bytes_between_the_blocks_stay),
		cmocka_unit_test(only_so_many_stray_bytes_are_passed_over),
		cmocka_unit_test(the_first_frame_can_be_had_alone),
		cmocka_unit_test(what_follows_the_trailer_is_left_out),
		cmocka_unit_test(strip_leaves_what_pixels_need),
		cmocka_unit_test(xmp_says_nothing_of_what_is_not_there),
		cmocka_unit_test(xmp_in_another_form_stays),
		cmocka_unit_test(a_signature_goes_and_is_told),
		cmocka_unit_test(a_cut_file_is_told_wherever_it_is_cut),
		cmocka_unit_test(what_there_is_of_a_cut_file_is_salvaged),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(codes_too_few_for_a_frame_are_told),
		cmocka_unit_test(long_codes_are_copied_to_the_byte),
	};

	return cmocka_run_group_tests_name("gif_gray", tests, NULL, NULL);
}
