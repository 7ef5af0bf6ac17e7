/* SPDX-License-Identifier: MIT */
/* The tag of EXIF that says how to turn a picture, found and patched. */
#include "codec_fixture.h"

#include "base/octets.h"
#include "meta/orientation.h"
#include "noise.h"

/* A block that is built up; folders begin where their count stands. */
struct exif {
	uint8_t data[256];
	size_t nbytes;
	bool is_big_endian;
};

static void
put_u16(struct exif *exif, size_t at, unsigned value)
{
	uint8_t *to = exif->data + at;

	if (exif->is_big_endian)
		octets_put_u16be(to, (uint16_t)value);
	else
		octets_put_u16le(to, (uint16_t)value);
}

static void
put_u32(struct exif *exif, size_t at, uint32_t value)
{
	uint8_t *to = exif->data + at;

	if (exif->is_big_endian)
		octets_put_u32be(to, value);
	else
		octets_put_u32le(to, value);
}

static struct exif
begin(bool is_big_endian)
{
	struct exif exif = {.is_big_endian = is_big_endian, .nbytes = 8};

	memcpy(exif.data, is_big_endian ? "MM\0*" : "II*\0", 4);
	put_u32(&exif, 4, 8);
	return exif;
}

static void
begin_folder(struct exif *exif, unsigned n)
{
	put_u16(exif, exif->nbytes, n);
	exif->nbytes += 2;
}

static void
add_many(struct exif *exif, unsigned tag, unsigned type, uint32_t n,
	 uint32_t value)
{
	size_t at = exif->nbytes;

	put_u16(exif, at, tag);
	put_u16(exif, at + 2, type);
	put_u32(exif, at + 4, n);
	if (type == 3)
		put_u16(exif, at + 8, value);
	else
		put_u32(exif, at + 8, value);
	exif->nbytes += 12;
}

static void
add(struct exif *exif, unsigned tag, unsigned type, uint32_t value)
{
	add_many(exif, tag, type, 1, value);
}

/* Where the folder after this one begins. */
static void
end_folder(struct exif *exif, uint32_t next)
{
	put_u32(exif, exif->nbytes, next);
	exif->nbytes += 4;
}

static unsigned
find(const struct exif *exif)
{
	/* A block of its own, so that no byte too much is read. */
	uint8_t *data = malloc(exif->nbytes > 0 ? exif->nbytes : 1);
	unsigned orientation;

	assert_non_null(data);
	memcpy(data, exif->data, exif->nbytes);
	orientation = orientation_find(data, exif->nbytes);
	free(data);
	return orientation;
}

/* As cameras write it: sizes inside, and a folder for the thumbnail. */
static struct exif
camera(bool is_big_endian, unsigned orientation)
{
	struct exif exif = begin(is_big_endian);

	begin_folder(&exif, 5);
	add(&exif, 0x0100, 4, 4000);
	add(&exif, 0x0101, 4, 3000);
	add(&exif, 0x0112, 3, orientation);
	add(&exif, 0x8769, 4, 8 + 2 + 5 * 12 + 4);
	add(&exif, 0x9999, 3, 6);
	end_folder(&exif, 8 + 2 + 5 * 12 + 4 + 2 + 3 * 12 + 4);
	begin_folder(&exif, 3);
	add(&exif, 0x0112, 3, 5);
	add(&exif, 0xa002, 3, 4000);
	add(&exif, 0xa003, 4, 3000);
	end_folder(&exif, 0);
	begin_folder(&exif, 1);
	add(&exif, 0x0112, 3, 7);
	end_folder(&exif, 0);
	return exif;
}

/* The same once it is upright. */
static struct exif
upright(bool is_big_endian, bool is_transposed)
{
	struct exif exif = camera(is_big_endian, 1);

	if (!is_transposed)
		return exif;
	put_u32(&exif, 8 + 2 + 8, 3000);
	put_u32(&exif, 8 + 2 + 12 + 8, 4000);
	exif.nbytes = 8 + 2 + 5 * 12 + 4 + 2 + 12;
	add(&exif, 0xa002, 4, 3000);
	add(&exif, 0xa003, 3, 4000);
	put_u16(&exif, exif.nbytes - 2, 0);
	exif.nbytes = camera(is_big_endian, 1).nbytes;
	return exif;
}

