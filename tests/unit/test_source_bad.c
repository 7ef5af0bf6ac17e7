/* SPDX-License-Identifier: MIT */
/* Files that are left to another way. */
#include "source_fixture.h"

static const struct png_recipe gray = {PNG_COLOR_TYPE_GRAY, 8, false, false};
static const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
static const struct png_recipe indexed = {PNG_COLOR_TYPE_PALETTE, 4, false,
					  false};

/* A file with a chunk of each sort. */
static void
make_full(struct bytes *file)
{
	png_fixture_make(&indexed, file);
	png_fixture_insert(file, chunk_fixture_find(file, "IDAT", 0), "bKGD",
			   "\17", 1);
	png_fixture_insert(file, PNG_AFTER_IHDR, "gAMA", "\0\0\261\217", 4);
	png_fixture_insert(file, PNG_AFTER_IHDR, "tEXt", "a\0b", 3);
	png_fixture_insert(file, PNG_AFTER_IHDR, "prVT", "abc", 3);
	png_fixture_insert(file, file->nbytes - PNG_IEND_BYTES, "tEXt", "c\0d",
			   3);
}

static void
test_crc(void **state)
{
	static struct source source;
	struct bytes file = {0};
	unsigned n = 0;

	(void)state;
	make_full(&file);
	source_fixture_take(&source, &file);
	for (size_t at = 8; at < file.nbytes; n++) {
		at += 12 + png_get_uint_32(file.data + at);
		for (size_t i = 1; i <= 4; i++) {
			file.data[at - i] ^= 0x10;
			source_fixture_refuse(&file);
			file.data[at - i] ^= 0x10;
		}
	}
	assert_int_equal(n, 9);
	bytes_free(&file);
}

static void
test_truncated(void **state)
{
	struct bytes file = {0};

	(void)state;
	make_full(&file);
	for (file.nbytes--; file.nbytes > 0; file.nbytes--)
		source_fixture_refuse(&file);
	source_fixture_refuse(&file);
	bytes_free(&file);
}

/* A file of the recipe with one more chunk before another. */
static void
refuse_with(const struct png_recipe *recipe, const char *before,
	    const char *type, const void *data, uint32_t nbytes)
{
	struct bytes file = {0};

	png_fixture_make(recipe, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, before, 0), type,
			   data, nbytes);
	source_fixture_refuse(&file);
	bytes_free(&file);
}

static void
test_critical(void **state)
{
	(void)state;
	refuse_with(&color, "IDAT", "ABCD", "12", 2);
	refuse_with(&color, "IEND", "ABCd", "12", 2);
	refuse_with(&color, "IHDR", "CgBI", "1234", 4);
	refuse_with(&color, "IHDR", "tEXt", "a\0b", 3);
	refuse_with(&color, "IDAT", "IHDR", "\0\0\0\1\0\0\0\1\10\2\0\0\0", 13);
	refuse_with(&color, "IDAT", "IEND", NULL, 0);
	refuse_with(&color, "IEND", "IEND", "1", 1);
}

static void
test_another_way(void **state)
{
	(void)state;
	refuse_with(&color, "IDAT", "tRNS", "\0\1\0\2\0\3", 6);
	refuse_with(&gray, "IDAT", "tRNS", "\0\1\0", 3);
	refuse_with(&gray, "IDAT", "tRNS", "\1\1", 2);
	refuse_with(&gray, "IEND", "tRNS", "\0\1", 2);
	refuse_with(&indexed, "IDAT", "tRNS", "", 0);
	refuse_with(&indexed, "IDAT", "tRNS", "0123456789abcdef", 17);
	refuse_with(&indexed, "PLTE", "tRNS", "\0\1", 2);
	refuse_with(&indexed, "IEND", "tRNS", "\0\1", 2);
	refuse_with(&color, "IDAT", "acTL", "\0\0\0\2\0\0\0\0", 8);
	refuse_with(&gray, "IDAT", "acTL", "\0\0\0\1\0\0\0\0", 8);
}

static void
test_header(void **state)
{
	struct bytes file = {0};

	(void)state;
	for (size_t nbytes = 0; nbytes < 20; nbytes++) {
		static const uint8_t header[20] = {0, 0, 0, 1, 0, 0, 0,
						   1, 8, 7, 0, 0, 0};

		file.nbytes = 0;
		bytes_append(&file, CHUNK_FIXTURE_SIGNATURE, 8,
			     &(struct gm_error){0});
		chunk_fixture_add(&file, "IHDR", header, nbytes);
		chunk_fixture_add(&file, "IDAT", "abc", 3);
		chunk_fixture_end(&file);
		source_fixture_refuse(&file);
	}
	bytes_free(&file);
}

