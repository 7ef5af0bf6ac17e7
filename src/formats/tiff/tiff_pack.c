/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_pack.h"

#include <string.h>

#include "base/octets.h"

/* The head of a zlib stream of 32 KiB of memory (RFC 1950). */
static const uint8_t zlib_head[DEFLATE_LIB_HEAD_NBYTES] = {0x78, 0x9c};

#define LEVEL 6

/* The quick level is enough to tell which way is better. */
#define TRIAL_LEVEL 1

/* One block of so many is tried both ways. */
#define TRIAL_STEP 16u

/* Out of 16: what the other way must get by with to be taken. */
#define WORTH_SIXTEENTHS 15u

static enum gm_status
pack_runs(struct tiff_pack *pack, uint8_t *data, size_t left,
	  struct gm_error *err)
{
	enum gm_status st = GM_OK;

	pack->runs.last = 0;
	pack->runs.n_last = 0;
	memset(data + left, 0, RUN_DEFLATE_SLACK);
	while (left > 0 && st == GM_OK) {
		size_t n = left < RUN_DEFLATE_BLOCK_BYTES
				   ? left
				   : RUN_DEFLATE_BLOCK_BYTES;

		st = run_deflate_block(&pack->runs, data, n, n == left,
				       &pack->data, err);
		data += n;
		left -= n;
	}
	return st;
}

static enum gm_status
pack_level(struct tiff_pack *pack, int level, const uint8_t *data,
	   size_t nbytes, struct gm_error *err)
{
	return deflate_lib_deflate(&pack->lib, level, data, nbytes, &pack->data,
				   err);
}

/* By runs, unless the last block that was tried is smaller otherwise. */
static enum gm_status
pack_smaller(struct tiff_pack *pack, uint8_t *data, size_t nbytes,
	     struct gm_error *err)
{
	size_t before = pack->data.nbytes, lib_nbytes;
	bool is_trial = pack->n_blocks++ % TRIAL_STEP == 0;
	enum gm_status st = GM_OK;

	if (is_trial)
		st = pack_level(pack, TRIAL_LEVEL, data, nbytes, err);
	if (st != GM_OK)
		return st;
	lib_nbytes = pack->data.nbytes - before;
	pack->data.nbytes = before;
	if (is_trial || !pack->repeats)
		st = pack_runs(pack, data, nbytes, err);
	if (is_trial)
		pack->repeats = lib_nbytes * 16 <
				(pack->data.nbytes - before) * WORTH_SIXTEENTHS;
	if (st != GM_OK || !pack->repeats)
		return st;
	pack->data.nbytes = before;
	return pack_level(pack, LEVEL, data, nbytes, err);
}

/*
 * Differences of photographs are noise, in which there is little to be found
 * but runs.
 */
static enum gm_status
deflate(struct tiff_pack *pack, uint8_t *data, size_t nbytes,
	struct gm_error *err)
{
	if (pack->compress == COMPRESS_BEST)
		return pack_level(pack, DEFLATE_LIB_MAX_LEVEL, data, nbytes,
				  err);
	if (pack->has_patterns)
		return pack_level(pack,
				  pack->compress == COMPRESS_FAST
					  ? DEFLATE_LIB_MIN_LEVEL
					  : LEVEL,
				  data, nbytes, err);
	return pack->compress == COMPRESS_FAST
		       ? pack_runs(pack, data, nbytes, err)
		       : pack_smaller(pack, data, nbytes, err);
}

static enum gm_status
pack_lzw(struct tiff_pack *pack, const uint8_t *data, size_t nbytes,
	 struct gm_error *err)
{
	if (pack->lzw == NULL)
		pack->lzw = tiff_lzw_new(err);
	return pack->lzw != NULL ? tiff_lzw_pack(pack->lzw, data, nbytes,
						 &pack->data, err)
				 : err->status;
}

enum gm_status
tiff_pack_block(struct tiff_pack *pack, uint8_t *block, size_t nbytes,
		struct gm_error *err)
{
	uint8_t sum[DEFLATE_LIB_SUM_NBYTES];
	enum gm_status st;

	pack->data.nbytes = 0;
	if (pack->is_lzw)
		return pack_lzw(pack, block, nbytes, err);
	octets_put_u32be(sum, deflate_lib_adler32(1, block, nbytes));
	st = bytes_append(&pack->data, zlib_head, sizeof(zlib_head), err);
	if (st == GM_OK)
		st = deflate(pack, block, nbytes, err);
	return st == GM_OK ? bytes_append(&pack->data, sum, sizeof(sum), err)
			   : st;
}

void
tiff_pack_free(struct tiff_pack *pack)
{
	tiff_lzw_free(pack->lzw);
	pack->lzw = NULL;
	deflate_lib_free(&pack->lib);
	run_deflate_free(&pack->runs);
	bytes_free(&pack->data);
}
