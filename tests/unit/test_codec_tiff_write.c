/* SPDX-License-Identifier: MIT */
/* What a TIFF says besides its pixels, its pages, and what is written. */
#include "formats/formats.h"

#include "modules_linked.h"
#include "scratch.h"
#include "tiff_entries.h"

static void
write_rows(const struct image_info *info, const struct metadata *metadata,
	   const void *rows, struct bytes *file)
{
	size_t nbytes = image_row_nbytes(info) * info->height;
	const struct conversion options = fixture_options();
	struct gm_error err = {0};
	void *copy = malloc(nbytes);

	assert_non_null(copy);
	memcpy(copy, rows, nbytes);
	file->nbytes = 0;
	assert_int_equal(fixture_encode_with(&codec_tiff, info, metadata,
					     &options, copy, file, &err),
			 GM_OK);
	free(copy);
}

static void
read_file(const struct bytes *file, struct decoded *d)
{
	const struct conversion options = fixture_options();

	fixture_decode(&codec_tiff, file->data, file->nbytes, &options, d);
}

/* Patterns that are exact in the depth that info says. */
static void
fill(const struct image_info *info, uint8_t *rows, size_t n)
{
	uint32_t most = info->exact_bits < 32
				? (UINT32_C(1) << info->exact_bits) - 1
				: 255;

	for (size_t i = 0; i < n; i++) {
		uint32_t value = (uint32_t)(i * i / 7) % (most + 1);
		float light = (float)value / 16;
		uint16_t word = (uint16_t)value;

		if (info->bits == 8)
			rows[i] = (uint8_t)(value * 255 / most);
		else if (info->bits == 16)
			memcpy(rows + 2 * i, &word, 2);
		else
			memcpy(rows + 4 * i, &light, 4);
	}
}

static void
what_is_written_comes_back(void **state)
{
	static const struct image_info infos[] = {
		{301, 7, 1, 8, 8, 0},   {301, 7, 1, 8, 1, 0},
		{301, 7, 1, 8, 2, 0},   {301, 7, 1, 8, 4, 0},
		{301, 7, 2, 8, 8, 0},   {301, 7, 1, 16, 16, 0},
		{301, 7, 2, 16, 16, 0}, {301, 7, 1, 32, 32, 0},
		{7, 4000, 1, 8, 8, 0},  {140000, 2, 1, 8, 8, 0},
	};
	const struct metadata none = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(infos) / sizeof(infos[0]); i++) {
		const struct image_info *info = &infos[i];
		size_t n = (size_t)info->width * info->height * info->channels;
		uint8_t *rows = malloc(n * 4);
		struct bytes file = {0};
		struct decoded d = {0};

		assert_non_null(rows);
		fill(info, rows, n);
		write_rows(info, &none, rows, &file);
		read_file(&file, &d);
		assert_int_equal(d.status, GM_OK);
		assert_int_equal(d.dec.info.bits, info->bits);
		assert_int_equal(d.dec.info.exact_bits, info->exact_bits);
		assert_int_equal(d.rows.nbytes, n * (info->bits / 8));
		assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
		free(rows);
		bytes_free(&file);
		decoded_free(&d);
	}
}

/* An IFD of a maker, an orientation, and where EXIF is; high bytes first. */
static const uint8_t exif[] = "MM\0*\0\0\0\x08"
			      "\0\3"
			      "\1\x0f\0\2\0\0\0\5\0\0\0\x32"
			      "\1\x12\0\3\0\0\0\1\0\6\0\0"
			      "\x87\x69\0\4\0\0\0\1\0\0\0\x38"
			      "\0\0\0\0"
			      "Acme\0"
			      "\0"
			      "\0\2"
			      "\x82\x9a\0\5\0\0\0\1\0\0\0\x56" /* exposure */
			      "\x92\x7c\0\7\0\0\0\6\0\0\0\x5e" /* maker note */
			      "\0\0\0\0"
			      "\0\0\0\1\0\0\0\x7d"
			      "\xde\xad\xbe\xef\0";

