/* SPDX-License-Identifier: MIT */
#include "apng_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"

#define HEADER_NBYTES   13u
#define CONTROL_NBYTES  8u
#define FRAME_NBYTES    26u
#define SEQUENCE_NBYTES 4u

/* Signature, and length, type and CRC of a part. */
#define EXTRA_NBYTES 20u

void
apng_parts_open(struct apng_parts *apng, const struct bytes *file)
{
	*apng = (struct apng_parts){0};
	png_parts_open(&apng->png, file);
	for (unsigned i = 0; i < apng->png.n; i++) {
		const struct png_part *part = &apng->png.parts[i];

		if (png_part_is(part, "IDAT"))
			break;
		if (png_part_is(part, "acTL") &&
		    part->nbytes == CONTROL_NBYTES && apng->control == NULL)
			apng->control = part;
	}
	while (apng->control != NULL &&
	       apng_parts_frame(apng, apng->n_frames) != NULL)
		apng->n_frames++;
}

const struct png_part *
apng_parts_frame(const struct apng_parts *apng, unsigned i)
{
	for (unsigned k = 0; k < apng->png.n; k++) {
		const struct png_part *part = &apng->png.parts[k];

		if (png_part_is(part, "fcTL") && part->nbytes == FRAME_NBYTES &&
		    i-- == 0)
			return part;
	}
	return NULL;
}

/* Add a part of the same type, or one of data from its fifth byte on. */
static void
add(struct png_parts *png, const struct png_part *part)
{
	struct png_part *new = &png->parts[png->n++];

	*new = *part;
	if (!png_part_is(part, "fdAT"))
		return;
	memcpy(new->type, "IDAT", sizeof(new->type));
	new->data += part->nbytes < SEQUENCE_NBYTES ? 0 : SEQUENCE_NBYTES;
	new->nbytes -= part->nbytes < SEQUENCE_NBYTES ? 0 : SEQUENCE_NBYTES;
}

static bool
is_shared(const struct png_part *part)
{
	return png_part_is(part, "PLTE") || png_part_is(part, "tRNS") ||
	       png_part_is(part, "IEND");
}

/* The parts of its data: after its fcTL, or of IDAT. */
static bool
is_of(const struct png_part *part, const struct png_part *last_fctl,
      const struct png_part *frame)
{
	if (frame == NULL)
		return png_part_is(part, "IDAT");
	return last_fctl == frame &&
	       (png_part_is(part, "IDAT") || png_part_is(part, "fdAT"));
}

static void
write_all(const struct png_parts *png, struct bytes *to)
{
	struct gm_error err;
	size_t most = EXTRA_NBYTES;

	for (unsigned i = 0; i < png->n; i++)
		most += EXTRA_NBYTES + png->parts[i].nbytes;
	if (bytes_reserve(to, most, &err) != GM_OK)
		abort();
	to->nbytes += png_parts_write(png, to->data + to->nbytes, most);
}

void
apng_parts_still(const struct apng_parts *apng, unsigned i, struct bytes *still)
{
	const struct png_part *frame = apng_parts_frame(apng, i), *last = NULL;
	struct png_parts png = {0};
	uint8_t header[HEADER_NBYTES] = {0};

	for (unsigned k = 0; k < apng->png.n; k++) {
		const struct png_part *part = &apng->png.parts[k];

		if (png_part_is(part, "fcTL"))
			last = part;
		if (png_part_is(part, "IHDR") && part->nbytes == HEADER_NBYTES)
			memcpy(header, part->data, HEADER_NBYTES);
		if (k == 0 || is_shared(part) || is_of(part, last, frame))
			add(&png, part);
	}
	if (frame != NULL)
		memcpy(header, frame->data + SEQUENCE_NBYTES, 8);
	png.parts[0].data = header;
	png.parts[0].nbytes = HEADER_NBYTES;
	write_all(&png, still);
}

bool
apng_parts_count(const struct apng_parts *apng)
{
	uint32_t sequence = 0;

	for (unsigned i = 0; i < apng->png.n; i++) {
		const struct png_part *part = &apng->png.parts[i];

		if (!png_part_is(part, "fcTL") && !png_part_is(part, "fdAT"))
			continue;
		if (part->nbytes < SEQUENCE_NBYTES ||
		    octets_u32be(part->data) != sequence++)
			return false;
	}
	return true;
}
