/* SPDX-License-Identifier: MIT */
/*
 * GIF: the first frame, through stb_image, after a walk over the blocks that
 * finds out whether there are more.
 */
#include "formats/formats.h"

#include <string.h>

#include "base/octets.h"
#include "formats/gif/gif_lzw.h"
#include "formats/stb/stb.h"
#include "meta/settle.h"

/* Signature and logical screen descriptor (GIF89a sections 17 and 18). */
#define HEADER_NBYTES 13u

/* Pixels that one byte of LZW codes can stand for, at the very most. */
#define PIXELS_PER_BYTE 4096u

/*
 * Longest text of a block that is kept, and all of a file, each with what it
 * costs besides its bytes.
 */
#define TEXT_MAX_NBYTES (1u << 20)
#define TEXT_COST       64u

/* Labels of extensions (GIF89a sections 24 and 26). */
#define COMMENT     0xfe
#define APPLICATION 0xff

/* XMP stands in a block as it is, before what leads readers out of it. */
#define XMP_NAME           "XMP DataXMP"
#define XMP_NAME_NBYTES    11u
#define XMP_TRAILER_NBYTES 257u

/* What starts a block. */
#define EXTENSION 0x21
#define IMAGE     0x2c
#define TRAILER   0x3b

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= HEADER_NBYTES && (memcmp(head, "GIF87a", 6) == 0 ||
					   memcmp(head, "GIF89a", 6) == 0);
}

/* Skip n bytes; false at the end of the file. */
static bool
skip(struct file_in *in, uint64_t n)
{
	return file_in_seek(in, in->n_read + n);
}

/* The next byte, or -1 at the end of the file. */
static int
next_byte(struct file_in *in)
{
	uint8_t byte;

	return file_in_read(in, &byte, 1) == 1 ? byte : -1;
}

/* A color table is announced by the top bit, its size by the lowest three. */
static bool
skip_table(struct file_in *in, unsigned flags)
{
	if ((flags & 0x80) == 0)
		return true;
	return skip(in, (UINT64_C(2) << (flags & 7)) * 3);
}

static bool
skip_sub_blocks(struct file_in *in)
{
	int n;

	while ((n = next_byte(in)) > 0)
		if (!skip(in, (uint64_t)n))
			return false;
	return n == 0;
}

struct gif_walk {
	unsigned n_frames;     /* stops at 2 */
	uint64_t frame_pixels; /* of the first */
	uint64_t n_pixels;     /* that its codes stand for */
	bool cut_short;        /* the file ends inside a block */
	struct metadata *metadata;
	size_t text_nbytes;    /* of what was added to it */
	enum gm_status status; /* of reading and adding a text */
	struct gm_error *err;
	bool has_trailer;
};

/*
 * Read sub-blocks to the end as a text, with their lengths or without; it is
 * empty when it is too long.  False when the file ends before, or with
 * walk->status.
 */
static bool
read_sub_blocks(struct file_in *in, bool with_lengths, struct bytes *text,
		struct gif_walk *walk)
{
	int n;

	while ((n = next_byte(in)) > 0) {
		uint8_t block[256] = {(uint8_t)n};
		size_t skip_nbytes = with_lengths ? 0 : 1;

		if (file_in_read(in, block + 1, (size_t)n) < (size_t)n)
			return false;
		if (text->nbytes + sizeof(block) > TEXT_MAX_NBYTES) {
			/* Half a text may say something else. */
			text->nbytes = 0;
			return skip_sub_blocks(in);
		}
		walk->status =
			bytes_append(text, block + skip_nbytes,
				     (size_t)n + 1 - skip_nbytes, walk->err);
		if (walk->status != GM_OK)
			return false;
	}
	return n == 0;
}

