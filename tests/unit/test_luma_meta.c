/* SPDX-License-Identifier: MIT */
/* What else than pixels is in a file, and what of it stays. */
#include "luma_fixture.h"
#include "meta/profile.h"
#include "profile_fixture.h"

#define APP1  (JPEG_APP0 + 1)
#define APP2  (JPEG_APP0 + 2)
#define APP13 (JPEG_APP0 + 13)
#define APP14 (JPEG_APP0 + 14)

static const uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\b\0\0\0\0\0\0 and \xff\xd9";
static const uint8_t xmp[] = "http://ns.adobe.com/xap/1.0/\0<x/>";
static const uint8_t iptc[] = "Photoshop 3.0\08BIM";
static const uint8_t comment[] = "a comment";
static const uint8_t mpf[] = "MPF\0MM\0*";

/* A segment with a part of a profile. */
static void
put_icc(j_compress_ptr lib, unsigned part, unsigned n_parts,
	const uint8_t *data, size_t nbytes)
{
	uint8_t payload[1000] = "ICC_PROFILE";

	payload[12] = (uint8_t)part;
	payload[13] = (uint8_t)n_parts;
	memcpy(payload + 14, data, nbytes);
	jpeg_write_marker(lib, APP2, payload, (unsigned)nbytes + 14);
}

static void
put_all(j_compress_ptr lib)
{
	struct bytes profile = {0};

	profile_fixture_srgb(&profile);
	jpeg_write_marker(lib, APP1, exif, sizeof(exif));
	put_icc(lib, 1, 2, profile.data, 300);
	jpeg_write_marker(lib, JPEG_COM, comment, sizeof(comment));
	jpeg_write_marker(lib, APP2, mpf, sizeof(mpf));
	jpeg_write_marker(lib, APP13, iptc, sizeof(iptc));
	put_icc(lib, 2, 2, profile.data + 300, profile.nbytes - 300);
	bytes_free(&profile);
	jpeg_write_marker(lib, APP2, (const uint8_t *)"other", 5);
	jpeg_write_marker(lib, APP1, xmp, sizeof(xmp));
	jpeg_write_marker(lib, JPEG_COM, NULL, 0);
}

static void
put_gray_icc(j_compress_ptr lib)
{
	struct bytes profile = {0};

	profile_fixture_gray(&profile);
	put_icc(lib, 1, 2, profile.data, 100);
	put_icc(lib, 2, 2, profile.data + 100, profile.nbytes - 100);
	bytes_free(&profile);
}

static void
put_gamma(j_compress_ptr lib)
{
	struct bytes profile = {0};

	profile_fixture_gamma(&profile);
	put_icc(lib, 1, 1, profile.data, profile.nbytes);
	jpeg_write_marker(lib, JPEG_COM, comment, sizeof(comment));
	bytes_free(&profile);
}

/* Cut. */
static void
put_damaged(j_compress_ptr lib)
{
	struct bytes profile = {0};

	profile_fixture_gamma(&profile);
	put_icc(lib, 1, 1, profile.data, profile.nbytes - 1);
	bytes_free(&profile);
}

/* The longest segment that there is. */
static void
put_long(j_compress_ptr lib)
{
	static uint8_t payload[65533];

	for (size_t i = 0; i < sizeof(payload); i++)
		payload[i] = (uint8_t)(i * i >> 3);
	jpeg_write_marker(lib, JPEG_COM, payload, sizeof(payload));
	jpeg_write_marker(lib, JPEG_COM, payload, sizeof(payload));
}

/* The segments of a file before its tables, as they are. */
struct segments {
	const uint8_t *data;
	size_t nbytes;
};

static struct segments
segments_of(const struct bytes *file)
{
	size_t at = 2;

	while (file->data[at + 1] >= 0xe0)
		at += 2 +
		      ((size_t)file->data[at + 2] << 8 | file->data[at + 3]);
	return (struct segments){file->data + 2, at - 2};
}

/* Copy a file of one colour or three to which put has written. */
static void
keep(bool is_gray, void (*put)(j_compress_ptr), struct luma_run *run)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};

	if (is_gray)
		recipe.in_space = recipe.space = JCS_GRAYSCALE;
	recipe.write_markers = put;
	jpeg_fixture_make(&recipe, &file);
	luma_fixture_run(&file, run);
	assert_int_equal(run->status, GM_OK);
	luma_fixture_compare(&file, &run->out);
	bytes_free(&file);
}

