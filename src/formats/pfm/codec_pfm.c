/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "formats/pfm/pfm.h"

/* Text may begin with these letters, too, but goes on otherwise. */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	size_t i = 2;

	if (nbytes < 4 || head[0] != 'P' || (head[1] != 'F' && head[1] != 'f'))
		return false;
	while (i < nbytes && pfm_is_space(head[i]))
		i++;
	return i > 2 && i < nbytes && head[i] >= '0' && head[i] <= '9';
}

const struct codec codec_pfm = {
	.name = PFM_NAME,
	.extensions = (const char *const[]){"pfm", NULL},
	.can = {.floats = true},
	.effort = 2,
	.sniff = sniff,
	.reader = &pfm_reader,
	.writer = &pfm_writer,
};
