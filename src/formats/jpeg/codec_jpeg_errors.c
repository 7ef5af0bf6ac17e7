/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_lib.h"

static enum gm_status
error_status(int code)
{
	switch (code) {
	case JERR_OUT_OF_MEMORY:
		return GM_ERR_NOMEM;
	case JERR_ARITH_NOTIMPL:
	case JERR_BAD_DCT_COEF: /* read from a file, with no code for it */
	case JERR_BAD_PRECISION:
	case JERR_CCIR601_NOTIMPL:
	case JERR_COMPONENT_COUNT:
	case JERR_CONVERSION_NOTIMPL:
	case JERR_EMPTY_IMAGE:
	case JERR_FRACT_SAMPLE_NOTIMPL:
	case JERR_IMAGE_TOO_BIG:
	case JERR_NOT_COMPILED:
	case JERR_SOF_UNSUPPORTED:
	case JERR_WIDTH_OVERFLOW:
		return GM_ERR_UNSUPPORTED;
	default:
		return GM_ERR_CORRUPT;
	}
}

/*
 * What a warning says of the pixels.  GM_OK is: they are as they were
 * written, whatever else is odd about the file.
 */
static enum gm_status
warning_status(int code)
{
	switch (code) {
	case JWRN_HIT_MARKER:
		return GM_ERR_TRUNCATED;
	case JWRN_ARITH_BAD_CODE:
	case JWRN_BOGUS_PROGRESSION:
	case JWRN_HUFF_BAD_CODE:
	case JWRN_MUST_RESYNC:
		return GM_ERR_CORRUPT;
	default:
		return GM_OK;
	}
}

static _Noreturn void
fail(j_common_ptr cinfo)
{
	enum gm_status status = error_status(cinfo->err->msg_code);
	char text[JMSG_LENGTH_MAX] = "out of memory (JPEG)";

	if (status != GM_ERR_NOMEM)
		cinfo->err->format_message(cinfo, text);
	codec_trap_fail(cinfo->client_data, status, text);
}

static void
take_message(j_common_ptr cinfo, int level)
{
	char text[JMSG_LENGTH_MAX];
	enum gm_status status;

	if (level >= 0) /* a trace; warnings are negative */
		return;
	cinfo->err->format_message(cinfo, text);
	status = warning_status(cinfo->err->msg_code);
	if (status == GM_OK)
		codec_trap_warn(cinfo->client_data, text);
	else
		codec_trap_damage(cinfo->client_data, status, text);
}

void
codec_jpeg_errors_init(struct jpeg_error_mgr *errors)
{
	jpeg_std_error(errors);
	errors->error_exit = fail;
	errors->emit_message = take_message;
}