static void
expect(const uint8_t **at, unsigned code, const uint8_t *payload, size_t nbytes)
{
	assert_int_equal((*at)[0], 0xff);
	assert_int_equal((*at)[1], code);
	assert_int_equal((*at)[2] << 8 | (*at)[3], nbytes + 2);
	if (nbytes > 0)
		assert_memory_equal(*at + 4, payload, nbytes);
	*at += 4 + nbytes;
}

static const uint8_t jfif[] = "JFIF\0\1\1\0\0\1\0\1\0"; /* and a 0 */

static void
test_kept_and_dropped_in_order(void **state)
{
	struct luma_run run = {0};

	(void)state;
	for (int is_gray = 0; is_gray < 2; is_gray++) {
		struct segments s;
		const uint8_t *at;

		keep(is_gray == 1, put_all, &run);
		s = segments_of(&run.out);
		at = s.data;
		expect(&at, JPEG_APP0, jfif, sizeof(jfif));
		expect(&at, APP1, exif, sizeof(exif));
		expect(&at, JPEG_COM, comment, sizeof(comment));
		expect(&at, APP13, iptc, sizeof(iptc));
		expect(&at, APP2, (const uint8_t *)"other", 5);
		expect(&at, APP1, xmp, sizeof(xmp));
		expect(&at, JPEG_COM, NULL, 0);
		assert_ptr_equal(at, s.data + s.nbytes);
	}
	bytes_free(&run.out);
}

/* The profile in the APP2 at *at, which moves on behind it. */
static struct bytes
take_profile(const uint8_t **at)
{
	size_t nbytes = (size_t)(*at)[2] << 8 | (*at)[3];
	struct bytes profile = {0};
	struct gm_error err;

	assert_memory_equal(*at, "\xff\xe2", 2);
	assert_memory_equal(*at + 4, "ICC_PROFILE", 12);
	bytes_append(&profile, *at + 18, nbytes - 16, &err);
	*at += nbytes + 2;
	return profile;
}

static void
test_gray_profile_is_kept(void **state)
{
	struct luma_run run = {0};

	(void)state;
	for (int is_gray = 0; is_gray < 2; is_gray++) {
		struct bytes profile = {0}, part;
		struct segments s;
		const uint8_t *at;

		keep(is_gray == 1, put_gray_icc, &run);
		assert_string_equal(run.outcome.warning, "");
		s = segments_of(&run.out);
		at = s.data;
		profile_fixture_gray(&profile);
		expect(&at, JPEG_APP0, jfif, sizeof(jfif));
		part = take_profile(&at);
		assert_int_equal(part.nbytes, 100);
		assert_memory_equal(part.data, profile.data, 100);
		bytes_free(&part);
		part = take_profile(&at);
		assert_int_equal(part.nbytes, profile.nbytes - 100);
		assert_memory_equal(part.data, profile.data + 100, part.nbytes);
		bytes_free(&part);
		bytes_free(&profile);
		assert_ptr_equal(at, s.data + s.nbytes);
	}
	bytes_free(&run.out);
}

static void
test_profile_becomes_gray(void **state)
{
	struct luma_run run = {0};

	(void)state;
	for (int is_gray = 0; is_gray < 2; is_gray++) {
		enum icc_kind kind;
		struct bytes profile;
		struct segments s;
		const uint8_t *at;

		keep(is_gray == 1, put_gamma, &run);
		assert_string_equal(run.outcome.warning, "");
		s = segments_of(&run.out);
		at = s.data;
		expect(&at, JPEG_APP0, jfif, sizeof(jfif));
		profile = take_profile(&at);
		assert_int_equal(
			icc_look(profile.data, profile.nbytes, &kind, &run.err),
			GM_OK);
		assert_int_equal(kind, ICC_GRAY);
		bytes_free(&profile);
		expect(&at, JPEG_COM, comment, sizeof(comment));
		assert_ptr_equal(at, s.data + s.nbytes);
	}
	bytes_free(&run.out);
}

static void
test_damaged_profile_is_told(void **state)
{
	struct luma_run run = {0};
	struct segments s;
	const uint8_t *at;

	(void)state;
	keep(false, put_damaged, &run);
	assert_string_equal(run.outcome.warning, PROFILE_DAMAGED_WARNING);
	s = segments_of(&run.out);
	at = s.data;
	expect(&at, JPEG_APP0, jfif, sizeof(jfif));
	assert_ptr_equal(at, s.data + s.nbytes);
	bytes_free(&run.out);
}

static void
test_longest_segments(void **state)
{
	struct luma_run run = {0};

	(void)state;
	for (int is_gray = 0; is_gray < 2; is_gray++) {
		keep(is_gray == 1, put_long, &run);
		assert_int_equal(segments_of(&run.out).nbytes, 18 + 2 * 65537);
	}
	bytes_free(&run.out);
}

