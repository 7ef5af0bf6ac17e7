/* SPDX-License-Identifier: MIT */
/*
 * tiff_predict.h - the predictors: what a row is before it is compressed
 *
 * TIFF 6.0 section 14 for the differences of whole numbers, Adobe Photoshop
 * TIFF Technical Note 3 for those of floats.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PREDICT_H
#define GM_FORMATS_TIFF_TIFF_PREDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the tag has them. */
enum tiff_predictor {
	TIFF_PREDICTOR_NONE = 1,
	TIFF_PREDICTOR_DIFFERENCES = 2,
	TIFF_PREDICTOR_FLOATS = 3
};

/*
 * n samples of 8 or 16 bits, or floats of 32, which differ from those `step`
 * before; `to` is in the byte order of the file, and apart from the row.
 */
void tiff_predict_bytes(const uint8_t *from, size_t n, size_t step,
			uint8_t *to);
void tiff_predict_words(const uint16_t *from, size_t n, size_t step,
			bool is_big_endian, uint8_t *to);
void tiff_predict_floats(const uint32_t *from, size_t n, size_t step,
			 uint8_t *to);

/*
 * Of a row of n samples the differences become what they were made of, which is
 * native-endian, as they are.  A few bytes after the row may be read.
 */
void tiff_predict_undo_bytes(uint8_t *row, size_t n, size_t step);
void tiff_predict_undo_words(uint16_t *row, size_t n, size_t step);

/* Bytes after a row that may be read. */
#define TIFF_PREDICT_SLACK 8u

#endif
