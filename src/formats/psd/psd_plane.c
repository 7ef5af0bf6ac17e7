/* SPDX-License-Identifier: MIT */
#include "formats/psd/psd_plane.h"

#include <stdlib.h>
#include <string.h>

#include "formats/psd/psd_pack.h"

/* Bytes that say how long a packed row is. */
static size_t
length_nbytes(const struct psd *psd)
{
	return psd->is_big ? 4 : 2;
}

/*
 * No row needs more, for a byte that stands alone takes two; two over tell
 * that there is more.
 */
static size_t
packed_max(const struct psd *psd)
{
	return psd_row_nbytes(psd) * 2 + 2;
}

static enum gm_status
fail_truncated(struct psd_plane *plane, struct gm_error *err)
{
	plane->has_ended = true;
	return file_in_fail_at_end(plane->data.in,
				   "the picture is not complete", err);
}

/* The rows of all channels before are told of in the table before this. */
static enum gm_status
find_packed(struct psd_plane *plane, uint32_t channel, struct gm_error *err)
{
	const struct psd *psd = plane->psd;
	uint64_t n_rows = (uint64_t)channel * psd->height;
	size_t nbytes = length_nbytes(psd);
	const uint8_t *next;

	file_cursor_seek(&plane->lengths, psd->pixels_at);
	file_cursor_seek(&plane->data,
			 psd->pixels_at + (uint64_t)psd->channels *
						  psd->height * nbytes);
	for (uint64_t i = 0; i < n_rows; i++)
		file_cursor_skip(&plane->data,
				 file_cursor_number(&plane->lengths, nbytes));
	return file_cursor_peek(&plane->lengths, &next) > 0
		       ? GM_OK
		       : fail_truncated(plane, err);
}

static enum gm_status
fail_corrupt(struct psd_plane *plane, struct gm_error *err)
{
	plane->has_ended = true;
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: the compressed pixels");
}

/* What is wrong with the end is told when all rows are there. */
static enum gm_status
inflate_row(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	struct zlib_lib_piece piece = {.out_nbytes =
					       psd_row_nbytes(plane->psd)};
	enum gm_status st;

	piece.out = row;
	while (piece.out_nbytes > 0) {
		size_t n = file_cursor_peek(&plane->data, &piece.data);

		if (plane->is_damaged || zlib_lib_has_ended(plane->inflater))
			return fail_corrupt(plane, err);
		if (n == 0)
			return fail_truncated(plane, err);
		piece.data_nbytes = n;
		st = zlib_lib_inflate(plane->inflater, &piece, err);
		if (st == GM_ERR_NOMEM)
			return st;
		plane->is_damaged = st != GM_OK;
		file_cursor_skip(&plane->data, n - piece.data_nbytes);
	}
	return GM_OK;
}

/* All channels are one stream: what is before is inflated and thrown away. */
static enum gm_status
find_deflated(struct psd_plane *plane, uint32_t channel, struct gm_error *err)
{
	uint64_t n_rows = (uint64_t)channel * plane->psd->height;
	enum gm_status st = GM_OK;

	file_cursor_seek(&plane->data, plane->psd->pixels_at);
	plane->inflater = zlib_lib_inflater_open(err);
	if (plane->inflater == NULL)
		return GM_ERR_NOMEM;
	for (uint64_t i = 0; i < n_rows && st == GM_OK; i++)
		st = inflate_row(plane, plane->packed, err);
	return st;
}

/* In a picture that is salvaged, a channel may be missing. */
static enum gm_status
forgive(struct psd_plane *plane, enum gm_status st, struct gm_error *err)
{
	if (!plane->salvage || (st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT))
		return st;
	conversion_warn(plane->outcome,
			st == GM_ERR_TRUNCATED
				? "truncated: what is missing is blank"
				: err->text);
	*err = (struct gm_error){0};
	return GM_OK;
}

enum gm_status
psd_plane_open(struct psd_plane *plane, struct file_in *in, uint32_t channel,
	       struct gm_error *err)
{
	const struct psd *psd = plane->psd;
	enum gm_status st = GM_OK;

