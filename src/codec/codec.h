/* SPDX-License-Identifier: MIT */
/*
 * codec.h - the formats: one table, one way in and one way out of each
 *
 * A codec reads pictures of one format from a file_in and, if it can, writes
 * gray ones to a file_out, both by rows.  It knows nothing of paths,
 * processes or options beyond those below.  No type of a library crosses
 * this header.
 */
#ifndef GM_CODEC_CODEC_H
#define GM_CODEC_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "codec/compress.h"
#include "image/gray.h"
#include "image/image.h"
#include "meta/metadata.h"

/* Bytes from the start of a file that a sniffer may look at. */
#define CODEC_HEAD_BYTES 4096u

struct decode_options {
	enum gray_method gray; /* what the caller wants in the end; a decoder
				  that has exactly that at hand may deliver
				  it (JPEG: Y for rec601) */
	uint64_t max_pixels;   /* refuse more, from the header */
	uint64_t max_nbytes;   /* refuse what needs more memory, likewise;
				  0 is no limit */
	bool salvage;          /* a picture cut short or with damaged data is
				  delivered as far as it goes, with a warning */
	bool first_frame;      /* take the first of several frames */
};

struct codec;

/*
 * A picture being read.  Zeroed before the first open; close keeps what is
 * worth keeping for the next file of any codec.
 */
struct decoder {
	const struct codec *codec;         /* NULL while closed */
	struct image_info info;            /* filled by open */
	struct metadata metadata;          /* what a gray file may keep */
	char warning[GM_ERROR_TEXT_BYTES]; /* the first thing worth saying
					      that does not fail the picture;
					      "" is none; final once all rows
					      are read */
	bool has_more; /* bytes behind the picture were left out; known once
			  it is finished */
	void *state;   /* the codec's own; NULL while closed */
};

struct encode_options {
	unsigned quality; /* JPEG: 1..100, or 0 for the luma table that the
			     metadata carries (90 when there is none) */
	enum compress compress; /* JPEG and PNG */
};

/* A picture being written.  Zeroed before the first open. */
struct encoder {
	const struct codec *codec; /* NULL while closed */
	struct image_info info;
	struct file_out *out; /* the caller's */
	void *state;          /* the codec's own; NULL while closed */
};

/*
 * How a picture is read.  All operations but close fail with a status and a
 * text; after a failure only close is allowed, which is safe in every state.
 */
struct codec_reader {
	/*
	 * Read up to the first row: dec->info and dec->metadata are filled
	 * and the size is checked before memory is taken.  in and options
	 * stay the caller's and must outlive the decoder.
	 */
	enum gm_status (*open)(struct decoder *dec, struct file_in *in,
			       const struct decode_options *options,
			       struct gm_error *err);

	/* Deliver the next n_rows rows, at most those that are left. */
	enum gm_status (*rows)(struct decoder *dec, void *rows, uint32_t n_rows,
			       struct gm_error *err);

	/*
	 * After the last row: read to the end of the picture, so that what
	 * is wrong there (a missing end, a bad checksum) is known.
	 */
	enum gm_status (*finish)(struct decoder *dec, struct gm_error *err);

	void (*close)(struct decoder *dec);
};

/* How a gray picture is written; the operations fail as a reader's do. */
struct codec_writer {
	/*
	 * Begin a picture of enc->info (1 or 2 channels), writing the metadata
	 * that the format can hold.  metadata must outlive the encoder: pieces
	 * that the reader's finish adds, from after the last row, may be
	 * written by this finish.  options are only read here.
	 */
	enum gm_status (*open)(struct encoder *enc,
			       const struct metadata *metadata,
			       const struct encode_options *options,
			       struct gm_error *err);

	/* Take the next n_rows rows, which may be overwritten. */
	enum gm_status (*rows)(struct encoder *enc, void *rows, uint32_t n_rows,
			       struct gm_error *err);

	/* After the last row: write what is left.  out is not committed. */
	enum gm_status (*finish)(struct encoder *enc, struct gm_error *err);

	void (*close)(struct encoder *enc);
};

struct codec {
	const char *name;              /* "JPEG" */
	const char *const *extensions; /* lower case, NULL-terminated, the
					  usual one first */

	/* True when the head of a file is of this format. */
	bool (*sniff)(const uint8_t *head, size_t nbytes);

	const struct codec_reader *reader;
	const struct codec_writer *writer; /* NULL: the format is read only */
};

#endif
