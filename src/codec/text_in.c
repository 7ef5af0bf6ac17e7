/* SPDX-License-Identifier: MIT */
#include "codec/text_in.h"

#include <inttypes.h>

enum gm_status
text_in_fail(const struct text_in *text, const char *where,
	     struct gm_error *err)
{
	if (!text_in_is_over(text))
		return file_in_fail_at_end(text->in, where, err);
	return gm_fail(err, GM_ERR_LIMIT, 0,
		       "more than %" PRIu64
		       " bytes of header, or of spaces and comments",
		       TEXT_IN_MAX_BYTES);
}