/* Put a segment behind SOI in place of the first n bytes there. */
static void
begin_with(struct bytes *file, size_t n, unsigned code, const void *payload,
	   size_t nbytes)
{
	struct bytes old = *file;
	const uint8_t head[] = {0xff,          0xd8, 0xff,
				(uint8_t)code, 0,    (uint8_t)(nbytes + 2)};
	struct gm_error err;

	*file = (struct bytes){0};
	bytes_append(file, head, sizeof(head), &err);
	bytes_append(file, payload, nbytes, &err);
	bytes_append(file, old.data + 2 + n, old.nbytes - 2 - n, &err);
	bytes_free(&old);
}

#define JFIF_NBYTES 18 /* of a segment, as libjpeg writes it */

static void
test_jfif_loses_its_thumbnail(void **state)
{
	const uint8_t thumbnail[] = "JFIF\0\1\2\1\1\2\3\4\1\2......";
	const uint8_t without[] = "JFIF\0\1\2\1\1\2\3\4\0"; /* and a 0 */
	struct bytes file = {0};
	struct luma_run run = {0};
	const uint8_t *at;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	/* Only the first JFIF is kept. */
	begin_with(&file, 0, JPEG_APP0, "JFXX\0\x13", 6);
	begin_with(&file, 0, JPEG_APP0, thumbnail, sizeof(thumbnail) - 1);
	luma_fixture_run(&file, &run);
	assert_int_equal(run.status, GM_OK);
	at = run.out.data + 2;
	expect(&at, JPEG_APP0, without, sizeof(without));
	assert_int_equal(at[1], 0xdb);
	bytes_free(&run.out);
	bytes_free(&file);
}

/* Canon's CIFF, and what MJPEG puts there. */
static void
test_other_app0_is_kept(void **state)
{
	static const uint8_t ciff[] = "II\32\0\0\0HEAPJPGM..";
	struct luma_run run = {0};
	struct bytes file = {0};
	const uint8_t *at;

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	/* A JFIF header that is cut says nothing. */
	begin_with(&file, 0, JPEG_APP0, "JFIF\0\1\1\0\0\1\0\1\0", 13);
	begin_with(&file, 0, JPEG_APP0, "AVI1", 4);
	begin_with(&file, 0, JPEG_APP0, ciff, sizeof(ciff));
	luma_fixture_run(&file, &run);
	assert_int_equal(run.status, GM_OK);
	at = run.out.data + 2;
	expect(&at, JPEG_APP0, ciff, sizeof(ciff));
	expect(&at, JPEG_APP0, (const uint8_t *)"AVI1", 4);
	expect(&at, JPEG_APP0, jfif, sizeof(jfif));
	bytes_free(&run.out);
	bytes_free(&file);
}

static const uint8_t adobe[] = "Adobe\0\144\0\0\0\0\1"; /* and more */

static void
test_adobe_is_dropped(void **state)
{
	struct bytes file = {0};
	struct luma_run run = {0};

	(void)state;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	begin_with(&file, JFIF_NBYTES, APP14, adobe, 12);
	luma_fixture_run(&file, &run);
	assert_int_equal(run.status, GM_OK);
	luma_fixture_compare(&file, &run.out);
	assert_int_equal(run.out.data[3], 0xdb);
	bytes_free(&run.out);
	bytes_free(&file);
}

/* libjpeg's rules: JFIF, else Adobe's word, else the ids. */
static void
test_whose_word_counts(void **state)
{
	uint8_t as_rgb[12];
	struct bytes file = {0};

	(void)state;
	memcpy(as_rgb, adobe, 12);
	as_rgb[11] = 0;
	jpeg_fixture_make(&jpeg_fixture_color, &file);
	begin_with(&file, 0, APP14, as_rgb, 12);
	luma_fixture_check(&file);
	begin_with(&file, 16 + JFIF_NBYTES, APP14, as_rgb, 12);
	luma_fixture_aside(&file, "not YCbCr");
	begin_with(&file, 16, APP14, as_rgb, 11); /* too short to count */
	luma_fixture_check(&file);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept_and_dropped_in_order),
		cmocka_unit_test(test_gray_profile_is_kept),
		cmocka_unit_test(test_profile_becomes_gray),
		cmocka_unit_test(test_damaged_profile_is_told),
		cmocka_unit_test(test_longest_segments),
		cmocka_unit_test(test_jfif_loses_its_thumbnail),
		cmocka_unit_test(test_other_app0_is_kept),
		cmocka_unit_test(test_adobe_is_dropped),
		cmocka_unit_test(test_whose_word_counts),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
