/* SPDX-License-Identifier: MIT */
#include "codec/conversion.h"

const char *
conversion_way_name(enum conversion_way way)
{
	static const char *const names[CONVERSION_N_WAYS] = {
		[CONVERSION_DIRECT] = "direct",
		[CONVERSION_COEFFICIENTS] = "coefficients",
		[CONVERSION_PIXELS] = "pixels",
	};

	return names[way];
}