/* Walk over the codes of a frame, counting what they stand for. */
static bool
count_pixels(struct file_in *in, uint64_t *n_pixels)
{
	int pixel_nbits = next_byte(in);
	struct gif_lzw lzw;
	int n;

	if (pixel_nbits < 0)
		return false;
	gif_lzw_start(&lzw, (unsigned)pixel_nbits);
	while ((n = next_byte(in)) > 0) {
		uint8_t codes[255];
		size_t n_read = file_in_read(in, codes, (size_t)n);

		gif_lzw_feed(&lzw, codes, n_read);
		if (n_read < (size_t)n)
			return false;
	}
	/* What is wrong with a bad code is for the decoder to say. */
	*n_pixels = lzw.is_bad ? UINT64_MAX : lzw.n_pixels;
	return n == 0;
}

static bool
walk_image(struct file_in *in, struct gif_walk *walk)
{
	uint8_t descriptor[9];

	if (file_in_read(in, descriptor, sizeof(descriptor)) <
	    sizeof(descriptor))
		return false;
	if (!skip_table(in, descriptor[8]))
		return false;
	if (walk->n_frames++ > 0)
		return skip(in, 1) && skip_sub_blocks(in);
	walk->frame_pixels = (uint64_t)octets_u16le(descriptor + 4) *
			     octets_u16le(descriptor + 6);
	return count_pixels(in, &walk->n_pixels);
}

static void
take_text(struct gif_walk *walk, enum metadata_kind kind, const uint8_t *text,
	  size_t nbytes)
{
	struct metadata_piece piece = {.kind = kind};

	metadata_set_text(&piece, text, nbytes);
	walk->text_nbytes += nbytes + TEXT_COST;
	if (nbytes > 0 && walk->text_nbytes <= TEXT_MAX_NBYTES)
		walk->status = settle_add(&(struct settle){0}, walk->metadata,
					  &piece, walk->err);
}

/*
 * XMP part 3, 1.1.2: the packet is not in sub-blocks, and ends with bytes that
 * lead whoever takes it for some to its end.
 */
static bool
has_xmp_trailer(const struct bytes *text)
{
	const uint8_t *end;

	if (text->nbytes <= XMP_TRAILER_NBYTES)
		return false;
	end = text->data + text->nbytes;
	if (*(end - XMP_TRAILER_NBYTES) != 1)
		return false;
	for (unsigned i = 1; i < XMP_TRAILER_NBYTES; i++)
		if (*(end - i) != i - 1)
			return false;
	return true;
}

/* XMP part 3, 1.1.2. */
static bool
read_application(struct file_in *in, struct bytes *text, struct gif_walk *walk)
{
	uint8_t name[1 + XMP_NAME_NBYTES] = {0};

	if (file_in_read(in, name, 1) < 1)
		return false;
	if (name[0] != XMP_NAME_NBYTES)
		return name[0] == 0 ||
		       (skip(in, name[0]) && skip_sub_blocks(in));
	if (file_in_read(in, name + 1, XMP_NAME_NBYTES) < XMP_NAME_NBYTES)
		return false;
	if (memcmp(name + 1, XMP_NAME, XMP_NAME_NBYTES) != 0)
		return skip_sub_blocks(in);
	return read_sub_blocks(in, true, text, walk);
}

static bool
walk_extension(struct file_in *in, struct gif_walk *walk)
{
	struct bytes text = {0};
	int label = next_byte(in);
	bool ok;

	if (label == COMMENT)
		ok = read_sub_blocks(in, false, &text, walk);
	else if (label == APPLICATION)
		ok = read_application(in, &text, walk);
	else
		ok = label >= 0 && skip_sub_blocks(in);
	if (ok && label == COMMENT)
		take_text(walk, METADATA_COMMENT, text.data, text.nbytes);
	else if (ok && has_xmp_trailer(&text))
		take_text(walk, METADATA_XMP, text.data,
			  text.nbytes - XMP_TRAILER_NBYTES);
	bytes_free(&text);
	return ok || walk->status != GM_OK;
}

