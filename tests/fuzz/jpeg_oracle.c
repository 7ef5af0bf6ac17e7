/* SPDX-License-Identifier: MIT */
#include "jpeg_oracle.h"

#include <string.h>

#include "fuzz_fail.h"
#include "jpeg_reading.h"

static uint32_t
n_blocks(uint32_t n_pixels)
{
	return (n_pixels + DCTSIZE - 1) / DCTSIZE;
}

/* Is Y what the gray picture is made of, in full size? */
static void
check_colours(const struct jpeg_decompress_struct *lib)
{
	const jpeg_component_info *y = &lib->comp_info[0];

	if (lib->num_components == 1 && lib->jpeg_color_space == JCS_GRAYSCALE)
		return;
	if (lib->num_components != 3 || lib->jpeg_color_space != JCS_YCbCr)
		fuzz_fail("original: %d components, colour space %d",
			  lib->num_components, (int)lib->jpeg_color_space);
	if (y->h_samp_factor != lib->max_h_samp_factor ||
	    y->v_samp_factor != lib->max_v_samp_factor)
		fuzz_fail("original: Y is %dx%d of %dx%d", y->h_samp_factor,
			  y->v_samp_factor, lib->max_h_samp_factor,
			  lib->max_v_samp_factor);
}

/* Has every bit come? */
static void
check_complete(const struct jpeg_decompress_struct *lib)
{
	if (!lib->progressive_mode)
		return;
	for (int i = 0; i < DCTSIZE2; i++)
		if (lib->coef_bits[0][i] != 0)
			fuzz_fail("original: coefficient %d lacks %d", i,
				  lib->coef_bits[0][i]);
}

/* Should it have been left alone? */
static void
check_damage(const struct jpeg_reading *r,
	     const struct jpeg_oracle_claim *claim)
{
	const struct jpeg_warnings *wrong = &r->damage;

	if (claim->way == JPEG_ORACLE_SALVAGED)
		return;
	if (claim->way == JPEG_ORACLE_COPIED) {
		wrong = r->lib.progressive_mode ? &r->outside : &r->all;
		check_complete(&r->lib);
	}
	if (wrong->n > 0)
		fuzz_fail("original: %u warnings, first: %s", wrong->n,
			  wrong->first);
	if (!claim->may_lack_end && r->has_more != claim->has_more)
		fuzz_fail("original: bytes follow: %d, was said: %d",
			  r->has_more, claim->has_more);
}

static void
check_original(const struct jpeg_reading *r,
	       const struct jpeg_oracle_claim *claim)
{
	const struct jpeg_decompress_struct *lib = &r->lib;

	if (r->verdict == JPEG_FATAL)
		fuzz_fail("original: error: %s", r->fatal);
	if (lib->data_precision != 8)
		fuzz_fail("original: %d bits", lib->data_precision);
	if (lib->image_width != claim->width ||
	    lib->image_height != claim->height)
		fuzz_fail("original is %ux%u and was said to be %ux%u",
			  lib->image_width, lib->image_height, claim->width,
			  claim->height);
	check_colours(lib);
	if (lib->comp_info[0].quant_table == NULL)
		fuzz_fail("original: Y has no scan");
	check_damage(r, claim);
}

static void
check_kind(const struct jpeg_reading *original, const struct jpeg_reading *gray,
	   const struct jpeg_oracle_claim *claim)
{
	bool kept = claim->way == JPEG_ORACLE_COPIED
			    ? gray->sof == original->sof
			    : gray->lib.progressive_mode ==
				      original->lib.progressive_mode;

	if (!kept || gray->lib.arith_code)
		fuzz_fail("output is SOF%d, original SOF%d", gray->sof - 0xc0,
			  original->sof - 0xc0);
}

