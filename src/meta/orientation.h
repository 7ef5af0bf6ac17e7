/* SPDX-License-Identifier: MIT */
/*
 * orientation.h - how a picture has to be turned before it is looked at
 *
 * The tag of that name in EXIF counts, as for browsers: of XMP's copy of it
 * only is known that it must not turn the picture a second time.  Values are
 * patched where they stand, at the same length, so that nothing else moves.
 */
#ifndef GM_META_ORIENTATION_H
#define GM_META_ORIENTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "meta/metadata.h"

/* Of a picture that is upright; others are 2 to 8 (EXIF 2.32, 4.6.4). */
#define ORIENTATION_UPRIGHT 1u

/* From here on rows become columns. */
#define ORIENTATION_TRANSPOSED 5u

/* That of an EXIF block (TIFF, from its byte order mark on); 0 for none. */
unsigned orientation_find(const uint8_t *exif, size_t nbytes);

/*
 * The picture was turned: where the block has an orientation, it is upright
 * now.  With is_transposed, rows having become columns, the tags of width and
 * height are exchanged.
 */
void orientation_reset(uint8_t *exif, size_t nbytes, bool is_transposed);

/*
 * Who turns a JPEG that was like its picture, of that orientation, where it
 * stands.  Returns how many bytes it has then, at most nbytes; 0 when that
 * cannot be done.  What stands after them may be anything.
 */
struct orientation_turner {
	size_t (*turn)(void *ctx, uint8_t *jpeg, size_t nbytes,
		       unsigned orientation);
	void *ctx;
};

/*
 * The picture of that orientation was turned: turn the thumbnail of its block
 * where it stands, if it is a JPEG, with zeros after it, and reset what the
 * block says of it.  What cannot be turned stays as it is.
 */
void orientation_turn_thumbnail(uint8_t *exif, size_t nbytes,
				unsigned orientation,
				const struct orientation_turner *turner);

/* As orientation_reset(), of an XMP packet, in which sizes stay. */
void orientation_reset_xmp(uint8_t *xmp, size_t nbytes);

/* That of the first EXIF from piece number first on which has one; 0: none. */
unsigned orientation_of(const struct metadata *m, size_t first);

/*
 * The picture of that orientation was turned: reset the pieces of its file from
 * number first on, turn their thumbnails, unless turner is zeroed, and exchange
 * the densities in x and y where rows became columns.
 */
void orientation_settle(struct metadata *m, size_t first, unsigned orientation,
			const struct orientation_turner *turner);

#endif