static void
every_orientation(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++)
		for (unsigned o = 0; o < 12; o++) {
			struct exif exif = camera(i == 1, o);

			assert_int_equal(find(&exif), o <= 8 ? o : 0);
		}
}

static void
nothing_else_is_patched(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct exif exif = camera(i % 2 == 1, 6);
		struct exif wanted = upright(i % 2 == 1, i / 2 == 1);

		orientation_reset(exif.data, exif.nbytes, i / 2 == 1);
		assert_memory_equal(exif.data, wanted.data, sizeof(exif.data));
	}
}

/* What is cut, or counts too much, is read as far as it goes. */
static void
cut_anywhere(void **state)
{
	(void)state;
	for (size_t n = 0; n < camera(false, 8).nbytes; n++) {
		struct exif exif = camera(false, 8);
		uint8_t *data = malloc(n > 0 ? n : 1);

		assert_non_null(data);
		exif.nbytes = n;
		put_u16(&exif, 8, 0xffff);
		assert_int_equal(find(&exif), n >= 8 + 2 + 3 * 12 ? 8 : 0);
		memcpy(data, exif.data, n);
		orientation_reset(data, n, true);
		assert_true(orientation_find(data, n) <= 1);
		free(data);
	}
}

static void
expect_none(struct exif exif)
{
	struct exif before = exif;

	assert_int_equal(find(&exif), 0);
	orientation_reset(exif.data, exif.nbytes, false);
	assert_memory_equal(exif.data, before.data, sizeof(before.data));
}

static void
what_is_no_orientation(void **state)
{
	struct exif exif = begin(false);

	(void)state;
	begin_folder(&exif, 3);
	add(&exif, 0x0112, 4, 6);
	add_many(&exif, 0x0112, 3, 2, 6);
	add(&exif, 0x0112, 3, 9);
	end_folder(&exif, 0);
	expect_none(exif);
	/* The last one has a value now: the first that has one counts. */
	put_u16(&exif, 8 + 2 + 2 * 12 + 8, 3);
	assert_int_equal(find(&exif), 3);
	exif.data[2] = 43;
	expect_none(exif);
	memcpy(exif.data, "MM*\0", 4);
	expect_none(exif);
	exif = camera(false, 6);
	put_u32(&exif, 4, 7);
	expect_none(exif);
	put_u32(&exif, 4, 0xffffffff);
	expect_none(exif);
	put_u32(&exif, 4, (uint32_t)exif.nbytes - 1);
	expect_none(exif);
}

/* A folder within the first one may be anything: it is left alone. */
static void
folders_in_one_another(void **state)
{
	struct exif exif = begin(false), wanted;

	(void)state;
	begin_folder(&exif, 4);
	add(&exif, 0x0112, 3, 6);
	/* The count of the other one, whose entries follow. */
	put_u16(&exif, exif.nbytes - 2, 2);
	add(&exif, 0xa002, 4, 4000);
	add(&exif, 0xa003, 4, 3000);
	add(&exif, 0x8769, 4, 8 + 2 + 12 - 2);
	end_folder(&exif, 0);
	wanted = exif;
	put_u16(&wanted, 8 + 2 + 8, 1);
	orientation_reset(exif.data, exif.nbytes, true);
	assert_memory_equal(exif.data, wanted.data, sizeof(exif.data));
}

/* Whatever there is: in its bounds, and upright if it was not. */
static void
noise_is_safe(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct exif exif = camera(i % 2 == 1, 6);
		uint8_t *data = malloc(exif.nbytes);
		bool had_one;

		assert_non_null(data);
		for (uint32_t n = noise_below(12); n > 0; n--)
			exif.data[4 + noise_below(100)] =
				(uint8_t)noise_below(256);
		memcpy(data, exif.data, exif.nbytes);
		had_one = orientation_find(data, exif.nbytes) > 0;
		orientation_reset(data, exif.nbytes, true);
		assert_int_equal(orientation_find(data, exif.nbytes), had_one);
		free(data);
	}
}

