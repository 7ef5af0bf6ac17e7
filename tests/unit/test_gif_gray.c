/* SPDX-License-Identifier: MIT */
/*
 * GIF to gray GIF: what becomes gray, and what stays.
 */
#include "gif_gray_fixture.h"

/* Those that become GRAYS. */
#define COLORS "\1\2\3\xc8\x64\x32"
#define LOOP   "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
#define OLDLOOP                                                                \
	"\x21\xff\x0b"                                                         \
	"ANIMEXTS1.0\3\1\0\0\0"
#define PROFILE "\x21\xff\x0bICCRGBG1012\5bytes\0"
#define OTHER   "\x21\xff\x0bMGK8BIM0000\2ab\0"
#define UNKNOWN "\x21\x77\2ab\0"
#define TEXT    "\x21\1\x0c\0\0\0\0\2\0\2\0\1\1\0\1\2hi\0"

static void
tables_become_gray_and_all_else_stays(void **state)
{
	static const struct gif_file before = {
		HEADER COLORS LOOP COMMENT PROFILE OTHER CONTROL FRAME UNKNOWN
			TEXT CONTROL PLACE "\x80\0\0\xff\1\2\3" CODES
					   "\0\0" FRAME ";"};
	static const struct gif_file after = {
		HEADER GRAYS LOOP COMMENT PROFILE OTHER CONTROL FRAME UNKNOWN
			TEXT CONTROL PLACE "\x80\x1d\x1d\x1d\2\2\2" CODES
					   "\0\0" FRAME ";"};
	const struct conversion conversion = fixture_options();
	struct gif_gray_made made = {0};

	(void)state;
	gif_gray_expect(&before, &conversion, &after, "");
	gif_gray_expect(&after, &conversion, &after, "");
	gif_gray_make_file(&before, &conversion, &made);
	assert_int_equal(made.outcome.width, 2);
	assert_int_equal(made.outcome.height, 2);
	assert_false(made.outcome.has_more);
	gif_gray_free(&made);
}

static void
every_method_makes_tables_gray(void **state)
{
	static const uint8_t grays[GRAY_N_METHODS] = {124, 118, 128, 125,
						      117, 200, 100, 50};
	static const struct gif_file file = {HEADER COLORS FRAME ";"};

	(void)state;
	for (unsigned i = 0; i < GRAY_N_METHODS; i++) {
		struct conversion conversion = fixture_options();
		struct gif_gray_made made = {0};

		conversion.gray = (enum gray_method)i;
		gif_gray_make_file(&file, &conversion, &made);
		assert_int_equal(made.status, GM_OK);
		for (unsigned j = 0; j < 3; j++)
			assert_int_equal(made.out.buf.data[16 + j], grays[i]);
		gif_gray_free(&made);
	}
}

static void
without_a_table_there_is_a_warning(void **state)
{
	static const struct gif_file none = {"GIF87a\2\0\2\0\0\0\0" FRAME ";"};
	static const struct gif_file own = {"GIF89a\2\0\2\0\0\0\0" PLACE
					    "\x80" GRAYS CODES ";"};
	const struct conversion conversion = fixture_options();

	(void)state;
	gif_gray_expect(&none, &conversion, &none,
			"no colour table: indices are taken for gray");
	gif_gray_expect(&own, &conversion, &own, "");
}

static void
bytes_between_the_blocks_stay(void **state)
{
	static const struct gif_file odd = {HEADER GRAYS "x" FRAME "y\0" FRAME
							 ";"};
	const struct conversion conversion = fixture_options();

	(void)state;
	gif_gray_expect(&odd, &conversion, &odd,
			"corrupt: bytes between the blocks");
}

