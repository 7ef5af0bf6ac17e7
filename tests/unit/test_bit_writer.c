/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/bit_writer.h"

#include "codec_fixture.h"
#include "scratch.h"

/* The same bits, one character each. */
struct naive {
	char *bits;
	size_t n;
};

static void
naive_put(struct naive *naive, uint64_t value, unsigned nbits)
{
	while (nbits-- > 0)
		naive->bits[naive->n++] = (char)('0' + (value >> nbits & 1));
}

/* To bytes, padded with ones, with a zero behind each 0xff. */
static void
naive_end(struct naive *naive, struct bytes *bytes)
{
	struct gm_error err;

	while (naive->n % 8 != 0)
		naive->bits[naive->n++] = '1';
	for (size_t i = 0; i < naive->n; i += 8) {
		unsigned byte = 0;
		uint8_t stuffed[2] = {0};

		for (unsigned j = 0; j < 8; j++)
			byte = byte << 1 | (naive->bits[i + j] == '1');
		stuffed[0] = (uint8_t)byte;
		bytes_append(bytes, stuffed, byte == 0xff ? 2 : 1, &err);
	}
	naive->n = 0;
}

static uint32_t seed = 1;

static uint32_t
noise(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

/* nbits bits, ones for the most part when there is to be stuffing. */
static uint64_t
some_bits(unsigned nbits, bool ones)
{
	uint64_t value = (uint64_t)noise(UINT32_MAX) << 32 | noise(UINT32_MAX);

	if (ones && noise(4) > 0)
		value = UINT64_MAX;
	return nbits == 0 ? 0 : value >> (64 - nbits);
}

static void
open_out(struct file_out *out)
{
	struct gm_error err;

	assert_int_equal(file_out_open(out, "out", 0600, &err), GM_OK);
}

/* A scan of n pieces, flushed now and then. */
static void
write_scan(struct bit_writer *writer, struct naive *naive, unsigned n,
	   struct file_out *out)
{
	struct gm_error err;

	bit_writer_begin(writer);
	for (unsigned i = 0; i < n; i++) {
		unsigned nbits = noise(BIT_WRITER_MAX_BITS + 1);
		uint64_t value = some_bits(nbits, i / 64 % 2 == 0);

		assert_int_equal(bit_writer_reserve(writer, nbits, &err),
				 GM_OK);
		bit_writer_put(writer, value, nbits);
		naive_put(naive, value, nbits);
		if (noise(100) == 0)
			assert_int_equal(bit_writer_flush(writer, out, &err),
					 GM_OK);
	}
	assert_int_equal(bit_writer_end(writer, out, &err), GM_OK);
}

static void
test_against_a_string_of_bits(void **state)
{
	struct naive naive = {.bits = malloc(8000 * 56 + 8)};
	struct bit_writer writer = {0};
	struct bytes want = {0}, got = {0};
	struct file_out out = {0};

	(void)state;
	for (unsigned n = 0; n <= 8000; n = n * 2 + 1) {
		want.nbytes = got.nbytes = 0;
		open_out(&out);
		write_scan(&writer, &naive, n, &out);
		fixture_commit(&out, &got);
		naive_end(&naive, &want);
		assert_int_equal(got.nbytes, want.nbytes);
		if (n > 0)
			assert_memory_equal(got.data, want.data, got.nbytes);
	}
	bytes_free(&writer.bits);
	bytes_free(&writer.stuffed);
	bytes_free(&want);
	bytes_free(&got);
	file_out_free(&out);
	free(naive.bits);
}

/* What one put and the end make. */
static void
check_end(uint64_t value, unsigned nbits, const void *want, size_t nbytes)
{
	struct bit_writer writer = {.last = 0x55, .n_last = 7};
	struct bytes got = {0};
	struct file_out out = {0};
	struct gm_error err;

	open_out(&out);
	bit_writer_begin(&writer);
	bit_writer_reserve(&writer, nbits, &err);
	bit_writer_put(&writer, value, nbits);
	assert_int_equal(bit_writer_end(&writer, &out, &err), GM_OK);
	fixture_commit(&out, &got);
	assert_int_equal(got.nbytes, nbytes);
	if (nbytes > 0)
		assert_memory_equal(got.data, want, nbytes);
	bytes_free(&writer.bits);
	bytes_free(&writer.stuffed);
	bytes_free(&got);
	file_out_free(&out);
}

static void
test_padding(void **state)
{
	(void)state;
	check_end(0, 0, NULL, 0);
	check_end(0, 1, "\x7f", 1);
	check_end(0, 7, "\x01", 1);
	check_end(0, 8, "\0", 1);
	check_end(0, 9, "\0\x7f", 2);
	/* Padding makes a byte of ones as good as data do. */
	check_end(1, 1, "\xff\0", 2);
	check_end(0xff, 8, "\xff\0", 2);
	check_end(0xffffff, 24, "\xff\0\xff\0\xff\0", 6);
	check_end(0xffffffffffffff, 56,
		  "\xff\0\xff\0\xff\0\xff\0\xff\0\xff\0\xff\0", 14);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_a_string_of_bits),
		cmocka_unit_test(test_padding),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
