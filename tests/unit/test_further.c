/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/further.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mpf_fixture.h"

#define JPEG_NBYTES (sizeof(MPF_FIXTURE_JPEG) - 1)

/* Where pictures stand in the file, which is 0xaa else. */
#define FIRST_AT    200u
#define SECOND_AT   300u
#define FILE_NBYTES 400u

/* Where the byte order mark of the index was. */
#define INDEX_AT 20u

struct scene {
	uint8_t file[FILE_NBYTES];
	struct metadata m;
	struct file_in in;
};

static void
begin(struct scene *s)
{
	struct gm_error err;

	*s = (struct scene){0};
	memset(s->file, 0xaa, sizeof(s->file));
	memcpy(s->file + FIRST_AT, MPF_FIXTURE_JPEG, JPEG_NBYTES);
	memcpy(s->file + SECOND_AT, MPF_FIXTURE_JPEG, JPEG_NBYTES);
	assert_int_equal(
		file_in_from_memory(&s->in, s->file, FILE_NBYTES, &err), GM_OK);
}

static void
end(struct scene *s)
{
	metadata_free(&s->m);
	file_in_free(&s->in);
}

static void
add(struct scene *s, enum metadata_kind kind, const void *data, size_t nbytes,
    size_t value_at)
{
	const struct metadata_piece piece = {.kind = kind,
					     .home = "JPEG",
					     .data = data,
					     .nbytes = nbytes,
					     .at = INDEX_AT - MPF_START_NBYTES,
					     .value = (const uint8_t *)data +
						      value_at,
					     .value_nbytes = nbytes - value_at};
	struct gm_error err;

	assert_int_equal(metadata_add(&s->m, &piece, &err), GM_OK);
}

static void
add_index(struct scene *s, const struct mpf_fixture *f)
{
	uint8_t data[MPF_FIXTURE_MAX_NBYTES + 4] = "MPF";

	memcpy(data + 4, f->data, f->nbytes);
	add(s, METADATA_INDEX, data, f->nbytes + 4, 4);
}

static size_t
find(struct scene *s)
{
	struct gm_error err;

	assert_int_equal(further_find(&s->m, 0, &s->in, &err), GM_OK);
	return s->m.n_places;
}

/* With what was found, the output: 10 bytes, the index, 50 bytes, pictures. */
static void
expect_output(struct scene *s, size_t n_pictures)
{
	struct metadata_piece index = metadata_get(&s->m, 0);
	struct file_out out = {0};
	struct gm_error err;
	struct mpf mpf;
	uint8_t filler[50] = {0};
	const uint8_t *data;
	size_t at = 60 + index.nbytes;

	assert_int_equal(file_out_to_memory(&out, 4096, &err), GM_OK);
	assert_int_equal(file_out_write(&out, filler, 10, &err), GM_OK);
	assert_int_equal(file_out_write(&out, index.data, index.nbytes, &err),
			 GM_OK);
	assert_int_equal(file_out_write(&out, filler, 50, &err), GM_OK);
	assert_int_equal(further_write(&s->m, 10, &s->in, &out, &err), GM_OK);
	assert_int_equal(out.n_written, at + n_pictures * JPEG_NBYTES);
	data = out.buf.data + 14;
	assert_true(mpf_read(data, index.value_nbytes, &mpf));
	assert_int_equal(mpf.n, n_pictures + 1);
	assert_int_equal(mpf_place(data, &mpf, 0).nbytes, at);
	assert_int_equal(mpf_place(data, &mpf, 0).offset, 0);
	for (size_t i = 0; i < n_pictures; i++) {
		struct mpf_place place = mpf_place(data, &mpf, i + 1);

		assert_int_equal(place.nbytes, JPEG_NBYTES);
		assert_int_equal(place.offset, at + i * JPEG_NBYTES - 14);
		assert_memory_equal(data + place.offset, MPF_FIXTURE_JPEG,
				    JPEG_NBYTES);
	}
	file_out_free(&out);
}

static void
test_two(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct mpf_fixture f = mpf_fixture_make(big, 3, false);
		struct scene s;

		begin(&s);
		mpf_fixture_place(&f, 1, JPEG_NBYTES, FIRST_AT - INDEX_AT);
		mpf_fixture_place(&f, 2, JPEG_NBYTES, SECOND_AT - INDEX_AT);
		add_index(&s, &f);
		assert_int_equal(find(&s), 2);
		assert_int_equal(s.m.left_out, 0);
		assert_false(s.m.places[0].is_map);
		assert_int_equal(s.m.n_looked, 2 * JPEG_NBYTES);
		expect_output(&s, 2);
		end(&s);
	}
}