/*
 * Count frames up to two, or up to the first, after which only what it says
 * still matters.  What is neither a block nor the trailer ends the walk:
 * whether it matters is for the decoder to say.
 */
static void
walk_blocks(struct file_in *in, bool first_frame, struct gif_walk *walk)
{
	while (!walk->cut_short && walk->n_frames < 2 &&
	       walk->status == GM_OK) {
		bool is_done = first_frame && walk->n_frames == 1;

		switch (next_byte(in)) {
		case IMAGE:
			if (is_done)
				return;
			walk->cut_short = !walk_image(in, walk);
			break;
		case EXTENSION:
			if (walk_extension(in, walk))
				break;
			walk->cut_short = !is_done;
			return;
		case TRAILER:
			walk->has_trailer = !is_done;
			return;
		default:
			return;
		}
	}
}

static enum gm_status
check_frames(struct decoder *dec, struct file_in *in, const uint8_t *header,
	     const struct conversion *conversion, struct gm_error *err)
{
	struct gif_walk walk = {.metadata = &dec->metadata, .err = err};
	enum gm_status st;
	bool is_short;

	walk.cut_short = !skip_table(in, header[10]);
	walk_blocks(in, conversion->first_frame, &walk);
	st = file_in_status(in, err);
	if (st == GM_OK)
		st = walk.status;
	if (st != GM_OK)
		return st;
	if (walk.n_frames > 1 && !conversion->first_frame)
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "more than one frame (--frames=first takes the "
			       "first)");
	is_short = walk.cut_short ||
		   (walk.n_frames > 0 && walk.n_pixels < walk.frame_pixels);
	if (walk.cut_short && !conversion->salvage)
		return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
	if (is_short && !conversion->salvage)
		return gm_fail(
			err, GM_ERR_CORRUPT, 0,
			"corrupt: the codes end before the picture does");
	if (walk.n_frames == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: no frame");
	if (walk.frame_pixels / PIXELS_PER_BYTE > in->nbytes)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: too few bytes for a frame of its "
			       "size");
	dec->outcome->has_more = walk.has_trailer && in->n_read < in->nbytes;
	if (is_short)
		conversion_warn(dec->outcome,
				walk.cut_short
					? "truncated: what is missing is blank"
					: "corrupt: what is missing is blank");
	else if (!conversion->first_frame && !walk.has_trailer)
		conversion_warn(dec->outcome, "the end of the file is missing");
	return GM_OK;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint8_t header[HEADER_NBYTES] = {0};
	struct stb_request request = {.in = in,
				      .head = header,
				      .head_nbytes = sizeof(header),
				      .channels = 4,
				      .conversion = conversion};
	uint32_t width, height;
	enum gm_status st;

	file_in_read(in, header, sizeof(header));
	width = octets_u16le(header + 6);
	height = octets_u16le(header + 8);
	st = image_check_size(width, height, conversion->max_pixels, err);
	if (st == GM_OK)
		st = check_frames(dec, in, header, conversion, err);
	if (st == GM_OK)
		st = file_in_rewind(in, err);
	if (st != GM_OK)
		return st;
	/*
	 * What the frame does not cover is transparent, as browsers show it;
	 * stb would paint it with the background colour, red and blue swapped.
	 */
	header[11] = 0;
	skip(in, HEADER_NBYTES);
	dec->info = (struct image_info){width, height, 4, 8, 8, 0};
	st = stb_read(dec, &request, err);
	if (st == GM_OK && stb_read_alpha_is(dec, 255))
		dec->info.channels = 3;
	return st;
}

const struct codec codec_gif = {
	.name = "GIF",
	.extensions = (const char *const[]){"gif", NULL},
	.can = {.alpha = true,
		.tells = 1u << METADATA_XMP | 1u << METADATA_COMMENT},
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = stb_read_rows,
					       .finish = stb_read_finish,
					       .close = stb_read_close},
};
