/* SPDX-License-Identifier: MIT */
#include "job/job_inset.h"

#include <stdlib.h>
#include <string.h>

/*
 * A byte of Huffman codes holds at most so many pixels.  What can hold more
 * (arithmetic coding) would take long for its size; no thumbnail does.
 */
#define MAX_PIXELS_PER_BYTE 256u

/* In turn, until the gray one is no longer; 0 is that of the colour one. */
static const unsigned qualities[] = {0, 75, 50, 25, 10, 1};

/* What is asked of an inset of nbytes, when that much is of its picture. */
static struct conversion
conversion_of(const struct conversion *outer, size_t nbytes, unsigned quality)
{
	struct conversion conversion = *outer;
	uint64_t max_pixels = (uint64_t)nbytes * MAX_PIXELS_PER_BYTE;

	conversion.pixels = false;
	conversion.orient = false;
	conversion.quality = quality;
	conversion.compress = quality == 0 ? COMPRESS_DEFAULT : COMPRESS_BEST;
	/* What there is of one that is damaged is more than nothing. */
	conversion.salvage = true;
	if (conversion.max_pixels > max_pixels)
		conversion.max_pixels = max_pixels;
	return conversion;
}

/* Make the gray one in the kit; false where the memory has no room for it. */
static bool
convert(struct job_kit *kit, const uint8_t *jpeg, size_t nbytes,
	enum gm_status *st)
{
	struct gm_error err = {0};

	*st = job_run_in_memory(kit, jpeg, nbytes, &err);
	if (*st == GM_OK && kit->out.n_written > nbytes)
		*st = GM_ERR_FULL;
	return *st != GM_ERR_FULL;
}

/* Whose orientation is said of its picture only, or 0. */
static size_t
make(struct job_kit *outer, uint8_t *jpeg, size_t nbytes, unsigned orientation)
{
	const size_t n_tries = sizeof(qualities) / sizeof(qualities[0]);
	struct job_kit *kit = outer->inset;
	enum gm_status st = GM_ERR_NOMEM;
	bool is_done = false;

	outer->has_insets = true;
	if (kit == NULL)
		kit = outer->inset = calloc(1, sizeof(*kit));
	if (kit != NULL) {
		kit->settler.gray = outer->settler.gray;
		kit->decoder.metadata.settler = &kit->settler;
	}
	for (size_t i = 0; kit != NULL && i < n_tries && !is_done; i++) {
		kit->conversion =
			conversion_of(&outer->conversion, nbytes, qualities[i]);
		kit->conversion.turn_as = orientation;
		is_done = convert(kit, jpeg, nbytes, &st);
	}
	outer->inset_lacked_memory |= st == GM_ERR_NOMEM;
	if (st != GM_OK)
		return 0;
	nbytes = (size_t)kit->out.n_written;
	memcpy(jpeg, kit->out.buf.data, nbytes);
	return nbytes;
}

static size_t
make_gray(void *ctx, uint8_t *jpeg, size_t nbytes)
{
	return make(ctx, jpeg, nbytes, 0);
}

static size_t
turn(void *ctx, uint8_t *jpeg, size_t nbytes, unsigned orientation)
{
	return make(ctx, jpeg, nbytes, orientation);
}

struct inset_maker
job_inset_maker(struct job_kit *kit)
{
	return (struct inset_maker){make_gray, kit};
}

struct orientation_turner
job_inset_turner(struct job_kit *kit)
{
	return (struct orientation_turner){turn, kit};
}
