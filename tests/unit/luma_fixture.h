/* SPDX-License-Identifier: MIT */
/*
 * luma_fixture.h - luma_copy() over bytes, and what libjpeg says of them
 *
 * The files are made in the current folder, which is a scratch folder.
 */
#ifndef GM_UNIT_LUMA_FIXTURE_H
#define GM_UNIT_LUMA_FIXTURE_H

#include "jpeg_fixture.h"

#include "formats/jpeg/luma.h"
#include "formats/jpeg/recode.h"

#include <jerror.h>

/* What came of one copy; a zeroed struct is valid. */
struct luma_run {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	struct bytes out; /* only after GM_OK */
};

/*
 * Copy nbytes bytes; *run is replaced.  Whatever comes of it, an error must
 * be filled exactly when there is one, and be that of stepping aside.
 */
static inline void
luma_fixture_copy(void **luma, const void *data, size_t nbytes,
		  uint64_t max_pixels, struct luma_run *run)
{
	const struct conversion options = {.max_pixels = max_pixels};
	struct metadata metadata = {0};
	struct file_in in = {0};
	struct file_out out = {0};

	bytes_free(&run->out);
	*run = (struct luma_run){0};
	fixture_put("in", data, nbytes);
	assert_int_equal(file_in_open(&in, "in", &run->err), GM_OK);
	assert_int_equal(file_out_open(&out, "out", 0600, &run->err), GM_OK);
	run->status = luma_copy(luma, &in, &out, &options, &metadata,
				&run->outcome, &run->err);
	if (run->status == GM_OK) {
		fixture_commit(&out, &run->out);
	} else {
		assert_int_equal(run->status, GM_ERR_UNSUPPORTED);
		assert_int_equal(run->err.status, run->status);
		assert_int_not_equal(run->err.text[0], '\0');
	}
	metadata_free(&metadata);
	file_out_free(&out);
	file_in_free(&in);
}

/* Copy with buffers of its own. */
static inline void
luma_fixture_run(const struct bytes *file, struct luma_run *run)
{
	void *luma = NULL;

	luma_fixture_copy(&luma, file->data, file->nbytes, UINT64_MAX, run);
	recode_free(luma);
}

/* What libjpeg finds in a file; a zeroed struct is valid. */
struct luma_coefficients {
	bool is_readable;
	long n_warnings;
	int n_components;
	bool progressive;
	unsigned width, height;
	uint16_t quant[64];
	struct bytes blocks; /* of component 0: ceil(width / 8) a row */
};

struct luma_catcher {
	struct jpeg_error_mgr errors; /* first, so that it can be cast back */
	jmp_buf jump;
};

static inline void
luma_fixture_catch(j_common_ptr lib)
{
	longjmp(((struct luma_catcher *)(void *)lib->err)->jump, 1);
}

/* Counts warnings, prints nothing. */
static inline void
luma_fixture_hush(j_common_ptr lib, int level)
{
	if (level < 0)
		lib->err->num_warnings++;
}

/* Where there is no table, no block may be either. */
static inline void
luma_fixture_gather(j_decompress_ptr lib, struct luma_coefficients *c)
{
	jvirt_barray_ptr *arrays = jpeg_read_coefficients(lib);
	size_t row_nbytes = (c->width + 7) / 8 * sizeof(JBLOCK);
	JBLOCKARRAY row;
	struct gm_error err;

	assert_non_null(lib->comp_info[0].quant_table);
	memcpy(c->quant, lib->comp_info[0].quant_table->quantval,
	       sizeof(c->quant));
	for (unsigned y = 0; y < (c->height + 7) / 8; y++) {
		row = lib->mem->access_virt_barray((j_common_ptr)lib, arrays[0],
						   y, 1, FALSE);
		assert_int_equal(
			bytes_append(&c->blocks, row[0], row_nbytes, &err),
			GM_OK);
	}
	jpeg_finish_decompress(lib);
	c->is_readable = true;
}

/* *c is replaced. */
static inline void
luma_fixture_read(const struct bytes *file, struct luma_coefficients *c)
{
	struct jpeg_decompress_struct lib;
	struct luma_catcher catcher;

	c->blocks.nbytes = 0;
	*c = (struct luma_coefficients){.blocks = c->blocks};
	lib.err = jpeg_std_error(&catcher.errors);
	catcher.errors.error_exit = luma_fixture_catch;
	catcher.errors.emit_message = luma_fixture_hush;
	jpeg_create_decompress(&lib);
	if (setjmp(catcher.jump) == 0) {
		jpeg_mem_src(&lib, file->data, file->nbytes);
		jpeg_read_header(&lib, TRUE);
		c->n_components = lib.num_components;
		c->progressive = lib.progressive_mode;
		c->width = lib.image_width;
		c->height = lib.image_height;
		luma_fixture_gather(&lib, c);
	}
	c->n_warnings = catcher.errors.num_warnings;
	jpeg_destroy_decompress(&lib);
}

/* Is out a gray file with the luma of in, as libjpeg reads both? */
static inline void
luma_fixture_compare(const struct bytes *in, const struct bytes *out)
{
	struct luma_coefficients want = {0}, got = {0};

	luma_fixture_read(in, &want);
	luma_fixture_read(out, &got);
	assert_true(want.is_readable);
	assert_true(got.is_readable);
	assert_int_equal(want.n_warnings, 0);
	assert_int_equal(got.n_warnings, 0);
	assert_int_equal(got.n_components, 1);
	assert_int_equal(got.progressive, want.progressive);
	assert_int_equal(got.width, want.width);
	assert_int_equal(got.height, want.height);
	assert_memory_equal(got.quant, want.quant, sizeof(want.quant));
	assert_int_equal(got.blocks.nbytes, want.blocks.nbytes);
	assert_memory_equal(got.blocks.data, want.blocks.data,
			    want.blocks.nbytes);
	bytes_free(&want.blocks);
	bytes_free(&got.blocks);
}

/* Copied, whole, and with the right luma. */
static inline void
luma_fixture_check(const struct bytes *file)
{
	struct luma_run run = {0};

	luma_fixture_run(file, &run);
	if (run.status != GM_OK)
		fail_msg("stepped aside: %s", run.err.text);
	assert_false(run.outcome.has_more);
	luma_fixture_compare(file, &run.out);
	bytes_free(&run.out);
}

static inline void
luma_fixture_check_recipe(const struct jpeg_recipe *recipe)
{
	struct bytes file = {0};

	jpeg_fixture_make(recipe, &file);
	luma_fixture_check(&file);
	bytes_free(&file);
}

/* Stepped aside, with this text. */
static inline void
luma_fixture_aside(const struct bytes *file, const char *text)
{
	struct luma_run run = {0};

	luma_fixture_run(file, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_string_equal(run.err.text, text);
	bytes_free(&run.out);
}

#endif
