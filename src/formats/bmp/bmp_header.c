/* SPDX-License-Identifier: MIT */
#include "formats/bmp/bmp_header.h"

#include <inttypes.h>
#include <string.h>

#include "base/octets.h"

/* The information header of OS/2 2. */
#define OS2_NBYTES 64u

static enum gm_status
fail_unsupported(const struct bmp_header *bmp, struct gm_error *err)
{
	if (bmp->compression == BMP_JPEG || bmp->compression == BMP_PNG)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: BMP that holds a %s",
			       bmp->compression == BMP_JPEG ? "JPEG" : "PNG");
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: BMP with compression %" PRIu32,
		       bmp->compression);
}

/* OS/2's header gives 3 and 4 another meaning. */
static enum gm_status
fail_os2(const struct bmp_header *bmp, struct gm_error *err)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: OS/2 BMP with %s compression",
		       bmp->compression == 3 ? "Huffman" : "RLE24");
}

static enum gm_status
check_compression(const struct bmp_header *bmp, struct gm_error *err)
{
	bool fits = true;

	if (bmp->nbytes == OS2_NBYTES &&
	    (bmp->compression == 3 || bmp->compression == 4))
		return fail_os2(bmp, err);
	switch (bmp->compression) {
	case BMP_RGB:
		break;
	case BMP_RLE8:
		fits = bmp->depth == 8;
		break;
	case BMP_RLE4:
		fits = bmp->depth == 4;
		break;
	case BMP_BITFIELDS:
	case BMP_ALPHABITFIELDS:
		fits = bmp->depth == 16 || bmp->depth == 32;
		break;
	default:
		return fail_unsupported(bmp, err);
	}
	return fits ? GM_OK
		    : gm_fail(err, GM_ERR_CORRUPT, 0,
			      "corrupt: compression %" PRIu32 " with %" PRIu32
			      " bits per pixel",
			      bmp->compression, bmp->depth);
}

static bool
is_depth(uint32_t depth)
{
	return depth == 1 || depth == 2 || depth == 4 ||
	       (depth >= 8 && depth <= 32 && depth % 8 == 0);
}

/* One run of bits, or none. */
static enum gm_status
check_mask(uint32_t mask, struct gm_error *err)
{
	uint32_t run = mask;

	while (run != 0 && (run & 1) == 0)
		run >>= 1;
	if ((run & (run + 1)) == 0)
		return GM_OK;
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: colour mask %#010" PRIx32, mask);
}

/*
 * The fourth byte of a plain 32-bit pixel is reserved and no alpha; only a
 * mask makes it one.
 */
static enum gm_status
read_masks(struct bmp_header *bmp, const uint8_t *info, struct gm_error *err)
{
	static const uint32_t masks_16[4] = {0x7c00, 0x03e0, 0x001f, 0};
	static const uint32_t masks_32[4] = {0xff0000, 0xff00, 0xff, 0};
	bool has_alpha =
		bmp->nbytes >= 56 || bmp->compression == BMP_ALPHABITFIELDS;
	enum gm_status st = GM_OK;

	if (bmp->compression == BMP_RGB) {
		memcpy(bmp->masks, bmp->depth == 16 ? masks_16 : masks_32,
		       sizeof(bmp->masks));
		return GM_OK;
	}
	for (size_t i = 0; i < (has_alpha ? 4u : 3u) && st == GM_OK; i++) {
		bmp->masks[i] = octets_u32le(info + 40 + i * 4) &
				(UINT32_MAX >> (32 - bmp->depth));
		st = check_mask(bmp->masks[i], err);
	}
	if (st == GM_OK && (bmp->masks[0] | bmp->masks[1] | bmp->masks[2]) == 0)
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "corrupt: no colour has a mask");
	if (bmp->nbytes == BMP_V3_NBYTES)
		bmp->colors_at += has_alpha ? 16 : 12;
	return st;
}

static void
read_size(struct bmp_header *bmp, const uint8_t *info)
{
	uint32_t height;

	if (bmp->nbytes == 12) {
		bmp->width = octets_u16le(info + 4);
		bmp->height = octets_u16le(info + 6);
		bmp->depth = octets_u16le(info + 10);
		return;
	}
	height = octets_u32le(info + 8);
	bmp->width = octets_u32le(info + 4);
	bmp->top_down = height > INT32_MAX;
	bmp->height = bmp->top_down ? 0 - height : height;
	bmp->depth = octets_u16le(info + 14);
	bmp->compression = octets_u32le(info + 16);
	bmp->x_density = (int32_t)octets_u32le(info + 24);
	bmp->y_density = (int32_t)octets_u32le(info + 28);
	bmp->n_colors = octets_u32le(info + 32);
}

