/* SPDX-License-Identifier: MIT */
/*
 * tiff_direct_fixture.h - a TIFF, its gray one, and what stands in that
 */
#ifndef GM_UNIT_TIFF_DIRECT_FIXTURE_H
#define GM_UNIT_TIFF_DIRECT_FIXTURE_H

#include "formats/tiff/tiff_direct.h"

#include "tiff_raw_fixture.h"

#include "meta/settle.h"

#define OUT_MAX_NBYTES (1u << 20)

/* What came of one copy; a zeroed struct is valid. */
struct tiff_made {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome;
	unsigned left_out;
	struct file_out out; /* in memory */
	struct file_in in;   /* the same, to be read */
	struct tiff_raw raw; /* of it, after GM_OK */
	struct tiff_directory directory;
};

/* Kept from test to test, so that what is stale shows. */
static void *kept;

static inline void
tiff_made_free(struct tiff_made *made)
{
	file_out_free(&made->out);
	file_in_free(&made->in);
	tiff_directory_free(&made->directory);
	*made = (struct tiff_made){0};
}

static inline void
tiff_make(const struct bytes *file, const struct codec_direct *direct,
	  const struct conversion *conversion, struct tiff_made *made)
{
	struct settler settler = {.strip = conversion->strip,
				  .profile = conversion->profile,
				  .gray = conversion->gray};
	struct metadata metadata = {.settler = &settler};
	struct file_in in = {0};

	tiff_made_free(made);
	assert_true(direct->serves(conversion));
	assert_int_equal(
		file_in_from_memory(&in, file->data, file->nbytes, &made->err),
		GM_OK);
	assert_int_equal(
		file_out_to_memory(&made->out, OUT_MAX_NBYTES, &made->err),
		GM_OK);
	made->outcome.way = direct->way;
	made->status = direct->copy(&kept, &in, &made->out, conversion,
				    &metadata, &made->outcome, &made->err);
	assert_int_equal(made->err.status, made->status);
	made->left_out = metadata.left_out;
	if (made->status == GM_OK) {
		assert_int_equal(
			file_in_from_memory(&made->in, made->out.buf.data,
					    made->out.buf.nbytes, &made->err),
			GM_OK);
		assert_int_equal(
			tiff_raw_open(&made->raw, &made->in, &made->err),
			GM_OK);
	} else {
		assert_int_not_equal(made->err.text[0], '\0');
	}
	metadata_free(&metadata);
	settle_free(&settler);
	file_in_free(&in);
}

/* Be at the directory at an offset of the copy. */
static inline void
tiff_made_go(struct tiff_made *made, uint64_t at)
{
	assert_int_equal(tiff_raw_directory(&made->raw, at, &made->directory,
					    &made->err),
			 GM_OK);
}

static inline uint64_t
tiff_made_number(struct tiff_made *made, unsigned tag)
{
	assert_non_null(tiff_directory_find(&made->directory, tag));
	return tiff_raw_number(&made->raw, &made->directory, tag, UINT64_MAX);
}

static inline void
tiff_made_expect(struct tiff_made *made, unsigned tag, uint64_t number)
{
	assert_int_equal(tiff_made_number(made, tag), number);
}

static inline void
tiff_made_lacks(const struct tiff_made *made, unsigned tag)
{
	assert_null(tiff_directory_find(&made->directory, tag));
}

/* All values of a tag, byte for byte. */
static inline void
tiff_made_expect_bytes(struct tiff_made *made, unsigned tag, const void *bytes,
		       size_t n)
{
	const struct tiff_entry *entry =
		tiff_directory_find(&made->directory, tag);
	struct bytes value = {0};

	assert_non_null(entry);
	assert_int_equal(entry->nbytes, n);
	assert_int_equal(tiff_raw_value(&made->raw, entry, &value, &made->err),
			 GM_OK);
	assert_memory_equal(value.data, bytes, n);
	bytes_free(&value);
}

/* The first strip or tile, byte for byte. */
static inline void
tiff_made_expect_block(struct tiff_made *made, const void *bytes, size_t n)
{
	bool is_tiled = tiff_directory_find(&made->directory,
					    TIFFTAG_TILEOFFSETS) != NULL;
	uint64_t at = tiff_made_number(made, is_tiled ? TIFFTAG_TILEOFFSETS
						      : TIFFTAG_STRIPOFFSETS);

	tiff_made_expect(
		made,
		is_tiled ? TIFFTAG_TILEBYTECOUNTS : TIFFTAG_STRIPBYTECOUNTS, n);
	assert_true(at + n <= made->out.buf.nbytes);
	assert_memory_equal(made->out.buf.data + at, bytes, n);
}

#endif
