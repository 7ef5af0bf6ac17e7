/* SPDX-License-Identifier: MIT */
/*
 * codec_jpeg_source.h - the bytes of a JPEG, as libjpeg asks for them
 *
 * A file that ends early is no damage in itself: within a scan the library
 * says when it wants for data, and after the last bit of the picture nothing
 * but the end marker can be missing.
 */
#ifndef GM_FORMATS_JPEG_CODEC_JPEG_SOURCE_H
#define GM_FORMATS_JPEG_CODEC_JPEG_SOURCE_H

#include "formats/jpeg/codec_jpeg_lib.h"
#include "meta/metadata.h"

struct codec_jpeg_source {
	struct jpeg_source_mgr lib; /* first: the library points here */
	struct file_in *in;
	size_t n_lent;    /* bytes of in that the library holds unconsumed */
	bool has_ended;   /* the library wanted more than the file has */
	bool has_more;    /* bytes were left out after the picture */
	uint32_t end_row; /* of MCUs: where it ended, within a scan */
};

/* Read cinfo's input from in, without copying. */
void codec_jpeg_source_init(struct codec_jpeg_source *source,
			    j_decompress_ptr cinfo, struct file_in *in);

/*
 * For a marker handler: consume the segment that follows, and point *payload
 * at its *nbytes bytes, valid until the next read.  False when the file ends
 * in it, which the trap let pass.
 */
bool codec_jpeg_source_segment(j_decompress_ptr cinfo, const uint8_t **payload,
			       size_t *nbytes);

/*
 * Between segments: the code of the next marker, which is consumed, after
 * *n_odd bytes that belong to nothing; 0 when there is none in the file.
 */
int codec_jpeg_source_marker(j_decompress_ptr cinfo, uint64_t *n_odd);

/* Does the library read a struct that has come to the end of its file? */
bool codec_jpeg_source_has_ended(j_common_ptr cinfo);

/* Is the library between two scans, or after the last one? */
bool codec_jpeg_is_between_scans(j_decompress_ptr cinfo);

/* Is it, and has every bit of all components come? */
bool codec_jpeg_is_whole(j_decompress_ptr cinfo);

/* After a segment: where in the file the next one begins. */
uint64_t codec_jpeg_source_tell(j_decompress_ptr cinfo);

/* After the end of image: does more follow than what metadata keep of it? */
bool codec_jpeg_source_has_more(struct codec_jpeg_source *source,
				const struct metadata *metadata);

#endif