static void
test_palette(void **state)
{
	static const uint8_t colors[257 * 3];
	static const uint32_t lengths[] = {0, 1, 2, 4, 47, 17 * 3, 257 * 3};
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&indexed, &file);
	chunk_fixture_remove(&file, chunk_fixture_find(&file, "PLTE", 0));
	source_fixture_refuse(&file);
	bytes_free(&file);
	refuse_with(&indexed, "IDAT", "PLTE", colors, 3);
	refuse_with(&indexed, "IEND", "PLTE", colors, 3);
	refuse_with(&color, "IEND", "PLTE", colors, 3);
	refuse_with(&gray, "IDAT", "PLTE", colors, 3);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		png_fixture_make(&indexed, &file);
		chunk_fixture_remove(&file, PNG_AFTER_IHDR);
		png_fixture_insert(&file, PNG_AFTER_IHDR, "PLTE", colors,
				   lengths[i]);
		source_fixture_refuse(&file);
		bytes_free(&file);
	}
	refuse_with(&color, "IDAT", "PLTE", colors, 257 * 3);
}

static void
test_background(void **state)
{
	(void)state;
	refuse_with(&indexed, "PLTE", "bKGD", "\1", 1);
	refuse_with(&indexed, "IDAT", "bKGD", "\20", 1);
	refuse_with(&indexed, "IDAT", "bKGD", "\0\1", 2);
	refuse_with(&indexed, "IEND", "bKGD", "\1", 1);
	refuse_with(&color, "IDAT", "bKGD", "\1", 1);
	refuse_with(&color, "IDAT", "bKGD", "\0\1\0\1\0\1\0", 7);
	refuse_with(&color, "IEND", "bKGD", "\0\1\0\1\0\1", 6);
	refuse_with(&gray, "IDAT", "bKGD", "\1", 1);
	refuse_with(&gray, "IEND", "bKGD", "\0\1", 2);
}

/* The library finds no such colour and says so. */
static void
test_background_out_of_range(void **state)
{
	const struct png_recipe two = {PNG_COLOR_TYPE_GRAY, 2, false, false};

	(void)state;
	refuse_with(&color, "IDAT", "bKGD", "\1\1\0\1\0\1", 6);
	refuse_with(&color, "IDAT", "bKGD", "\0\1\0\1\1\1", 6);
	refuse_with(&gray, "IDAT", "bKGD", "\1\0", 2);
	refuse_with(&two, "IDAT", "bKGD", "\0\4", 2);
}

/* As the library wants it: a palette first, then what may name it. */
static void
test_background_before_palette(void **state)
{
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "PLTE", "123", 3);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "bKGD", "\0\1\0\1\0\1", 6);
	source_fixture_refuse(&file);
	bytes_free(&file);
}

/* For each channel, 1 to all of its bits. */
static void
test_significant_bits(void **state)
{
	(void)state;
	refuse_with(&gray, "IDAT", "sBIT", "\0", 1);
	refuse_with(&gray, "IDAT", "sBIT", "\11", 1);
	refuse_with(&gray, "IDAT", "sBIT", "\5\5", 2);
}

static void
test_twice(void **state)
{
	static const struct {
		const char *type, *data;
		uint32_t nbytes;
		const char *second_before;
	} chunks[] = {
		{"gAMA", "\0\0\261\217", 4, "IDAT"},
		{"pHYs", "\0\0\0\1\0\0\0\1\0", 9, "IDAT"},
		{"sRGB", "\0", 1, "IDAT"},
		{"tIME", "\7\346\1\1\0\0\0", 7, "IEND"},
		{"eXIf", "II*\0\10\0\0\0", 8, "IEND"},
		{"bKGD", "\0\1", 2, "IDAT"},
	};
	static struct source source;
	struct bytes file = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		file.nbytes = 0;
		png_fixture_make(&gray, &file);
		png_fixture_insert(&file, PNG_AFTER_IHDR, chunks[i].type,
				   chunks[i].data, chunks[i].nbytes);
		source_fixture_take(&source, &file);
		png_fixture_insert(
			&file,
			chunk_fixture_find(&file, chunks[i].second_before, 0),
			chunks[i].type, chunks[i].data, chunks[i].nbytes);
		source_fixture_refuse(&file);
	}
	bytes_free(&file);
}

static void
test_pixels(void **state)
{
	struct bytes file = {0};

	(void)state;
	/* In two places. */
	png_fixture_make(&gray, &file);
	png_fixture_insert(&file, file.nbytes - PNG_IEND_BYTES, "tEXt", "a\0b",
			   3);
	png_fixture_insert(&file, file.nbytes - PNG_IEND_BYTES, "IDAT", "a", 1);
	source_fixture_refuse(&file);
	/* In none. */
	chunk_fixture_remove(&file, chunk_fixture_find(&file, "IDAT", 1));
	chunk_fixture_remove(&file, chunk_fixture_find(&file, "IDAT", 0));
	source_fixture_refuse(&file);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crc),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_critical),
		cmocka_unit_test(test_another_way),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_background_out_of_range),
		cmocka_unit_test(test_background_before_palette),
		cmocka_unit_test(test_significant_bits),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_pixels),
	};

	return cmocka_run_group_tests_name("source_bad", tests, scratch_enter,
					   scratch_leave);
}
