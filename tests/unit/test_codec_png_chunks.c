/* SPDX-License-Identifier: MIT */
/* Which chunks of a PNG reach the gray one, and which must not. */
#include "png_fixture.h"
#include "profile_fixture.h"

static const struct png_recipe gray = {PNG_COLOR_TYPE_GRAY, 8, false, false};
static const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};

/* Decode, make gray by halves (any pixels will do) and encode again. */
static void
convert(const struct bytes *file, struct bytes *out, char *warning)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};
	struct image_info info;
	struct gm_error err;

	options.gray = GRAY_G;
	fixture_decode(&codec_png, file->data, file->nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	info = gray_info(&d.dec.info);
	assert_int_equal(fixture_encode(&codec_png, &info, &d.dec.metadata, 0,
					d.rows.data, out, &err),
			 GM_OK);
	snprintf(warning, GM_ERROR_TEXT_BYTES, "%s", d.outcome.warning);
	decoded_free(&d);
}

struct chunk {
	const char *type;
	uint32_t nbytes;
	const char *data; /* NULL: zeros */
};

/* n chunks behind IHDR, in order. */
static void
expect(const struct png_recipe *recipe, const struct chunk *chunks, size_t n,
       const char *expected)
{
	static const char zeros[64];
	struct bytes file = {0}, out = {0};
	char text[256], warning[GM_ERROR_TEXT_BYTES];

	png_fixture_make(recipe, &file);
	while (n-- > 0) {
		const char *data = chunks[n].data;

		png_fixture_insert(&file, PNG_AFTER_IHDR, chunks[n].type,
				   data == NULL ? zeros : data,
				   chunks[n].nbytes);
	}
	convert(&file, &out, warning);
	png_fixture_list(&out, text, sizeof(text));
	assert_string_equal(text, expected);
	bytes_free(&out);
	bytes_free(&file);
}

static const struct chunk all[] = {
	{"gAMA", 4, "\0\0\xb1\x8f"},
	{"cHRM", 32, NULL},
	{"sRGB", 1, NULL},
	{"cICP", 4, "\1\15\0\1"},
	{"mDCV", 24, NULL},
	{"cLLI", 8, NULL},
	{"pHYs", 9, NULL},
	{"tIME", 7, "\7\xe6\1\1\0\0\0"},
	{"sPLT", 10, "a\0\10\0\0\0\0\0\0\0"},
	{"hIST", 2, NULL},
	{"tEXt", 3, "a\0b"},
	{"zTXt", 11, "a\0\0\x78\x9c\3\0\0\0\0\1"},
	{"iTXt", 7, "a\0\0\0\0\0b"},
	{"tEXt", 3, "c\0d"},
	{"eXIf", 8, "II*\0\10\0\0\0"},
	{"fcTL", 26, NULL},
	{"prVt", 5, "12345"},
	{"prVT", 5, "12345"},
};

static void
test_policy(void **state)
{
	(void)state;
	expect(&color, all, sizeof(all) / sizeof(all[0]),
	       "IHDR gAMA(4) sRGB(1) cICP(4) mDCV(24) cLLI(8) pHYs(9) tIME(7) "
	       "tEXt(3) zTXt(11) iTXt(7) tEXt(3) eXIf(8) prVt(5) IDAT IEND ");
	expect(&gray, all, sizeof(all) / sizeof(all[0]),
	       "IHDR gAMA(4) cHRM(32) sRGB(1) cICP(4) mDCV(24) cLLI(8) "
	       "pHYs(9) tIME(7) sPLT(10) tEXt(3) zTXt(11) iTXt(7) tEXt(3) "
	       "eXIf(8) prVt(5) "
	       "IDAT IEND ");
}

static void
test_malformed(void **state)
{
	const struct chunk chunks[] = {
		{"gAMA", 5, NULL}, {"gAMA", 4, NULL}, {"gAMA", 4, NULL},
		{"pHYs", 8, NULL}, {"iCCP", 0, NULL}, {"iCCP", 9, "abcdefghi"},
		{"eXIf", 0, NULL},
	};

	(void)state;
	expect(&gray, chunks, sizeof(chunks) / sizeof(chunks[0]),
	       "IHDR gAMA(4) eXIf(0) IDAT IEND ");
}

/* The profile zipped: a chunk whose payload is in *payload. */
static struct chunk
profile_chunk(const struct bytes *profile, struct bytes *payload)
{
	uLongf n = compressBound(profile->nbytes);
	struct gm_error err;

	payload->nbytes = 0;
	bytes_append(payload, "name\0", 6, &err);
	bytes_reserve(payload, n, &err);
	assert_int_equal(
		compress(payload->data + 6, &n, profile->data, profile->nbytes),
		Z_OK);
	payload->nbytes += n;
	return (struct chunk){"iCCP", (uint32_t)payload->nbytes,
			      (const char *)payload->data};
}

