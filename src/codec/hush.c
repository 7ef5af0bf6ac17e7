/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* fopencookie */
#include "codec/hush.h"

#include <errno.h>
#include <sys/types.h>

static ssize_t
swallow(void *nothing, const char *text, size_t nbytes)
{
	(void)nothing;
	(void)text;
	return (ssize_t)nbytes;
}

/* Have *to called stderr; what was called that. */
static FILE *
exchange(FILE *to)
{
	FILE *said = stderr;

#ifdef __GLIBC__
	stderr = to;
#else
	(void)to;
#endif
	return said;
}

enum gm_status
hush_begin(struct hush *hush, struct gm_error *err)
{
	const cookie_io_functions_t functions = {.write = swallow};

	hush->nowhere = fopencookie(NULL, "w", functions);
	if (hush->nowhere == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (stderr)");
	setvbuf(hush->nowhere, NULL, _IONBF, 0);
	hush->said = exchange(hush->nowhere);
	return GM_OK;
}

void
hush_end(struct hush *hush)
{
	int saved_errno = errno;

	if (hush->nowhere == NULL)
		return;
	exchange(hush->said);
	fclose(hush->nowhere);
	hush->nowhere = NULL;
	errno = saved_errno;
}