#define EXIF_NBYTES 100u

/* The file begins with it, so that all of it is where it says. */
static void
exif_stays_where_it_is(void **state)
{
	const struct image_info info = {3, 1, 1, 16, 16, 0};
	static const uint16_t rows[3] = {1, 0x1234, 0xffff};
	struct metadata metadata = {0};
	struct bytes file = {0};
	struct decoded d = {0};
	size_t i;

	(void)state;
	fixture_add(&metadata, METADATA_EXIF, exif, EXIF_NBYTES);
	write_rows(&info, &metadata, rows, &file);
	assert_memory_equal(file.data, exif, 4);
	assert_memory_equal(file.data + 8, exif + 8, EXIF_NBYTES - 8);
	read_file(&file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, rows, sizeof(rows));
	i = metadata_find(&d.dec.metadata, 0, METADATA_EXIF);
	assert_true(i < d.dec.metadata.n_items);
	assert_int_equal(orientation_of(&d.dec.metadata, 0), 6);
	bytes_free(&file);
	decoded_free(&d);
	metadata_free(&metadata);
}

static bool
holds(const struct metadata_piece *piece, const char *text, size_t n)
{
	for (size_t i = 0;
	     n <= piece->value_nbytes && i <= piece->value_nbytes - n; i++)
		if (memcmp(piece->value + i, text, n) == 0)
			return true;
	return false;
}

/* Read from a TIFF, it has no maker note, whose offsets are of the file. */
static void
exif_is_made_of_tags(void **state)
{
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	struct metadata metadata = {0};
	struct metadata_piece piece;
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	fixture_add(&metadata, METADATA_EXIF, exif, EXIF_NBYTES);
	write_rows(&info, &metadata, "", &file);
	read_file(&file, &d);
	piece = metadata_get(&d.dec.metadata,
			     metadata_find(&d.dec.metadata, 0, METADATA_EXIF));
	assert_memory_equal(piece.value, "MM\0*\0\0\0\x08\0\3", 10);
	assert_true(holds(&piece, "Acme", 5));
	assert_true(holds(&piece, "\0\0\0\1\0\0\0\x7d", 8));
	assert_false(holds(&piece, "\xde\xad\xbe\xef", 4));
	assert_false(holds(&piece, "\x92\x7c", 2));
	bytes_free(&file);
	decoded_free(&d);
	metadata_free(&metadata);
}

static void
metadata_come_back(void **state)
{
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	const struct metadata_piece density = {.kind = METADATA_DENSITY,
					       .density = {11811, 3937, false}};
	struct metadata metadata = {0};
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;
	double x, y;

	(void)state;
	fixture_add(&metadata, METADATA_XMP, "<x/>", 4);
	fixture_add(&metadata, METADATA_IPTC, "\x1c\2\5\0\1x", 6);
	assert_int_equal(metadata_add(&metadata, &density, &err), GM_OK);
	write_rows(&info, &metadata, "", &file);
	read_file(&file, &d);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_XMP),
			    "<x/>");
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_IPTC),
			    "\x1c\2\5");
	assert_true(metadata_find_density(&d.dec.metadata, &x, &y));
	assert_true(x > 11810.9 && x < 11811.1 && y > 3936.9 && y < 3937.1);
	bytes_free(&file);
	decoded_free(&d);
	metadata_free(&metadata);
}

/* A page of one pixel. */
static void
add_page(struct tiff_fixture *f, unsigned subfile_type, uint64_t pixel)
{
	const uint64_t tags[][2] = {
		{254, subfile_type},   {256, 1}, {257, 1}, {258, 8}, {262, 1},
		{273, f->file.nbytes}, {277, 1}, {278, 1}, {279, 1},
	};
	struct tiff_entries e = {0};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		tiff_entries_add(&e, (unsigned)tags[i][0], tags[i][1]);
	tiff_fixture_number(f, 2, pixel);
	tiff_fixture_page(f, e.entries);
}

