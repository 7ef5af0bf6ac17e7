/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_meta.h - metadata taken from libjpeg and given to it
 *
 * What segments mean is said in formats/jpeg/jpeg_segments.h.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_META_H
#define GM_FORMATS_JPEG_CODEC_JPEG_META_H

#include "formats/jpeg/codec_jpeg_lib.h"
#include "formats/jpeg/jpeg_segments.h"
#include "meta/metadata.h"
#include "meta/settle.h"

/* Where the segments go.  Zeroed but for metadata before the first. */
struct codec_jpeg_keep {
	struct metadata *metadata; /* NULL: nothing is kept any more */
	struct settle settle;
	uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES]; /* if cinfo saw one: the last */
};

/*
 * Keep what still holds of the segment that cinfo's source is at.  It is not
 * an APP14, which the library wants to see; of JFIF it gets to know here.
 */
void codec_jpeg_meta_take(j_decompress_ptr cinfo, struct codec_jpeg_keep *keep);

/* Keep the density of a JFIF header, if there was one. */
void codec_jpeg_meta_jfif(j_decompress_ptr cinfo, struct codec_jpeg_keep *keep);

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
 * Use the table that the metadata carries for component 0, transposed where
 * the picture was.  False when there is none that a baseline file can have.
 */
bool codec_jpeg_meta_set_table(j_compress_ptr cinfo,
			       const struct metadata *metadata,
			       bool is_transposed);

/*
 * In a step after jpeg_start_compress(): write what else JPEG can hold,
 * segments of a JPEG as they were.  payload is scratch, which the caller frees:
 * the step may end in here.  Returns where in the output the payload of the
 * index of further pictures is; 0 when there is none.
 */
uint64_t codec_jpeg_meta_write(j_compress_ptr cinfo,
			       const struct metadata *metadata,
			       struct bytes *payload);

#endif