/* A turner that wants what it is given, and leaves half of it. */
static size_t
turn_half(void *ctx, uint8_t *jpeg, size_t nbytes, unsigned orientation)
{
	unsigned *n_calls = ctx;

	assert_int_equal(orientation, 6);
	assert_int_equal(nbytes, 20);
	for (size_t i = 0; i < nbytes; i++)
		assert_int_equal(jpeg[i], 'a');
	memset(jpeg, 'b', nbytes);
	return ++*n_calls == 1 ? 10 : 0;
}

/* With a thumbnail of 20 bytes at the end. */
static struct exif
with_thumbnail(bool is_big_endian, uint32_t at, uint32_t nbytes)
{
	struct exif exif = begin(is_big_endian);

	begin_folder(&exif, 1);
	add(&exif, 0x0112, 3, 6);
	end_folder(&exif, 8 + 2 + 12 + 4);
	begin_folder(&exif, 5);
	add(&exif, 0x0100, 4, 160);
	add(&exif, 0x0101, 4, 120);
	add(&exif, 0x0112, 3, 6);
	add(&exif, 0x0201, 4, at);
	add(&exif, 0x0202, 4, nbytes);
	end_folder(&exif, 8);
	assert_int_equal(exif.nbytes, 92);
	memset(exif.data + 92, 'a', 20);
	exif.nbytes = 112;
	return exif;
}

static void
thumbnails_are_turned(void **state)
{
	unsigned n_calls;
	const struct orientation_turner turner = {turn_half, &n_calls};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct exif exif = with_thumbnail(i == 1, 92, 20);
		struct exif wanted = exif;

		n_calls = 0;
		orientation_turn_thumbnail(exif.data, exif.nbytes, 6, &turner);
		assert_int_equal(n_calls, 1);
		put_u32(&wanted, 26 + 2 + 8, 120);
		put_u32(&wanted, 26 + 2 + 12 + 8, 160);
		put_u16(&wanted, 26 + 2 + 2 * 12 + 8, 1);
		memset(wanted.data + 92, 'b', 10);
		memset(wanted.data + 102, 0, 10);
		assert_memory_equal(exif.data, wanted.data, sizeof(exif.data));
		/* What cannot be turned keeps what is said of it. */
		wanted = exif = with_thumbnail(i == 1, 92, 20);
		orientation_turn_thumbnail(exif.data, exif.nbytes, 6, &turner);
		assert_int_equal(n_calls, 2);
		assert_memory_equal(exif.data, wanted.data, 92);
	}
}

static void
what_is_no_thumbnail(void **state)
{
	static const uint32_t places[][2] = {
		{92, 21},         {92, 0},   {93, 20}, {112, 1},
		{0xffffffff, 20}, {92, ~0u}, {0, 8},   {8, 10},
		{24, 4},          {30, 10},  {84, 8},  {91, 20}};
	unsigned n_calls = 0;
	const struct orientation_turner turner = {turn_half, &n_calls};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct exif exif =
			with_thumbnail(false, places[i][0], places[i][1]);
		struct exif wanted = exif;

		orientation_turn_thumbnail(exif.data, exif.nbytes, 6, &turner);
		assert_int_equal(n_calls, 0);
		assert_memory_equal(exif.data, wanted.data, sizeof(exif.data));
	}
}

static void
expect_xmp(const char *before, const char *after)
{
	size_t n = strlen(before);
	uint8_t *xmp = malloc(n + 1);

	assert_non_null(xmp);
	memcpy(xmp, before, n);
	xmp[n] = '7'; /* behind its end */
	orientation_reset_xmp(xmp, n);
	assert_memory_equal(xmp, after, n);
	assert_int_equal(xmp[n], '7');
	free(xmp);
}

