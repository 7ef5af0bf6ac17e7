/* SPDX-License-Identifier: MIT */
#include "meta/cicp.h"

#include <math.h>

#include "image/gray_srgb.h"
#include "meta/primaries.h"

/* White of H.273 table 2: x and y. */
#define WHITE_D65                                                              \
	{                                                                      \
		0.3127, 0.3290                                                 \
	}
#define WHITE_C                                                                \
	{                                                                      \
		0.310, 0.316                                                   \
	}

/* H.273 table 2. */
static const struct {
	unsigned code;
	struct primaries primaries; /* R, G, B, white */
} known_primaries[] = {
	/* BT.709, sRGB */
	{1, {{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, WHITE_D65}},
	/* BT.470 System M */
	{4, {{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, WHITE_C}},
	/* BT.470 System B, G */
	{5, {{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, WHITE_D65}},
	/* SMPTE 170M, and 240M */
	{6, {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, WHITE_D65}},
	{7, {{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, WHITE_D65}},
	/* film */
	{8, {{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, WHITE_C}},
	/* BT.2020, BT.2100 */
	{9, {{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, WHITE_D65}},
	/* SMPTE ST 428-1: X, Y and Z */
	{10, {{1, 0}, {0, 1}, {0, 0}, {1.0 / 3, 1.0 / 3}}},
	/* SMPTE RP 431-2: P3 of cinemas */
	{11, {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, {0.314, 0.351}}},
	/* SMPTE EG 432-1: P3 of displays */
	{12, {{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, WHITE_D65}},
	/* EBU Tech. 3213 */
	{22, {{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, WHITE_D65}},
};

/* H.273 table 3. */
enum transfer {
	TRANSFER_BT709 = 1,
	TRANSFER_GAMMA22 = 4,
	TRANSFER_GAMMA28 = 5,
	TRANSFER_SMPTE170 = 6,
	TRANSFER_LINEAR = 8,
	TRANSFER_SRGB = 13,
	TRANSFER_BT2020_10 = 14,
	TRANSFER_BT2020_12 = 15,
	TRANSFER_PQ = 16,
	TRANSFER_ST428 = 17,
	TRANSFER_HLG = 18
};

/* BT.709 item 1.2, with the numbers of BT.2020, which are exact. */
static double
decode_bt709(double code)
{
	const double alpha = 1.09929682680944, beta = 0.018053968510807;

	return code < 4.5 * beta ? code / 4.5
				 : pow((code + alpha - 1) / alpha, 1 / 0.45);
}

/* SMPTE ST 2084 section 5.2, 1 being 10,000 cd/m2. */
static double
decode_pq(double code)
{
	const double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128;
	const double c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32;
	const double c3 = 2392.0 / 4096 * 32;
	double root = pow(code, 1 / m2);

	return pow(fmax(root - c1, 0) / (c2 - c3 * root), 1 / m1);
}

/* BT.2100 table 5: the OETF of HLG, undone. */
static double
decode_hlg(double code)
{
	const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * log(4 * a);

	return code <= 0.5 ? code * code / 3 : (exp((code - c) / a) + b) / 12;
}

bool
cicp_decode(unsigned transfer, double code, double *light)
{
	switch ((enum transfer)transfer) {
	case TRANSFER_BT709:
	case TRANSFER_SMPTE170:
	case TRANSFER_BT2020_10:
	case TRANSFER_BT2020_12:
		*light = decode_bt709(code);
		return true;
	case TRANSFER_GAMMA22:
		*light = pow(code, 2.2);
		return true;
	case TRANSFER_GAMMA28:
		*light = pow(code, 2.8);
		return true;
	case TRANSFER_LINEAR:
		*light = code;
		return true;
	case TRANSFER_SRGB:
		*light = gray_srgb_decode(code);
		return true;
	case TRANSFER_PQ:
		*light = decode_pq(code);
		return true;
	case TRANSFER_ST428: /* up to 52.37 cd/m2, 48 of which are white */
		*light = pow(code, 2.6);
		return true;
	case TRANSFER_HLG:
		*light = decode_hlg(code);
		return true;
	}
	return false;
}

bool
cicp_is_srgb(const uint8_t cicp[CICP_NBYTES])
{
	return cicp[0] == 1 && cicp[1] == TRANSFER_SRGB && cicp[2] == 0 &&
	       cicp[3] == 1;
}

static double
light_of(const void *ctx, unsigned curve, double code)
{
	const uint8_t *cicp = ctx;
	double light = 0;

	(void)curve;
	cicp_decode(cicp[1], code, &light);
	return light;
}

static bool
find_weights(unsigned code, double weights[3])
{
	for (size_t i = 0;
	     i < sizeof(known_primaries) / sizeof(known_primaries[0]); i++)
		if (known_primaries[i].code == code)
			return primaries_weigh(&known_primaries[i].primaries,
					       weights);
	return false;
}

#define REASON "linear gray of a picture with cICP: "

enum gm_status
cicp_make_light(const uint8_t cicp[CICP_NBYTES], unsigned bits,
		struct gray_light *light, struct gm_error *err)
{
	struct gray_light_curves curves = {.light = light_of, .ctx = cicp};
	double white;

	if (cicp[2] != 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       REASON "matrix coefficients %u", cicp[2]);
	if (cicp[3] != 1)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       REASON "a narrow range");
	if (!cicp_decode(cicp[1], 1, &white))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       REASON "transfer characteristics %u", cicp[1]);
	if (!find_weights(cicp[0], curves.weights))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       REASON "colour primaries %u", cicp[0]);
	return gray_light_make(light, bits, &curves, err);
}
