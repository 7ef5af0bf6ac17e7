/* SPDX-License-Identifier: MIT */
#include "formats/png/png_raw_profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

/* Of the piece that was taken last. */
static uint8_t value[64];
static size_t value_nbytes;
static const char *home;
static bool has_iptc; /* of the file */

/* What becomes of such a chunk: METADATA_RAW is what it was. */
static enum metadata_kind
take(const char *type, const void *payload, size_t nbytes,
     struct bytes *profile)
{
	uint8_t *copy = malloc(nbytes + (nbytes == 0));
	struct metadata_piece piece = {.kind = METADATA_RAW,
				       .home = "PNG",
				       .data = copy,
				       .nbytes = nbytes};
	struct gm_error err = {0};

	assert_non_null(copy);
	memcpy(copy, payload, nbytes);
	memcpy(piece.tag, type, 4);
	assert_int_equal(png_raw_profile_take(&piece, &has_iptc, profile, &err),
			 GM_OK);
	if (piece.kind == METADATA_RAW) {
		assert_ptr_equal(piece.data, copy);
		assert_memory_equal(piece.tag, type, 4);
	} else {
		if (piece.data != copy) {
			assert_int_equal(piece.nbytes, piece.value_nbytes);
			assert_ptr_equal(piece.data, piece.value);
		}
		home = piece.home;
		value_nbytes = piece.value_nbytes;
		memcpy(value, piece.value, piece.value_nbytes);
	}
	if (piece.kind == METADATA_EXIF) {
		assert_memory_equal(piece.tag, "eXIf", 4);
		assert_string_equal(piece.home, "PNG");
	}
	free(copy);
	return piece.kind;
}

/* A payload of zTXt. */
static size_t
zip(const char *keyword, const char *text, uint8_t payload[512])
{
	size_t n = strlen(keyword) + 1;
	uLongf room = 512 - (uLongf)n - 1;

	memcpy(payload, keyword, n);
	payload[n] = 0;
	assert_int_equal(compress(payload + n + 1, &room, (const Bytef *)text,
				  strlen(text)),
			 Z_OK);
	return n + 1 + room;
}

static const char exif_text[] =
	"\nexif\n      14\n457869660000\n49492A0008000000\n";

static void
exif_is_found(void **state)
{
	static const char plain[] = "Raw profile type exif\0"
				    "\nexif\n      14\n45786966 0000"
				    "49492A0008000000";
	struct bytes profile = {0};
	uint8_t zipped[512];
	size_t n = zip("Raw profile type APP1", exif_text, zipped);

	(void)state;
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_EXIF);
	assert_int_equal(value_nbytes, 8);
	assert_memory_equal(value, "II*\0\10\0\0\0", 8);
	assert_int_equal(take("tEXt", plain, sizeof(plain) - 1, &profile),
			 METADATA_EXIF);
	assert_int_equal(value_nbytes, 8);
	assert_memory_equal(value, "II*\0\10\0\0\0", 8);
	/* The chunk's type counts. */
	assert_int_equal(take("iTXt", zipped, n, &profile), METADATA_RAW);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(take("zTXt", zipped, i, &profile),
				 METADATA_RAW);
	bytes_free(&profile);
}

/* With a thumbnail among them IPTC is all that is left of the piece. */
static void
resources_are_found(void **state)
{
	static const char iptc[] = "3842494d 0404 0000 00000002 1c02";
	static const char both[] = "3842494d 040c 0000 00000000"
				   "3842494d 0404 0000 00000002 1c02";
	static const char other[] = "3842494d 0409 0000 00000000";
	struct bytes profile = {0};
	uint8_t zipped[512];
	char text[256];
	size_t n;

	(void)state;
	snprintf(text, sizeof(text), "\n8bim\n 26\n%s\n", both);
	n = zip("Raw profile type 8bim", text, zipped);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_IPTC);
	assert_int_equal(value_nbytes, 2);
	assert_memory_equal(value, "\34\2", 2);
	/* Of IPTC there is one; a thumbnail goes all the same. */
	assert_true(has_iptc);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_IPTC);
	snprintf(text, sizeof(text), "\n8bim\n 14\n%s\n", iptc);
	n = zip("Raw profile type iptc", text, zipped);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_RAW);
	n = zip("Raw profile type 8bim", text, zipped);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_RAW);
	has_iptc = false;
	n = zip("Raw profile type iptc", text, zipped);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_IPTC);
	assert_string_equal(home, "PNG");
	assert_int_equal(value_nbytes, 2);
	assert_memory_equal(value, "\34\2", 2);
	/* Another one, and none of the two. */
	n = zip("Raw profile type iptc",
		"\niptc\n 12\n3842494d 0408 0000 00000000\n", zipped);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_RAW);
	/* A thumbnail, and no IPTC. */
	snprintf(text, sizeof(text), "\n8bim\n 12\n%s\n", other);
	n = zip("Raw profile type 8bim", text, zipped);
	assert_int_equal(take("zTXt", zipped, n, &profile), METADATA_IPTC);
	assert_null(home);
	assert_int_equal(value_nbytes, 0);
	bytes_free(&profile);
}

static void
malformed_is_none(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"\nexif\n",
		"\nexif\n 15\n457869660000494942A0008000",
		"\nexif\n99999999999999999999\n49492A00",
		"\nexif\n8\n49492B0008000000\n",
		"\nexif\n0\n\n",
		"exif",
		"\nexif\nx\n49492A0008000000\n",
	};
	struct bytes profile = {0};
	uint8_t zipped[512];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		size_t n = zip("Raw profile type exif", texts[i], zipped);

		assert_int_equal(take("zTXt", zipped, n, &profile),
				 METADATA_RAW);
	}
	assert_int_equal(
		take("tEXt", "Raw profile type xmp\0\nxmp", 25, &profile),
		METADATA_RAW);
	bytes_free(&profile);
}

/* What a small stream makes has an end. */
static void
a_bomb_is_none(void **state)
{
	static const char keyword[] = "Raw profile type exif\0";
	const size_t n = 64u << 20;
	uLongf room = compressBound(n);
	uint8_t *text = malloc(n), *payload = malloc(sizeof(keyword) + room);
	struct bytes profile = {0};

	(void)state;
	assert_non_null(text);
	assert_non_null(payload);
	memset(text, '0', n);
	memcpy(payload, keyword, sizeof(keyword));
	assert_int_equal(compress(payload + sizeof(keyword), &room, text, n),
			 Z_OK);
	assert_int_equal(
		take("zTXt", payload, sizeof(keyword) + room, &profile),
		METADATA_RAW);
	assert_true(profile.capacity < 2 * PNG_RAW_PROFILE_MAX_NBYTES);
	bytes_free(&profile);
	free(payload);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exif_is_found),
		cmocka_unit_test(resources_are_found),
		cmocka_unit_test(malformed_is_none),
		cmocka_unit_test(a_bomb_is_none),
	};

	return cmocka_run_group_tests_name("png_raw_profile", tests, NULL,
					   NULL);
}
