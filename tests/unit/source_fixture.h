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

static inline struct source_limits
source_fixture_limits(void)
{
	return (struct source_limits){.max_pixels = 1000000,
				      .max_nbytes = 1000000};
}

/* Read; an error must be filled exactly when there is one. */
static inline enum gm_status
source_fixture_read(struct source *source, const struct bytes *file,
		    const struct source_limits *limits, struct gm_error *err)
{
	struct file_in in = {0};
	enum gm_status st;

	*err = (struct gm_error){0};
	fixture_put("in", file->data, file->nbytes);
	assert_int_equal(file_in_open(&in, "in", err), GM_OK);
	st = source_read(source, &in, limits, NULL, NULL, err);
	assert_int_equal(err->status, st);
	if (st != GM_OK)
		assert_int_not_equal(err->text[0], '\0');
	file_in_free(&in);
	return st;
}

/* Read a file that must be taken. */
static inline void
source_fixture_take(struct source *source, const struct bytes *file)
{
	const struct source_limits limits = source_fixture_limits();
	struct gm_error err;

	if (source_fixture_read(source, file, &limits, &err) != GM_OK)
		fail_msg("%s", err.text);
}

/* Read a file that must not be. */
static inline void
source_fixture_refuse(const struct bytes *file)
{
	const struct source_limits limits = source_fixture_limits();
	struct source source = {0};
	struct gm_error err;

	assert_int_equal(source_fixture_read(&source, file, &limits, &err),
			 GM_ERR_UNSUPPORTED);
	source_free(&source);
}

#endif
