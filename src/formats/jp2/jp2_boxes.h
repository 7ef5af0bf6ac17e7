/* SPDX-License-Identifier: MIT */
/*
 * jp2_boxes.h - what the boxes around a codestream say (T.800 annex I)
 *
 * Knows nothing of pixels.  What comes twice counts the first time; boxes of
 * JPX are looked through as far as they have the same in them.
 */
#ifndef GM_FORMATS_JP2_JP2_BOXES_H
#define GM_FORMATS_JP2_JP2_BOXES_H

#include "formats/jp2/jp2.h"

/* Most boxes that are looked at, and most of them that are kept as metadata. */
#define JP2_MAX_BOXES 65536u
#define JP2_MAX_KEPT  16u

/* Most entries of a palette (I.5.3.4). */
#define JP2_MAX_COLORS 1024u

enum jp2_space {
	JP2_UNKNOWN, /* by the number of channels */
	JP2_GRAY,
	JP2_RGB,
	JP2_YCC,  /* sYCC: the matrix of Rec.601, full range */
	JP2_OTHER /* which is not read */
};

/* Where a channel comes from, and what it is. */
struct jp2_channel {
	unsigned component;
	bool has_palette;
	unsigned column; /* of it */
	bool is_alpha;
	bool is_multiplied; /* the colours are, by this alpha */
	unsigned color;     /* which one, from 0; of alpha none */
};

/* Entries have one number a column, scaled to 16 bits. */
struct jp2_palette {
	unsigned n_colors; /* 0: there is none */
	unsigned n_columns;
	uint16_t colors[JP2_MAX_COLORS][JP2_MAX_CHANNELS];
};

struct jp2_kept {
	enum metadata_kind kind; /* EXIF, XMP, IPTC or ICC */
	struct jp2_span span;
};

/* Zeroed before. */
struct jp2_file {
	bool is_boxed; /* else all of it is a codestream */
	struct jp2_span codestream;
	enum jp2_space space;
	uint32_t space_number; /* EnumCS of another one */
	bool has_color;
	struct jp2_palette palette;
	unsigned n_channels; /* 0: each component is one, in their order */
	bool has_map;        /* they come from a component mapping box */
	struct jp2_channel channels[JP2_MAX_CHANNELS];
	bool has_definitions; /* of what they are */
	double x_density;     /* pixels per metre; 0 when not known */
	double y_density;
	struct jp2_kept kept[JP2_MAX_KEPT];
	unsigned n_kept;
	bool has_more; /* further codestreams */
};

/*
 * Look through the file.  Fails with GM_ERR_TRUNCATED, GM_ERR_CORRUPT,
 * GM_ERR_UNSUPPORTED, GM_ERR_LIMIT or GM_ERR_READ.
 */
enum gm_status jp2_boxes_read(struct jp2_file *file, struct file_in *in,
			      struct gm_error *err);

#endif
