/* SPDX-License-Identifier: MIT */
#include "job/job_rows.h"

/* Rows are handled in strips of about this many bytes: they stay in cache. */
#define STRIP_BYTES 262144u

enum gm_status
job_rows_open(struct job_work *work, struct gm_error *err)
{
	const struct codec_writer *writer =
		work->to != NULL ? work->to->writer : NULL;
	struct job_kit *kit = work->kit;
	struct outcome *outcome = &work->result->outcome;
	struct decoder *dec = &kit->decoder;
	enum gm_status st;

	if (dec->codec->direct != NULL)
		outcome->way = CONVERSION_PIXELS;
	dec->outcome = outcome;
	dec->held_nbytes = 0;
	dec->keeps_format = work->to == dec->codec;
	dec->may_rise = writer != NULL && writer->takes_rising;
	dec->rises = false;
	dec->takes_frames = writer == NULL || writer->next_frame != NULL;
	dec->takes_pages = writer == NULL;
	dec->animation = (struct animation){0};
	dec->lossy_quality = 0;
	dec->graying = (struct graying){.method = kit->conversion.gray};
	st = dec->codec->reader->open(dec, &kit->in, &kit->conversion, err);
	if (st != GM_OK)
		return st;
	conversion_found(outcome, dec->info.width, dec->info.height,
			 dec->info.exact_bits, dec->animation.n_frames);
	dec->metadata.was_color |= dec->info.channels >= 3;
	return image_check_frames(&kit->in, &dec->info, dec->animation.n_frames,
				  err);
}

enum gm_status
job_rows_each(struct job_work *work, size_t row_nbytes, job_rows_fn fn,
	      struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct decoder *dec = &kit->decoder;
	uint32_t height = dec->info.height;
	size_t most = row_nbytes < STRIP_BYTES ? STRIP_BYTES / row_nbytes : 1;
	uint32_t strip_rows = most < height ? (uint32_t)most : height;
	enum gm_status st =
		bytes_reserve(&kit->strip, strip_rows * row_nbytes, err);
	uint32_t n;

	for (uint32_t y = 0; st == GM_OK && y < height; y += n) {
		void *rows = kit->strip.data;

		n = height - y < strip_rows ? height - y : strip_rows;
		st = dec->codec->reader->rows(dec, rows, n, err);
		if (st == GM_OK)
			st = fn(work, rows, y, n, err);
	}
	return st;
}
