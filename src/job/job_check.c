/* SPDX-License-Identifier: MIT */
#include "job/job_check.h"

#include <inttypes.h>
#include <stdio.h>

#include "image/colors.h"
#include "job/job_ways.h"

/* Which of the pictures of a file is looked at; both from 1. */
struct place {
	uint32_t page;
	uint32_t frame; /* of it */
};

static enum gm_status
fail_at(const struct place *place, uint32_t x, uint32_t y, struct gm_error *err)
{
	char page[32] = "", frame[32] = "";

	if (place->page > 1)
		snprintf(page, sizeof(page), " of page %" PRIu32, place->page);
	if (place->frame > 1)
		snprintf(frame, sizeof(frame), " of frame %" PRIu32,
			 place->frame);
	return gm_fail(err, GM_ERR_COLOR, 0,
		       "not gray: a colour at %" PRIu32 ",%" PRIu32 "%s%s", x,
		       y, frame, page);
}

static enum gm_status
look_at_rows(struct job_work *work, void *rows, uint32_t y, uint32_t n,
	     struct gm_error *err)
{
	const struct image_info *info = &work->kit->decoder.info;
	const struct place *place = work->ctx;
	size_t n_pixels = (size_t)info->width * n, at;

	if (info->channels < 3)
		return GM_OK;
	at = colors_find(info, rows, n_pixels);
	return at == n_pixels ? GM_OK
			      : fail_at(place, (uint32_t)(at % info->width),
					y + (uint32_t)(at / info->width), err);
}

/* What is stored, where that decides: some readers have no more than light. */
static enum gm_status
look_at_samples(const struct job_work *work, struct gm_error *err)
{
	const struct decoder *dec = &work->kit->decoder;
	bool is_strict = work->kit->conversion.check == CHECK_STRICT &&
			 !dec->codec->can.only_colors;
	bool has_colors = dec->info.channels >= 3;

	if (!(has_colors ? is_strict : dec->metadata.was_color))
		return GM_OK;
	return gm_fail(err, GM_ERR_COLOR, 0, "not gray: stored as colours");
}

static enum gm_status
look_at_frames(struct job_work *work, struct place *place, struct gm_error *err)
{
	struct decoder *dec = &work->kit->decoder;
	uint32_t n_left = dec->animation.n_frames;
	enum gm_status st = look_at_samples(work, err);

	for (;;) {
		if (st == GM_OK)
			st = job_rows_each(work, image_row_nbytes(&dec->info),
					   look_at_rows, err);
		if (st != GM_OK || n_left <= 1)
			return st;
		n_left--;
		place->frame++;
		st = dec->codec->reader->next_frame(dec, err);
	}
}

/* Page after page. */
static enum gm_status
look_at_pixels(struct job_work *work, struct gm_error *err)
{
	struct decoder *dec = &work->kit->decoder;
	const struct codec_reader *reader = dec->codec->reader;
	struct place place = {1, 1};
	enum gm_status st = job_rows_open(work, err);
	bool is_there = true;

	work->ctx = &place;
	while (st == GM_OK && is_there) {
		st = look_at_frames(work, &place, err);
		is_there = false;
		if (st == GM_OK && reader->next_page != NULL)
			st = reader->next_page(dec, &is_there, err);
		place = (struct place){place.page + 1, 1};
	}
	work->ctx = NULL;
	return st == GM_OK ? reader->finish(dec, err) : st;
}

enum gm_status
job_check(struct job_work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	const struct codec *codec = kit->decoder.codec;
	bool is_gray = false;
	enum gm_status st = GM_OK;

	/* One that no format has at hand: of colours all come. */
	kit->conversion.gray = GRAY_AVERAGE;
	/* Numbers are looked at, not what a profile makes of them. */
	kit->decoder.metadata.settler = NULL;
	if (codec->look != NULL && kit->conversion.check == CHECK_CONTENT) {
		st = codec->look(job_ways_state(kit), &kit->in,
				 &kit->conversion, &work->result->outcome,
				 &is_gray, err);
		if (st == GM_OK && !is_gray)
			st = file_in_rewind(&kit->in, err);
	}
	return st == GM_OK && !is_gray ? look_at_pixels(work, err) : st;
}
