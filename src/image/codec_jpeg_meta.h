/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_meta.h - what a gray JPEG keeps of a JPEG's marker segments
 *
 * Kept, in their order: EXIF and XMP (APP1), Photoshop and IPTC (APP13),
 * comments, and application segments that are not known to be about colour.
 * Dropped: an ICC profile whose colour space is not gray (APP2; it would make
 * the file invalid), the index of further pictures (APP2 MPF; they are not
 * copied), Adobe's colour transform (APP14).  Of JFIF (APP0) only version and
 * density are kept, for its thumbnail may be in colour.
 */
#ifndef GM_IMAGE_CODEC_JPEG_META_H
#define GM_IMAGE_CODEC_JPEG_META_H

#include "image/codec_jpeg_lib.h"
#include "image/metadata.h"

/* Where the segments go.  Zeroed but for metadata before the first. */
struct codec_jpeg_keep {
	struct metadata *metadata; /* NULL: nothing is kept any more */
	bool icc_is_known;         /* its first segment was seen */
	bool icc_is_gray;
};

/* Keep what is worth it of the segment that cinfo's source is at. */
void codec_jpeg_meta_take(j_decompress_ptr cinfo, struct codec_jpeg_keep *keep);

/* Keep the density of a JFIF header, if there was one. */
void codec_jpeg_meta_jfif(j_decompress_ptr cinfo, struct metadata *metadata);

/* Keep the quantisation table of the first component. */
void codec_jpeg_meta_table(j_decompress_ptr cinfo, struct metadata *metadata);

/*
 * Before jpeg_start_compress(): set the JFIF header as the metadata has it.
 * Without a JFIF header in the source, one is written unless there is EXIF,
 * which wants to be the first segment.
 */
void codec_jpeg_meta_set_jfif(j_compress_ptr cinfo,
			      const struct metadata *metadata);

/*
 * Use the table that the metadata carries for component 0.  False when there
 * is none that a baseline file can have.
 */
bool codec_jpeg_meta_set_table(j_compress_ptr cinfo,
			       const struct metadata *metadata);

/* After jpeg_start_compress(): write the other segments. */
void codec_jpeg_meta_write(j_compress_ptr cinfo,
			   const struct metadata *metadata);

#endif
