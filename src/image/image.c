/* SPDX-License-Identifier: MIT */
#include "image/image.h"

#include <inttypes.h>

enum gm_status
image_check_size(const struct file_in *in, uint32_t width, uint32_t height,
		 uint64_t max_pixels, struct gm_error *err)
{
	const uint64_t max_width = IMAGE_MAX_WIDTH;

	if (width == 0 || height == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %" PRIu32 "x%" PRIu32 " pixels", width,
			       height);
	if (width > IMAGE_MAX_SIDE || height > IMAGE_MAX_SIDE ||
	    height > max_pixels / width)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32
			       " pixels is over the limit of %" PRIu64
			       " (--max-pixels)",
			       width, height, max_pixels);
	if (width > max_width)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32
			       " pixels: this system holds no rows of more "
			       "than %" PRIu64,
			       width, height, max_width);
	if (width > image_held_most(in) / IMAGE_WIDE_NBYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32
			       " pixels: rows too long for a file of %" PRIu64
			       " bytes",
			       width, height, in->nbytes);
	file_in_ask(in, (uint64_t)width * height);
	return GM_OK;
}

enum gm_status
image_check_memory(uint32_t width, uint32_t height, uint64_t nbytes,
		   uint64_t max_nbytes, struct gm_error *err)
{
	if (max_nbytes == 0 || nbytes <= max_nbytes)
		return GM_OK;
	return gm_fail(err, GM_ERR_NOMEM, 0,
		       "%" PRIu32 "x%" PRIu32 " pixels need %" PRIu64
		       " MiB of memory, over the limit of %" PRIu64
		       " MiB (--max-memory)",
		       width, height, (nbytes >> 20) + 1, max_nbytes >> 20);
}

enum gm_status
image_check_held(const struct file_in *in, uint32_t width, uint32_t height,
		 uint64_t nbytes, uint64_t max_nbytes, struct gm_error *err)
{
	if (nbytes > image_held_most(in))
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32 " pixels need %" PRIu64
			       " MiB of memory: too much for a file of %" PRIu64
			       " bytes",
			       width, height, (nbytes >> 20) + 1, in->nbytes);
	return image_check_memory(width, height, nbytes, max_nbytes, err);
}

enum gm_status
image_check_ratio(const struct file_in *in, uint32_t width, uint32_t height,
		  uint32_t per_byte, struct gm_error *err)
{
	uint64_t n_pixels = (uint64_t)width * height;

	if (n_pixels <= IMAGE_FREE_PIXELS ||
	    (n_pixels - IMAGE_FREE_PIXELS) / per_byte <= in->nbytes)
		return GM_OK;
	return gm_fail(err, GM_ERR_TRUNCATED, 0,
		       "truncated: %" PRIu64 " bytes cannot hold %" PRIu32
		       "x%" PRIu32 " pixels",
		       in->nbytes, width, height);
}

enum gm_status
image_fail_blank(const struct file_in *in, uint32_t width, uint32_t height,
		 struct gm_error *err)
{
	return gm_fail(err, GM_ERR_LIMIT, 0,
		       "%" PRIu32 "x%" PRIu32
		       " pixels: too many for a file of %" PRIu64 " bytes",
		       width, height, in->nbytes);
}

enum gm_status
image_check_blank(const struct file_in *in, uint32_t width, uint32_t height,
		  bool has_alpha, struct gm_error *err)
{
	uint64_t most = IMAGE_BLANK_PIXELS / (has_alpha ? 2 : 1) +
			IMAGE_BLANK_RATIO * in->nbytes;

	return (uint64_t)width * height <= most
		       ? GM_OK
		       : image_fail_blank(in, width, height, err);
}

enum gm_status
image_check_frames(const struct file_in *in, const struct image_info *info,
		   uint32_t n_frames, struct gm_error *err)
{
	uint64_t n_pixels = (uint64_t)info->width * info->height;
	uint64_t most = IMAGE_BLANK_PIXELS + IMAGE_BLANK_RATIO * in->nbytes;
	uint32_t pixel_nbytes = (2 - info->channels % 2) * (info->bits / 8);

	if (n_frames < 2)
		return GM_OK;
	if (n_pixels > most / n_frames / pixel_nbytes)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 " frames of %" PRIu32 "x%" PRIu32
			       " pixels: too many for a file of %" PRIu64
			       " bytes",
			       n_frames, info->width, info->height, in->nbytes);
	file_in_ask(in, n_pixels * n_frames);
	return GM_OK;
}

uint32_t
image_salvage_rows(uint32_t width, uint32_t height)
{
	if ((uint64_t)width * height <= IMAGE_FREE_PIXELS)
		return 1;
	return height / IMAGE_SALVAGE_PART + (height % IMAGE_SALVAGE_PART > 0);
}

enum gm_status
image_check_rows(const struct file_in *in, uint32_t n_rows, uint64_t row_nbytes,
		 unsigned spare_nbytes, struct gm_error *err)
{
	uint64_t left = in->nbytes > in->n_read ? in->nbytes - in->n_read : 0;

	if (n_rows <= (left + spare_nbytes) / row_nbytes)
		return GM_OK;
	return gm_fail(err, GM_ERR_TRUNCATED, 0,
		       "truncated: %" PRIu64 " bytes for %" PRIu32
		       " row%s of at least %" PRIu64,
		       left, n_rows, n_rows == 1 ? "" : "s", row_nbytes);
}
