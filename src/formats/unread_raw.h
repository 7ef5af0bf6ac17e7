/* SPDX-License-Identifier: MIT */
/*
 * unread_raw.h - which camera's raw a TIFF is: for the sniffers of both
 */
#ifndef GM_FORMATS_UNREAD_RAW_H
#define GM_FORMATS_UNREAD_RAW_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the raw of a camera is called, "NEF", that begins with this head of a
 * TIFF; NULL where its first directory does not say so for certain, or lies
 * beyond the head.
 */
const char *unread_raw_name(const uint8_t *head, size_t nbytes);

#endif
