/* SPDX-License-Identifier: MIT */
/*
 * raw_maker.h - which camera's raw a TIFF is: for the sniffers of both
 */
#ifndef GM_FORMATS_RAW_MAKER_H
#define GM_FORMATS_RAW_MAKER_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the raw of a camera is called, "NEF", that begins with this head of a
 * TIFF; NULL where its first directory does not say so for certain, or lies
 * beyond the head.
 */
const char *raw_maker_name(const uint8_t *head, size_t nbytes);

#endif
