/* SPDX-License-Identifier: MIT */
/*
 * primaries.h - how much of the light of white R, G and B are
 */
#ifndef GM_META_PRIMARIES_H
#define GM_META_PRIMARIES_H

#include <stdbool.h>

/* Chromaticities x and y (CIE 1931). */
struct primaries {
	double red[2];
	double green[2];
	double blue[2];
	double white[2];
};

/*
 * Y of R, G and B where all three are white of Y = 1 (SMPTE RP 177 section
 * 3.3); they sum to 1.  False where they cannot make that white.
 */
bool primaries_weigh(const struct primaries *primaries, double weights[3]);

#endif