/* Of colours, what is said of their curve is kept; of gray, all of it. */
static void
test_profile(void **state)
{
	struct bytes profile = {0}, payload = {0};
	struct chunk chunk;
	char kept[64];

	(void)state;
	profile_fixture_srgb(&profile);
	chunk = profile_chunk(&profile, &payload);
	expect(&color, &chunk, 1, "IHDR sRGB(1) IDAT IEND ");
	profile_fixture_gray(&profile);
	chunk = profile_chunk(&profile, &payload);
	snprintf(kept, sizeof(kept), "IHDR iCCP(%zu) IDAT IEND ",
		 payload.nbytes);
	expect(&color, &chunk, 1, kept);
	bytes_free(&payload);
	bytes_free(&profile);
}

static void
test_significant_bits(void **state)
{
	const struct png_recipe keyed = {PNG_COLOR_TYPE_GRAY, 8, false, true};
	const struct chunk one = {"sBIT", 1, "\5"},
			   three = {"sBIT", 3, "\5\6\5"};
	const struct chunk nine = {"sBIT", 1, "\11"};

	(void)state;
	expect(&gray, &one, 1, "IHDR sBIT(1) IDAT IEND ");
	expect(&gray, &nine, 1, "IHDR IDAT IEND ");
	expect(&color, &three, 1, "IHDR IDAT IEND ");
	/* There is a channel of alpha now, of which it says nothing. */
	expect(&keyed, &one, 1, "IHDR IDAT IEND ");
}

static void
expect_background(struct png_recipe recipe, const char *data, uint32_t nbytes,
		  unsigned value)
{
	struct bytes file = {0}, out = {0};
	char warning[GM_ERROR_TEXT_BYTES];
	size_t at;

	png_fixture_make(&recipe, &file);
	/* Behind the palette. */
	at = PNG_AFTER_IHDR;
	while (memcmp(file.data + at + 4, "IDAT", 4) != 0)
		at += 12 + png_get_uint_32(file.data + at);
	png_fixture_insert(&file, at, "bKGD", data, nbytes);
	convert(&file, &out, warning);
	assert_string_equal(warning, "");
	assert_int_equal(png_get_uint_16(png_fixture_payload(&out, "bKGD")),
			 value);
	bytes_free(&out);
	bytes_free(&file);
}

static void
test_background(void **state)
{
	(void)state;
	expect_background(color, "\0\1\0\2\0\3", 6, 2);
	expect_background((struct png_recipe){PNG_COLOR_TYPE_RGB, 16, 0, 0},
			  "\1\1\2\2\3\3", 6, 0x0202);
	expect_background((struct png_recipe){PNG_COLOR_TYPE_PALETTE, 4, 0, 0},
			  "\5", 1, png_fixture_color(5).green);
	expect_background(gray, "\0\7", 2, 7);
	expect_background((struct png_recipe){PNG_COLOR_TYPE_GRAY, 2, 0, 0},
			  "\0\2", 2, 2);
	/* With alpha the samples become bytes: 2 of 3 is 170 of 255. */
	expect_background((struct png_recipe){PNG_COLOR_TYPE_GRAY, 2, 0, 1},
			  "\0\2", 2, 170);
}

/* Encode as a job does: the decoder adds its last pieces after the rows. */
static void
encode_late(struct decoded *d, size_t n_early, struct bytes *out)
{
	const struct conversion options = {0};
	struct metadata view = d->dec.metadata;
	struct file_out to = {0};
	struct encoder enc = {.info = d->dec.info, .out = &to};
	struct gm_error err;

	view.n_items = n_early;
	file_out_open(&to, "out", 0600, &err);
	codec_png.writer->open(&enc, &view, &options, &err);
	codec_png.writer->rows(&enc, d->rows.data, PNG_HEIGHT, &err);
	view.n_items = d->dec.metadata.n_items;
	assert_int_equal(codec_png.writer->finish(&enc, &err), GM_OK);
	codec_png.writer->close(&enc);
	fixture_commit(&to, out);
	file_out_free(&to);
}

/* What stood behind the pixels does so again, if it may. */
static void
test_after_pixels(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0}, out = {0};
	struct decoded d = {0};
	char text[256];
	size_t at;

	(void)state;
	png_fixture_make(&gray, &file);
	at = file.nbytes - PNG_IEND_BYTES;
	png_fixture_insert(&file, at, "gAMA", "\0\0\0\1", 4);
	png_fixture_insert(&file, at, "eXIf", "MM\0*\0\0\0\10", 8);
	png_fixture_insert(&file, at, "tEXt", "a\0b", 3);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "tEXt", "c\0d", 3);
	fixture_decode(&codec_png, file.data, file.nbytes, &options, &d);
	encode_late(&d, 1, &out);
	png_fixture_list(&out, text, sizeof(text));
	assert_string_equal(text, "IHDR tEXt(3) IDAT tEXt(3) eXIf(8) IEND ");
	decoded_free(&d);
	bytes_free(&out);
	bytes_free(&file);
}