/* The colour one goes, whichever it is. */
static void
test_color(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct mpf_fixture f = mpf_fixture_make(true, 3, true);
		struct scene s;

		begin(&s);
		s.file[(i == 0 ? FIRST_AT : SECOND_AT) + MPF_FIXTURE_N_AT] = 3;
		mpf_fixture_place(&f, 1, JPEG_NBYTES, FIRST_AT - INDEX_AT);
		mpf_fixture_place(&f, 2, JPEG_NBYTES, SECOND_AT - INDEX_AT);
		add_index(&s, &f);
		assert_int_equal(find(&s), 1);
		assert_int_equal(s.m.places[0].at,
				 i == 0 ? SECOND_AT : FIRST_AT);
		assert_int_equal(s.m.left_out, METADATA_LEFT_PICTURES);
		expect_output(&s, 1);
		end(&s);
	}
}

/* An index with one further picture of these bytes at this place. */
static size_t
n_found(size_t nbytes, size_t offset, size_t patch_at, const char *patch)
{
	struct mpf_fixture f = mpf_fixture_make(false, 2, false);
	struct scene s;
	size_t n;

	begin(&s);
	memcpy(s.file + FIRST_AT + patch_at, patch, strlen(patch));
	mpf_fixture_place(&f, 1, nbytes, offset);
	add_index(&s, &f);
	n = find(&s);
	assert_int_equal(s.m.n_items, n);
	assert_int_equal(s.m.has_index, n == 1);
	end(&s);
	return n;
}

static void
test_what_is_none(void **state)
{
	const size_t n = JPEG_NBYTES, at = FIRST_AT - INDEX_AT;

	(void)state;
	assert_int_equal(n_found(n, at, 0, ""), 1);
	assert_int_equal(n_found(n - 1, at, 0, ""), 0);
	assert_int_equal(n_found(n + 1, at, 0, ""), 0);
	assert_int_equal(n_found(n, at + 1, 0, ""), 0);
	assert_int_equal(n_found(FILE_NBYTES, at, 0, ""), 0);
	assert_int_equal(n_found(n, 0xffffffff, 0, ""), 0);
	assert_int_equal(n_found(0xffffffff, at, 0, ""), 0);
	/* A picture in it, or a thumbnail in its XMP. */
	assert_int_equal(n_found(n, at, MPF_FIXTURE_TEXT_AT, "\xff\xd8\xff"),
			 0);
	assert_int_equal(n_found(n, at, MPF_FIXTURE_TEXT_AT, "\xff\xd8x"), 1);
	/* Two components; no start; a segment that is too long. */
	assert_int_equal(n_found(n, at, MPF_FIXTURE_N_AT, "\2"), 0);
	assert_int_equal(n_found(n, at, 1, "\xd7"), 0);
	assert_int_equal(n_found(n, at, MPF_FIXTURE_TEXT_AT - 1, "\x77"), 0);
	/* No end; another frame in place of the scan; only an end. */
	assert_int_equal(n_found(n, at, n - 1, "\xd8"), 0);
	assert_int_equal(n_found(n, at, n - 1, "\xd0"), 0);
	assert_int_equal(n_found(n, at, MPF_FIXTURE_TEXT_END + 14, "\xc0"), 0);
	assert_int_equal(n_found(4, at, 2, "\xff\xd9"), 0);
}

/* Two entries of one place, and of places that lie over each other. */
static void
test_overlap(void **state)
{
	struct mpf_fixture f = mpf_fixture_make(true, 4, false);
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 1; i < 4; i++)
		mpf_fixture_place(&f, i, JPEG_NBYTES + (i == 3 ? 5 : 0),
				  FIRST_AT - INDEX_AT);
	add_index(&s, &f);
	assert_int_equal(find(&s), 1);
	assert_int_equal(s.m.left_out, METADATA_LEFT_PICTURES);
	assert_int_equal(s.m.n_looked, JPEG_NBYTES);
	expect_output(&s, 1);
	end(&s);
}

#define XMP_START                                                              \
	"<a><Container:Directory><rdf:li Item:Semantic='Primary'/>"            \
	"<rdf:li Item:Mime='image/jpeg' Item:Length='"
#define XMP_END "'/></Container:Directory></a>"

static void
add_directory(struct scene *s, size_t nbytes)
{
	char xmp[256];

	snprintf(xmp, sizeof(xmp), XMP_START "%zu" XMP_END, nbytes);
	add(s, METADATA_XMP, xmp, strlen(xmp), 0);
}