	plane->data.in = in;
	plane->lengths.in = in;
	plane->packed = malloc(packed_max(psd));
	if (plane->packed == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (channel)");
	if (psd->compression == PSD_RLE)
		st = find_packed(plane, channel, err);
	else if (psd->compression == PSD_RAW)
		file_cursor_seek(&plane->data,
				 psd->pixels_at + (uint64_t)channel *
							  psd->height *
							  psd_row_nbytes(psd));
	else
		st = find_deflated(plane, channel, err);
	return channel == 0 ? st : forgive(plane, st, err);
}

/* What the table says of a row's length is true, whatever is in the row. */
static enum gm_status
read_packed(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	uint64_t nbytes =
		file_cursor_number(&plane->lengths, length_nbytes(plane->psd));
	size_t n = packed_max(plane->psd);
	size_t n_read;
	bool is_over;

	n = nbytes < n ? (size_t)nbytes : n;
	n_read = file_cursor_read(&plane->data, plane->packed, n);
	file_cursor_skip(&plane->data, nbytes - n_read);
	if (!psd_unpack(plane->packed, n_read, row, psd_row_nbytes(plane->psd),
			&is_over)) {
		if (n_read < n)
			return fail_truncated(plane, err);
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a packed row is too short");
	}
	if (is_over)
		conversion_warn(plane->outcome,
				"packed rows are longer than the picture is "
				"wide: what is over is left out");
	return GM_OK;
}

static enum gm_status
read_predicted(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	enum gm_status st = inflate_row(plane, row, err);

	if (st == GM_OK)
		psd_unpredict(row, plane->psd->width, plane->psd->depth,
			      plane->packed);
	return st;
}

static enum gm_status
read_row(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	size_t nbytes = psd_row_nbytes(plane->psd);

	switch (plane->psd->compression) {
	case PSD_RLE:
		return read_packed(plane, row, err);
	case PSD_ZIP:
		return inflate_row(plane, row, err);
	case PSD_ZIP_PREDICTED:
		return read_predicted(plane, row, err);
	default:
		return file_cursor_read(&plane->data, row, nbytes) == nbytes
			       ? GM_OK
			       : fail_truncated(plane, err);
	}
}

enum gm_status
psd_plane_row(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (plane->salvage)
		memset(row, plane->filler, psd_row_nbytes(plane->psd));
	if (!plane->has_ended) {
		st = read_row(plane, row, err);
		plane->has_row |= st == GM_OK;
	}
	return st == GM_OK ? GM_OK : forgive(plane, st, err);
}

/* To where the stream ends, or cannot be read. */
static enum gm_status
read_to_end(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	while (!plane->has_ended && st == GM_OK)
		st = inflate_row(plane, row, err);
	if (st == GM_ERR_NOMEM || st == GM_ERR_READ)
		return st;
	*err = (struct gm_error){0};
	if (!zlib_lib_has_ended(plane->inflater))
		conversion_warn(plane->outcome,
				"the end of the compressed pixels is damaged");
	return GM_OK;
}

static void
skip_channels(struct psd_plane *plane)
{
	const struct psd *psd = plane->psd;
	uint64_t n_rows = (uint64_t)psd->channels * psd->height;
	size_t nbytes = length_nbytes(psd);

	if (psd->compression == PSD_RAW) {
		file_cursor_seek(&plane->data,
				 psd->pixels_at + n_rows * psd_row_nbytes(psd));
		return;
	}
	while (plane->lengths.offset < psd->pixels_at + n_rows * nbytes)
		file_cursor_skip(&plane->data,
				 file_cursor_number(&plane->lengths, nbytes));
}

enum gm_status
psd_plane_finish(struct psd_plane *plane, uint8_t *row, struct gm_error *err)
{
	const uint8_t *next;
	enum gm_status st = GM_OK;

	if (plane->inflater != NULL)
		st = read_to_end(plane, row, err);
	else
		skip_channels(plane);
	plane->outcome->has_more = file_cursor_peek(&plane->data, &next) > 0;
	return st == GM_OK ? file_in_status(plane->data.in, err) : st;
}

void
psd_plane_close(struct psd_plane *plane)
{
	zlib_lib_inflater_close(plane->inflater);
	free(plane->packed);
	plane->inflater = NULL;
	plane->packed = NULL;
}
