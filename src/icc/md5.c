/* SPDX-License-Identifier: MIT */
#include "icc/md5.h"

#include <string.h>

#include "icc/icc_source.h"

/* The library counts in 32 bits. */
#define PART_NBYTES (1u << 30)

enum gm_status
md5(const uint8_t *data, size_t nbytes, uint8_t digest[MD5_NBYTES],
    struct gm_error *err)
{
	cmsHANDLE sum = cmsMD5alloc(NULL);
	cmsProfileID id;
	size_t n;

	if (sum == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (digest)");
	for (size_t at = 0; at < nbytes; at += n) {
		n = nbytes - at < PART_NBYTES ? nbytes - at : PART_NBYTES;
		cmsMD5add(sum, data + at, (cmsUInt32Number)n);
	}
	cmsMD5finish(&id, sum);
	memcpy(digest, id.ID8, MD5_NBYTES);
	return GM_OK;
}
