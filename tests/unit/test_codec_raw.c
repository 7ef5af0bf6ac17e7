/* SPDX-License-Identifier: MIT */
/* Camera raw, by the preview in it: with directories as cameras have them. */
#define _GNU_SOURCE /* memmem */
#include "formats/formats.h"

#include "base/octets.h"

#include "jpeg_fixture.h"

/* Offsets in the file: of directories, and of what they tell of. */
enum {
	FIRST_AT = 8,
	EXIF_AT = 300,
	SUB_AT = 500,
	TEXT_AT = 700,
	SMALL_AT = 800
};

struct raw_sample {
	uint8_t data[16384];
	size_t nbytes;
	bool is_big;
	struct bytes small_jpeg, large_jpeg; /* which is at large_at */
	size_t large_at;
};

static void
put(struct raw_sample *s, size_t at, unsigned size, uint32_t value)
{
	for (unsigned i = 0; i < size; i++)
		s->data[at + i] =
			(uint8_t)(value >> 8 * (s->is_big ? size - 1 - i : i));
}

/* Entries are tag, type, count and value. */
static void
put_directory(struct raw_sample *s, size_t at, const uint32_t (*entries)[4],
	      unsigned n)
{
	put(s, at, 2, n);
	for (unsigned i = 0; i < n; i++) {
		size_t entry = at + 2 + i * 12u;

		put(s, entry, 2, entries[i][0]);
		put(s, entry + 2, 2, entries[i][1]);
		put(s, entry + 4, 4, entries[i][2]);
		/* A SHORT stands at the left of its field. */
		put(s, entry + 8, entries[i][1] == 3 ? 2 : 4, entries[i][3]);
	}
}

static void
make_jpeg(unsigned width, struct bytes *file)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	recipe.width = width;
	recipe.height = 24;
	jpeg_fixture_make(&recipe, file);
}

/* The larger JPEG is in a directory of its own, as a strip. */
static void
make(struct raw_sample *s, bool is_big)
{
	s->is_big = is_big;
	memset(s->data, 0, sizeof(s->data));
	memcpy(s->data, is_big ? "MM\0*" : "II*\0", 4);
	put(s, 4, 4, FIRST_AT);
	make_jpeg(16, &s->small_jpeg);
	make_jpeg(40, &s->large_jpeg);
	s->large_at = SMALL_AT + s->small_jpeg.nbytes + 10;
	s->nbytes = s->large_at + s->large_jpeg.nbytes + 100;
	assert_true(s->nbytes <= sizeof(s->data));
	memcpy(s->data + SMALL_AT, s->small_jpeg.data, s->small_jpeg.nbytes);
	memcpy(s->data + s->large_at, s->large_jpeg.data, s->large_jpeg.nbytes);
	memcpy(s->data + TEXT_AT, "NIKON CORPORATION\0secret", 24);
	put_directory(s, FIRST_AT,
		      (const uint32_t[][4]){
			      {254, 4, 1, 1},
			      {271, 2, 18, TEXT_AT},
			      {274, 3, 1, 6},
			      {330, 4, 1, SUB_AT},
			      {513, 4, 1, SMALL_AT},
			      {514, 4, 1, (uint32_t)s->small_jpeg.nbytes},
			      {34665, 4, 1, EXIF_AT}},
		      7);
	put_directory(s, EXIF_AT,
		      (const uint32_t[][4]){{36864, 7, 4, 0x30323330},
					    {37500, 7, 6, TEXT_AT + 18},
					    {40962, 4, 1, 6000}},
		      3);
	put_directory(s, SUB_AT,
		      (const uint32_t[][4]){
			      {259, 3, 1, 7},
			      {273, 4, 1, (uint32_t)s->large_at},
			      {279, 4, 1, (uint32_t)s->large_jpeg.nbytes}},
		      3);
}

static void
release(struct raw_sample *s)
{
	bytes_free(&s->small_jpeg);
	bytes_free(&s->large_jpeg);
}

static enum gm_status
decode(const struct raw_sample *s, struct decoded *d)
{
	const struct conversion options = fixture_options();

	fixture_decode(&codec_raw, s->data, s->nbytes, &options, d);
	return d->status;
}

static void
the_largest_preview_is_read(void **state)
{
	static struct raw_sample s;
	struct decoded d = {0}, jpeg = {0};
	const struct conversion options = fixture_options();

	(void)state;
	for (int i = 0; i < 2; i++) {
		make(&s, i == 1);
		assert_true(codec_raw.sniff(s.data, s.nbytes));
		assert_int_equal(decode(&s, &d), GM_OK);
		fixture_decode(&codec_jpeg, s.large_jpeg.data,
			       s.large_jpeg.nbytes, &options, &jpeg);
		assert_int_equal(d.dec.info.width, 40);
		assert_int_equal(d.rows.nbytes, jpeg.rows.nbytes);
		assert_memory_equal(d.rows.data, jpeg.rows.data,
				    jpeg.rows.nbytes);
		assert_int_equal(d.dec.metadata.left_out, METADATA_LEFT_RAW);
		assert_false(d.outcome.has_more);
		release(&s);
	}
	decoded_free(&d);
	decoded_free(&jpeg);
}

