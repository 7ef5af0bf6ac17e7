/* SPDX-License-Identifier: MIT */
/*
 * metadata.h - what a file says besides its pixels, by what it means
 *
 * A decoder collects the pieces that meta/settle.h lets a gray picture keep;
 * an encoder writes them in this order, and leaves out what its format cannot
 * hold.  A piece has the bytes as they stood in its file, so that the same
 * format gets the same bytes again, and of them the part that means something
 * to other formats.  Knows no format but by its name.
 */
#ifndef GM_META_METADATA_H
#define GM_META_METADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/*
 * With each kind, what the value of a piece is; "none": only its own format
 * takes it back.
 */
enum metadata_kind {
	METADATA_EXIF,      /* TIFF, from its byte order mark on */
	METADATA_XMP,       /* the packet, without NUL */
	METADATA_XMP_MORE,  /* a part of an extended packet, as JPEG has it: its
			       name, its length, where the part is, the part
			       (XMP part 3, 1.1.3.1) */
	METADATA_IPTC,      /* data sets of IIM */
	METADATA_ICC,       /* a profile, or a part of it */
	METADATA_COMMENT,   /* text without NUL, UTF-8 or Latin-1 */
	METADATA_TEXT,      /* a keyword, NUL, text in Latin-1 without NUL */
	METADATA_DENSITY,   /* see struct metadata_density */
	METADATA_TIME,      /* of the last change, as tIME of PNG has it */
	METADATA_SRGB,      /* samples are on the curve of sRGB: a byte, the
			       rendering intent (ICC.1 7.2.15) */
	METADATA_CICP,      /* code points of H.273: see meta/cicp.h */
	METADATA_CURVE,     /* how much light a sample is: as gAMA of PNG has
			       it, or none */
	METADATA_PRIMARIES, /* which colours R, G and B are: as cHRM of PNG has
			       them, or none */
	METADATA_SAMPLES,   /* none; what single values of samples mean */
	METADATA_MODEL,     /* none; how the components make a colour */
	METADATA_PICTURES,  /* none; further pictures */
	METADATA_INDEX,     /* which pictures follow this one, and where (CIPA
			       DC-007), from its byte order mark on */
	METADATA_GAIN_MAP,  /* none; that one of them is (ISO 21496-1) */
	METADATA_SIGNATURE, /* none; of the file as it was: C2PA */
	METADATA_CODING,    /* none; how the pixels are coded */
	METADATA_PIXELS,    /* none; may be about pixels in unknown ways */
	METADATA_RAW,       /* none; not about pixels */
	METADATA_N_KINDS
};

/* Pixels per metre, or only their ratio; both 0 when nothing is known. */
struct metadata_density {
	double x;
	double y;
	bool is_ratio;
};

struct metadata_piece {
	enum metadata_kind kind;
	uint8_t tag[4];      /* what its format calls it */
	const char *home;    /* the format's name, a constant: "PNG" */
	const uint8_t *data; /* as it stands in a file of that format */
	size_t nbytes;
	uint64_t at;          /* of an index: where in its file that is */
	const uint8_t *value; /* most often within data */
	size_t value_nbytes;
	uint8_t part;    /* of a profile that comes in several pieces, from 1 */
	uint8_t n_parts; /* on; 0 of n_parts: it cannot be read */
	struct metadata_density density;
};

/*
 * What a file said or had that its gray one does not, where that is worth
 * saying: bits.
 */
enum metadata_left {
	METADATA_LEFT_PICTURES = 1, /* further ones, or the places of them */
	METADATA_LEFT_VIDEO = 2,
	METADATA_LEFT_DEPTH = 4,     /* maps, and pictures in XMP besides */
	METADATA_LEFT_THUMBNAIL = 8, /* in XMP */
	METADATA_LEFT_SIGNATURE = 16,
	METADATA_LEFT_RAW = 32,  /* what the sensor has seen, and all but the
				    preview of it */
	METADATA_LEFT_AGAIN = 64 /* what may be there once, after the first */
};

