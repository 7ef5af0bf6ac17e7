/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_lib.h"

#include <stdio.h>

#include "formats/jpeg/codec_jpeg.h"
#include "formats/jpeg/codec_jpeg_source.h"

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
	else if (codec_jpeg_source_has_ended(cinfo))
		codec_trap_damage(cinfo->client_data, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
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

static struct codec_jpeg_sink *
sink_of(j_compress_ptr cinfo)
{
	return (struct codec_jpeg_sink *)cinfo->dest;
}

static void
begin_buffer(j_compress_ptr cinfo)
{
	struct codec_jpeg_sink *sink = sink_of(cinfo);

	sink->lib.next_output_byte = sink->buf;
	sink->lib.free_in_buffer = sizeof(sink->buf);
}

static void
write_out(j_compress_ptr cinfo, size_t nbytes)
{
	struct codec_jpeg_sink *sink = sink_of(cinfo);
	struct codec_trap *trap = cinfo->client_data;

	if (file_out_write(sink->out, sink->buf, nbytes, trap->err) != GM_OK)
		codec_trap_leave(trap);
}

/* Called when the buffer is full, whatever free_in_buffer says then. */
static boolean
empty_buffer(j_compress_ptr cinfo)
{
	write_out(cinfo, CODEC_JPEG_SINK_BYTES);
	begin_buffer(cinfo);
	return TRUE;
}

static void
write_rest(j_compress_ptr cinfo)
{
	write_out(cinfo, CODEC_JPEG_SINK_BYTES - cinfo->dest->free_in_buffer);
}

void
codec_jpeg_sink_begin(struct codec_jpeg_sink *sink, j_compress_ptr cinfo,
		      struct codec_trap *trap, struct file_out *out,
		      uint32_t width, uint32_t height)
{
	codec_jpeg_errors_init(&sink->errors);
	cinfo->err = &sink->errors;
	cinfo->client_data = trap;
	jpeg_create_compress(cinfo);
	sink->out = out;
	sink->lib = (struct jpeg_destination_mgr){
		.init_destination = begin_buffer,
		.empty_output_buffer = empty_buffer,
		.term_destination = write_rest,
	};
	cinfo->dest = &sink->lib;
	cinfo->image_width = width;
	cinfo->image_height = height;
	cinfo->input_components = 1;
	cinfo->in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(cinfo);
}

uint64_t
codec_jpeg_sink_tell(j_compress_ptr cinfo)
{
	const struct codec_jpeg_sink *sink = sink_of(cinfo);

	return sink->out->n_written + sizeof(sink->buf) -
	       sink->lib.free_in_buffer;
}

/* The library counts 2.1.5 as 2001005, and does not tell which it is. */
static void
tell(struct library_version *version)
{
	const int number = LIBJPEG_TURBO_VERSION_NUMBER;

	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 number / 1000000, number / 1000 % 1000, number % 1000);
}

const struct library codec_jpeg_library = {"libjpeg-turbo", tell};
