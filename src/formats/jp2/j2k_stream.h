/* SPDX-License-Identifier: MIT */
/*
 * j2k_stream.h - a row of tiles as a codestream of its own
 *
 * Tiles and all that is in them have their place on the reference grid (T.800
 * annex B): a header that says that the picture is that row alone, and tiles
 * that are counted from its first one, make the same samples.  So a decoder
 * that knows only whole pictures takes a large one row by row.
 */
#ifndef GM_FORMATS_JP2_J2K_STREAM_H
#define GM_FORMATS_JP2_J2K_STREAM_H

#include "formats/jp2/j2k_parts.h"

struct j2k_stream {
	struct file_in *in; /* the caller's, as are the header and the parts */
	const struct j2k_part *parts;
	size_t n_parts;
	struct bytes header; /* owned: patched */
	uint32_t first_tile; /* which is number 0 here */
	uint64_t nbytes;     /* of all of it: header, tile-parts, EOC */
	uint64_t at;         /* what comes next, */
	size_t part;         /* which is in that part, or before or after all */
	uint64_t part_at;    /* where that begins in the stream */
};

/*
 * Begin the stream of n_rows rows from number row on, which are all of them or
 * one; *stream keeps its memory from one to the next.  Fails with GM_ERR_NOMEM.
 */
enum gm_status j2k_stream_begin(struct j2k_stream *stream,
				const struct j2k_header *header, uint32_t row,
				uint32_t n_rows, const struct j2k_part *parts,
				size_t n_parts, struct gm_error *err);

/* Copy up to n bytes; less only at the end, or after an error of in. */
size_t j2k_stream_read(struct j2k_stream *stream, void *dst, size_t n);

/* Go to an offset; false when there is none. */
bool j2k_stream_seek(struct j2k_stream *stream, uint64_t at);

void j2k_stream_free(struct j2k_stream *stream);

#endif
