/* SPDX-License-Identifier: MIT */
/*
 * source_fixture.h - source_read() over bytes
 *
 * The files are made in the current folder, which is a scratch folder.
 */
#ifndef GM_UNIT_SOURCE_FIXTURE_H
#define GM_UNIT_SOURCE_FIXTURE_H

#include "chunk_fixture.h"
#include "formats/png/source.h"

/* Enough for all of them. */
#define SOURCE_FIXTURE_LIMIT 1000000u

/* Read; an error must be filled exactly when there is one. */
static inline enum gm_status
source_fixture_read(struct source *source, const struct bytes *file,
		    uint64_t max_pixels, uint64_t max_row_nbytes,
		    struct gm_error *err)
{
	struct metadata metadata = {0};
	struct file_in in = {0};
	enum gm_status st;

	*err = (struct gm_error){0};
	fixture_put("in", file->data, file->nbytes);
	assert_int_equal(file_in_open(&in, "in", err), GM_OK);
	st = source_read(source, &in, max_pixels, max_row_nbytes, &metadata,
			 err);
	assert_int_equal(err->status, st);
	if (st != GM_OK)
		assert_int_not_equal(err->text[0], '\0');
	metadata_free(&metadata);
	file_in_free(&in);
	return st;
}

/* Read a file that must be taken. */
static inline void
source_fixture_take(struct source *source, const struct bytes *file)
{
	struct gm_error err;

	if (source_fixture_read(source, file, SOURCE_FIXTURE_LIMIT,
				SOURCE_FIXTURE_LIMIT, &err) != GM_OK)
		fail_msg("%s", err.text);
}

/* Read a file that must not be. */
static inline void
source_fixture_refuse(const struct bytes *file)
{
	static struct source source;
	struct gm_error err;

	assert_int_equal(source_fixture_read(&source, file,
					     SOURCE_FIXTURE_LIMIT,
					     SOURCE_FIXTURE_LIMIT, &err),
			 GM_ERR_UNSUPPORTED);
}

#endif
