/* SPDX-License-Identifier: MIT */
#include "formats/jp2/j2k_cost.h"

#include <math.h>

/*
 * Bytes of memory for a tile, for each of its components, for a band of a
 * precinct and for a code-block, of OpenJPEG 2.5.0 on a machine of 64 bits,
 * rounded up: with tag trees, segments and what malloc adds.
 */
#define TILE_NBYTES      6400.0
#define COMPONENT_NBYTES 2400.0
#define PRECINCT_NBYTES  384.0
#define BLOCK_NBYTES     768.0

/* How many of a size cover a length that n borders cut. */
static double
count(double length, double size, double n)
{
	return ceil(length / size) + n;
}

struct grid {
	double width; /* samples of the component, */
	double height;
	double n_across; /* in so many tiles */
	double n_down;
};

/* Add the work of a resolution (annex B.5 to B.7). */
static void
add_resolution(struct j2k_cost *cost, const struct j2k_coding *coding,
	       unsigned n_layers, unsigned i, const struct grid *grid)
{
	const unsigned ppx = coding->precincts[i] & 15u;
	const unsigned ppy = coding->precincts[i] >> 4;
	const double scale = ldexp(1, (int)(coding->n_levels - i));
	const double n_bands = i == 0 ? 1 : 3;
	/* The bands of all but the first are half as large as it is. */
	const unsigned half = i == 0 ? 0 : 1;
	const unsigned bx = ppx - (ppx > 0 ? half : 0);
	const unsigned by = ppy - (ppy > 0 ? half : 0);
	double block_width = ldexp(
		1, (int)(bx < coding->block_width ? bx : coding->block_width));
	double block_height = ldexp(
		1,
		(int)(by < coding->block_height ? by : coding->block_height));
	double width = grid->width / scale, height = grid->height / scale;
	double n_precincts = count(width, ldexp(1, (int)ppx), grid->n_across) *
			     count(height, ldexp(1, (int)ppy), grid->n_down);
	double n_blocks =
		n_bands *
		count(width / (1 + half), block_width, grid->n_across) *
		count(height / (1 + half), block_height, grid->n_down);

	cost->n_packets += n_precincts * n_layers;
	cost->nbytes += n_precincts * n_bands * PRECINCT_NBYTES +
			n_blocks * BLOCK_NBYTES;
}

struct j2k_cost
j2k_cost_of(const struct j2k_header *header, const struct j2k_style *style,
	    uint32_t n_rows)
{
	const double n_tiles = (double)header->n_across * n_rows;
	const double part = (double)n_rows / header->n_down;
	struct j2k_cost cost = {0, 0};

	for (unsigned c = 0; c < header->n_components; c++) {
		const struct j2k_component *component = &header->components[c];
		const struct j2k_coding *coding = &style->coding[c];
		const struct grid grid = {
			(double)(header->x1 - header->x0) / component->dx,
			(double)(header->y1 - header->y0) / component->dy,
			header->n_across, header->n_down};

		for (unsigned i = 0; i <= coding->n_levels; i++)
			add_resolution(&cost, coding, style->n_layers, i,
				       &grid);
	}
	cost.nbytes *= part;
	cost.nbytes += n_tiles *
		       (TILE_NBYTES + header->n_components * COMPONENT_NBYTES);
	return cost;
}