#define METADATA_LEFT_ALL 127u

/* Of them, what is there only once. */
#define METADATA_LEFT_CONTENT                                                  \
	((unsigned)METADATA_LEFT_PICTURES | METADATA_LEFT_VIDEO |              \
	 METADATA_LEFT_DEPTH)

/*
 * A picture that follows the first one in its file, and its gray one as it is,
 * where that is of the same format.
 */
struct metadata_place {
	uint64_t at; /* in the file that was read */
	uint64_t nbytes;
	unsigned entry; /* of it in the index; 0 for none */
	bool is_map;    /* a gain map */
};

#define METADATA_MAX_PLACES 16u

struct metadata_item; /* a piece whose bytes are in metadata.bytes */
struct settler;       /* see meta/settle.h */

/* A zeroed struct is valid and empty. */
struct metadata {
	struct metadata_item *items; /* owned; n_items of them */
	size_t n_items;
	size_t capacity;
	struct bytes bytes; /* of all pieces, one after another */
	bool was_color;     /* the picture that they came with; no more when
			       cleared */
	struct metadata_place places[METADATA_MAX_PLACES]; /* by `at`; none lies
							      over another */
	size_t n_places;         /* 0 when cleared, as are the next three */
	uint64_t n_looked;       /* bytes of the file that were read for them */
	bool has_index;          /* an index tells of some of them */
	unsigned left_out;       /* bits of enum metadata_left */
	struct settler *settler; /* the caller's, or NULL; stays when cleared */
};

/* Most memory for all pieces of one file together: 64 MiB. */
#define METADATA_MAX_BYTES (64u << 20)

/*
 * Copy one piece to the end of the list.  Fails with GM_ERR_NOMEM or
 * GM_ERR_LIMIT (over METADATA_MAX_BYTES); the list is then as before.
 */
enum gm_status metadata_add(struct metadata *m,
			    const struct metadata_piece *piece,
			    struct gm_error *err);

/* The same, before piece number i, which is n_items at most. */
enum gm_status metadata_insert(struct metadata *m, size_t i,
			       const struct metadata_piece *piece,
			       struct gm_error *err);

/* Take the pieces of that kind from number i on out of the list. */
void metadata_drop(struct metadata *m, size_t i, enum metadata_kind kind);

/* Take all pieces from number i on out of the list. */
void metadata_cut(struct metadata *m, size_t i);

/* Piece number i, below n_items; valid until the list is changed. */
struct metadata_piece metadata_get(const struct metadata *m, size_t i);

/* The first piece of that kind from number i on, or n_items. */
size_t metadata_find(const struct metadata *m, size_t i,
		     enum metadata_kind kind);

/* The bytes of its value, to be patched where they stand; NULL for none. */
uint8_t *metadata_edit(struct metadata *m, size_t i);

/*
 * The density of a piece with x and y exchanged; its data, if that makes them
 * wrong, are then nobody's, so that each format writes its own.
 */
void metadata_exchange_density(struct metadata *m, size_t i);

/*
 * Make the value of a piece the text that stands there, up to its first NUL.
 */
void metadata_set_text(struct metadata_piece *piece, const void *text,
		       size_t nbytes);

/* Is it a piece of this format, which takes it back as it is? */
bool metadata_is_from(const struct metadata_piece *piece, const char *home);

/* The density of the picture in pixels per metre; false when not known. */
bool metadata_find_density(const struct metadata *m, double *x, double *y);

/*
 * Append the profile whose parts are the pieces from number i on, the first
 * of the profile being that one.  False when parts are missing, or in
 * disorder, or do not have the length that they say; or with *err filled
 * (GM_ERR_NOMEM), which is zeroed before.
 */
bool metadata_join_icc(const struct metadata *m, size_t i,
		       struct bytes *profile, struct gm_error *err);

/* Empty the list, keeping its memory for the next file. */
void metadata_clear(struct metadata *m);

/* Release the memory and zero *m. */
void metadata_free(struct metadata *m);

#endif
