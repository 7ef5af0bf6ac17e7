/* SPDX-License-Identifier: MIT */
/*
 * j2k_cost.h - what the library takes for a codestream, from its headers
 *
 * Besides samples it holds a record for each tile, precinct, code-block and
 * packet, of which the smallest header can ask for any number.
 */
#ifndef GM_FORMATS_JP2_J2K_COST_H
#define GM_FORMATS_JP2_J2K_COST_H

#include "formats/jp2/j2k_parts.h"

struct j2k_cost {
	double nbytes;    /* of memory for records */
	double n_packets; /* of the whole picture */
};

/* Of a picture that is taken n_rows rows of tiles at a time. */
struct j2k_cost j2k_cost_of(const struct j2k_header *header,
			    const struct j2k_style *style, uint32_t n_rows);

#endif
