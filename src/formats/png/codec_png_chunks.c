/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png_chunks.h"

#include <inttypes.h>
#include <string.h>

#include "formats/png/png_chunks.h"
#include "formats/png/png_profile.h"
#include "formats/png/png_raw_profile.h"

/*
 * What to keep of a chunk.  A profile is only inflated once.  Leaves by the
 * trap when there is no memory.
 */
static bool
keeps(png_structp png, struct codec_png_keep *keep,
      const png_unknown_chunk *chunk, struct metadata_piece *piece)
{
	struct codec_trap *trap = codec_png_trap(png);

	keep->settle.is_color = (png_get_color_type(png, keep->info) &
				 PNG_COLOR_MASK_COLOR) != 0;
	if (!png_chunks_read(chunk->name, chunk->data, chunk->size,
			     (chunk->location & PNG_AFTER_IDAT) != 0, piece))
		return false;
	if (png_raw_profile_take(piece, &keep->has_iptc, &keep->profile,
				 trap->err) != GM_OK)
		codec_trap_leave(trap);
	if (!settle_piece(&keep->settle, keep->metadata, piece))
		return false;
	if (png_chunks_is_again(&keep->kept, piece->tag)) {
		keep->metadata->left_out |= METADATA_LEFT_AGAIN;
		return false;
	}
	if (piece->kind == METADATA_ICC &&
	    png_profile_read(piece, &keep->profile, trap->err) != GM_OK)
		codec_trap_leave(trap);
	return true;
}

static void
check_frames(struct codec_trap *trap, struct codec_png_keep *keep,
	     const png_unknown_chunk *chunk)
{
	uint32_t n_frames;

	/* APNG: acTL after the pixels, or malformed, makes no animation. */
	if (chunk->size != 8 || (chunk->location & PNG_AFTER_IDAT) != 0)
		return;
	n_frames = png_get_uint_32(chunk->data);
	if (n_frames <= 1 || keep->takes_frames) {
		keep->n_frames = n_frames;
		return;
	}
	gm_fail(trap->err, GM_ERR_MULTIFRAME, 0,
		"animation of %" PRIu32
		" frames; --frames=first takes the first",
		n_frames);
	codec_trap_leave(trap);
}

static void
take_piece(png_structp png, struct codec_png_keep *keep,
	   const png_unknown_chunk *chunk)
{
	struct codec_trap *trap = codec_png_trap(png);
	struct metadata_piece piece;

	if (keeps(png, keep, chunk, &piece) &&
	    metadata_add(keep->metadata, &piece, trap->err) != GM_OK)
		codec_trap_leave(trap);
}

static int
take_chunk(png_structp png, png_unknown_chunkp chunk)
{
	struct codec_png_errors *errors = png_get_error_ptr(png);
	struct codec_trap *trap = &errors->trap;
	struct codec_png_keep *keep = png_get_user_chunk_ptr(png);
	/* The library tells of the chunks that it reads itself, too. */
	bool is_damaged = memcmp(errors->damaged, chunk->name, 4) == 0;

	errors->damaged[0] = '\0';
	if (memcmp(chunk->name, "PLTE", 4) == 0)
		return 1;
	if ((chunk->name[0] & 0x20) == 0) {
		gm_fail(trap->err, GM_ERR_UNSUPPORTED, 0,
			"PNG with a critical chunk that is not known: %.4s",
			(const char *)chunk->name);
		codec_trap_leave(trap);
	}
	if (is_damaged)
		return 1;
	if (!keep->ignores_frames && memcmp(chunk->name, "acTL", 4) == 0)
		check_frames(trap, keep, chunk);
	if (memcmp(chunk->name, "fcTL", 4) == 0 &&
	    (chunk->location & PNG_AFTER_IDAT) == 0)
		keep->has_default = true;
	take_piece(png, keep, chunk);
	return 1;
}

void
codec_png_chunks_late(png_structp png, const uint8_t type[4],
		      const uint8_t *payload, size_t nbytes)
{
	/* The library's struct is not const, and only read here. */
	png_unknown_chunk chunk = {.data = (png_bytep)payload,
				   .size = nbytes,
				   .location = PNG_AFTER_IDAT};

	memcpy(chunk.name, type, 4);
	take_piece(png, png_get_user_chunk_ptr(png), &chunk);
}

