/* SPDX-License-Identifier: MIT */
#include "formats/png/idat.h"

#include <string.h>

#include "base/octets.h"
#include "deflate/zlib_lib.h"

/* This many blocks of a picture, far apart, are compressed in both ways. */
#define N_TRIALS 4u

/* Smaller pictures are not tried: there is little to win. */
#define TRIAL_MIN_BYTES 16384u

/* The quick level is enough to tell. */
#define TRIAL_LEVEL 1

/* Out of 16: what the other way must get by with to be taken. */
#define WORTH_SIXTEENTHS 15u

enum gm_status
idat_begin(struct idat *idat, struct deflate_lib *lib, enum idat_coder coder,
	   int level, uint64_t nbytes, struct gm_error *err)
{
	/* RFC 1950 section 2.2: a window of 32 KiB, the level untold. */
	static const uint8_t zlib_header[] = {0x78, 0x01};

	idat->runs = (struct run_deflate){.spans = idat->runs.spans};
	idat->lib = lib;
	idat->coder = coder;
	idat->level = level;
	idat->rows.nbytes = 0;
	idat->data.nbytes = 0;
	idat->adler = 1;
	idat->n_blocks = 0;
	idat->trial_step =
		nbytes < TRIAL_MIN_BYTES
			? UINT64_MAX
			: nbytes / RUN_DEFLATE_BLOCK_BYTES / N_TRIALS + 1;
	idat->runs_nbytes = 0;
	idat->lib_nbytes = 0;
	return bytes_append(&idat->data, zlib_header, sizeof(zlib_header), err);
}

/* What the library would make of a block; nothing of it is kept. */
static enum gm_status
try_block(struct idat *idat, const uint8_t *block, size_t nbytes,
	  size_t runs_nbytes, struct gm_error *err)
{
	size_t before = idat->data.nbytes;
	enum gm_status st = deflate_lib_deflate(idat->lib, TRIAL_LEVEL, block,
						nbytes, &idat->data, err);

	if (st != GM_OK)
		return st;
	idat->runs_nbytes += runs_nbytes;
	idat->lib_nbytes += idat->data.nbytes - before;
	idat->data.nbytes = before;
	return GM_OK;
}

static enum gm_status
put_block(struct idat *idat, const uint8_t *block, size_t nbytes, bool is_last,
	  struct gm_error *err)
{
	size_t before = idat->data.nbytes;
	enum gm_status st = run_deflate_block(&idat->runs, block, nbytes,
					      is_last, &idat->data, err);

	if (st == GM_OK &&
	    idat->n_blocks++ % idat->trial_step == idat->trial_step / 2)
		st = try_block(idat, block, nbytes, idat->data.nbytes - before,
			       err);
	return st;
}

/* Bytes of the next block, of which n are there. */
static size_t
block_nbytes(struct idat *idat, const uint8_t *data, size_t n)
{
	if (idat->coder == IDAT_RUNS_SPLIT)
		return run_deflate_split(data, n, idat->codes);
	return n < RUN_DEFLATE_BLOCK_BYTES ? n : RUN_DEFLATE_BLOCK_BYTES;
}

/*
 * Compress blocks until at most a block is left, which may be the end, or
 * nothing when this is the end.
 */
static enum gm_status
put_blocks(struct idat *idat, bool is_end, struct gm_error *err)
{
	size_t at = 0, left = idat->rows.nbytes;
	enum gm_status st = GM_OK;

	while (st == GM_OK && left > (is_end ? 0 : RUN_DEFLATE_BLOCK_BYTES)) {
		size_t n = block_nbytes(idat, idat->rows.data + at, left);

		st = put_block(idat, idat->rows.data + at, n,
			       is_end && n == left, err);
		at += n;
		left -= n;
	}
	idat->rows.nbytes = left;
	memmove(idat->rows.data, idat->rows.data + at, left);
	return st;
}

static bool
is_by_runs(const struct idat *idat)
{
	return idat->coder == IDAT_RUNS || idat->coder == IDAT_RUNS_SPLIT;
}

enum gm_status
idat_row(struct idat *idat, enum row_filter filter, const uint8_t *row,
	 const uint8_t *above, size_t nbytes, unsigned pixel_nbytes,
	 struct gm_error *err)
{
	uint8_t *to;
	enum gm_status st =
		bytes_reserve(&idat->rows, 1 + nbytes + RUN_DEFLATE_SLACK, err);

	if (st != GM_OK)
		return st;
	to = idat->rows.data + idat->rows.nbytes;
	to[0] = (uint8_t)filter;
	row_filter_do(filter, row, above, nbytes, pixel_nbytes, to + 1);
	memset(to + 1 + nbytes, 0, RUN_DEFLATE_SLACK);
	idat->adler = deflate_lib_adler32(idat->adler, to, 1 + nbytes);
	idat->rows.nbytes += 1 + nbytes;
	if (is_by_runs(idat) && idat->rows.nbytes > 2 * RUN_DEFLATE_BLOCK_BYTES)
		return put_blocks(idat, false, err);
	return GM_OK;
}

/* All rows at once, by a library. */
static enum gm_status
put_all(struct idat *idat, struct gm_error *err)
{
	const struct bytes *rows = &idat->rows;

	if (idat->coder == IDAT_LONG_MATCHES)
		return zlib_lib_deflate(rows->data, rows->nbytes, &idat->data,
					err);
	return deflate_lib_deflate(idat->lib, idat->level, rows->data,
				   rows->nbytes, &idat->data, err);
}

enum gm_status
idat_end(struct idat *idat, struct gm_error *err)
{
	uint8_t sum[4];
	enum gm_status st = is_by_runs(idat) ? put_blocks(idat, true, err)
					     : put_all(idat, err);

	octets_put_u32be(sum, idat->adler);
	return st == GM_OK ? bytes_append(&idat->data, sum, sizeof(sum), err)
			   : st;
}

bool
idat_repeats(const struct idat *idat)
{
	return idat->lib_nbytes * 16 < idat->runs_nbytes * WORTH_SIXTEENTHS;
}
