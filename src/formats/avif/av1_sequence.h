/* SPDX-License-Identifier: MIT */
/*
 * av1_sequence.h - what a sequence header of AV1 says
 *
 * The source is the AV1 bitstream specification, section 5.5: of it what the
 * header of a frame needs up to its quantiser.
 */
#ifndef GM_FORMATS_AVIF_AV1_SEQUENCE_H
#define GM_FORMATS_AVIF_AV1_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/avif/av1_bits.h"

/* Of a choice that each frame makes (SELECT_SCREEN_CONTENT_TOOLS and _MV). */
#define AV1_SELECT 2u

#define AV1_MAX_OPERATING_POINTS 32u

struct av1_sequence {
	bool is_reduced; /* reduced_still_picture_header */
	bool has_decoder_model;
	bool has_equal_interval;     /* equal_picture_interval */
	unsigned removal_time_bits;  /* buffer_removal_time */
	unsigned presentation_bits;  /* frame_presentation_time */
	unsigned n_operating_points; /* 1..AV1_MAX_OPERATING_POINTS */
	struct {
		unsigned idc;
		bool has_decoder_model;
	} points[AV1_MAX_OPERATING_POINTS];
	unsigned width_bits; /* of a frame's own size */
	unsigned height_bits;
	uint32_t width; /* the largest */
	uint32_t height;
	unsigned frame_id_bits; /* 0: frames have none */
	unsigned order_hint_bits;
	unsigned screen_content; /* seq_force_screen_content_tools */
	unsigned integer_mv;     /* seq_force_integer_mv */
	bool has_large_blocks;   /* use_128x128_superblock */
	bool has_superres;
	bool is_monochrome;
	bool has_separate_uv; /* separate_uv_delta_q */
};

/* Read sequence_header_obu().  False where it cannot be. */
bool av1_sequence_read(struct av1_sequence *sequence, struct av1_bits *bits);

#endif
