/* SPDX-License-Identifier: MIT */
/*
 * Pictures that are damaged, ask for too much, or are of a kind that is not
 * read.
 */
#include "formats/formats.h"
#include "formats/modules.h"

#include "heif_fixture.h"
#include "scratch.h"

static void
decode(struct heif_fixture *f, bool salvage, struct decoded *d)
{
	struct conversion conversion = fixture_options();

	conversion.salvage = salvage;
	heif_fixture_end(f);
	fixture_decode(&codec_heif, f->file.data, f->file.nbytes, &conversion,
		       d);
}

/* It is refused so, for a reason that holds these words; *f is released. */
static void
assert_refused(struct heif_fixture *f, enum gm_status status, const char *words)
{
	struct decoded d = {0};

	decode(f, false, &d);
	if (d.status != status || strstr(d.err.text, words) == NULL)
		print_error("%s\n", d.err.text);
	assert_int_equal(d.status, status);
	assert_non_null(strstr(d.err.text, words));
	decoded_free(&d);
	heif_fixture_free(f);
}

static void
put_color(struct heif_fixture *f, uint16_t id)
{
	heif_fixture_coded(f, id, false, &heif_stream_color, 0, 0);
}

static void
what_is_not_there_is_refused(void **state)
{
	static const uint16_t nobody[] = {7};
	struct heif_fixture f = {.lacks_pitm = true};

	(void)state;
	put_color(&f, 1);
	assert_refused(&f, GM_ERR_CORRUPT, "no item is the picture");
	f.primary = 9;
	put_color(&f, 1);
	assert_refused(&f, GM_ERR_CORRUPT, "no item is the picture");
	heif_fixture_item(&f, 1, "iden", false, "", 0);
	heif_fixture_refer(&f, "dimg", 1, nobody, 1);
	assert_refused(&f, GM_ERR_CORRUPT, "made of no other");
	heif_fixture_grid(&f, 1, 2, 1, 64, 32, 2);
	assert_refused(&f, GM_ERR_UNSUPPORTED, "a tile that is not coded");
	put_color(&f, 1);
	f.iloc.nbytes--;
	assert_refused(&f, GM_ERR_CORRUPT, "iloc ends too early");
}

static void
what_contradicts_itself_is_refused(void **state)
{
	struct heif_fixture f = {0};

	(void)state;
	heif_fixture_coded(&f, 1, false, &heif_stream_color, 0, 0);
	f.ipco.data[f.ipco.nbytes - 1]++; /* the height of ispe */
	assert_refused(&f, GM_ERR_CORRUPT, "said to have");
	/* The same number twice. */
	put_color(&f, 1);
	put_color(&f, 1);
	assert_refused(&f, GM_ERR_CORRUPT, "two items of one number");
	/* Tiles of a picture that is larger than they are. */
	put_color(&f, 2);
	put_color(&f, 3);
	heif_fixture_grid(&f, 1, 2, 1, 65, 32, 2);
	assert_refused(&f, GM_ERR_CORRUPT, "does not cover");
	/* A number of tiles that is not that of the grid. */
	put_color(&f, 2);
	heif_fixture_item(&f, 1, "grid", false, "\0\0\0\1\0\40\0\40", 8);
	heif_fixture_refer(&f, "dimg", 1, (const uint16_t[]){2}, 1);
	assert_refused(&f, GM_ERR_CORRUPT, "1 of which are there");
	/* Depths. */
	put_color(&f, 2);
	heif_fixture_coded(&f, 3, true, &heif_stream_deep, 0, 0);
	heif_fixture_grid(&f, 1, 2, 1, 64, 32, 2);
	assert_refused(&f, GM_ERR_CORRUPT, "different sizes or depths");
}

static void
apertures_are_within_the_picture(void **state)
{
	static const struct {
		uint32_t width;
		int32_t x; /* its centre, in pixels from that of the picture */
	} bad[] = {{33, 0},  {0, 0},         {30, 2},
		   {30, -2}, {1, INT32_MAX}, {1, INT32_MIN}};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct heif_fixture f = {0};
		uint8_t clap[32] = {0};

		octets_put_u32be(clap, bad[i].width);
		octets_put_u32be(clap + 4, 1);
		octets_put_u32be(clap + 8, 32);
		octets_put_u32be(clap + 12, 1);
		octets_put_u32be(clap + 16, (uint32_t)bad[i].x);
		octets_put_u32be(clap + 20, 1);
		octets_put_u32be(clap + 28, 1);
		heif_fixture_coded(&f, 1, false, &heif_stream_color,
				   heif_fixture_kind(&f, "clap", clap, 32), 0);
		assert_refused(&f, GM_ERR_CORRUPT, "clean aperture");
	}
}

