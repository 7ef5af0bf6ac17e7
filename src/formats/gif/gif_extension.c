/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_extension.h"

#include <string.h>

#include "formats/gif/gif_blocks.h"
#include "formats/gif/gif_texts.h"
#include "meta/claims.h"

/* An identifier of 8 bytes and a code of 3 (section 26). */
#define NAME_NBYTES 11u

/* C2PA 2.1, A.3.6: the code is a version. */
#define SIGNATURE "C2PA_GIF"

/* ICC.1:2022 B.6. */
#define PROFILE "ICCRGBG1012"

static bool
is_named(const char *wanted, const uint8_t *name, size_t n)
{
	return n == NAME_NBYTES && memcmp(name, wanted, n) == 0;
}

/* Tables are R, G and B, of which a profile of such still holds. */
static bool
keeps_profile(const struct conversion *conversion)
{
	return conversion->profile != PROFILE_NEVER &&
	       conversion->strip != STRIP_ALL;
}

static enum gif_extension_fate
application_fate(const uint8_t *name, size_t n,
		 const struct conversion *conversion, struct metadata *metadata)
{
	bool stays = conversion->strip == STRIP_NOTHING;

	if (n >= sizeof(SIGNATURE) - 1 &&
	    memcmp(name, SIGNATURE, sizeof(SIGNATURE) - 1) == 0) {
		metadata->left_out |= METADATA_LEFT_SIGNATURE;
		return GIF_EXTENSION_GOES;
	}
	if (gif_is_loop(name, n))
		stays = true;
	else if (is_named(PROFILE, name, n))
		stays = keeps_profile(conversion);
	else if (is_named(GIF_TEXTS_XMP_NAME, name, n))
		return stays ? GIF_EXTENSION_IS_XMP : GIF_EXTENSION_GOES;
	return stays ? GIF_EXTENSION_STAYS : GIF_EXTENSION_GOES;
}

enum gif_extension_fate
gif_extension_fate(int label, const uint8_t *name, size_t n,
		   const struct conversion *conversion,
		   struct metadata *metadata)
{
	switch (label) {
	case GIF_CONTROL:
	case GIF_PLAIN_TEXT:
		return GIF_EXTENSION_STAYS;
	case GIF_APPLICATION:
		return application_fate(name, n, conversion, metadata);
	default:
		return conversion->strip == STRIP_NOTHING ? GIF_EXTENSION_STAYS
							  : GIF_EXTENSION_GOES;
	}
}

/* The packet up to its first NUL, if it has one, stands in text. */
static enum gm_status
settle_xmp(struct metadata *metadata, struct bytes *text, size_t packet_nbytes,
	   struct gm_error *err)
{
	struct metadata_piece piece = {.kind = METADATA_XMP};
	unsigned left_out = metadata->left_out;
	enum gm_status st;

	metadata_set_text(&piece, text->data, packet_nbytes);
	st = metadata_add(metadata, &piece, err);
	if (st == GM_OK)
		st = claims_settle(metadata, 0, err);
	if (st == GM_OK && piece.value_nbytes > 0)
		memcpy(text->data, metadata_get(metadata, 0).value,
		       piece.value_nbytes);
	left_out |= metadata->left_out;
	metadata_clear(metadata);
	metadata->left_out = left_out;
	return st;
}

static enum gm_status
write_xmp(struct file_out *out, const struct bytes *text, struct gm_error *err)
{
	static const uint8_t start[] = {GIF_EXTENSION, GIF_APPLICATION,
					GIF_TEXTS_XMP_NBYTES};
	const uint8_t end = 0;
	enum gm_status st = file_out_write(out, start, sizeof(start), err);

	if (st == GM_OK)
		st = file_out_write(out, GIF_TEXTS_XMP_NAME,
				    GIF_TEXTS_XMP_NBYTES, err);
	if (st == GM_OK)
		st = file_out_write(out, text->data, text->nbytes, err);
	return st == GM_OK ? file_out_write(out, &end, 1, err) : st;
}

enum gm_status
gif_extension_copy_xmp(struct file_in *in, struct file_out *out,
		       struct metadata *metadata, struct gm_error *err)
{
	struct bytes text = {0};
	size_t packet_nbytes;
	enum gm_status st = gif_texts_read_xmp(in, &text, &packet_nbytes, err);

	if (st == GM_OK && packet_nbytes > 0)
		st = settle_xmp(metadata, &text, packet_nbytes, err);
	if (st == GM_OK && text.nbytes > 0)
		st = write_xmp(out, &text, err);
	bytes_free(&text);
	return st;
}
