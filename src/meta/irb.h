/* SPDX-License-Identifier: MIT */
/*
 * irb.h - Photoshop's image resource blocks, in a PSD and in JPEG's APP13
 */
#ifndef GM_META_IRB_H
#define GM_META_IRB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "meta/inset.h"

/* Numbers of resources (Photoshop File Formats, Image Resource IDs). */
enum {
	IRB_RESOLUTION = 1005,
	IRB_IPTC = 1028,
	IRB_THUMBNAIL_BGR = 1033,
	IRB_THUMBNAIL = 1036,
	IRB_ICC = 1039,
	IRB_EXIF = 1058,
	IRB_XMP = 1060
};

/* What stands before the blocks in a segment of JPEG, its NUL included. */
#define IRB_SEGMENT_START        "Photoshop 3.0"
#define IRB_SEGMENT_START_NBYTES 14u

/* Bytes of a block without a name before its value. */
#define IRB_HEAD_NBYTES 12u

struct irb {
	unsigned id;
	const uint8_t *value;
	size_t nbytes;
};

/*
 * Take the block at *at, which becomes the place after it.  False at the end,
 * and where the blocks are cut or out of order.
 */
bool irb_next(const uint8_t *data, size_t nbytes, size_t *at,
	      struct irb *block);

/* The first block of that id; false when there is none. */
bool irb_find(const uint8_t *data, size_t nbytes, unsigned id,
	      struct irb *block);

/*
 * Make gray the thumbnails in these blocks, and all whole JPEGs that stand
 * anywhere in them; what cannot be made gray becomes zeros.
 */
void irb_make_gray(uint8_t *data, size_t nbytes,
		   const struct inset_maker *maker);

/* The head of a block without a name; a value of odd length gets a 0 more. */
void irb_put_head(uint8_t head[IRB_HEAD_NBYTES], unsigned id, size_t nbytes);

#endif
