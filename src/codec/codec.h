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
#include "base/library.h"
#include "codec/conversion.h"
#include "image/image.h"
#include "meta/graying.h"
#include "meta/metadata.h"
#include "meta/profile.h"

/* Bytes from the start of a file that a sniffer may look at. */
#define CODEC_HEAD_BYTES 4096u

/* The warning of a picture of which only what says that it ends is missing. */
#define CODEC_NO_END "the end marker is missing"

/* Of a picture that ends early: the text for file_in_fail_at_end(). */
#define CODEC_INCOMPLETE "the picture is not complete"

struct codec;

/*
 * The frames of a picture, which are shown one after the other, each as a whole
 * picture of one size and shape; what a format draws them with (regions,
 * disposal) does not come here.  A zeroed struct is a still.
 */
struct animation {
	uint32_t n_frames;  /* 0: a still; else 2 to INT32_MAX */
	uint32_t n_plays;   /* of all of them, at most INT32_MAX; 0: no end */
	uint32_t shown_num; /* seconds that the frame at hand is shown: */
	uint32_t shown_den; /* num / den, which is not 0 but in a still */
};

/*
 * A picture being read.  Zeroed before the first open.  close releases state;
 * metadata stays, is the caller's to clear, and must be empty at open.
 */
struct decoder {
	const struct codec *codec;  /* the caller's, as is outcome: set before
				       open, reset after close */
	struct image_info info;     /* filled by open; of all frames */
	bool takes_frames;          /* the caller's: the writer takes several */
	bool takes_pages;           /* the caller's: the first of several is
				       none too few */
	struct animation animation; /* filled by open, and by next_frame; a
				       still by the caller before */
	uint64_t held_nbytes;       /* filled by open: of a picture that is held
				       as a whole, 0 by the caller before */
	bool keeps_format;          /* the caller's: the writer is of the same
				       format, and takes whatever it holds */
	bool may_rise;              /* the caller's: rows may come from the
				       last to the first; */
	bool rises;                 /* filled by open: they do; false by the
				       caller before */
	unsigned lossy_quality;     /* filled by open: of a picture coded with
				       loss, the --quality that its like would
				       be written with; 0 by the caller before,
				       which is lossless */
	struct metadata metadata;   /* what a gray file may keep */
	struct graying graying;     /* of the rows; the caller sets it to the
				       method, and open to what the metadata
				       ask for */
	struct outcome *outcome;    /* the caller's; warning and has_more are
				       the reader's to fill */
	void *state;                /* the codec's own; NULL while closed */
};

/* A picture being written.  Zeroed before the first open. */
struct encoder {
	const struct codec *codec; /* the caller's, as are info and out: set
				      before open, reset after close */
	struct image_info info;
	struct animation animation; /* the caller's, likewise, and set before
				       next_frame */
	uint64_t held_nbytes;       /* what the decoder holds meanwhile */
	bool rises;             /* rows come from the last to the first, where
				   the writer takes them so */
	bool is_transposed;     /* rows were columns when metadata were read */
	unsigned lossy_quality; /* of the decoder */
	struct file_out *out;   /* the caller's */
	struct file_in *in;     /* the caller's: has metadata.places, of which
				   there are none where it is NULL */
	void *state;            /* the codec's own; NULL while closed */
};

/*
 * How a picture is read.  All operations but close fail with a status and a
 * text; after a failure only close is allowed, which is safe in every state.
 */
struct codec_reader {
	/*
	 * Read up to the first row: dec->info and dec->metadata are filled.
	 * Before memory is taken the size is checked by image_check_size(),
	 * and by image_check_memory() where a whole picture is held.  With
	 * first_frame the first of several frames is a still.  Else they are
	 * GM_ERR_MULTIFRAME unless takes_frames and next_frame; it may be
	 * finish that finds out.  in and conversion stay the caller's and must
	 * outlive the decoder.
	 */
	enum gm_status (*open)(struct decoder *dec, struct file_in *in,
			       const struct conversion *conversion,
			       struct gm_error *err);

	/* Deliver the next n_rows rows, at most those that are left. */
	enum gm_status (*rows)(struct decoder *dec, void *rows, uint32_t n_rows,
			       struct gm_error *err);

	/*
	 * After the last row of a frame, as long as there are more: go on to
	 * the first row of the next.  NULL: this reader delivers stills.
	 */
	enum gm_status (*next_frame)(struct decoder *dec, struct gm_error *err);

	/*
	 * After the last row of all: read to the end of the picture, so that
	 * what is wrong there (a missing end, a bad checksum) is known.
	 */
	enum gm_status (*finish)(struct decoder *dec, struct gm_error *err);

	void (*close)(struct decoder *dec);

	/*
	 * After the last row, and frame, where takes_pages: go on to the first
	 * row of the next page, a picture of a shape of its own, which
	 * dec->info becomes, if *is_there.  NULL: a file is one picture.
	 */
	enum gm_status (*next_page)(struct decoder *dec, bool *is_there,
				    struct gm_error *err);
};

/* How a gray picture is written; the operations fail as a reader's do. */
struct codec_writer {
	/*
	 * Begin a picture of enc->info (1 or 2 channels), writing the metadata
	 * that the format can hold, in their order.  metadata must outlive the
	 * encoder: pieces that the reader's finish adds, from after the last
	 * row, may be written by this finish.  conversion is only read here.
	 * Fails with GM_ERR_UNSUPPORTED for a depth, or an alpha, that the
	 * format cannot hold.
	 */
	enum gm_status (*open)(struct encoder *enc,
			       const struct metadata *metadata,
			       const struct conversion *conversion,
			       struct gm_error *err);

