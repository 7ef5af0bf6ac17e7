/* SPDX-License-Identifier: MIT */
/*
 * fuzz_exif.c - pictures inside EXIF and Photoshop's resources made gray, on
 * any bytes
 *
 * The first byte chooses which of the two it is, whether the picture had
 * colour, and what whoever makes a JPEG gray does.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz_fail.h"
#include "meta/exif.h"
#include "meta/irb.h"

enum {
	IS_IRB = 1,
	WAS_COLOR = 2,
	REFUSES = 4,
	MAKES_AS_LONG = 8
};

/* No byte is put to the maker much more often than once. */
#define MOST_TIMES 6u
#define FREE_BYTES 131072u

struct maker {
	const uint8_t *data;
	size_t nbytes;
	size_t n_taken;
	unsigned choice;
};

static size_t
make_gray(void *ctx, uint8_t *jpeg, size_t nbytes)
{
	static const uint8_t gray[] = "\xff\xd8\xff\xc0\0\13\10\0\1\0\1\1\1\21"
				      "\0\xff\xda\0\10\1\1\0\0\77\0x\xff\xd9";
	struct maker *maker = ctx;
	size_t n = sizeof(gray) - 1, at = (size_t)(jpeg - maker->data);

	fuzz_require(jpeg >= maker->data && at <= maker->nbytes &&
			     nbytes <= maker->nbytes - at,
		     "a JPEG lies in its block", NULL);
	fuzz_require(nbytes >= 3 && memcmp(jpeg, "\xff\xd8\xff", 3) == 0,
		     "a JPEG begins as one", NULL);
	maker->n_taken += nbytes;
	if (maker->choice & REFUSES || nbytes < n)
		return 0;
	memset(jpeg, 0xff, nbytes);
	memcpy(jpeg, gray, n);
	return maker->choice & MAKES_AS_LONG ? nbytes : n;
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	struct maker state = {.nbytes = size - 1};
	const struct inset_maker maker = {make_gray, &state};
	uint8_t *copy;

	if (size == 0 || (copy = malloc(size)) == NULL)
		return 0;
	state.choice = data[0];
	/* Nothing may be looked at beyond the end: it is that of the block. */
	memcpy(copy, data + 1, size - 1);
	state.data = copy = realloc(copy, size > 1 ? size - 1 : 1);
	if (state.choice & IS_IRB)
		irb_make_gray(copy, size - 1, &maker);
	else
		exif_make_gray(copy, size - 1, state.choice & WAS_COLOR,
			       &maker);
	fuzz_require(state.n_taken <= MOST_TIMES * size + FREE_BYTES,
		     "no byte is taken too often", NULL);
	free(copy);
	return 0;
}
