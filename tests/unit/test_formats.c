/* SPDX-License-Identifier: MIT */
/*
 * The list: which codec knows which head and which name, and what it says of
 * itself.  With --table, what README says of it.
 */
#include "codec_fixture.h"
#include "formats/formats.h"
#include "modules_linked.h"
#include "scratch.h"

static void
names_are_told_by_extension(void **state)
{
	static const struct {
		const char *name;
		const char *codec; /* NULL: none */
	} known[] = {
		{"a.jpg", "JPEG"},    {"a.JPEG", "JPEG"},
		{"a.png", "PNG"},     {"a.bmp", "BMP"},
		{"a.dib", "BMP"},     {"a.tga", "TGA"},
		{"a.gif", "GIF"},     {"a.psd", "PSD"},
		{"a.psb", "PSD"},     {"a.hdr", "HDR"},
		{"a.pic", "PIC"},     {"a.pnm", "PNM"},
		{"a.ppm", "PNM"},     {"a.pgm", "PNM"},
		{"a.pbm", "PNM"},     {"a.pam", "PNM"},
		{"a.pfm", "PFM"},     {"x.jpg/a.GiF", "GIF"},
		{"a.avifs", "AVIF"},  {"a.webp", "WebP"},
		{"a.png.tga", "TGA"}, {"a.ico", "ICO"},
		{"a.cur", "ICO"},     {"a.ras", "Sun"},
		{"a.sun", "Sun"},     {"a.ff", "Farbfeld"},
		{"a.jxl", "JXL"},     {"a.tif", "TIFF"},
		{"a.TIFF", "TIFF"},   {"a.jp2", "JP2"},
		{"a.j2k", "JP2"},     {"a.nef", "RAW"},
		{"a.DNG", "RAW"},     {"a.jpgx", NULL},
		{"a.jp", NULL},       {"jpg", NULL},
		{"x.jpg/a", NULL},    {"a.", NULL},
		{"", NULL},           {"a.jpg ", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct codec *codec = formats_by_name(known[i].name);

		if (known[i].codec == NULL)
			assert_null(codec);
		else
			assert_string_equal(codec->name, known[i].codec);
	}
}

static void
heads_are_told_by_content(void **state)
{
	static const struct {
		const char *codec;
		const char head[40];
	} known[] = {
		{"JPEG", "\xff\xd8\xff\xe0"},
		{"PNG", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"},
		{"BMP", "BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"},
		{"GIF", "GIF89a\1\0\1\0\0\0\0"},
		{"PSD", "8BPS\0\1\0\0\0\0\0\0\0\3"},
		{"HDR", "#?RADIANCE\n"},
		{"HDR", "#?RGBE\n"},
		{"PNM", "P6 1 1 255\n"},
		{"PNM", "P7\nWIDTH 1"},
		{"PFM", "Pf\n1 1"},
		{"WebP", "RIFF\x24\0\0\0WEBPVP8 "},
		{"AVIF", "\0\0\0\x1c"
			 "ftypavif"},
		{"AVIF", "\0\0\0\x18"
			 "ftypmif1\0\0\0\0miafavis"},
		{"PFM", "PF\r\n640 480"},
		{"ICO", "\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0"},
		{"ICO", "\0\0\2\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0"},
		{"Sun", "\x59\xa6\x6a\x95\0\0\0\1"},
		{"RAW", "II*\0\x10\0\0\0CR\2\0"},
		{"RAW", "IIU\0\x18\0\0\0"},
		{"JP2", "\0\0\0\x0cjP  \r\n\x87\n"},
		{"JP2", "\xff\x4f\xff\x51\0\x29"},
		{"TIFF", "II*\0\x08\0\0\0\0\0"},
		{"TIFF", "MM\0*\0\0\0\x08\0\0"},
		{"TIFF", "II+\0\x08\0\0\0\x10\0"},
		{"TIFF", "MM\0+\0\x08\0\0\0\0"},
		{"Farbfeld", "farbfeld\0\0\0\1"},
		{"JXL", "\xff\x0a\x7f\xc0"},
		{"JXL", "\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14"},
		{"TGA", "\0\0\1\0\0\xd4\0\x20\0\0\0\0\x30\0\x30\0\x08"
			"\0\0\0\xe5\xff"},
		{"TGA", "\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\x18"},
		{"TGA", "\0\1\x09\0\0\2\0\x18\0\0\0\0\1\0\1\0\x08"},
		{"TGA", "\0\0\x0b\0\0\0\0\0\0\0\0\0\1\0\1\0\x10\x08"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct codec *codec = formats_by_content(
			(const uint8_t *)known[i].head, sizeof(known[i].head));

		assert_non_null(codec);
		assert_string_equal(codec->name, known[i].codec);
	}
}

static void
pic_is_told_by_two_marks(void **state)
{
	uint8_t head[104] = {0x53, 0x80, 0xf6, 0x34};

	(void)state;
	assert_null(formats_by_content(head, sizeof(head)));
	memcpy(head + 88, "PICT", 4);
	assert_string_equal(formats_by_content(head, sizeof(head))->name,
			    "PIC");
}

static void
other_heads_are_no_picture(void **state)
{
	static const char *const heads[] = {
		"hello, world, this is some plain text that goes on",
		"RIFF\x24\0\0\0WAVEfmt and samples of sound",
		"PK\3\4 a zip archive and what else may follow here",
		"P8 1 1 255\n and so on, which is no portable any-map",
		"PF means many things, but this is no map of floats",
		"BM, or so the text begins, but it is not a bitmap!",
		"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0\x68\4\0\0\x16\0\0\0",
		/* a TGA but for: type, width, depth, interleaving */
		"\0\0\4\0\0\0\0\0\0\0\0\0\1\0\1\0\x18",
		"\0\0\2\0\0\0\0\0\0\0\0\0\0\0\1\0\x18",
		"\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\x17",
		"\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\x18\x40",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		uint8_t head[64] = {0};

		/* No head of this list is shorter than 18 bytes. */
		memcpy(head, heads[i], 18);
		assert_null(formats_by_content(head, sizeof(head)));
	}
}

/* Whatever is cut off, no sniffer reads beyond what there is. */
static void
short_heads_are_safe(void **state)
{
	static const char head[] = "BM8BPGIF89a#?RADIANCEP7";

	(void)state;
	assert_null(formats_by_content((const uint8_t *)"", 0));
	for (size_t from = 0; from + 2 <= sizeof(head); from++) {
		for (size_t n = 0; n <= 2; n++) {
			uint8_t copy[2];

			memcpy(copy, head + from, n);
			assert_null(formats_by_content(copy, n));
		}
	}
}

/* With all modules that this build has; others have a row alone. */
static void
check_operations(const struct codec *codec)
{
	const struct codec_reader *reader = codec->reader;
	const struct codec_writer *writer = codec->writer;

	assert_true(reader->open != NULL && reader->rows != NULL &&
		    reader->finish != NULL && reader->close != NULL);
	if (reader->next_frame != NULL)
		assert_true(codec->can.frames);
	assert_int_equal(writer != NULL, codec_is_written(codec));
	if (writer == NULL)
		return;
	assert_true(writer->open != NULL && writer->rows != NULL &&
		    writer->finish != NULL && writer->close != NULL);
	if (codec->can.frames)
		assert_non_null(writer->next_frame);
}

static void
every_codec_is_complete(void **state)
{
	const struct codec *const *table = formats_all();
	size_t n = 0;

	(void)state;
	for (; table[n] != NULL; n++) {
		const struct codec *codec = table[n];

		assert_true(strlen(codec->name) <= 8);
		assert_non_null(codec->extensions[0]);
		assert_true(codec->sniff != NULL);
		assert_in_range(codec->effort, 1, 100);
		if (codec->module == NULL || codec->reader != NULL)
			check_operations(codec);
		if (codec->becomes != NULL) {
			assert_null(codec->becomes->module);
			assert_true(codec_is_written(codec->becomes));
		}
	}
	assert_true(n >= 9);
	assert_string_equal(codec_png.name, "PNG");
	assert_non_null(codec_png.writer->open);
	assert_string_equal(table[n - 1]->name, "TGA");
}

/* A row of samples that are neither 0 nor, read as alpha, invisible. */
static bool
can_write(const struct codec *codec, uint32_t channels, uint32_t bits)
{
	const struct image_info info = {1, 1, channels, bits, bits, 0};
	const struct metadata none = {0};
	uint32_t row[2] = {0x01010101, 0x01010101};
	struct bytes file = {0};
	struct gm_error err = {0};
	struct conversion conversion = fixture_options();
	struct decoded d = {0};
	bool has_all = fixture_encode_with(codec, &info, &none, &conversion,
					   row, &file, &err) == GM_OK;

	if (has_all) {
		fixture_decode(codec, file.data, file.nbytes, &conversion, &d);
		has_all = d.status == GM_OK && d.dec.info.bits == bits &&
			  d.dec.info.channels % 2 == channels % 2;
		decoded_free(&d);
	}
	bytes_free(&file);
	return has_all;
}

static void
what_a_codec_can_is_true(void **state)
{
	(void)state;
	for (unsigned i = 0; formats_all()[i] != NULL; i++) {
		const struct codec *codec = formats_all()[i];

		if (codec->writer == NULL)
			continue;
		if (codec->can.depth16 != can_write(codec, 1, 16))
			fail_msg("%s: 16 bits", codec->name);
		if (codec->can.alpha != can_write(codec, 2, 8))
			fail_msg("%s: alpha", codec->name);
	}
}

static void
every_format_has_a_number(void **state)
{
	unsigned n = 0;

	(void)state;
	for (; formats_all()[n] != NULL; n++) {
		assert_int_equal(formats_number(formats_all()[n]), n + 1);
		assert_ptr_equal(formats_by_number(n + 1), formats_all()[n]);
	}
	assert_null(formats_by_number(0));
	assert_null(formats_by_number(n + 1));
	assert_int_equal(formats_number(NULL), 0);
}

static void
what_is_read_only_is_written_as_png(void **state)
{
	(void)state;
	assert_ptr_equal(formats_written_as(&codec_jpeg), &codec_jpeg);
	/* By its direct way alone. */
	assert_ptr_equal(formats_written_as(&codec_gif), &codec_gif);
	assert_ptr_equal(formats_written_as(&codec_psd), &codec_png);
	assert_ptr_equal(formats_written_as(&codec_raw), &codec_jpeg);
}

static const char *
mark(bool has)
{
	return has ? "x" : "";
}

static const char *
find_depth(const struct codec_can *can)
{
	if (can->floats)
		return can->depth16 ? "x, floats" : "floats";
	return mark(can->depth16);
}

/* Metadata that are read, and written when other formats say them. */
static const char *
find_ways(const struct codec_can *can, enum metadata_kind kind)
{
	static const char *const ways[] = {"", "r", "w", "rw"};

	return ways[(can->tells >> kind & 1) | (can->holds >> kind & 1) << 1];
}

/* Where there is no EXIF, the pixels are turned; some formats say themselves
   how they are to be. */
static const char *
find_orientation(const struct codec *codec)
{
	if (codec == &codec_heif)
		return "upright";
	if (!codec_is_written(codec) || (codec->can.holds >> METADATA_EXIF & 1))
		return find_ways(&codec->can, METADATA_EXIF);
	return "turned";
}

static void
print_table(void)
{
	static const enum metadata_kind kinds[] = {
		METADATA_ICC,     METADATA_EXIF,    METADATA_XMP,
		METADATA_IPTC,    METADATA_COMMENT, METADATA_TEXT,
		METADATA_DENSITY,
	};

	for (unsigned i = 0; formats_all()[i] != NULL; i++) {
		const struct codec *codec = formats_all()[i];
		const struct codec_can *can = &codec->can;

		printf("| %s |", codec->name);
		for (unsigned j = 0; codec->extensions[j] != NULL; j++)
			printf(" %s", codec->extensions[j]);
		printf(" | %s | %s | %s | %s |",
		       formats_written_as(codec)->name, find_depth(can),
		       mark(can->alpha), mark(can->frames));
		for (unsigned j = 0; j < sizeof(kinds) / sizeof(kinds[0]); j++)
			printf(" %s |", find_ways(can, kinds[j]));
		printf(" %s |\n", find_orientation(codec));
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_told_by_extension),
		cmocka_unit_test(heads_are_told_by_content),
		cmocka_unit_test(pic_is_told_by_two_marks),
		cmocka_unit_test(other_heads_are_no_picture),
		cmocka_unit_test(short_heads_are_safe),
		cmocka_unit_test(every_codec_is_complete),
		cmocka_unit_test(what_a_codec_can_is_true),
		cmocka_unit_test(every_format_has_a_number),
		cmocka_unit_test(what_is_read_only_is_written_as_png),
	};

	modules_linked_use();
	if (argc == 2 && strcmp(argv[1], "--table") == 0) {
		print_table();
		return 0;
	}
	return cmocka_run_group_tests_name("formats", tests, scratch_enter,
					   scratch_leave);
}
