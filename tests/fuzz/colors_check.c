/* SPDX-License-Identifier: MIT */
#include "colors_check.h"

#include <stdlib.h>

#include "formats/jpeg/recode.h"
#include "fuzz_fail.h"
#include "fuzz_file.h"
#include "fuzz_litter.h"
#include "image/colors.h"

/* A reading in progress. */
struct look {
	struct decoder dec;
	struct outcome outcome;
	struct conversion conversion;
	bool is_gray; /* so far */
};

static enum gm_status
look_at_rows(struct look *look, struct gm_error *err)
{
	const struct image_info *info = &look->dec.info;
	size_t n_pixels = (size_t)info->width * info->height;
	void *rows = fuzz_litter_block(image_row_nbytes(info) * info->height);
	enum gm_status st = look->dec.codec->reader->rows(&look->dec, rows,
							  info->height, err);

	if (st == GM_OK && info->channels >= 3)
		look->is_gray &= colors_find(info, rows, n_pixels) == n_pixels;
	free(rows);
	return st;
}

static enum gm_status
look_at_frames(struct look *look, struct gm_error *err)
{
	uint32_t n_left = look->dec.animation.n_frames;
	enum gm_status st = look_at_rows(look, err);

	for (; st == GM_OK && n_left > 1; n_left--) {
		st = look->dec.codec->reader->next_frame(&look->dec, err);
		if (st == GM_OK)
			st = look_at_rows(look, err);
	}
	return st;
}

static enum gm_status
look_at_pages(struct look *look, struct file_in *in, struct gm_error *err)
{
	const struct codec_reader *reader = look->dec.codec->reader;
	bool is_there = true;
	enum gm_status st =
		reader->open(&look->dec, in, &look->conversion, err);

	while (st == GM_OK && is_there) {
		fuzz_require((uint64_t)look->dec.info.width *
					     look->dec.info.height <=
				     look->conversion.max_pixels,
			     "no page has more pixels than allowed", NULL);
		st = look_at_frames(look, err);
		is_there = false;
		if (st == GM_OK && reader->next_page != NULL)
			st = reader->next_page(&look->dec, &is_there, err);
	}
	return st == GM_OK ? reader->finish(&look->dec, err) : st;
}

/* All is gray that is seen to be so by its codes. */
static void
look_without(const struct bytes *file, const struct look *look,
	     enum gm_status status)
{
	struct outcome outcome = {0};
	struct fuzz_file_in in;
	struct gm_error err = {0};
	bool is_gray = false;
	void *kept = NULL;

	if (look->dec.codec->look == NULL)
		return;
	fuzz_file_in_open(&in, file->data, file->nbytes, fuzz_file_lending());
	fuzz_require(look->dec.codec->look(&kept, &in.file, &look->conversion,
					   &outcome, &is_gray, &err) == GM_OK,
		     "a look does not fail", &err);
	fuzz_require(!is_gray || (status == GM_OK && look->is_gray),
		     "what is seen to be gray is", NULL);
	fuzz_file_in_close(&in);
	recode_free(kept);
}

void
colors_check(const struct bytes *file, const struct codec *codec,
	     uint64_t max_pixels)
{
	struct look look = {.dec = {.codec = codec,
				    .takes_frames = true,
				    .takes_pages = true},
			    .conversion = {.check = CHECK_CONTENT,
					   .gray = GRAY_AVERAGE,
					   .max_pixels = max_pixels},
			    .is_gray = true};
	struct fuzz_file_in in;
	struct gm_error err = {0};
	enum gm_status st;

	look.dec.outcome = &look.outcome;
	look.dec.graying.method = GRAY_AVERAGE;
	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_ALL);
	st = look_at_pages(&look, &in.file, &err);
	codec->reader->close(&look.dec);
	metadata_free(&look.dec.metadata);
	fuzz_file_in_close(&in);
	fuzz_require_line(look.outcome.warning);
	if (st != GM_OK)
		fuzz_require_reason(st, &err);
	look_without(file, &look, st);
}