static void
only_so_many_stray_bytes_are_passed_over(void **state)
{
	const struct conversion conversion = fixture_options();
	static const char head[] = HEADER GRAYS, frame[] = FRAME;
	const size_t n_head = sizeof(head) - 1, n_frame = sizeof(frame) - 1;
	const size_t n_most = 1u << 20;
	char *file = calloc(1, n_head + n_frame + n_most + 1);
	struct gif_gray_made made = {0};

	(void)state;
	memcpy(file, head, n_head);
	gif_gray_fail_bytes(file, n_head + n_most + 1, &conversion,
			    GM_ERR_LIMIT, "between the blocks");
	gif_gray_fail_bytes(file, n_head + n_most, &conversion,
			    GM_ERR_TRUNCATED, "truncated");
	/* After a frame it is the end that is missing. */
	memcpy(file + n_head, frame, n_frame);
	gif_gray_make(file, n_head + n_frame + n_most + 1, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	assert_string_equal(made.outcome.warning, "the end marker is missing");
	assert_true(made.outcome.has_more);
	assert_int_equal(made.out.n_written, n_head + n_frame + n_most + 1);
	gif_gray_free(&made);
	free(file);
}

static void
the_first_frame_can_be_had_alone(void **state)
{
	static const struct gif_file file = {
		HEADER GRAYS LOOP CONTROL FRAME COMMENT CONTROL FRAME COMMENT
		";x"};
	static const struct gif_file first = {
		HEADER GRAYS LOOP CONTROL FRAME COMMENT ";"};
	struct conversion conversion = fixture_options();
	struct gif_gray_made made = {0};

	(void)state;
	conversion.first_frame = true;
	gif_gray_expect(&file, &conversion, &first, "");
	gif_gray_expect(&first, &conversion, &first, "");
	/* Nothing of the second is looked at. */
	gif_gray_make_file(&(struct gif_file){HEADER GRAYS FRAME "\x2c"},
			   &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	gif_gray_free(&made);
}

static void
what_follows_the_trailer_is_left_out(void **state)
{
	static const struct gif_file file = {HEADER GRAYS FRAME ";x"};
	const struct conversion conversion = fixture_options();
	struct gif_gray_made made = {0};

	(void)state;
	gif_gray_expect(&file, &conversion,
			&(struct gif_file){HEADER GRAYS FRAME ";"}, "");
	gif_gray_make_file(&file, &conversion, &made);
	assert_true(made.outcome.has_more);
	gif_gray_free(&made);
}

static void
strip_leaves_what_pixels_need(void **state)
{
	static const struct gif_file file = {
		HEADER GRAYS LOOP OLDLOOP COMMENT PROFILE OTHER UNKNOWN CONTROL
			FRAME TEXT COMMENT ";"};
	static const struct gif_file most = {
		HEADER GRAYS LOOP OLDLOOP PROFILE CONTROL FRAME TEXT ";"};
	static const struct gif_file all = {
		HEADER GRAYS LOOP OLDLOOP CONTROL FRAME TEXT ";"};
	static const struct gif_file untagged = {
		HEADER GRAYS LOOP OLDLOOP COMMENT OTHER UNKNOWN CONTROL FRAME
			TEXT COMMENT ";"};
	struct conversion conversion = fixture_options();

	(void)state;
	conversion.strip = STRIP_MOST;
	gif_gray_expect(&file, &conversion, &most, "");
	conversion.strip = STRIP_ALL;
	gif_gray_expect(&file, &conversion, &all, "");
	conversion.strip = STRIP_NOTHING;
	conversion.profile = PROFILE_NEVER;
	gif_gray_expect(&file, &conversion, &untagged, "");
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
	gif_gray_expect_bytes(file, n, &conversion, wanted, n, "");
	n_same = put_xmp(file, "<r a=\"b\"/>");
	gif_gray_expect_bytes(file, n_same, &conversion, file, n_same, "");
	conversion.strip = STRIP_MOST;
	gif_gray_expect_bytes(file, n_same, &conversion, bare, sizeof(bare) - 1,
			      "");
}

static void
xmp_in_another_form_stays(void **state)
{
	static const struct gif_file file = {
		HEADER GRAYS "\x21\xff\x0bXMP DataXMP\4<x/>\0" FRAME ";"};
	const struct conversion conversion = fixture_options();

	(void)state;
	gif_gray_expect(&file, &conversion, &file, "");
}

static void
a_signature_goes_and_is_told(void **state)
{
	static const struct gif_file file = {
		HEADER GRAYS "\x21\xff\x0b"
			     "C2PA_GIF\1\0\0\5bytes\0" FRAME ";"};
	const struct conversion conversion = fixture_options();
	struct gif_gray_made made = {0};

	(void)state;
	gif_gray_expect(&file, &conversion,
			&(struct gif_file){HEADER GRAYS FRAME ";"}, "");
	gif_gray_make_file(&file, &conversion, &made);
	assert_int_equal(made.metadata.left_out, METADATA_LEFT_SIGNATURE);
	gif_gray_free(&made);
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
	gif_gray_expect_bytes(file, n, &conversion, file, n, "");
	gif_gray_fail_bytes(file, n - 2, &conversion, GM_ERR_TRUNCATED,
			    "truncated");
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
		cmocka_unit_test(long_codes_are_copied_to_the_byte),
	};

	return cmocka_run_group_tests_name("gif_gray", tests, NULL, NULL);
}
