/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_boxes.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jxl/jxl.h"
#include "meta/settle.h"

/* Room for what is in a box, at first. */
#define FIRST_NBYTES 4096u

/* What stands before the TIFF: how much more does. */
#define EXIF_HEAD_NBYTES 4u

/* What means something to other formats, or to nobody once it is gray. */
static const struct known {
	char type[5];
	enum metadata_kind kind;
} known[] = {
	{"Exif", METADATA_EXIF},
	{"xml ", METADATA_XMP},
	{"jumb", METADATA_SIGNATURE},
	{"jhgm", METADATA_PICTURES}, /* a gain map (ISO 21496-1) */
};

/* Of the file itself: the encoder makes its own. */
static const char structure[][5] = {"JXL ", "ftyp", "jxlc", "jxlp", "jxll",
				    "jxli", "jbrd", "brob", "free", "skip"};

static bool
is_structure(const void *type)
{
	for (size_t i = 0; i < sizeof(structure) / sizeof(structure[0]); i++)
		if (memcmp(type, structure[i], 4) == 0)
			return true;
	return false;
}

/* METADATA_RAW for what nobody knows. */
static enum metadata_kind
kind_of(const char type[4])
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (memcmp(type, known[i].type, 4) == 0)
			return known[i].kind;
	return METADATA_RAW;
}

/* Room for as much as the library can put there at once. */
static enum gm_status
lend(struct jxl_boxes *boxes, struct jxl_decoder *decoder, size_t nbytes,
     struct gm_error *err)
{
	struct bytes *content = &boxes->content;
	enum gm_status st;

	content->nbytes = boxes->n_filled;
	st = bytes_reserve(content, nbytes, err);
	if (st != GM_OK)
		return st;
	return jxl_decoder_check(
		JxlDecoderSetBoxBuffer(decoder->lib,
				       content->data + boxes->n_filled,
				       content->capacity - boxes->n_filled),
		err);
}

static void
take_back(struct jxl_boxes *boxes, struct jxl_decoder *decoder)
{
	boxes->n_filled = boxes->content.capacity -
			  JxlDecoderReleaseBoxBuffer(decoder->lib);
}

enum gm_status
jxl_boxes_begin(struct jxl_boxes *boxes, struct jxl_decoder *decoder,
		struct gm_error *err)
{
	uint64_t nbytes = 0; /* with its head; 0 of one that has no end */
	enum gm_status st = jxl_decoder_check(
		JxlDecoderGetBoxType(decoder->lib, boxes->type, JXL_TRUE), err);

	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderGetBoxSizeRaw(decoder->lib, &nbytes), err);
	if (st != GM_OK)
		return st;
	boxes->at = jxl_decoder_tell(decoder);
	boxes->end_at = 0;
	if (nbytes != 0)
		boxes->end_at = nbytes < UINT64_MAX - boxes->at
					? boxes->at + nbytes
					: UINT64_MAX;
	boxes->holds_jpeg |= memcmp(boxes->type, "jbrd", 4) == 0;
	if (is_structure(boxes->type) || boxes->metadata == NULL)
		return GM_OK;
	boxes->is_open = true;
	boxes->n_filled = 0;
	return lend(boxes, decoder, FIRST_NBYTES, err);
}

enum gm_status
jxl_boxes_more(struct jxl_boxes *boxes, struct jxl_decoder *decoder,
	       struct gm_error *err)
{
	take_back(boxes, decoder);
	if (boxes->n_filled > METADATA_MAX_BYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	return lend(boxes, decoder, boxes->n_filled + FIRST_NBYTES, err);
}

/* False where there is none in it. */
static bool
find_exif(const uint8_t *content, size_t nbytes, struct metadata_piece *piece)
{
	uint32_t skipped;

	if (nbytes < EXIF_HEAD_NBYTES)
		return false;
	skipped = octets_u32be(content);
	if (skipped > nbytes - EXIF_HEAD_NBYTES)
		return false;
	piece->value = content + EXIF_HEAD_NBYTES + skipped;
	piece->value_nbytes = nbytes - EXIF_HEAD_NBYTES - skipped;
	return true;
}

static enum gm_status
add(const struct jxl_boxes *boxes, struct gm_error *err)
{
	const struct settle settle = {.is_color = true};
	struct metadata *metadata = boxes->metadata;
	struct metadata_piece piece = {.kind = kind_of(boxes->type),
				       .home = JXL_NAME,
				       .data = boxes->content.data,
				       .nbytes = boxes->n_filled,
				       .value = boxes->content.data,
				       .value_nbytes = boxes->n_filled,
				       .part = 1,
				       .n_parts = 1};

	memcpy(piece.tag, boxes->type, 4);
	if (piece.kind == METADATA_PICTURES)
		metadata->left_out |= METADATA_LEFT_PICTURES;
	if (piece.kind == METADATA_EXIF &&
	    !find_exif(boxes->content.data, boxes->n_filled, &piece))
		return GM_OK;
	return settle_add(&settle, metadata, &piece, err);
}

enum gm_status
jxl_boxes_end(struct jxl_boxes *boxes, struct jxl_decoder *decoder,
	      struct gm_error *err)
{
	if (!boxes->is_open)
		return GM_OK;
	boxes->is_open = false;
	take_back(boxes, decoder);
	if (boxes->end_at > decoder->file->nbytes)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: a box is not complete");
	return add(boxes, err);
}

void
jxl_boxes_free(struct jxl_boxes *boxes)
{
	bytes_free(&boxes->content);
	*boxes = (struct jxl_boxes){0};
}

/* TIFF after what says that it follows at once. */
static bool
put_exif(JxlEncoder *encoder, const struct metadata_piece *piece)
{
	struct bytes content = {0};
	const uint8_t head[EXIF_HEAD_NBYTES] = {0};
	struct gm_error err;
	bool is_put =
		bytes_append(&content, head, sizeof(head), &err) == GM_OK &&
		bytes_append(&content, piece->value, piece->value_nbytes,
			     &err) == GM_OK &&
		JxlEncoderAddBox(encoder, "Exif", content.data, content.nbytes,
				 JXL_FALSE) == JXL_ENC_SUCCESS;

	bytes_free(&content);
	return is_put;
}

static bool
put_piece(JxlEncoder *encoder, const struct metadata_piece *piece)
{
	JxlBoxType type;

	if (piece->kind == METADATA_EXIF)
		return put_exif(encoder, piece);
	memcpy(type, piece->kind == METADATA_XMP ? "xml " : (char *)piece->tag,
	       4);
	return JxlEncoderAddBox(encoder, type, piece->value,
				piece->value_nbytes,
				JXL_FALSE) == JXL_ENC_SUCCESS;
}

/* Is it a piece that has a box here?  Of EXIF and XMP the first is. */
static bool
has_box(const struct metadata *metadata, size_t i,
	const struct metadata_piece *piece)
{
	if (piece->kind == METADATA_EXIF || piece->kind == METADATA_XMP)
		return metadata_find(metadata, 0, piece->kind) == i;
	return piece->kind == METADATA_RAW &&
	       metadata_is_from(piece, JXL_NAME) && !is_structure(piece->tag);
}

bool
jxl_boxes_put(JxlEncoder *encoder, const struct metadata *metadata)
{
	bool has_some = false, are_put = true;

	for (size_t i = 0; i < metadata->n_items && are_put; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (!has_box(metadata, i, &piece))
			continue;
		if (!has_some)
			are_put =
				JxlEncoderUseBoxes(encoder) == JXL_ENC_SUCCESS;
		has_some = true;
		are_put = are_put && put_piece(encoder, &piece);
	}
	return are_put;
}
