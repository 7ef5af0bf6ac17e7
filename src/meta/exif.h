/* SPDX-License-Identifier: MIT */
/*
 * exif.h - what EXIF says of colour, made true of a gray picture
 *
 * Patched where it stands and never written anew, so that maker notes and
 * offsets stay true.  What is malformed stays as it is: an offset is followed
 * only to the two directories of EXIF and to the thumbnail, each of them once.
 */
#ifndef GM_META_EXIF_H
#define GM_META_EXIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "meta/inset.h"

/*
 * data is EXIF from its byte order mark on.  Makes gray the thumbnail and all
 * whole JPEGs that stand anywhere, maker notes included; a thumbnail that
 * cannot be made gray becomes zeros, and is none any more: its directory is
 * unlinked.  was_color: the picture itself became gray, and
 * ComponentsConfiguration says so.  Takes time in proportion to nbytes.
 */
void exif_make_gray(uint8_t *data, size_t nbytes, bool was_color,
		    const struct inset_maker *maker);

#endif
