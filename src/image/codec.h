/* SPDX-License-Identifier: MIT */
/*
 * codec.h - the formats: one table, one way in and one way out of each
 *
 * A codec reads pictures of one format from a file_in and, if it can, writes
 * gray ones to a file_out, both by rows.  It knows nothing of paths,
 * processes or options beyond those below.  No type of a library crosses
 * this header.
 */
#ifndef GM_IMAGE_CODEC_H
#define GM_IMAGE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "image/compress.h"
#include "image/gray.h"
#include "image/image.h"
#include "image/metadata.h"

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
 * The operations.  All but the sniffer fail with a status and a text; after
 * a failure only close is allowed.  close is safe in every state.
 */
struct codec {
	const char *name;              /* "JPEG" */
	const char *const *extensions; /* lower case, NULL-terminated, the
					  usual one first */

	/* True when the head of a file is of this format. */
	bool (*sniff)(const uint8_t *head, size_t nbytes);

	/*
	 * Read up to the first row: dec->info and dec->metadata are filled
	 * and the size is checked before memory is taken.  in and options
	 * stay the caller's and must outlive the decoder.
	 */
	enum gm_status (*decode_open)(struct decoder *dec, struct file_in *in,
				      const struct decode_options *options,
				      struct gm_error *err);

	/* Deliver the next n_rows rows, at most those that are left. */
	enum gm_status (*decode_rows)(struct decoder *dec, void *rows,
				      uint32_t n_rows, struct gm_error *err);

	/*
	 * After the last row: read to the end of the picture, so that what
	 * is wrong there (a missing end, a bad checksum) is known.
	 */
	enum gm_status (*decode_finish)(struct decoder *dec,
					struct gm_error *err);

	void (*decode_close)(struct decoder *dec);

	/*
	 * NULL where the format is read only.  Begin a gray picture of
	 * enc->info (1 or 2 channels), writing the metadata that the format
	 * can hold.  metadata must outlive the encoder: pieces that
	 * decode_finish adds, from behind the last row, may be written by
	 * encode_finish.  options are only read here.
	 */
	enum gm_status (*encode_open)(struct encoder *enc,
				      const struct metadata *metadata,
				      const struct encode_options *options,
				      struct gm_error *err);

	/* Take the next n_rows rows, which may be overwritten. */
	enum gm_status (*encode_rows)(struct encoder *enc, void *rows,
				      uint32_t n_rows, struct gm_error *err);

	/* After the last row: write what is left.  out is not committed. */
	enum gm_status (*encode_finish)(struct encoder *enc,
					struct gm_error *err);

	void (*encode_close)(struct encoder *enc);
};

/* The codec whose sniffer knows the head of the file, or NULL. */
const struct codec *codec_by_content(const uint8_t *head, size_t nbytes);

/*
 * The codec that has the extension of name (what follows the last dot of its
 * last component, in any case of letters), or NULL.
 */
const struct codec *codec_by_name(const char *name);

/* PNG: what a format that is read only is written as. */
const struct codec *codec_png(void);

/* The table, ended by NULL: every format that is known. */
const struct codec *const *codec_table(void);

#endif
