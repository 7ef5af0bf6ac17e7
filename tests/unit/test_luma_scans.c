/* SPDX-License-Identifier: MIT */
/* Scans and restart markers that are missing, or where they do not belong. */
#include "luma_fixture.h"

static const jpeg_scan_info dc_refined[] = {
	{3, {0, 1, 2}, 0, 0, 0, 1}, {1, {0}, 1, 63, 0, 0},
	{1, {1}, 1, 63, 0, 0},      {1, {2}, 1, 63, 0, 0},
	{3, {0, 1, 2}, 0, 0, 1, 0},
};

/* What stands between the file and its copy: n bytes at offset at. */
static void
aside(const struct bytes *file, size_t at, size_t n, const char *data,
      size_t n_new, const char *text)
{
	struct bytes bad = {0};
	struct gm_error err;

	bytes_append(&bad, file->data, file->nbytes, &err);
	jpeg_fixture_splice(&bad, at, n, data, n_new);
	luma_fixture_aside(&bad, text);
	bytes_free(&bad);
}

static const char misplaced[] = "a restart marker is missing or misplaced";
static const char left_over[] = "data that belong to no block";

/* One MCU an interval: gone, twice there, in another order. */
static void
misplace_restarts(const struct bytes *file)
{
	size_t first = jpeg_fixture_find(file, 0, 0xd0);
	size_t second = jpeg_fixture_find(file, first, 0xd1);

	luma_fixture_check(file);
	aside(file, first, 2, NULL, 0, left_over);
	aside(file, second, 2, NULL, 0, left_over);
	aside(file, first, 0, "\xff\xd0", 2, "data are missing");
	aside(file, second, 0, "\xff\xd0", 2, misplaced);
	aside(file, first, 2, "\xff\xd1", 2, misplaced);
	aside(file, second, 2, "\xff\xd7", 2, misplaced);
	aside(file, first, 0, "a", 1, left_over);
	aside(file, first, 2, "\xff\xd9", 2, misplaced);
}

static void
test_restarts_misplaced(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};

	(void)state;
	recipe.restart = 1;
	jpeg_fixture_make(&recipe, &file);
	misplace_restarts(&file);
	recipe.progressive = true;
	file.nbytes = 0;
	jpeg_fixture_make(&recipe, &file);
	misplace_restarts(&file);
	bytes_free(&file);
}

/* In the AC scans of the luma they are counted though nothing is decoded. */
static void
test_restarts_of_copied_scans(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	size_t at;

	(void)state;
	recipe.restart = 2;
	recipe.scans = dc_refined;
	recipe.n_scans = 5;
	jpeg_fixture_make(&recipe, &file);
	luma_fixture_check(&file);
	at = jpeg_fixture_find(&file, 0, 0xda);
	at = jpeg_fixture_find(&file, at + 2, 0xda);
	at = jpeg_fixture_find(&file, at, 0xd1);
	aside(&file, at, 2, NULL, 0, misplaced);
	aside(&file, at, 2, "\xff\xd3", 2, misplaced);
	aside(&file, at, 0, "\xff\xd1", 2, misplaced);
	/* None of them was announced. */
	at = jpeg_fixture_find(&file, 0, 0xdd);
	aside(&file, at + 4, 2, "\0\0", 2, "data are missing");
	bytes_free(&file);
}

static void
test_missing_scans(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	size_t at[5];

	(void)state;
	recipe.scans = dc_refined;
	recipe.n_scans = 5;
	jpeg_fixture_make(&recipe, &file);
	for (unsigned i = 0; i < 5; i++)
		at[i] = jpeg_fixture_find(&file, i == 0 ? 0 : at[i - 1] + 1,
					  0xda);
	for (unsigned i = 0; i < 5; i++)
		aside(&file, at[i], file.nbytes - 2 - at[i], NULL, 0,
		      i == 0 ? "a component has no scan"
			     : "not in full detail");
	/* Each scan twice. */
	for (unsigned i = 0; i < 5; i++)
		aside(&file, at[i], 0, (const char *)file.data + at[i],
		      (i < 4 ? at[i + 1] : file.nbytes - 2) - at[i],
		      "scans that do not belong together");
	/* The refinement of the DC has fewer bits than blocks, or none. */
	at[4] += 2 + file.data[at[4] + 3];
	aside(&file, at[4], 1, NULL, 0, "data are missing");
	aside(&file, at[4], file.nbytes - 2 - at[4], NULL, 0,
	      "data are missing");
	at[4] = jpeg_fixture_find(&file, at[3] + 1, 0xda);
	/* The luma is whole without the detail of the chroma. */
	jpeg_fixture_splice(&file, at[2], at[4] - at[2], NULL, 0);
	luma_fixture_check(&file);
	bytes_free(&file);
}

/* An interval that no scan is long enough for, before each of them. */
static void
test_interval_changes(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	size_t at = 0;

	(void)state;
	recipe.scans = dc_refined;
	recipe.n_scans = 5;
	jpeg_fixture_make(&recipe, &file);
	for (unsigned i = 0; i < 5; i++) {
		const uint8_t dri[] = {0xff, 0xdd, 0, 4, 3, (uint8_t)i};

		at = jpeg_fixture_find(&file, at, 0xda);
		jpeg_fixture_splice(&file, at, 0, dri, sizeof(dri));
		luma_fixture_check(&file);
		at += sizeof(dri) + 1;
	}
	bytes_free(&file);
}

/* More blocks than an MCU may have, in scans of one component each. */
static void
test_many_blocks_apart(void **state)
{
	static const jpeg_scan_info scans[] = {
		{1, {0}, 0, 63, 0, 0},
		{1, {1}, 0, 63, 0, 0},
		{1, {2}, 0, 63, 0, 0},
	};
	static const uint8_t samplings[][3] = {
		{0x44, 0x11, 0x22},
		{0x22, 0x22, 0x22},
		{0x34, 0x34, 0x11},
	};
	struct jpeg_recipe recipe = jpeg_fixture_color;

	(void)state;
	recipe.scans = scans;
	recipe.n_scans = 3;
	for (int i = 0; i < 3 * 5; i++) {
		recipe.sampling = samplings[i % 3];
		recipe.restart = i / 3;
		luma_fixture_check_recipe(&recipe);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_restarts_misplaced),
		cmocka_unit_test(test_restarts_of_copied_scans),
		cmocka_unit_test(test_missing_scans),
		cmocka_unit_test(test_interval_changes),
		cmocka_unit_test(test_many_blocks_apart),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