/* info has zeros after the end of a short header. */
static enum gm_status
read_info(struct bmp_header *bmp, const uint8_t *info, struct gm_error *err)
{
	enum gm_status st;

	bmp->colors_at += bmp->nbytes;
	read_size(bmp, info);
	st = check_compression(bmp, err);
	if (st == GM_OK && !is_depth(bmp->depth))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "unsupported: BMP of %" PRIu32 " bits per pixel",
			     bmp->depth);
	if (st == GM_OK && bmp->depth >= 16)
		st = read_masks(bmp, info, err);
	return st;
}

/*
 * OS/2 1, or OS/2 2, which may be cut anywhere after the depth, and Windows
 * with its extensions.  What is longer than any of them begins like them.
 */
static bool
is_known_length(uint32_t nbytes)
{
	return nbytes == 12 || (nbytes >= 16 && nbytes <= BMP_MAX_NBYTES);
}

/* The information header, whose first four bytes are read. */
static enum gm_status
read_after_length(struct bmp_header *bmp, struct file_in *in,
		  const uint8_t *length, struct gm_error *err)
{
	uint8_t info[BMP_MAX_NBYTES + 16] = {0};
	size_t n;

	bmp->nbytes = octets_u32le(length);
	if (!is_known_length(bmp->nbytes))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: BMP with a header of %" PRIu32
			       " bytes",
			       bmp->nbytes);
	/* The masks may follow a header of 40 bytes: leave them unread. */
	n = bmp->nbytes - 4;
	if (file_in_read(in, info + 4, n) < n)
		return file_in_fail_at_end(in, "in the header", err);
	if (bmp->nbytes == BMP_V3_NBYTES) {
		const uint8_t *masks;

		n = file_in_peek(in, 16, &masks);
		memcpy(info + 40, masks, n < 16 ? n : 16);
	}
	return read_info(bmp, info, err);
}

enum gm_status
bmp_header_read(struct bmp_header *bmp, struct file_in *in,
		struct gm_error *err)
{
	uint8_t file_header[BMP_FILE_HEADER_NBYTES + 4];
	size_t n = file_in_read(in, file_header, sizeof(file_header));
	enum gm_status st;

	if (n < sizeof(file_header))
		return file_in_fail_at_end(in, "in the header", err);
	bmp->pixels_at = octets_u32le(file_header + 10);
	bmp->colors_at = BMP_FILE_HEADER_NBYTES;
	st = read_after_length(bmp, in, file_header + BMP_FILE_HEADER_NBYTES,
			       err);
	if (st == GM_OK && bmp->pixels_at < bmp->colors_at)
		st = gm_fail(err, GM_ERR_CORRUPT, 0,
			     "corrupt: pixels at offset %" PRIu32
			     ", inside the header",
			     bmp->pixels_at);
	return st;
}

enum gm_status
bmp_header_read_dib(struct bmp_header *bmp, struct file_in *in,
		    struct gm_error *err)
{
	uint8_t length[4];
	enum gm_status st;

	if (file_in_read(in, length, sizeof(length)) < sizeof(length))
		return file_in_fail_at_end(in, "in the header", err);
	st = read_after_length(bmp, in, length, err);
	if (st != GM_OK)
		return st;
	bmp->pixels_at = bmp->colors_at;
	if (bmp->depth <= 8) {
		uint32_t most = 1u << bmp->depth;
		bool has_all = bmp->n_colors == 0 || bmp->n_colors > most;

		bmp->pixels_at += (has_all ? most : bmp->n_colors) *
				  (bmp->nbytes == 12 ? 3 : 4);
	}
	return GM_OK;
}

void
bmp_header_put(const struct bmp_header *bmp, uint8_t *head)
{
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;

	memcpy(head, "BM", 2);
	octets_put_u32le(head + 10, bmp->pixels_at);
	octets_put_u32le(info, bmp->nbytes);
	octets_put_u32le(info + 4, bmp->width);
	octets_put_u32le(info + 8, bmp->height);
	octets_put_u16le(info + 12, 1); /* planes */
	octets_put_u16le(info + 14, (uint16_t)bmp->depth);
	octets_put_u32le(info + 16, bmp->compression);
	octets_put_u32le(info + 24, (uint32_t)bmp->x_density);
	octets_put_u32le(info + 28, (uint32_t)bmp->y_density);
	octets_put_u32le(info + 32, bmp->n_colors);
	for (size_t i = 0; i < 4 && bmp->compression == BMP_BITFIELDS; i++)
		octets_put_u32le(info + 40 + i * 4, bmp->masks[i]);
}
