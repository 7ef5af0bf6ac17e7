/* SPDX-License-Identifier: MIT */
/*
 * frame.h - what the headers of a JPEG say
 *
 * Reads the payloads of marker segments (T.81 B.2), without their lengths.
 * What is malformed, or cannot be done without pixels, is refused with
 * GM_ERR_UNSUPPORTED and a text.
 */
#ifndef GM_FORMATS_JPEG_FRAME_H
#define GM_FORMATS_JPEG_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/jpeg/huffman.h"

#define FRAME_MAX_COMPONENTS 3
#define FRAME_N_TABLES       4 /* of each kind (T.81 table B.3 to B.5) */

struct frame_component {
	uint8_t id;
	uint8_t h; /* sampling factors, 1 to 4 */
	uint8_t v;
	uint8_t quant; /* number of its table */
	bool has_scan; /* some scan had it */
	/*
	 * Progressive: of each coefficient, the lowest bit that has come;
	 * -1 is none.
	 */
	int lowest_bit[64];
};

/* Steps in zigzag order (T.81 B.2.4.1); a zeroed struct is no table. */
struct frame_quant {
	bool is_defined;
	uint16_t steps[64];
};

/* A zeroed struct is a file of which nothing is read. */
struct frame {
	unsigned sof; /* marker code; 0 before the frame header */
	uint32_t width;
	uint32_t height;
	unsigned n_components; /* 1 or 3 */
	struct frame_component components[FRAME_MAX_COMPONENTS];
	bool has_jfif;
	bool has_adobe;
	unsigned adobe_transform;
	/* The tables as the last segment left them. */
	struct frame_quant quant[FRAME_N_TABLES];
	struct huffman_table dc[FRAME_N_TABLES];
	struct huffman_table ac[FRAME_N_TABLES];
	uint32_t restart_interval; /* MCUs; 0 is none */
};

/* Most blocks of an MCU (T.81 B.2.3). */
#define FRAME_MCU_MAX_BLOCKS 10

/* A component in a scan. */
struct frame_part {
	unsigned component; /* index into the frame's */
	unsigned h; /* its blocks of an MCU, across and down: 1 of a component
		       alone (T.81 A.2.2) */
	unsigned v;
	uint8_t dc; /* numbers of its tables */
	uint8_t ac;
};

/* One scan (T.81 B.2.3). */
struct frame_scan {
	unsigned n_components;
	struct frame_part parts[FRAME_MAX_COMPONENTS];
	uint8_t ss, se;      /* first and last coefficient */
	uint8_t ah, al;      /* successive approximation */
	unsigned mcu_blocks; /* blocks of an MCU */
};

/* SOF0, SOF1 or SOF2. */
enum gm_status frame_read_sof(struct frame *frame, unsigned sof,
			      const uint8_t *data, size_t nbytes,
			      struct gm_error *err);

enum gm_status frame_read_dqt(struct frame *frame, const uint8_t *data,
			      size_t nbytes, struct gm_error *err);

enum gm_status frame_read_dht(struct frame *frame, const uint8_t *data,
			      size_t nbytes, struct gm_error *err);

enum gm_status frame_read_dri(struct frame *frame, const uint8_t *data,
			      size_t nbytes, struct gm_error *err);

/*
 * Read a scan header.  The components must be the frame's, in its order; a
 * scan of a sequential file must have all coefficients, one of a progressive
 * file must follow on from what came before (T.81 G.1.1.1), which is noted in
 * the frame.  All tables that it needs must be there.
 */
enum gm_status frame_read_sos(struct frame *frame, const uint8_t *data,
			      size_t nbytes, struct frame_scan *scan,
			      struct gm_error *err);

/*
 * At the first scan: is the first component the luma that the gray picture
 * is?  It is when there is no other; else when the three are YCbCr by the
 * rules of libjpeg (JFIF, then Adobe's transform, then the components' ids)
 * and no component has more samples.
 */
enum gm_status frame_check_luma(const struct frame *frame,
				struct gm_error *err);

/* After the last scan: has all of the luma come? */
enum gm_status frame_check_complete(const struct frame *frame,
				    struct gm_error *err);

/* Blocks of a component, without those that fill an MCU (T.81 A.1.1). */
uint32_t frame_blocks_wide(const struct frame *frame, unsigned component);
uint32_t frame_blocks_high(const struct frame *frame, unsigned component);

bool frame_is_progressive(const struct frame *frame);

#endif
