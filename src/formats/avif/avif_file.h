/* SPDX-License-Identifier: MIT */
/*
 * avif_file.h - what stands in a file besides what the library tells
 *
 * Where the first bytes of the coded colours are, for their quantiser; what
 * else there is, which a copy does not have; whether the file ends where its
 * boxes do.
 */
#ifndef GM_FORMATS_AVIF_AVIF_FILE_H
#define GM_FORMATS_AVIF_AVIF_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "formats/avif/av1_quantiser.h"

struct avif_quantiser {
	bool is_known;
	struct av1_quantiser of;
};

struct avif_file {
	struct avif_quantiser colors; /* of a grid that of the first tile */
	struct avif_quantiser alpha;
	bool is_grid;      /* it is put together from tiles */
	bool has_tracks;   /* moov is there */
	bool is_sequence;  /* it is what counts (the library's choice) */
	bool has_more;     /* bytes after the last box that are none */
	bool is_cut;       /* the last box goes beyond the end of the file */
	unsigned left_out; /* bits of enum metadata_left */
};

/*
 * Look at a file, which does not move on.  What is damaged is left to others.
 * Fails with GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status avif_file_look(struct file_in *in, struct avif_file *file,
			      struct gm_error *err);

/* The quantiser of what is coded at that place. */
struct avif_quantiser avif_file_quantiser(struct file_in *in, uint64_t at,
					  uint64_t nbytes);

#endif
