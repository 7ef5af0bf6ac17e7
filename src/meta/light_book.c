/* SPDX-License-Identifier: MIT */
#include "meta/light_book.h"

#include <math.h>
#include <string.h>

#include "base/octets.h"
#include "meta/cicp.h"
#include "meta/primaries.h"

#define GAMMA_NBYTES     4u
#define PRIMARIES_NBYTES 32u

/* PNG 11.3.2.2 and 11.3.2.1: numbers are 100,000 times what they mean. */
#define UNIT 100000.0

/* What stands in for sRGB (PNG 11.3.2.5): white, R, G and B. */
#define SRGB_GAMMA 45455u
static const uint32_t srgb_primaries[8] = {31270, 32900, 64000, 33000,
					   30000, 60000, 15000, 6000};

/* The value of the first piece of that kind and length; NULL: there is none. */
static const uint8_t *
find(const struct metadata *m, size_t i, enum metadata_kind kind, size_t nbytes)
{
	for (; (i = metadata_find(m, i, kind)) < m->n_items; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		if (piece.value_nbytes == nbytes)
			return piece.value;
	}
	return NULL;
}

static bool
are_srgb_primaries(const uint8_t *numbers)
{
	for (unsigned i = 0; numbers != NULL && i < 8; i++)
		if (octets_u32be(numbers + 4 * (size_t)i) != srgb_primaries[i])
			return false;
	return true;
}

/* White, R, G and B, each x and y; without any, those of sRGB. */
static void
read_primaries(const uint8_t *numbers, struct primaries *primaries)
{
	double *const to[4] = {primaries->white, primaries->red,
			       primaries->green, primaries->blue};

	for (size_t i = 0; i < 8; i++) {
		uint32_t number = numbers == NULL
					  ? srgb_primaries[i]
					  : octets_u32be(numbers + 4 * i);

		to[i / 2][i % 2] = number / UNIT;
	}
}

bool
light_book_is_srgb(const struct metadata *m, size_t first)
{
	const uint8_t *cicp = find(m, first, METADATA_CICP, CICP_NBYTES);
	const uint8_t *gamma = find(m, first, METADATA_CURVE, GAMMA_NBYTES);
	const uint8_t *numbers =
		find(m, first, METADATA_PRIMARIES, PRIMARIES_NBYTES);
	struct primaries primaries;
	double weights[3];

	if (cicp != NULL)
		return cicp_is_srgb(cicp);
	if (gamma == NULL || octets_u32be(gamma) == 0 ||
	    metadata_find(m, first, METADATA_SRGB) < m->n_items)
		return true;
	read_primaries(numbers, &primaries);
	return (octets_u32be(gamma) == SRGB_GAMMA &&
		are_srgb_primaries(numbers)) ||
	       !primaries_weigh(&primaries, weights);
}

/* The exponent that makes light of a code is *ctx. */
static double
light_of(const void *ctx, unsigned curve, double code)
{
	(void)curve;
	return pow(code, *(const double *)ctx);
}

static enum gm_status
make_of_gamma(struct light_book *book, unsigned bits, const uint8_t *gamma,
	      const uint8_t *numbers, struct gm_error *err)
{
	double exponent = UNIT / octets_u32be(gamma);
	struct gray_light_curves curves = {.light = light_of, .ctx = &exponent};
	struct primaries primaries;

	read_primaries(numbers, &primaries);
	primaries_weigh(&primaries, curves.weights);
	return gray_light_make(&book->light, bits, &curves, err);
}

enum gm_status
light_book_make(struct light_book *book, const struct metadata *m,
		unsigned bits, const struct gray_light **light,
		struct gm_error *err)
{
	const uint8_t *cicp = find(m, 0, METADATA_CICP, CICP_NBYTES);
	const uint8_t *gamma = find(m, 0, METADATA_CURVE, GAMMA_NBYTES);
	const uint8_t *numbers =
		find(m, 0, METADATA_PRIMARIES, PRIMARIES_NBYTES);
	uint8_t said[LIGHT_BOOK_SAID_NBYTES] = {0};
	enum gm_status st;

	said[0] = cicp != NULL;
	if (cicp != NULL)
		memcpy(said + 1, cicp, CICP_NBYTES);
	else
		memcpy(said + 1, gamma, GAMMA_NBYTES);
	if (cicp == NULL && numbers != NULL)
		memcpy(said + 1 + GAMMA_NBYTES, numbers, PRIMARIES_NBYTES);
	*light = &book->light;
	if (book->light.bits == bits &&
	    memcmp(said, book->said, sizeof(said)) == 0)
		return GM_OK;
	gray_light_free(&book->light);
	st = cicp != NULL ? cicp_make_light(cicp, bits, &book->light, err)
			  : make_of_gamma(book, bits, gamma, numbers, err);
	if (st == GM_OK)
		memcpy(book->said, said, sizeof(said));
	return st;
}

void
light_book_free(struct light_book *book)
{
	gray_light_free(&book->light);
	*book = (struct light_book){0};
}
