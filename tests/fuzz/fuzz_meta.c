/* SPDX-License-Identifier: MIT */
/*
 * fuzz_meta.c - which metadata a gray picture keeps, on any metadata
 *
 * The first byte chooses a picture; then come records: kind, length, bytes.
 * All the ways to gray keep the same of them, and what they should.
 */
#include "fuzz_harness.h"

#include "meta_record.h"

int
fuzz_input(const uint8_t *data, size_t size)
{
	struct meta_records records = {0};
	size_t at = 1;

	if (size == 0)
		return 0;
	while (records.n < META_RECORDS_MAX && size - at >= 2) {
		size_t n = data[at + 1];

		n = n < size - at - 2 ? n : size - at - 2;
		records.list[records.n++] =
			(struct meta_record){data[at], data + at + 2, n};
		at += 2 + n;
	}
	records.picture = data[0] / 2;
	if (data[0] % 2 == 0)
		meta_jpeg_check(&records);
	else
		meta_png_check(&records);
	return 0;
}
