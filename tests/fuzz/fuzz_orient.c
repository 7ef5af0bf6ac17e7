/* SPDX-License-Identifier: MIT */
/*
 * fuzz_orient.c - the orientation in EXIF and XMP, on any bytes
 *
 * The first byte chooses which of the two it is, and whether rows became
 * columns.  What is upright stays so, and nothing else gets an orientation.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz_fail.h"
#include "meta/orientation.h"

enum {
	IS_XMP = 1,
	IS_TRANSPOSED = 2
};

/* Spoils all that it is given, which may be no part of the first folder. */
static size_t
spoil(void *ctx, uint8_t *jpeg, size_t nbytes, unsigned orientation)
{
	(void)ctx;
	(void)orientation;
	memset(jpeg, 0x5a, nbytes);
	return nbytes / 2;
}

static void
check_exif(const uint8_t *before, uint8_t *data, size_t nbytes,
	   bool is_transposed)
{
	unsigned orientation = orientation_find(data, nbytes);

	fuzz_require(orientation <= 8, "no other orientation", NULL);
	orientation_reset(data, nbytes, is_transposed);
	if (orientation != 0)
		orientation_turn_thumbnail(
			data, nbytes, is_transposed ? 6 : 3,
			&(struct orientation_turner){spoil, NULL});
	fuzz_require(orientation_find(data, nbytes) == (orientation != 0),
		     "upright, if it was anything", NULL);
	if (!is_transposed && orientation == 0)
		fuzz_require(memcmp(before, data, nbytes) == 0,
			     "nothing to change", NULL);
}

static void
check_xmp(const uint8_t *before, uint8_t *data, size_t nbytes)
{
	orientation_reset_xmp(data, nbytes);
	for (size_t i = 0; i < nbytes; i++)
		fuzz_require(data[i] == before[i] ||
				     (data[i] == '1' && before[i] >= '2' &&
				      before[i] <= '8'),
			     "only digits become 1", NULL);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	size_t nbytes = size == 0 ? 0 : size - 1;
	uint8_t *copy;

	/* Nothing may be looked at beyond the end: it is that of the block. */
	if (size == 0 || (copy = malloc(nbytes > 0 ? nbytes : 1)) == NULL)
		return 0;
	memcpy(copy, data + 1, nbytes);
	if (data[0] & IS_XMP)
		check_xmp(data + 1, copy, nbytes);
	else
		check_exif(data + 1, copy, nbytes,
			   (data[0] & IS_TRANSPOSED) != 0);
	free(copy);
	return 0;
}
