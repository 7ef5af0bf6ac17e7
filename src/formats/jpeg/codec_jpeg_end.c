/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_end.h"

#include "codec/codec.h"
#include "formats/jpeg/marker.h"

/*
 * Pass what may stand after the last scan; false when that is not one of it.
 * Tables are of no use any more, a restart marker has nothing after it.
 */
static bool
pass_segment(struct codec_jpeg_input *input, int code)
{
	struct jpeg_decompress_struct *lib = &input->lib;
	const uint8_t *payload;
	size_t nbytes;

	if (code >= MARKER_RST0 && code <= MARKER_RST7)
		return true;
	if ((code >= MARKER_APP0 && code <= MARKER_APP15) ||
	    code == MARKER_COM) {
		lib->unread_marker = code;
		codec_jpeg_meta_take(lib, &input->keep);
		lib->unread_marker = 0;
		return true;
	}
	if (code != MARKER_DHT && code != MARKER_DQT && code != MARKER_DRI)
		return false;
	codec_jpeg_source_segment(lib, &payload, &nbytes);
	return true;
}

static void
find_end(struct codec_jpeg_input *input)
{
	struct jpeg_decompress_struct *lib = &input->lib;
	uint64_t n_odd;
	int code;

	do
		code = codec_jpeg_source_marker(lib, &n_odd);
	while (code != 0 && n_odd == 0 && pass_segment(input, code));
	if (code != MARKER_EOI) {
		input->source.has_more = code != 0 || n_odd > 0;
		codec_trap_warn(&input->trap,
				lib->arith_code && code == 0 && n_odd == 0
					? CODEC_NO_END ", and perhaps the last "
						       "pixels are"
					: CODEC_NO_END);
	} else if (n_odd > 0) {
		codec_trap_warn(&input->trap, "bytes that belong to nothing "
					      "before the end marker");
	}
}

/*
 * An arithmetic decoder does not say that it wants for data: the last row of
 * MCUs must have had some.
 */
static bool
may_lack_data(const struct codec_jpeg_input *input)
{
	const struct jpeg_decompress_struct *lib = &input->lib;

	return lib->arith_code && input->source.has_ended &&
	       input->source.end_row + 1 < lib->total_iMCU_rows;
}

void
codec_jpeg_end_read(struct codec_jpeg_input *input)
{
	bool is_whole = codec_jpeg_is_whole(&input->lib);

	if (input->has_read_end)
		return;
	if ((!is_whole && input->source.has_ended) || may_lack_data(input))
		codec_trap_damage(&input->trap, GM_ERR_TRUNCATED,
				  CODEC_JPEG_TRUNCATED_TEXT);
	if (!is_whole)
		return;
	find_end(input);
	input->has_read_end = true;
	input->lib.unread_marker = JPEG_EOI;
}
