/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_end.h - what stands between a JPEG's last bit and its end marker
 *
 * The library would go on until it meets an end marker, whatever it makes of
 * what comes before it: another picture's header, a trailer, nothing.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_END_H
#define GM_FORMATS_JPEG_CODEC_JPEG_END_H

#include "formats/jpeg/codec_jpeg_input.h"

/*
 * In a step, between scans: once the picture is whole, keep the metadata that
 * follow, find the end marker or warn that it is missing, and have the library
 * see one.  Before that, damage when the file has ended.
 */
void codec_jpeg_end_read(struct codec_jpeg_input *input);

#endif
