/* SPDX-License-Identifier: MIT */
/*
 * ICO and CUR: the best of their pictures, as what a viewer shows of them.
 * Where a cursor points is left out with the rest.
 */
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "formats/ico/ico.h"
#include "formats/png/codec_png.h"

/* The reader of the part of the file that is the picture, and its state. */
struct icon {
	struct file_in *in;
	const struct codec_reader *reader;
	void *state;
};

/* Of an entry of an icon; those of a cursor are where it points. */
static bool
has_depth(const uint8_t *entry)
{
	unsigned n_planes = octets_u16le(entry + 4);
	unsigned bits = octets_u16le(entry + 6);

	return n_planes <= 1 && (bits <= 4 || (bits % 8 == 0 && bits <= 32));
}

/* Kind, count, and what the first entry must be like: a TGA may begin alike. */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	const uint8_t *entry = head + ICO_HEADER_NBYTES;
	unsigned n;

	if (nbytes < ICO_HEADER_NBYTES + ICO_ENTRY_NBYTES ||
	    (memcmp(head, "\0\0\1\0", 4) != 0 &&
	     memcmp(head, "\0\0\2\0", 4) != 0))
		return false;
	n = octets_u16le(head + 4);
	return n > 0 && entry[3] == 0 && (head[2] == 2 || has_depth(entry)) &&
	       octets_u32le(entry + 12) >=
		       ICO_HEADER_NBYTES + n * ICO_ENTRY_NBYTES;
}

static enum gm_status
open_picture(struct decoder *dec, const struct conversion *conversion,
	     struct gm_error *err)
{
	struct icon *icon = dec->state;
	const bool takes_frames = dec->takes_frames;
	struct ico_picture picture;
	unsigned n_pictures;
	enum gm_status st = ico_find(icon->in, &picture, &n_pictures, err);

	if (st == GM_OK)
		st = file_in_narrow(icon->in, NULL, picture.at, picture.nbytes,
				    err);
	if (st != GM_OK)
		return st;
	if (n_pictures > 1)
		dec->metadata.left_out |= METADATA_LEFT_PICTURES;
	icon->reader = picture.is_png ? &codec_png_reader : &ico_dib_reader;
	dec->state = NULL;
	dec->takes_frames = false; /* of a PNG: an icon is a still */
	st = icon->reader->open(dec, icon->in, conversion, err);
	dec->takes_frames = takes_frames;
	icon->state = dec->state;
	dec->state = icon;
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct icon *icon = calloc(1, sizeof(*icon));

	if (icon == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	icon->in = in;
	dec->state = icon;
	return open_picture(dec, conversion, err);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct icon *icon = dec->state;
	enum gm_status st;

	dec->state = icon->state;
	st = icon->reader->rows(dec, rows, n_rows, err);
	icon->state = dec->state;
	dec->state = icon;
	return st;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct icon *icon = dec->state;
	enum gm_status st;

	dec->state = icon->state;
	st = icon->reader->finish(dec, err);
	icon->state = dec->state;
	dec->state = icon;
	return st;
}

static void
decode_close(struct decoder *dec)
{
	struct icon *icon = dec->state;

	if (icon == NULL)
		return;
	dec->state = icon->state;
	if (icon->reader != NULL)
		icon->reader->close(dec);
	file_in_widen(icon->in);
	free(icon);
	dec->state = NULL;
}

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_IPTC |      \
	 1u << METADATA_ICC | 1u << METADATA_COMMENT | 1u << METADATA_TEXT |   \
	 1u << METADATA_DENSITY | 1u << METADATA_TIME | 1u << METADATA_SRGB)

const struct codec codec_ico = {
	.name = "ICO",
	.extensions = (const char *const[]){"ico", "cur", NULL},
	.can = {.only_colors = true,
		.depth16 = true,
		.alpha = true,
		.tells = METADATA},
	.effort = 3,
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = decode_rows,
					       .finish = decode_finish,
					       .close = decode_close},
};
