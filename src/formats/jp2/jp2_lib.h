/* SPDX-License-Identifier: MIT */
/*
 * jp2_lib.h - from a codestream to samples, through OpenJPEG
 *
 * Knows nothing of files, colours and channels.
 */
#ifndef GM_FORMATS_JP2_JP2_LIB_H
#define GM_FORMATS_JP2_JP2_LIB_H

#include "formats/jp2/j2k_stream.h"

/* The samples of a component, row by row. */
struct jp2_plane {
	const int32_t *samples; /* NULL: they are all 0 */
	uint32_t width;
	uint32_t height;
	uint32_t x0; /* of the first one: its place on the grid, by dx and dy */
	uint32_t y0;
};

/* Zeroed before. */
struct jp2_decoded {
	void *image; /* the library's, released by jp2_lib_free() */
	struct jp2_plane planes[JP2_MAX_COMPONENTS]; /* those that were asked
							for */
};

/* What is wanted of a codestream. */
struct jp2_wanted {
	bool only_first; /* component, as it is coded: no transform is undone */
	bool salvage;    /* as much as is there, with a warning */
};

/*
 * Decode the stream from its start.  *is_damaged: something was missing.  Fails
 * with GM_ERR_CORRUPT, GM_ERR_NOMEM or GM_ERR_READ.
 */
enum gm_status jp2_lib_decode(struct j2k_stream *stream,
			      const struct jp2_wanted *wanted,
			      struct jp2_decoded *decoded, bool *is_damaged,
			      struct gm_error *err);

void jp2_lib_free(struct jp2_decoded *decoded);

#endif