/* It counts back from the end of the file; an index without places follows. */
static void
test_directory(void **state)
{
	struct mpf_fixture f = mpf_fixture_make(false, 2, false);
	struct scene s;

	(void)state;
	begin(&s);
	s.in.nbytes = SECOND_AT + JPEG_NBYTES;
	add_directory(&s, JPEG_NBYTES);
	assert_int_equal(find(&s), 1);
	assert_int_equal(s.m.places[0].at, SECOND_AT);
	assert_false(s.m.has_index);
	end(&s);

	begin(&s);
	s.in.nbytes = SECOND_AT + JPEG_NBYTES;
	add_index(&s, &f);
	add_directory(&s, JPEG_NBYTES);
	assert_int_equal(find(&s), 1);
	assert_true(s.m.has_index);
	expect_output(&s, 1);
	end(&s);

	begin(&s);
	add_directory(&s, JPEG_NBYTES);
	add_directory(&s, FILE_NBYTES + 1);
	add_directory(&s, 0);
	assert_int_equal(find(&s), 0);
	end(&s);
}

/* Who tells of the same place again and again does not have it read again. */
static void
test_looks(void **state)
{
	struct scene s;
	struct gm_error err;

	(void)state;
	begin(&s);
	for (size_t i = 1; i < 30; i++)
		add_directory(&s, FILE_NBYTES / 4 + i);
	for (size_t i = 0; i < 30; i++)
		assert_int_equal(further_find(&s.m, i % 3, &s.in, &err), GM_OK);
	assert_int_equal(s.m.n_places, 0);
	assert_true(s.m.n_looked <= FILE_NBYTES);
	end(&s);
}

static void
test_maps(void **state)
{
	static const char *const texts[] = {
		"http://ns.adobe.com/hdr-gain-map/1.0/",
		"urn:iso:std:iso:ts:21496:-1",
		"urn:com:apple:photo:2020:aux:hdrgainmap",
		"http://ns.adobe.com/hdr-gain-maps",
		"http://ns.adobe.com/xap/1.0/g/img/",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		size_t n = strlen(texts[i]), at = FIRST_AT;
		struct mpf_fixture f = mpf_fixture_make(false, 2, false);
		struct scene s;

		begin(&s);
		memcpy(s.file + at, "\xff\xd8\xff\xe1\0", 5);
		s.file[at + 5] = (uint8_t)(n + 2);
		memcpy(s.file + at + 6, texts[i], n);
		memcpy(s.file + at + 6 + n,
		       MPF_FIXTURE_JPEG + MPF_FIXTURE_TEXT_END,
		       JPEG_NBYTES - MPF_FIXTURE_TEXT_END);
		mpf_fixture_place(&f, 1,
				  JPEG_NBYTES - MPF_FIXTURE_TEXT_END + n + 6,
				  FIRST_AT - INDEX_AT);
		add_index(&s, &f);
		assert_int_equal(find(&s), i == 4 ? 0 : 1);
		if (i < 4)
			assert_int_equal(s.m.places[0].is_map, i < 3);
		end(&s);
	}
}

static void
test_what_is_left(void **state)
{
	struct mpf_fixture f = mpf_fixture_make(true, 2, false);
	struct scene s;
	const uint8_t *data;

	(void)state;
	begin(&s);
	s.in.nbytes = SECOND_AT + JPEG_NBYTES;
	mpf_fixture_place(&f, 1, JPEG_NBYTES, SECOND_AT - INDEX_AT);
	add_index(&s, &f);
	file_in_peek(&s.in, SECOND_AT, &data);
	file_in_skip(&s.in, SECOND_AT - 1);
	assert_true(further_leaves_some(&s.m, &s.in));
	assert_int_equal(find(&s), 1);
	assert_true(further_leaves_some(&s.m, &s.in));
	file_in_skip(&s.in, 1);
	assert_false(further_leaves_some(&s.m, &s.in));
	end(&s);
}

/* What lies in the picture makes up for nothing that comes after it. */
static void
test_within_the_picture(void **state)
{
	struct mpf_fixture f = mpf_fixture_make(true, 2, false);
	struct scene s;
	const uint8_t *data;

	(void)state;
	begin(&s);
	s.in.nbytes = SECOND_AT + JPEG_NBYTES;
	mpf_fixture_place(&f, 1, JPEG_NBYTES, FIRST_AT - INDEX_AT);
	add_index(&s, &f);
	assert_int_equal(find(&s), 1);
	file_in_peek(&s.in, SECOND_AT, &data);
	file_in_skip(&s.in, FIRST_AT + JPEG_NBYTES - 1);
	assert_true(further_leaves_some(&s.m, &s.in));
	file_in_skip(&s.in, SECOND_AT - FIRST_AT - JPEG_NBYTES + 1);
	assert_true(further_leaves_some(&s.m, &s.in));
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_color),
		cmocka_unit_test(test_what_is_none),
		cmocka_unit_test(test_overlap),
		cmocka_unit_test(test_directory),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_what_is_left),
		cmocka_unit_test(test_within_the_picture),
	};

	return cmocka_run_group_tests_name("further", tests, NULL, NULL);
}
