/* SPDX-License-Identifier: MIT */
#include "codec/conversion.h"

#include <stdio.h>

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

void
conversion_warn(struct outcome *outcome, const char *text)
{
	if (outcome->warning[0] == '\0')
		snprintf(outcome->warning, sizeof(outcome->warning), "%s",
			 text);
}
