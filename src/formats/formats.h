/* SPDX-License-Identifier: MIT */
/*
 * formats.h - the formats that are known: one list, a folder for each
 *
 * Knows of a format only its codec.  A format includes this for the
 * declaration of its own codec and uses nothing else of it.  The rows of those
 * that are modules are no constants, see modules.h.
 */
#ifndef GM_FORMATS_FORMATS_H
#define GM_FORMATS_FORMATS_H

#include <stddef.h>
#include <stdint.h>

#include "codec/codec.h"

extern const struct codec codec_avif;
extern const struct codec codec_bmp;
extern const struct codec codec_farbfeld;
extern const struct codec codec_gif;
extern const struct codec codec_hdr;
extern const struct codec codec_heif;
extern const struct codec codec_ico;
extern const struct codec codec_jp2;
extern const struct codec codec_jpeg;
extern const struct codec codec_jxl;
extern const struct codec codec_pfm;
extern const struct codec codec_pic;
extern const struct codec codec_png;
extern const struct codec codec_pnm;
extern const struct codec codec_psd;
extern const struct codec codec_qoi;
extern const struct codec codec_raw;
extern const struct codec codec_sun;
extern const struct codec codec_tga;
extern const struct codec codec_tiff;
extern const struct codec codec_webp;

/* The codec whose sniffer knows the head of the file, or NULL. */
const struct codec *formats_by_content(const uint8_t *head, size_t nbytes);

/*
 * The codec that has the extension of name (what follows the last dot of its
 * last component, in any case of letters), or NULL.
 */
const struct codec *formats_by_name(const char *name);

/* What a picture of this format is written as: what it becomes by its row, or
   itself, if by a direct way alone, or PNG. */
const struct codec *formats_written_as(const struct codec *codec);

/* The same of one that has this name, of which the format is known by it. */
const struct codec *formats_named_as(const struct codec *codec,
				     const char *name);

/* The list, ended by NULL: every format that is known. */
const struct codec *const *formats_all(void);

/* Most formats that the list may hold. */
#define FORMATS_MAX 32u

/*
 * The number of a format, 1 to FORMATS_MAX, by which both ends of a pipe name
 * it; 0 is that of NULL.
 */
unsigned formats_number(const struct codec *codec);

/* A set of formats, as bits; 0 stands for all.  That of this one alone. */
uint64_t formats_bit(const struct codec *codec);

/* Room for the names of all formats. */
#define FORMATS_LIST_BYTES (9u * FORMATS_MAX + 1)

/* Write the names of a set, in small letters, as "jpeg,png". */
void formats_list(uint64_t formats, char text[FORMATS_LIST_BYTES]);

/* The format of that number; NULL for 0 and where there is none. */
const struct codec *formats_by_number(unsigned number);

#endif
