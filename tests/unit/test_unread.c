/* SPDX-License-Identifier: MIT */
/* What is said of files that no codec takes, and which names are counted. */
#include "codec_fixture.h"
#include "formats/formats.h"
#include "formats/raw_maker.h"
#include "formats/unread.h"

struct known {
	const char *text;
	const char head[48];
};

static void
expect(const struct known *known, size_t nbytes)
{
	const uint8_t *head = (const uint8_t *)known->head;
	struct gm_error err = {0};

	assert_null(formats_by_content(head, nbytes));
	assert_int_equal(unread_fail(head, nbytes, &err), GM_ERR_FORMAT);
	assert_string_equal(err.text, known->text);
}

static void
heads_are_named(void **state)
{
	static const struct known known[] = {
		{"EXR is not read by this build", "\x76\x2f\x31\1"},
		{"CR3 is not read by this build", "\0\0\0\x18"
						  "ftypcrx \0\0\0\1"},
		{"not a picture but an MP4 or QuickTime video",
		 "\0\0\0\x18"
		 "ftypmp42\0\0\0\0"},
		{"not a picture of a known format", "FUJIFILM X-T5"},
		{"ORF is not read by this build", "IIRO\x08\0\0\0"},
		{"ORF is not read by this build", "IIRS\x08\0\0\0"},
		{"ORF is not read by this build", "MMOR\0\0\0\x08"},
		{"X3F is not read by this build", "FOVb\0\0\2\0"},
		{"MRW is not read by this build", "\0MRM\0\0\1\0"},
		{"EXR is not read by this build", "\x76\x2f\x31\x01\x02"},
		{"DDS is not read by this build", "DDS \x7c\0\0\0"},
		{"CRW is not read by this build", "II\x20\0\0\0HEAPCCDR"},
		{"SVG is not read by this build", "<svg xmlns='x'/>"},
		{"SVG is not read by this build",
		 "\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>"},
		{"not a picture but XML", "<?xml version='1.0'?><a/>"},
		{"not a picture but an HTML page",
		 "\r\n <!DOCTYPE HTML><svg/>"},
		{"not a picture but a PDF", "%PDF-1.7\n"},
		{"not a picture but a ZIP archive", "PK\3\4\x14"},
		{"not a picture but what a Mac knows of one (AppleDouble)",
		 "\0\5\x16\7\0\2\0\0Mac OS X"},
		{"Git LFS pointer: run git lfs pull",
		 "version https://git-lfs.github.com/spec/v1"},
		{"not a picture: its first 48 bytes are zero", ""},
		{"not a picture of a known format", "RIFF"},
		{"not a picture of a known format", "hello, world"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		expect(&known[i], sizeof(known[i].head));
}

/* A TIFF of one directory: the entry of a number, and who made it. */
struct tiff {
	const char *name; /* of the raw that it is, or NULL */
	const char *make;
	unsigned tag, value;
	bool is_big_endian;
};

static void
put(const struct tiff *tiff, uint8_t *p, unsigned size, uint32_t value)
{
	for (unsigned i = 0; i < size; i++) {
		unsigned at = tiff->is_big_endian ? size - 1 - i : i;

		p[i] = (uint8_t)(value >> 8 * at);
	}
}

static void
put_entry(const struct tiff *tiff, uint8_t *p, const uint32_t values[4])
{
	put(tiff, p, 2, values[0]);
	put(tiff, p + 2, 2, values[1]);
	put(tiff, p + 4, 4, values[2]);
	put(tiff, p + 8, 4, values[3]);
}

#define MAKE_AT 38u

static size_t
make_tiff(const struct tiff *tiff, uint8_t head[64])
{
	uint32_t n = (uint32_t)strlen(tiff->make) + 1;

	memset(head, 0, 64);
	memcpy(head, tiff->is_big_endian ? "MM" : "II", 2);
	put(tiff, head + 2, 2, 42);
	put(tiff, head + 4, 4, 8);
	put(tiff, head + 8, 2, 2);
	put_entry(tiff, head + 10, (uint32_t[]){tiff->tag, 4, 1, tiff->value});
	put_entry(tiff, head + 22, (uint32_t[]){271, 2, n, MAKE_AT});
	memcpy(head + MAKE_AT, tiff->make, n);
	return MAKE_AT + n;
}

/* Cut anywhere, and nothing is read beyond what there is. */
static void
expect_tiff(const struct tiff *tiff)
{
	uint8_t whole[64];
	size_t nbytes = make_tiff(tiff, whole);
	const char *name = NULL;

	for (size_t n = 4; n <= nbytes; n++) {
		uint8_t *head = malloc(n);

		assert_non_null(head);
		memcpy(head, whole, n);
		name = raw_maker_name(head, n);
		assert_int_equal(formats_by_content(head, n) == &codec_raw,
				 name != NULL);
		free(head);
	}
	if (tiff->name == NULL)
		assert_null(name);
	else
		assert_string_equal(name, tiff->name);
}

static void
cameras_are_told_by_the_first_directory(void **state)
{
	static const struct tiff known[] = {
		{"NEF", "NIKON CORPORATION", 254, 1, true},
		{"NEF", "NIKON CORPORATION", 254, 1, false},
		{"ARW", "SONY", 254, 1, false},
		{"PEF", "RICOH IMAGING", 262, 32803, true},
		{"PEF", "PENTAX", 262, 32803, true},
		{"DNG", "LEICA", 50706, 0x01040000, false},
		{"DNG", "PENTAX", 50706, 0x01040000, true},
		{NULL, "NIKON", 254, 0, true},
		{NULL, "SONY", 262, 2, false},
		{NULL, "Canon", 254, 1, false},
		{NULL, "Nik", 254, 1, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		expect_tiff(&known[i]);
}

/* Whatever is cut off, nothing is read beyond what there is. */
static void
short_heads_are_safe(void **state)
{
	static const char text[] = "version https://git-lfs.github.com/spec/v1";
	struct gm_error err;

	(void)state;
	for (size_t n = 1; n < sizeof(text); n++) {
		uint8_t *head = malloc(n);

		assert_non_null(head);
		memcpy(head, text, n);
		assert_int_equal(unread_fail(head, n, &err), GM_ERR_FORMAT);
		assert_int_equal(strstr(err.text, "git lfs pull") != NULL,
				 n >= sizeof(text) - 3);
		free(head);
	}
}

static void
pictures_are_counted_by_name(void **state)
{
	static const struct {
		const char *name, *extension;
	} known[] = {
		{"a.dds", "dds"}, {"a.DDS", "dds"},       {"a.ExR", "exr"},
		{"a.cr3", "cr3"}, {"x.exr/a.PCX", "pcx"}, {"a.pdf", NULL},
		{"a.html", NULL}, {"a.mp4", NULL},        {"a.ddsx", NULL},
		{"dds", NULL},    {"a.", NULL},           {"", NULL},
		{"a.zip", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		unsigned kind = unread_by_name(known[i].name);

		if (known[i].extension == NULL)
			assert_int_equal(kind, 0);
		else
			assert_string_equal(unread_extension(kind),
					    known[i].extension);
	}
}

/* A format that gets a codec leaves the table. */
static void
what_is_read_is_not_listed(void **state)
{
	const struct codec *const *table = formats_all();
	char name[32];

	(void)state;
	for (size_t i = 0; table[i] != NULL; i++) {
		const char *const *extension = table[i]->extensions;

		for (; *extension != NULL; extension++) {
			snprintf(name, sizeof(name), "x.%s", *extension);
			assert_int_equal(unread_by_name(name), 0);
		}
	}
	assert_null(unread_extension(0));
	assert_null(unread_extension(UNREAD_MAX + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_are_named),
		cmocka_unit_test(cameras_are_told_by_the_first_directory),
		cmocka_unit_test(short_heads_are_safe),
		cmocka_unit_test(pictures_are_counted_by_name),
		cmocka_unit_test(what_is_read_is_not_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
