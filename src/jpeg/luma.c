/* SPDX-License-Identifier: MIT */
#include "jpeg/luma.h"

#include <stdlib.h>

struct luma {
	int unused;
};

enum gm_status
luma_new(struct luma **luma, struct gm_error *err)
{
	*luma = calloc(1, sizeof(**luma));
	if (*luma == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JPEG)");
	return GM_OK;
}

void
luma_free(struct luma *luma)
{
	free(luma);
}

enum gm_status
luma_copy(struct luma *luma, struct file_in *in, struct file_out *out,
	  const struct luma_options *options, struct luma_info *info,
	  struct gm_error *err)
{
	(void)luma;
	(void)in;
	(void)out;
	(void)options;
	*info = (struct luma_info){0};
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not yet");
}