static void
xmp_says_the_same(void **state)
{
	(void)state;
	expect_xmp("<r tiff:Orientation=\"6\" x='6'/>",
		   "<r tiff:Orientation=\"1\" x='6'/>");
	expect_xmp("<r tiff:Orientation = '8'/>",
		   "<r tiff:Orientation = '1'/>");
	expect_xmp("<tiff:Orientation>\n\t5\r\n</tiff:Orientation>"
		   "<tiff:Orientation>2<",
		   "<tiff:Orientation>\n\t1\r\n</tiff:Orientation>"
		   "<tiff:Orientation>1<");
	/* The prefix is what is said of it. */
	expect_xmp("<r a:Orientation='3' "
		   "xmlns:a='http://ns.adobe.com/tiff/1.0/'/>",
		   "<r a:Orientation='1' "
		   "xmlns:a='http://ns.adobe.com/tiff/1.0/'/>");
	expect_xmp("<r xmlns:tiff='x' tiff:Orientation='3'/>",
		   "<r xmlns:tiff='x' tiff:Orientation='3'/>");
	expect_xmp("<r tiff:Orientation=\"9\"/>",
		   "<r tiff:Orientation=\"9\"/>");
	expect_xmp("<r tiff:Orientation=6/>", "<r tiff:Orientation=6/>");
	expect_xmp("<r tiff:OrientationX=\"6\"/>",
		   "<r tiff:OrientationX=\"6\"/>");
	expect_xmp("<!-- <r tiff:Orientation='6'/> -->",
		   "<!-- <r tiff:Orientation='6'/> -->");
	expect_xmp("<r tiff:Orientation=\"", "<r tiff:Orientation=\"");
	expect_xmp("<r tiff:Orientation=", "<r tiff:Orientation=");
	expect_xmp("<tiff:Orientation>", "<tiff:Orientation>");
	expect_xmp("<tiff:Orientation", "<tiff:Orientation");
	expect_xmp("tiff:Orientation=\"6\"", "tiff:Orientation=\"6\"");
	expect_xmp("", "");
}

static void
add_density(struct metadata *m, double x, double y)
{
	const struct metadata_piece piece = {.kind = METADATA_DENSITY,
					     .home = "JPEG",
					     .density = {x, y, false}};
	struct gm_error err;

	assert_int_equal(metadata_add(m, &piece, &err), GM_OK);
}

/* Of all pieces of a file, or of those that came later. */
static void
pieces_of_a_file(void **state)
{
	static const char packet[] = "<r tiff:Orientation=\"6\"/>";
	struct exif first = camera(true, 0), exif = camera(true, 6);
	const struct orientation_turner none = {0};
	struct metadata m = {0};
	struct metadata_piece piece;

	(void)state;
	assert_int_equal(orientation_of(&m, 0), 0);
	fixture_add(&m, METADATA_EXIF, first.data, 0);
	fixture_add(&m, METADATA_XMP, packet, sizeof(packet));
	fixture_add(&m, METADATA_EXIF, first.data, first.nbytes);
	assert_int_equal(orientation_of(&m, 0), 0);
	fixture_add(&m, METADATA_EXIF, exif.data, exif.nbytes);
	fixture_add(&m, METADATA_COMMENT, packet, sizeof(packet));
	add_density(&m, 100, 200);
	add_density(&m, 300, 300);
	assert_int_equal(orientation_of(&m, 0), 6);
	orientation_settle(&m, 2, 6, &none);
	assert_int_equal(orientation_of(&m, 0), 1);
	assert_string_equal(fixture_value(&m, METADATA_XMP), packet);
	assert_string_equal(fixture_value(&m, METADATA_COMMENT), packet);
	piece = metadata_get(&m, 5);
	assert_true(piece.density.x == 200 && piece.density.y == 100);
	assert_false(metadata_is_from(&piece, "JPEG"));
	piece = metadata_get(&m, 6);
	assert_true(metadata_is_from(&piece, "JPEG"));
	orientation_settle(&m, 0, 3, &none);
	assert_string_equal(fixture_value(&m, METADATA_XMP),
			    "<r tiff:Orientation=\"1\"/>");
	piece = metadata_get(&m, 5);
	assert_true(piece.density.x == 200 && piece.density.y == 100);
	metadata_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_orientation),
		cmocka_unit_test(nothing_else_is_patched),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(what_is_no_orientation),
		cmocka_unit_test(folders_in_one_another),
		cmocka_unit_test(noise_is_safe),
		cmocka_unit_test(thumbnails_are_turned),
		cmocka_unit_test(what_is_no_thumbnail),
		cmocka_unit_test(xmp_says_the_same),
		cmocka_unit_test(pieces_of_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