	/* Take the next n_rows rows, which may be overwritten. */
	enum gm_status (*rows)(struct encoder *enc, void *rows, uint32_t n_rows,
			       struct gm_error *err);

	/*
	 * After the last row of a frame, as long as there are more: begin the
	 * next.  NULL: this writer takes stills, and enc->animation is one.
	 */
	enum gm_status (*next_frame)(struct encoder *enc, struct gm_error *err);

	/* After the last row of all: write what is left.  out is not
	   committed. */
	enum gm_status (*finish)(struct encoder *enc, struct gm_error *err);

	void (*close)(struct encoder *enc);

	bool takes_rising;   /* also rows from the last to the first */
	bool metadata_first; /* they are written by open alone: what the
				reader's finish adds comes too late */
};

/*
 * From input bytes to output bytes of the same format, or of that which it
 * becomes, or of another that is named, with no rows of pixels between: exact,
 * or it steps aside.
 */
struct codec_direct {
	enum conversion_way way;
	const struct codec *to; /* what is written; NULL: the same, or what
				   it becomes */

	/* Can this be the way to what is asked, whatever the picture is? */
	bool (*serves)(const struct conversion *conversion);

	/*
	 * Read a file from the start of in and write its gray one to out;
	 * neither is closed or committed.  *state is NULL at first, and keeps
	 * what the ways of this format use again for the next file.  metadata
	 * is empty and may be filled.  Fails with GM_ERR_UNSUPPORTED when it
	 * steps aside: the next way begins at the start of in, with an out in
	 * which nothing is written, and has the last word.  All other
	 * failures are the picture's.
	 */
	enum gm_status (*copy)(void **state, struct file_in *in,
			       struct file_out *out,
			       const struct conversion *conversion,
			       struct metadata *metadata,
			       struct outcome *outcome, struct gm_error *err);
};

/* What a format can hold, of what a gray picture may have. */
struct codec_can {
	bool only_colors; /* it has no samples but of colours, or a table of
			     them */
	bool depth16;     /* samples of 16 bits */
	bool floats;      /* samples of 32 bits; without depth16, no others */
	bool alpha;
	bool frames; /* several, and a copy in this format has them, too */
	enum profile_model model; /* whose profiles are for its samples */
	uint32_t tells; /* kinds of metadata that its reader finds: a bit for
			   each, 1u << METADATA_EXIF and so on; */
	uint32_t holds; /* that its writer takes from other formats */
};

/*
 * A format whose library is not worth its start to those that do not need it
 * is a module: a shared object with all of the format but its row.  The row is
 * in the program, can tell the format by content and name, and gets what is
 * below when the module is loaded, see formats/modules.h.
 */
struct codec_module {
	const char *version; /* GM_VERSION: of no other program is it a part */
	const struct library *const *libraries;
	const struct codec_direct *const *direct;
	const struct codec_reader *reader;
	const struct codec_writer *writer;
};

/*
 * The row of a module's format, whose operations are not there at first, stands
 * among what the loader of programs makes read-only before main.
 */
#define CODEC_ROW_OF_MODULE __attribute__((section(".data.rel.ro.codec")))

struct codec {
	const char *name;              /* "JPEG"; at most 8 bytes */
	const char *const *extensions; /* lower case, NULL-terminated, the
					  usual one first */
	struct codec_can can;
	const struct library *const *libraries; /* built on, ended by NULL; NULL
						   for none */

	/* Bytes of a JPEG that take as long as a byte of it, about, measured
	   with photographs; at least 1. */
	unsigned effort;

	/* True when the head of a file is of this format. */
	bool (*sniff)(const uint8_t *head, size_t nbytes);

	/*
	 * Sees without a pixel that a file of this format, read from the start
	 * of in, is whole and gray; where it cannot, *is_gray is false and the
	 * pixels have the last word.  state, conversion and outcome are as for
	 * copy of a codec_direct, and in is left anywhere.  Fails with
	 * GM_ERR_NOMEM.  NULL: this format has no such way.
	 */
	enum gm_status (*look)(void **state, struct file_in *in,
			       const struct conversion *conversion,
			       struct outcome *outcome, bool *is_gray,
			       struct gm_error *err);
	const struct codec_direct *const *direct; /* ended by NULL, the best
						     first; NULL for none */
	const struct codec_reader *reader;
	const struct codec_writer *writer; /* NULL: the format is only read, or
					      written by a direct way alone */

	/* What a picture becomes where nothing else is asked for, if it is not
	   a picture of its own format; a format without a module. */
	const struct codec *becomes;
	const char *deep_extension; /* the one whose pictures are known to be
				       deeper than that holds, and become PNG;
				       or NULL */

	/* Of a module only: libraries, direct, reader and writer are NULL until
	   it is loaded. */
	const char *module; /* its name; NULL: the format needs none */
	bool is_written;    /* it has a writer */
	bool is_risky; /* its library has had many faults that a picture can
			  use: to be read in a sandbox */
	const struct gm_error *lack; /* why it cannot be had: GM_ERR_FORMAT
					where it is not installed, GM_ERR_OPEN
					where it cannot be loaded; NULL: it
					can, or that was not tried */
};

/* Can pictures of other formats be written in this one? */
bool codec_is_written(const struct codec *codec);

/*
 * Is all there that it takes to read a picture of this format?  Fails with
 * GM_ERR_MODULE where its module was not tried, or as its lack says.
 */
enum gm_status codec_check_module(const struct codec *codec,
				  struct gm_error *err);

#endif
