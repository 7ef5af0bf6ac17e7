/* SPDX-License-Identifier: MIT */
#include "formats/png/png_profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "base/bytes.h"
#include "base/octets.h"

/* The payload of an iCCP: name, 0, method, and a profile of that space. */
static void
make(struct bytes *payload, const char *name, uint8_t method, const char *space,
     size_t profile_nbytes, size_t said_nbytes)
{
	uint8_t profile[300] = {0}, packed[400];
	uLongf n = sizeof(packed);
	struct gm_error err;

	for (size_t i = 0; i < sizeof(profile); i++)
		profile[i] = (uint8_t)(i * i);
	memcpy(profile + 16, space, 4);
	octets_put_u32be(profile, (uint32_t)said_nbytes);
	assert_int_equal(compress(packed, &n, profile, profile_nbytes), Z_OK);
	payload->nbytes = 0;
	bytes_append(payload, name, strlen(name) + 1, &err);
	bytes_append(payload, &method, 1, &err);
	bytes_append(payload, packed, n, &err);
}

static void
read_piece(const struct bytes *payload, struct bytes *profile,
	   struct metadata_piece *piece)
{
	struct gm_error err;

	*piece = (struct metadata_piece){.data = payload->data,
					 .nbytes = payload->nbytes,
					 .part = 1,
					 .n_parts = 1};
	assert_int_equal(png_profile_read(piece, profile, &err), GM_OK);
}

static void
expect(const struct bytes *payload, const char *space, size_t nbytes)
{
	struct bytes profile = {0};
	struct metadata_piece piece;

	read_piece(payload, &profile, &piece);
	assert_int_equal(piece.value_nbytes, nbytes);
	assert_memory_equal(piece.value + 16, space, 4);
	assert_int_equal(piece.value[15], 225);
	assert_int_equal(piece.n_parts, 1);
	bytes_free(&profile);
}

static void
expect_untold(const struct bytes *payload)
{
	struct bytes profile = {0};
	struct metadata_piece piece;

	read_piece(payload, &profile, &piece);
	assert_null(piece.value);
	assert_int_equal(piece.value_nbytes, 0);
	assert_int_equal(piece.n_parts, 0);
	bytes_free(&profile);
}

static const char name_of_79[] = "1234567890123456789012345678901234567890"
				 "123456789012345678901234567890123456789";

static void
test_space(void **state)
{
	struct bytes payload = {0};

	(void)state;
	make(&payload, "name", 0, "GRAY", 300, 300);
	expect(&payload, "GRAY", 300);
	make(&payload, "name", 0, "RGB ", 300, 300);
	expect(&payload, "RGB ", 300);
	make(&payload, "name", 0, "gray", 300, 300);
	expect(&payload, "gray", 300);
	/* The header alone. */
	make(&payload, "n", 0, "GRAY", 128, 128);
	expect(&payload, "GRAY", 128);
	make(&payload, name_of_79, 0, "GRAY", 300, 300);
	expect(&payload, "GRAY", 300);
	bytes_free(&payload);
}

static void
test_malformed(void **state)
{
	struct bytes payload = {0};
	char name_of_80[81];

	(void)state;
	expect_untold(&payload);
	make(&payload, "name", 1, "GRAY", 300, 300);
	expect_untold(&payload);
	make(&payload, "name", 0, "GRAY", 299, 300);
	expect_untold(&payload);
	make(&payload, "name", 0, "GRAY", 300, 3);
	expect_untold(&payload);
	make(&payload, "name", 0, "GRAY", 300, PNG_PROFILE_MAX_NBYTES + 1);
	expect_untold(&payload);
	snprintf(name_of_80, sizeof(name_of_80), "%s0", name_of_79);
	make(&payload, name_of_80, 0, "GRAY", 300, 300);
	expect_untold(&payload);
	/* Cut in what makes it; its checksum is not looked at. */
	make(&payload, "name", 0, "GRAY", 300, 300);
	payload.nbytes -= 4;
	expect(&payload, "GRAY", 300);
	for (payload.nbytes -= 20; payload.nbytes > 0; payload.nbytes--)
		expect_untold(&payload);
	make(&payload, "name", 0, "GRAY", 300, 300);
	payload.data[8] ^= 0xff;
	expect_untold(&payload);
	bytes_free(&payload);
}

static void
test_made(void **state)
{
	struct bytes profile = {0}, payload = {0};
	struct metadata metadata = {0};
	uint8_t back[300];
	uLongf n = sizeof(back);
	struct gm_error err;

	(void)state;
	for (unsigned i = 0; i < sizeof(back); i++)
		bytes_append(&profile, &(uint8_t){(uint8_t)(i * i)}, 1, &err);
	memcpy(profile.data + 16, "GRAY", 4);
	octets_put_u32be(profile.data, sizeof(back));
	metadata_add(&metadata,
		     &(struct metadata_piece){.kind = METADATA_ICC,
					      .value = profile.data,
					      .value_nbytes = profile.nbytes,
					      .part = 1,
					      .n_parts = 1},
		     &err);
	assert_true(png_profile_make(&metadata, 0, &payload, &err));
	metadata_free(&metadata);
	expect(&payload, "GRAY", sizeof(back));
	assert_memory_equal(payload.data, "ICC profile\0", 13);
	assert_int_equal(
		uncompress(back, &n, payload.data + 13, payload.nbytes - 13),
		Z_OK);
	assert_int_equal(n, sizeof(back));
	assert_memory_equal(back, profile.data, sizeof(back));
	bytes_free(&payload);
	bytes_free(&profile);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_space),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_made),
	};

	return cmocka_run_group_tests_name("png_profile", tests, NULL, NULL);
}