static void
other_kinds_are_refused(void **state)
{
	struct heif_fixture f = {0};
	uint8_t kind;

	(void)state;
	heif_fixture_item(&f, 1, "av01", false, "x", 1);
	assert_refused(&f, GM_ERR_UNSUPPORTED, "av01");
	/* The highest bit: it must not be passed over. */
	kind = heif_fixture_kind(&f, "lsel", "\0\0", 2) | 0x80;
	heif_fixture_coded(&f, 1, false, &heif_stream_color, kind, 0);
	assert_refused(&f, GM_ERR_UNSUPPORTED, "must not be passed over");
	/* Made of other items: construction method 2. */
	put_color(&f, 1);
	f.iloc.data[3] = 2;
	assert_refused(&f, GM_ERR_UNSUPPORTED, "made of others");
	/* In another file. */
	put_color(&f, 1);
	f.iloc.data[5] = 1;
	assert_refused(&f, GM_ERR_UNSUPPORTED, "in another file");
	/* No picture of its own: a slice of type 1 needs another one. */
	put_color(&f, 1);
	f.data.data[4] = 1 << 1;
	assert_refused(&f, GM_ERR_CORRUPT, "needs another one");
}

/* The same bytes again and again must not be read for ever. */
static void
small_files_cannot_ask_for_much(void **state)
{
	struct heif_fixture f = {0};
	uint16_t ids[HEIF_STREAM_SIDE * 3];
	uint8_t hvcc;

	(void)state;
	heif_fixture_name(&f, 1, "hvc1", false);
	heif_fixture_put(&f.data, "0123456789", 10);
	heif_fixture_place(&f, 1, HEIF_FIXTURE_FTYP_NBYTES, 900, 5000);
	hvcc = heif_fixture_hvcc(&f, &heif_stream_color);
	heif_fixture_link(&f, 1, (uint8_t[]){hvcc, 0, 0, 0});
	assert_refused(&f, GM_ERR_LIMIT, "more bytes than the file");
	/* Pixels. */
	put_color(&f, 2);
	heif_fixture_grid(&f, 1, 1, 1, 0xffff, 0xffff, 2);
	assert_refused(&f, GM_ERR_LIMIT, "--max-pixels");
	/* Layers. */
	for (uint16_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		ids[i] = 2;
	heif_fixture_item(&f, 1, "iovl", false, "", 0);
	heif_fixture_refer(&f, "dimg", 1, ids, sizeof(ids) / sizeof(ids[0]));
	assert_refused(&f, GM_ERR_LIMIT, "layers");
}

/* A tile that is missing fails the picture, or is black. */
static void
a_missing_tile_is_black_when_salvaged(void **state)
{
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	put_color(&f, 2);
	heif_fixture_coded(&f, 3, true, &heif_stream_color, 0, 0);
	heif_fixture_grid(&f, 1, 2, 1, 64, 32, 2);
	/* The second has more bytes than its slice. */
	octets_put_u64be(f.iloc.data + 24 + 8, UINT64_C(1) << 40);
	decode(&f, false, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	decode(&f, true, &d);
	assert_int_equal(d.status, GM_OK);
	assert_non_null(strstr(d.outcome.warning, "missing or damaged"));
	assert_int_equal(d.rows.data[0], 40);
	assert_int_equal(d.rows.data[32], 0);
	decoded_free(&d);
	heif_fixture_free(&f);
}

/* Whatever is damaged, there is an error or a picture. */
static void
damage_is_survived(void **state)
{
	struct heif_fixture f = {0};
	uint8_t quarters = 1;

	(void)state;
	heif_fixture_coded(&f, 2, true, &heif_stream_color, 0, 0);
	heif_fixture_grid(&f, 1, 1, 1, 30, 30, 2);
	heif_fixture_link(
		&f, 1,
		(uint8_t[]){heif_fixture_kind(&f, "irot", &quarters, 1), 0, 0,
			    0});
	heif_fixture_end(&f);
	fixture_damage(&codec_heif, &f.file, 3, false);
	heif_fixture_free(&f);
}

/* What is cut off is missed, or it was not needed. */
static void
cuts_are_survived(void **state)
{
	struct conversion conversion = fixture_options();
	struct heif_fixture f = {0};
	struct decoded d = {0};

	(void)state;
	put_color(&f, 1);
	heif_fixture_end(&f);
	for (size_t n = 0; n < f.file.nbytes; n++) {
		fixture_decode(&codec_heif, f.file.data, n, &conversion, &d);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
	}
	decoded_free(&d);
	heif_fixture_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_there_is_refused),
		cmocka_unit_test(what_contradicts_itself_is_refused),
		cmocka_unit_test(apertures_are_within_the_picture),
		cmocka_unit_test(other_kinds_are_refused),
		cmocka_unit_test(small_files_cannot_ask_for_much),
		cmocka_unit_test(a_missing_tile_is_black_when_salvaged),
		cmocka_unit_test(damage_is_survived),
		cmocka_unit_test(cuts_are_survived),
	};

	modules_use(&codec_heif, &graymill_module_heif);
	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
