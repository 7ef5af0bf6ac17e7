/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_survey.h"

#include "formats/webp/webp_canvas.h"
#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_quality.h"

void
webp_survey_still(struct webp_file *file, struct webp_survey *survey)
{
	const struct webp_picture *still = &file->still;

	survey->first = (struct webp_frame){.width = file->width,
					    .height = file->height,
					    .picture = *still};
	survey->has_alpha = still->has_alpha;
	survey->quality = webp_quality_of(still, &file->cursor);
	survey->nbytes = webp_decode_nbytes(still) + still->pixels.nbytes +
			 still->alpha.nbytes;
}

/* Can it be seen through a frame, or beside the first? */
static bool
shows_canvas(const struct webp_file *file, const struct webp_frame *frame,
	     bool is_first)
{
	bool covers =
		frame->width == file->width && frame->height == file->height;

	if (is_first)
		return !covers || frame->picture.has_alpha;
	return frame->picture.has_alpha && !frame->blends;
}

static void
note(struct webp_survey *survey, struct webp_file *file,
     const struct webp_frame *frame, uint32_t coded_nbytes)
{
	unsigned quality = webp_quality_of(&frame->picture, &file->cursor);
	uint64_t nbytes = webp_decode_nbytes(&frame->picture) + coded_nbytes +
			  webp_canvas_nbytes(file->width, file->height);

	if (quality > survey->quality)
		survey->quality = quality;
	if (nbytes > survey->nbytes)
		survey->nbytes = nbytes;
	survey->has_alpha |= shows_canvas(file, frame, survey->n_frames == 0);
}

enum gm_status
webp_survey_frames(struct webp_file *file, uint32_t n_frames,
		   struct webp_survey *survey, struct gm_error *err)
{
	struct webp_range left = file->chunks, within;
	struct webp_frame frame = {0};
	struct webp_chunk anmf;

	while (survey->n_frames < n_frames) {
		bool was_disposed = frame.disposes;
		enum gm_status st = webp_file_next(file, &left, &anmf, err);

		if (st == GM_OK)
			st = webp_file_frame(file, &anmf, &frame, &within, err);
		if (st != GM_OK)
			return st;
		if (survey->n_frames == 0) {
			survey->first = frame;
			survey->left = left;
		}
		note(survey, file, &frame, anmf.nbytes);
		survey->has_alpha |= was_disposed;
		survey->n_frames++;
	}
	return GM_OK;
}