static void
pages_are_no_frames(void **state)
{
	struct tiff_fixture f = {.order = {.is_big = true}};
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	tiff_fixture_begin(&f);
	add_page(&f, 1, 11); /* a smaller copy */
	add_page(&f, 0, 22);
	add_page(&f, 4, 33); /* a mask */
	read_file(&f.file, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.rows.data[0], 22);
	assert_int_equal(d.dec.metadata.left_out, METADATA_LEFT_PICTURES);
	add_page(&f, 2, 44);
	d.takes_frames = true;
	read_file(&f.file, &d);
	assert_int_equal(d.status, GM_ERR_MULTIFRAME);
	options.first_frame = true;
	fixture_decode(&codec_tiff, f.file.data, f.file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.rows.data[0], 22);
	bytes_free(&f.file);
	decoded_free(&d);
}

/* Where a directory leads to itself, there is no end of pages. */
static void
circles_are_left(void **state)
{
	struct tiff_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	tiff_fixture_begin(&f);
	add_page(&f, 0, 11);
	tiff_fixture_patch(&f, f.link_at,
			   tiff_order_number(&f.order, f.file.data + 4, 4));
	read_file(&f.file, &d);
	assert_int_equal(d.status, GM_ERR_MULTIFRAME);
	bytes_free(&f.file);
	decoded_free(&d);
}

/* Cut anywhere or damaged anywhere, it is an error or a picture. */
static void
damage_is_survived(void **state)
{
	const struct image_info info = {40, 30, 1, 8, 8, 0};
	struct conversion options = fixture_options();
	struct metadata metadata = {0};
	struct bytes file = {0};
	struct decoded d = {0};
	uint8_t rows[1200];

	(void)state;
	fill(&info, rows, sizeof(rows));
	fixture_add(&metadata, METADATA_EXIF, exif, EXIF_NBYTES);
	write_rows(&info, &metadata, rows, &file);
	fixture_damage(&codec_tiff, &file, 3, false);
	for (size_t n = 0; n < file.nbytes; n++) {
		options.salvage = n % 2 == 1;
		fixture_decode(&codec_tiff, file.data, n, &options, &d);
		assert_int_not_equal(d.status, GM_OK);
	}
	bytes_free(&file);
	decoded_free(&d);
	metadata_free(&metadata);
}

/* Of a strip that cannot be read to its end, there is what can. */
static void
what_is_there_is_salvaged(void **state)
{
	const uint64_t at[] = {8, 100000}, sizes[] = {4, 4000};
	const uint64_t tags[][2] = {{256, 4}, {257, 2}, {258, 8},
				    {262, 1}, {277, 1}, {278, 1}};
	struct tiff_entries e = {0};
	struct tiff_fixture f = {0};
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_put(&f, "\1\2\3\4\5\6", 6);
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		tiff_entries_add(&e, (unsigned)tags[i][0], tags[i][1]);
	tiff_entries_add_all(&e, 273, 2, at);
	tiff_entries_add_all(&e, 279, 2, sizes);
	tiff_fixture_page(&f, e.entries);
	read_file(&f.file, &d);
	assert_int_not_equal(d.status, GM_OK);
	options.salvage = true;
	fixture_decode(&codec_tiff, f.file.data, f.file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "\1\2\3\4\0\0\0\0", 8);
	assert_string_not_equal(d.outcome.warning, "");
	bytes_free(&f.file);
	decoded_free(&d);
}

static int
set_up(void **state)
{
	modules_linked_use();
	return scratch_enter(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_comes_back),
		cmocka_unit_test(exif_stays_where_it_is),
		cmocka_unit_test(exif_is_made_of_tags),
		cmocka_unit_test(metadata_come_back),
		cmocka_unit_test(pages_are_no_frames),
		cmocka_unit_test(circles_are_left),
		cmocka_unit_test(damage_is_survived),
		cmocka_unit_test(what_is_there_is_salvaged),
	};

	return cmocka_run_group_tests_name("codec_tiff_write", tests, set_up,
					   scratch_leave);
}
