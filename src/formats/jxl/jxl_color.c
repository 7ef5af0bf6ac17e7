/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_color.h"

#include "formats/jxl/jxl.h"
#include "meta/cicp.h"
#include "meta/settle.h"

/* Colour primaries of H.273 by those of a code stream, whose white is D65. */
static unsigned
primaries_code(const JxlColorEncoding *encoding)
{
	if (encoding->color_space == JXL_COLOR_SPACE_GRAY)
		return 1;
	if (encoding->white_point != JXL_WHITE_POINT_D65)
		return 0;
	switch (encoding->primaries) {
	case JXL_PRIMARIES_SRGB:
		return 1;
	case JXL_PRIMARIES_2100:
		return 9;
	case JXL_PRIMARIES_P3:
		return 12;
	default:
		return 0;
	}
}

enum gm_status
jxl_color_choose(struct jxl_decoder *decoder, const JxlBasicInfo *basic,
		 struct gm_error *err)
{
	JxlColorEncoding encoding;

	if (basic->uses_original_profile ||
	    JxlDecoderGetColorAsEncodedProfile(
		    decoder->lib,
		    JXL_NO_FORMAT JXL_COLOR_PROFILE_TARGET_ORIGINAL,
		    &encoding) == JXL_DEC_SUCCESS)
		return GM_OK;
	JxlColorEncodingSetToSRGB(&encoding, basic->num_color_channels == 1);
	return jxl_decoder_check(
		JxlDecoderSetPreferredColorProfile(decoder->lib, &encoding),
		err);
}

static void
read_numbers(struct jxl_color *color, const JxlColorEncoding *encoding)
{
	unsigned primaries = primaries_code(encoding);
	unsigned transfer = (unsigned)encoding->transfer_function;

	color->intent = (uint8_t)encoding->rendering_intent & 3;
	color->is_linear = transfer == JXL_TRANSFER_FUNCTION_LINEAR;
	color->is_srgb =
		primaries == 1 && transfer == JXL_TRANSFER_FUNCTION_SRGB;
	color->has_cicp =
		primaries != 0 && (transfer == JXL_TRANSFER_FUNCTION_PQ ||
				   transfer == JXL_TRANSFER_FUNCTION_HLG);
	if (color->has_cicp) {
		color->cicp[0] = (uint8_t)primaries;
		color->cicp[1] = (uint8_t)transfer;
		color->cicp[3] = 1;
	}
}

static enum gm_status
read_profile(struct jxl_color *color, struct jxl_decoder *decoder,
	     struct gm_error *err)
{
	const JxlColorProfileTarget target = JXL_COLOR_PROFILE_TARGET_DATA;
	size_t nbytes = 0;
	enum gm_status st;

	/* Of what nobody can tell there is none. */
	if (JxlDecoderGetICCProfileSize(decoder->lib, JXL_NO_FORMAT target,
					&nbytes) != JXL_DEC_SUCCESS)
		return GM_OK;
	if (nbytes > METADATA_MAX_BYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	st = bytes_reserve(&color->profile, nbytes, err);
	if (st != GM_OK)
		return st;
	color->profile.nbytes = nbytes;
	return jxl_decoder_check(JxlDecoderGetColorAsICCProfile(
					 decoder->lib, JXL_NO_FORMAT target,
					 color->profile.data, nbytes),
				 err);
}

enum gm_status
jxl_color_read(struct jxl_color *color, struct jxl_decoder *decoder,
	       struct gm_error *err)
{
	JxlColorEncoding encoding;

	if (JxlDecoderGetColorAsEncodedProfile(
		    decoder->lib, JXL_NO_FORMAT JXL_COLOR_PROFILE_TARGET_DATA,
		    &encoding) == JXL_DEC_SUCCESS)
		read_numbers(color, &encoding);
	return color->is_srgb ? GM_OK : read_profile(color, decoder, err);
}

static enum gm_status
add(struct metadata *metadata, enum metadata_kind kind, const uint8_t *value,
    size_t nbytes, struct gm_error *err)
{
	const struct settle settle = {.is_color = true};
	const struct metadata_piece piece = {.kind = kind,
					     .home = JXL_NAME,
					     .data = value,
					     .nbytes = nbytes,
					     .value = value,
					     .value_nbytes = nbytes,
					     .part = 1,
					     .n_parts = 1};

	return settle_add(&settle, metadata, &piece, err);
}

enum gm_status
jxl_color_add(const struct jxl_color *color, struct metadata *metadata,
	      struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (color->is_srgb)
		return add(metadata, METADATA_SRGB, &color->intent, 1, err);
	if (color->has_cicp)
		st = add(metadata, METADATA_CICP, color->cicp, CICP_NBYTES,
			 err);
	return st == GM_OK && color->profile.nbytes > 0
		       ? add(metadata, METADATA_ICC, color->profile.data,
			     color->profile.nbytes, err)
		       : st;
}

void
jxl_color_free(struct jxl_color *color)
{
	bytes_free(&color->profile);
}

/* Does a code stream have numbers for what the piece says? */
static bool
find_numbers(const struct metadata *metadata, bool are_floats,
	     JxlColorEncoding *encoding)
{
	size_t i = metadata_find(metadata, 0, METADATA_CICP);
	struct metadata_piece piece;

	JxlColorEncodingSetToSRGB(encoding, JXL_TRUE);
	if (are_floats &&
	    metadata_find(metadata, 0, METADATA_SRGB) == metadata->n_items)
		JxlColorEncodingSetToLinearSRGB(encoding, JXL_TRUE);
	if (i == metadata->n_items)
		return false;
	piece = metadata_get(metadata, i);
	if (piece.value_nbytes != CICP_NBYTES)
		return false;
	switch (piece.value[1]) {
	case JXL_TRANSFER_FUNCTION_709:
	case JXL_TRANSFER_FUNCTION_LINEAR:
	case JXL_TRANSFER_FUNCTION_SRGB:
	case JXL_TRANSFER_FUNCTION_PQ:
	case JXL_TRANSFER_FUNCTION_DCI:
	case JXL_TRANSFER_FUNCTION_HLG:
		encoding->transfer_function =
			(JxlTransferFunction)piece.value[1];
		return true;
	default:
		return false;
	}
}

bool
jxl_color_put(JxlEncoder *encoder, const struct metadata *metadata,
	      bool are_floats, struct gm_error *err)
{
	size_t i = metadata_find(metadata, 0, METADATA_ICC);
	JxlColorEncoding encoding;
	struct bytes profile = {0};
	bool is_put;

	*err = (struct gm_error){0};
	if (!find_numbers(metadata, are_floats, &encoding) &&
	    i < metadata->n_items &&
	    metadata_join_icc(metadata, i, &profile, err))
		is_put = JxlEncoderSetICCProfile(encoder, profile.data,
						 profile.nbytes) ==
			 JXL_ENC_SUCCESS;
	else
		is_put = err->status == GM_OK &&
			 JxlEncoderSetColorEncoding(encoder, &encoding) ==
				 JXL_ENC_SUCCESS;
	bytes_free(&profile);
	return is_put;
}
