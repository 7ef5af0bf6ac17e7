/* SPDX-License-Identifier: MIT */
#include "run/notice.h"

#include <errno.h>
#include <stdio.h>

#include "base/text.h"
#include "report/screen.h"

void
notice_put(const char *path, const char *text)
{
	fputs("graymill: ", stderr);
	if (path[0] != '\0') {
		text_put_name(stderr, path, screen_is_terminal(stderr));
		fputs(": ", stderr);
	}
	text_put_name(stderr, text, screen_is_terminal(stderr));
	fputc('\n', stderr);
}

void
notice_fault(const struct plan_input *input, struct gm_error *why)
{
	const char *what = input->is_folder                ? "read folder"
			   : input->errnum == ENAMETOOLONG ? "path"
			   : input->errnum == EISDIR       ? "output"
							   : "open";

	gm_fail(why, GM_ERR_OPEN, input->errnum, "%s", what);
}
