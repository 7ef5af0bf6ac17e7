/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg_input.h"

#include "image/image.h"

static boolean
take_marker(j_decompress_ptr cinfo)
{
	struct codec_jpeg_input *input = cinfo->client_data;

	codec_jpeg_meta_take(cinfo, &input->keep);
	return TRUE;
}

static void
check_progress(j_common_ptr cinfo)
{
	codec_jpeg_check_scans((j_decompress_ptr)cinfo);
}

/* APP14 stays the library's: it finds the colour space by it. */
static void
set_marker_handlers(j_decompress_ptr cinfo)
{
	for (int i = 0; i <= 15; i++)
		if (i != 14)
			jpeg_set_marker_processor(cinfo, JPEG_APP0 + i,
						  take_marker);
	jpeg_set_marker_processor(cinfo, JPEG_COM, take_marker);
}

void
codec_jpeg_input_begin(struct codec_jpeg_input *input, struct file_in *in,
		       uint64_t max_pixels)
{
	struct jpeg_decompress_struct *lib = &input->lib;

	codec_jpeg_errors_init(&input->errors);
	lib->err = &input->errors;
	lib->client_data = &input->trap;
	jpeg_create_decompress(lib);
	input->progress.progress_monitor = check_progress;
	lib->progress = &input->progress;
	codec_jpeg_source_init(&input->source, lib, in);
	set_marker_handlers(lib);
	jpeg_read_header(lib, TRUE);
	if (image_check_size(lib->image_width, lib->image_height, max_pixels,
			     input->trap.err) != GM_OK)
		codec_trap_leave(&input->trap);
}

void
codec_jpeg_input_enter(struct codec_jpeg_input *input, bool salvage)
{
	input->trap.tolerant = salvage;
	codec_jpeg_meta_jfif(&input->lib, input->keep.metadata);
	codec_jpeg_check_nbytes(&input->lib, input->source.in->nbytes);
}