void
codec_png_chunks_init(png_structp png, struct codec_png_keep *keep,
		      bool is_true_color)
{
	/* -1: all the library knows, tRNS and the critical ones excepted. */
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, NULL, -1);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT,
				    (png_const_bytep) "bKGD", 1);
	/* Only suggested (PNG 11.2.2); the library would forget a tRNS. */
	if (is_true_color)
		png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS,
					    (png_const_bytep) "PLTE", 1);
	png_set_read_user_chunk_fn(png, keep, take_chunk);
	png_set_chunk_malloc_max(png, METADATA_MAX_BYTES);
}

/* The color in the samples of info; the library has looked up the palette. */
static uint16_t
gray_of(const png_color_16 *color, const struct image_info *info,
	const struct graying *graying)
{
	uint16_t wide[3] = {color->red, color->green, color->blue};
	uint8_t narrow[3] = {(uint8_t)color->red, (uint8_t)color->green,
			     (uint8_t)color->blue};
	const struct image_info pixel = {.channels = 3, .bits = info->bits};

	if (info->bits == 16) {
		graying_convert(graying, &pixel, wide, 1, wide);
		return wide[0];
	}
	graying_convert(graying, &pixel, narrow, 1, narrow);
	return narrow[0];
}

/* The largest sample of the PNG that a gray picture becomes. */
static unsigned
depth_max(const struct image_info *gray)
{
	return (1u << codec_png_depth(gray)) - 1;
}

void
codec_png_chunks_background(png_structp png, const struct codec_png_keep *keep,
			    const struct image_info *info,
			    const struct graying *graying)
{
	const struct image_info out = gray_info(info);
	struct codec_trap *trap = codec_png_trap(png);
	png_color_16p color;
	uint8_t payload[2];
	unsigned value;

	if (png_get_bKGD(png, keep->info, &color) == 0)
		return;
	if (info->channels >= 3)
		value = gray_of(color, info, graying) * depth_max(&out) /
			((1u << info->bits) - 1);
	else if (info->exact_bits < codec_png_depth(&out))
		value = color->gray * 255u / ((1u << info->exact_bits) - 1);
	else
		value = color->gray;
	png_save_uint_16(payload, value);
	if (metadata_add(keep->metadata,
			 &(struct metadata_piece){.kind = METADATA_RAW,
						  .tag = {'b', 'K', 'G', 'D'},
						  .home = PNG_CHUNKS_HOME,
						  .data = payload,
						  .nbytes = sizeof(payload)},
			 trap->err) != GM_OK)
		codec_trap_leave(trap);
}

/* What another format says; but for texts, once. */
static void
write_foreign(png_structp png, const struct metadata *metadata, size_t item_i,
	      struct codec_png_written *written)
{
	struct metadata_piece piece = metadata_get(metadata, item_i);
	uint32_t bit = UINT32_C(1) << piece.kind;
	struct bytes *payload = &written->payload;
	struct codec_trap *trap = codec_png_trap(png);
	struct gm_error err = {0};
	uint8_t type[5] = "iCCP";
	bool ok;

	if ((written->kinds & bit) != 0)
		return;
	payload->nbytes = 0;
	if (piece.kind == METADATA_ICC)
		ok = !written->after_pixels &&
		     png_profile_make(metadata, item_i, payload, &err);
	else
		ok = png_chunks_make(&piece, written->after_pixels, type,
				     payload, &err);
	if (err.status != GM_OK) {
		*trap->err = err;
		codec_trap_leave(trap);
	}
	if (ok)
		png_write_chunk(png, type, payload->data, payload->nbytes);
	if (ok && piece.kind != METADATA_COMMENT && piece.kind != METADATA_TEXT)
		written->kinds |= bit;
}

void
codec_png_chunks_write(png_structp png, const struct metadata *metadata,
		       struct codec_png_written *written,
		       const struct image_info *gray)
{
	for (; written->n_items < metadata->n_items; written->n_items++) {
		struct metadata_piece piece =
			metadata_get(metadata, written->n_items);

		if (!metadata_is_from(&piece, PNG_CHUNKS_HOME))
			write_foreign(png, metadata, written->n_items, written);
		/* Transparency may have made more of what sBIT is for. */
		else if (png_chunks_fits(&piece, gray->channels,
					 codec_png_depth(gray)))
			png_write_chunk(png, piece.tag, piece.data,
					piece.nbytes);
	}
	written->after_pixels = true;
}