static void
check_header(const struct jpeg_reading *original,
	     const struct jpeg_reading *gray)
{
	const struct jpeg_decompress_struct *lib = &gray->lib;

	if (gray->verdict == JPEG_FATAL)
		fuzz_fail("output: error: %s", gray->fatal);
	/* Scans of the luma alone are no more than there were. */
	if (gray->verdict == JPEG_CANNOT_JUDGE)
		fuzz_fail("output: larger, or more scans, than the original");
	if (lib->num_components != 1 ||
	    lib->jpeg_color_space != JCS_GRAYSCALE || lib->data_precision != 8)
		fuzz_fail("output: %d components of %d bits, colour space %d",
			  lib->num_components, lib->data_precision,
			  (int)lib->jpeg_color_space);
	if (lib->image_width != original->lib.image_width ||
	    lib->image_height != original->lib.image_height)
		fuzz_fail("output is %ux%u, original %ux%u", lib->image_width,
			  lib->image_height, original->lib.image_width,
			  original->lib.image_height);
	if (gray->has_more)
		fuzz_fail("output: bytes follow its end");
}

/* Copied scans are as damaged as they were; what was in order stays so. */
static void
check_warnings(const struct jpeg_reading *original,
	       const struct jpeg_reading *gray,
	       const struct jpeg_oracle_claim *claim)
{
	bool copied =
		claim->way == JPEG_ORACLE_COPIED && gray->lib.progressive_mode;
	const struct jpeg_warnings *wrong =
		copied && original->all.n > 0 ? &gray->outside : &gray->all;

	if (wrong->n > 0)
		fuzz_fail("output: %u warnings, first: %s", wrong->n,
			  wrong->first);
}

static void
check_table(const struct jpeg_reading *original,
	    const struct jpeg_reading *gray)
{
	const JQUANT_TBL *a = original->lib.comp_info[0].quant_table;
	const JQUANT_TBL *b = gray->lib.comp_info[0].quant_table;

	if (b == NULL)
		fuzz_fail("output: no scan");
	for (int i = 0; i < DCTSIZE2; i++)
		if (a->quantval[i] != b->quantval[i])
			fuzz_fail("quantum %d: output %d, original %d", i,
				  b->quantval[i], a->quantval[i]);
}

static JBLOCKROW
block_row(struct jpeg_reading *r, uint32_t y)
{
	return r->lib.mem->access_virt_barray((j_common_ptr)&r->lib,
					      r->coefs[0], y, 1, FALSE)[0];
}

static void
check_block(const JCOEF *gray, const JCOEF *original, uint32_t x, uint32_t y)
{
	for (int i = 0; i < DCTSIZE2; i++)
		if (gray[i] != original[i])
			fuzz_fail("block %u,%u coefficient %d: output %d, "
				  "original %d",
				  x, y, i, gray[i], original[i]);
}

static void
check_coefs(struct jpeg_reading *original, struct jpeg_reading *gray)
{
	for (uint32_t y = 0; y < n_blocks(gray->lib.image_height); y++) {
		JBLOCKROW a = block_row(original, y);
		JBLOCKROW b = block_row(gray, y);

		for (uint32_t x = 0; x < n_blocks(gray->lib.image_width); x++)
			check_block(b[x], a[x], x, y);
	}
}

static void
check_samples(const struct bytes *gray)
{
	struct jpeg_reading r;

	jpeg_reading_try_samples(&r, gray);
	if (r.verdict != JPEG_READ)
		fuzz_fail("output: samples: error: %s", r.fatal);
	jpeg_reading_close(&r);
}

/* The library gives up at a segment that cannot be, which others read on after.
 */
static bool
is_strict(const struct jpeg_reading *r)
{
	return r->verdict == JPEG_FATAL &&
	       strcmp(r->fatal, "Bogus marker length") == 0;
}

void
jpeg_oracle_check(const struct bytes *original_file,
		  const struct bytes *gray_file,
		  const struct jpeg_oracle_claim *claim)
{
	struct jpeg_reading original, gray;

	jpeg_reading_open(&original, original_file, claim->may_lack_end);
	jpeg_reading_open(&gray, gray_file, false);
	if (original.verdict != JPEG_CANNOT_JUDGE && !is_strict(&original)) {
		check_original(&original, claim);
		check_header(&original, &gray);
		check_kind(&original, &gray, claim);
		check_warnings(&original, &gray, claim);
		check_table(&original, &gray);
		check_coefs(&original, &gray);
		check_samples(gray_file);
	}
	jpeg_reading_close(&gray);
	jpeg_reading_close(&original);
}
