/* SPDX-License-Identifier: MIT */
/*
 * coefs_fixture.h - codec_jpeg_coefs_copy() run over bytes
 */
#ifndef GM_UNIT_COEFS_FIXTURE_H
#define GM_UNIT_COEFS_FIXTURE_H

#include "jpeg_fixture.h"

#include "formats/jpeg/codec_jpeg.h"

/* What came of a copy; a zeroed struct is valid. */
struct copied {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	struct bytes file; /* when it is GM_OK */
	uint64_t n_out;    /* bytes written, whole or not */
};

static inline void
copied_free(struct copied *c)
{
	bytes_free(&c->file);
	*c = (struct copied){0};
}

/* Copy nbytes bytes; *c is replaced. */
static inline void
coefs_fixture_copy(const void *data, size_t nbytes, bool salvage,
		   struct copied *c)
{
	const struct conversion options = {
		.max_pixels = 8000000,
		.salvage = salvage,
	};
	struct metadata metadata = {0};
	struct file_in in = {0};
	struct file_out out = {0};

	copied_free(c);
	fixture_put("in", data, nbytes);
	assert_int_equal(file_in_open(&in, "in", &c->err), GM_OK);
	assert_int_equal(file_out_open(&out, "out", 0600, &c->err), GM_OK);
	c->status = codec_jpeg_coefs_copy(NULL, &in, &out, &options, &metadata,
					  &c->outcome, &c->err);
	c->n_out = out.n_written;
	assert_int_equal(c->err.status, c->status);
	if (c->status == GM_OK)
		fixture_commit(&out, &c->file);
	else
		assert_int_not_equal(c->err.text[0], '\0');
	file_out_free(&out);
	file_in_free(&in);
	metadata_free(&metadata);
}

static inline void
coefs_fixture_ignore(j_common_ptr cinfo, int level)
{
	(void)cinfo;
	(void)level;
}

/* The table and the blocks of component 0, as the library reads them. */
static inline void
coefs_fixture_luma(const struct bytes *file, struct bytes *luma)
{
	struct jpeg_decompress_struct lib;
	struct jpeg_error_mgr errors;
	jvirt_barray_ptr *arrays;
	jpeg_component_info *info;
	struct gm_error err;

	lib.err = jpeg_std_error(&errors);
	errors.emit_message = coefs_fixture_ignore;
	jpeg_create_decompress(&lib);
	jpeg_mem_src(&lib, file->data, file->nbytes);
	jpeg_read_header(&lib, TRUE);
	arrays = jpeg_read_coefficients(&lib);
	info = &lib.comp_info[0];
	bytes_append(luma, info->quant_table->quantval,
		     sizeof(info->quant_table->quantval), &err);
	for (JDIMENSION y = 0; y < info->height_in_blocks; y++) {
		JBLOCKARRAY row = lib.mem->access_virt_barray(
			(j_common_ptr)&lib, arrays[0], y, 1, FALSE);

		assert_int_equal(
			bytes_append(luma, row[0],
				     info->width_in_blocks * sizeof(JBLOCK),
				     &err),
			GM_OK);
	}
	jpeg_destroy_decompress(&lib);
}

static inline void
assert_same_luma(const struct bytes *file, const struct bytes *copy)
{
	struct bytes theirs = {0}, ours = {0};

	coefs_fixture_luma(file, &theirs);
	coefs_fixture_luma(copy, &ours);
	assert_int_equal(ours.nbytes, theirs.nbytes);
	assert_memory_equal(ours.data, theirs.data, ours.nbytes);
	bytes_free(&theirs);
	bytes_free(&ours);
}

#endif