/* That of the raw, with its orientation and camera, but no maker note. */
static void
exif_is_made_of_the_directories(void **state)
{
	static struct raw_sample s;
	struct decoded d = {0};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct metadata_piece piece;
		size_t at;

		make(&s, i == 1);
		assert_int_equal(decode(&s, &d), GM_OK);
		assert_int_equal(orientation_of(&d.dec.metadata, 0), 6);
		at = metadata_find(&d.dec.metadata, 0, METADATA_EXIF);
		assert_true(at < d.dec.metadata.n_items);
		piece = metadata_get(&d.dec.metadata, at);
		assert_memory_equal(piece.value, i == 1 ? "MM" : "II", 2);
		assert_non_null(memmem(piece.value, piece.value_nbytes,
				       "NIKON CORPORATION", 18));
		assert_null(
			memmem(piece.value, piece.value_nbytes, "secret", 6));
		release(&s);
	}
	decoded_free(&d);
}

/* Where the larger one is lossless, or not there, the other one is taken. */
static void
what_no_jpeg_reader_shows_is_passed_over(void **state)
{
	static struct raw_sample s;
	struct decoded d = {0};
	uint8_t *sof;

	(void)state;
	make(&s, false);
	sof = memmem(s.data + s.large_at, s.large_jpeg.nbytes, "\xff\xc0", 2);
	assert_non_null(sof);
	sof[1] = 0xc3;
	assert_int_equal(decode(&s, &d), GM_OK);
	assert_int_equal(d.dec.info.width, 16);
	s.data[SMALL_AT] = 0;
	assert_int_equal(decode(&s, &d), GM_ERR_UNSUPPORTED);
	release(&s);
	decoded_free(&d);
}

static void
what_is_cut_is_truncated(void **state)
{
	static struct raw_sample s;
	struct decoded d = {0};

	(void)state;
	make(&s, false);
	s.nbytes = s.large_at + s.large_jpeg.nbytes / 2 + 200;
	assert_int_equal(decode(&s, &d), GM_ERR_TRUNCATED);
	release(&s);
	decoded_free(&d);
}

/* Directories that lead to themselves, and numbers out of all bounds. */
static void
damage_is_an_error_or_a_picture(void **state)
{
	static struct raw_sample s;
	struct decoded d = {0};
	struct bytes file;

	(void)state;
	make(&s, false);
	put(&s, FIRST_AT + 2 + 7 * 12, 4, FIRST_AT);
	put(&s, SUB_AT + 2 + 3 * 12, 4, FIRST_AT);
	assert_int_equal(decode(&s, &d), GM_OK);
	file = (struct bytes){.data = s.data, .nbytes = SMALL_AT};
	fixture_damage(&codec_raw, &file, 3, false);
	for (size_t at = 4; at < EXIF_AT; at++) {
		uint8_t byte = s.data[at];

		s.data[at] = 0xff;
		decode(&s, &d);
		s.data[at] = byte;
	}
	release(&s);
	decoded_free(&d);
}

static void
raf_and_rw2_have_it_elsewhere(void **state)
{
	static struct raw_sample s;
	struct decoded d = {0};

	(void)state;
	make(&s, true);
	memset(s.data, 0, SMALL_AT);
	memcpy(s.data, "FUJIFILMCCD-RAW 0201", 20);
	put(&s, 84, 4, (uint32_t)s.large_at);
	put(&s, 88, 4, (uint32_t)s.large_jpeg.nbytes);
	assert_true(codec_raw.sniff(s.data, s.nbytes));
	assert_int_equal(decode(&s, &d), GM_OK);
	assert_int_equal(d.dec.info.width, 40);
	release(&s);
	make(&s, false);
	memcpy(s.data, "IIU\0", 4);
	put_directory(
		&s, FIRST_AT,
		(const uint32_t[][4]){{46, 7, (uint32_t)s.large_jpeg.nbytes,
				       (uint32_t)s.large_at}},
		1);
	assert_true(codec_raw.sniff(s.data, s.nbytes));
	assert_int_equal(decode(&s, &d), GM_OK);
	assert_int_equal(d.dec.info.width, 40);
	release(&s);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_preview_is_read),
		cmocka_unit_test(exif_is_made_of_the_directories),
		cmocka_unit_test(what_no_jpeg_reader_shows_is_passed_over),
		cmocka_unit_test(what_is_cut_is_truncated),
		cmocka_unit_test(damage_is_an_error_or_a_picture),
		cmocka_unit_test(raf_and_rw2_have_it_elsewhere),
	};

	return cmocka_run_group_tests_name("codec_raw", tests, scratch_enter,
					   scratch_leave);
}
