/* SPDX-License-Identifier: MIT */
/*
 * metadata.h - what a file says besides its pixels, carried as it was read
 *
 * A decoder collects the pieces that still hold for a gray picture; an
 * encoder writes those whose kind its format can hold, in this order, and
 * ignores the rest.  Nothing here interprets a piece.
 */
#ifndef GM_META_METADATA_H
#define GM_META_METADATA_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum metadata_kind {
	METADATA_JPEG_MARKER,     /* tag[0] is the marker code; payload without
				     its length (T.81 B.1.1.4) */
	METADATA_JPEG_LUMA_TABLE, /* 64 x uint16_t, native-endian: the luma
				     quantisation table in natural order */
	METADATA_PNG_CHUNK,       /* tag is the chunk type; payload without
				     length and CRC (PNG section 5.3) */
};

struct metadata_item {
	enum metadata_kind kind;
	uint8_t tag[4];
	size_t at;     /* offset of the payload in metadata.bytes.data */
	size_t nbytes; /* of the payload */
};

/* A zeroed struct is valid and empty. */
struct metadata {
	struct metadata_item *items; /* owned; n_items of them */
	size_t n_items;
	size_t capacity;
	struct bytes bytes; /* all payloads, one after another */
};

/* Most memory for all pieces of one file together: 64 MiB. */
#define METADATA_MAX_BYTES (64u << 20)

/*
 * Copy one piece to the end of the list.  Fails with GM_ERR_NOMEM or
 * GM_ERR_LIMIT (over METADATA_MAX_BYTES); the list is then as before.
 */
enum gm_status metadata_add(struct metadata *m, enum metadata_kind kind,
			    const uint8_t tag[4], const void *payload,
			    size_t nbytes, struct gm_error *err);

/* Empty the list, keeping its memory for the next file. */
void metadata_clear(struct metadata *m);

/* Release the memory and zero *m. */
void metadata_free(struct metadata *m);

#endif
