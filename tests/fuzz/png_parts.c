/* SPDX-License-Identifier: MIT */
#include "png_parts.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/octets.h"

#define SIGNATURE        "\211PNG\r\n\032\n"
#define SIGNATURE_NBYTES 8u

/* Length, type and CRC. */
#define FRAME_NBYTES 12u

bool
png_part_is(const struct png_part *part, const char *type)
{
	return memcmp(part->type, type, 4) == 0;
}

void
png_parts_open(struct png_parts *png, const struct bytes *file)
{
	size_t at = SIGNATURE_NBYTES;

	*png = (struct png_parts){0};
	if (file->nbytes < at || memcmp(file->data, SIGNATURE, at) != 0)
		return;
	png->is_whole = true;
	while (png->n < PNG_PARTS_MAX && file->nbytes - at >= FRAME_NBYTES) {
		const uint8_t *frame = file->data + at;
		struct png_part *part = &png->parts[png->n++];
		size_t n = octets_u32be(frame), most = file->nbytes - at;

		memcpy(part->type, frame + 4, 4);
		part->data = frame + 8;
		part->nbytes = n;
		if (n > most - FRAME_NBYTES) {
			part->nbytes = most - FRAME_NBYTES;
			png->is_whole = false;
		}
		at += FRAME_NBYTES + part->nbytes;
		if (crc32(0, frame + 4, (uInt)(4 + part->nbytes)) !=
		    octets_u32be(part->data + part->nbytes))
			png->is_whole = false;
		if (png_part_is(part, "IEND"))
			break;
	}
	png->n_behind = file->nbytes - at;
	if (png->n == 0 || !png_part_is(&png->parts[png->n - 1], "IEND")) {
		png->is_whole = false;
		png->is_cut = png->n == PNG_PARTS_MAX;
	}
}

const struct png_part *
png_parts_find(const struct png_parts *png, const char *type)
{
	for (unsigned i = 0; i < png->n; i++)
		if (png_part_is(&png->parts[i], type))
			return &png->parts[i];
	return NULL;
}

size_t
png_parts_write(const struct png_parts *png, uint8_t *out, size_t most)
{
	size_t at = SIGNATURE_NBYTES;

	if (most < at)
		return 0;
	memcpy(out, SIGNATURE, at);
	for (unsigned i = 0; i < png->n; i++) {
		const struct png_part *part = &png->parts[i];
		uint8_t *frame = out + at;

		if (most - at < FRAME_NBYTES ||
		    most - at - FRAME_NBYTES < part->nbytes)
			return 0;
		octets_put_u32be(frame, (uint32_t)part->nbytes);
		memcpy(frame + 4, part->type, 4);
		if (part->nbytes > 0)
			memcpy(frame + 8, part->data, part->nbytes);
		octets_put_u32be(frame + 8 + part->nbytes,
				 (uint32_t)crc32(0, frame + 4,
						 (uInt)(4 + part->nbytes)));
		at += FRAME_NBYTES + part->nbytes;
	}
	return at;
}

void
png_parts_join(const struct png_parts *png, const char *type, struct bytes *all)
{
	struct gm_error err;

	for (unsigned i = 0; i < png->n; i++) {
		const struct png_part *part = &png->parts[i];

		if (png_part_is(part, type) && part->nbytes > 0 &&
		    bytes_append(all, part->data, part->nbytes, &err) != GM_OK)
			abort();
	}
}
