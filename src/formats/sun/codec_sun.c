/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "base/octets.h"
#include "formats/sun/sun.h"

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 4 && octets_u32be(head) == SUN_MAGIC;
}

const struct codec codec_sun = {
	.name = "Sun",
	.extensions = (const char *const[]){"ras", "sun", NULL},
	.effort = 3,
	.sniff = sniff,
	.reader = &sun_reader,
};