/* A chunk whose checksum is wrong gets no right one from us. */
static void
test_damaged_text(void **state)
{
	struct bytes file = {0}, out = {0};
	char text[256], warning[GM_ERROR_TEXT_BYTES];

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "tEXt", "a\0b", 3);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "tEXt", "c\0d", 3);
	file.data[PNG_AFTER_IHDR + 8] = 'x';
	convert(&file, &out, warning);
	assert_string_equal(warning, "tEXt: CRC error");
	png_fixture_list(&out, text, sizeof(text));
	assert_string_equal(text, "IHDR tEXt(3) IDAT IEND ");
	assert_memory_equal(png_fixture_payload(&out, "tEXt"), "a\0b", 3);
	bytes_free(&out);
	bytes_free(&file);
}

/* bKGD, which the library reads itself, is no reason to drop the next. */
static void
test_damaged_background(void **state)
{
	struct bytes file = {0}, out = {0};
	char text[256], warning[GM_ERROR_TEXT_BYTES];

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "tEXt", "a\0b", 3);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "bKGD", "\0\1\0\2\0\3", 6);
	file.data[PNG_AFTER_IHDR + 8] = 'x';
	convert(&file, &out, warning);
	assert_string_equal(warning, "bKGD: CRC error");
	png_fixture_list(&out, text, sizeof(text));
	assert_string_equal(text, "IHDR tEXt(3) IDAT IEND ");
	bytes_free(&out);
	bytes_free(&file);
}

/* What other formats say becomes chunks; see formats/png/png_chunks.h. */
static void
test_foreign(void **state)
{
	const struct conversion options = fixture_options();
	const struct image_info info = {1, 1, 1, 8, 8, 0};
	static const char exif[] = "MM\0*\0\0\0\10\0\0\0\0\0";
	struct metadata metadata = {0};
	struct bytes out = {0};
	struct decoded d = {0};
	struct gm_error err;
	struct bytes profile = {0};
	uint8_t row = 0;
	char text[256];

	(void)state;
	profile_fixture_gray(&profile);
	fixture_add(&metadata, METADATA_ICC, profile.data, profile.nbytes);
	bytes_free(&profile);
	fixture_add(&metadata, METADATA_EXIF, "no TIFF at all", 14);
	fixture_add(&metadata, METADATA_EXIF, exif, sizeof(exif));
	fixture_add(&metadata, METADATA_EXIF, exif, sizeof(exif) - 1);
	fixture_add(&metadata, METADATA_XMP, "<x/>", 4);
	fixture_add(&metadata, METADATA_IPTC, "\34\2\120\0\1a", 6);
	fixture_add(&metadata, METADATA_COMMENT, "ascii", 5);
	fixture_add(&metadata, METADATA_COMMENT, "latin \344", 7);
	fixture_add(&metadata, METADATA_COMMENT, "utf-8 \303\244", 8);
	fixture_add(&metadata, METADATA_COMMENT, "", 0);
	fixture_add(&metadata, METADATA_TEXT, "Author\0me", 9);
	fixture_add(&metadata, METADATA_TEXT, "no keyword", 10);
	fixture_add(&metadata, METADATA_RAW, "raw", 3);
	metadata_add(&metadata,
		     &(struct metadata_piece){.kind = METADATA_DENSITY,
					      .density = {1, 1, true}},
		     &err);
	metadata_add(&metadata,
		     &(struct metadata_piece){.kind = METADATA_DENSITY,
					      .density = {3937.4, 0.6, false}},
		     &err);
	assert_int_equal(fixture_encode(&codec_png, &info, &metadata, 0, &row,
					&out, &err),
			 GM_OK);
	png_fixture_list(&out, text, sizeof(text));
	assert_string_equal(
		strchr(text, ')') + 1,
		" eXIf(14) iTXt(26) tEXt(74) tEXt(13) tEXt(15) iTXt(20) "
		"tEXt(9) pHYs(9) IDAT IEND ");
	assert_memory_equal(png_fixture_payload(&out, "pHYs"),
			    "\0\0\17\141\0\0\0\1\1", 9);
	assert_memory_equal(png_fixture_payload(&out, "iTXt"),
			    "XML:com.adobe.xmp\0\0\0\0\0<x/>", 26);
	fixture_decode(&codec_png, out.data, out.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "");
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_XMP),
			    "<x/>");
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_COMMENT),
			    "ascii");
	decoded_free(&d);
	bytes_free(&out);
	metadata_free(&metadata);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_significant_bits),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_after_pixels),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_damaged_text),
		cmocka_unit_test(test_damaged_background),
	};

	return cmocka_run_group_tests_name("codec_png_chunks", tests,
					   scratch_enter, scratch_leave);
}
