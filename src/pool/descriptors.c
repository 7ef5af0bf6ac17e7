/* SPDX-License-Identifier: MIT */
#include "pool/descriptors.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/linux_calls.h"

static int
compare(const void *left, const void *right)
{
	const int *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Those that /proc knows of. */
static void
close_listed(DIR *dir, int first, int last)
{
	const struct dirent *entry;

	while ((entry = readdir(dir)) != NULL) {
		long fd = strtol(entry->d_name, NULL, 10);

		if (fd >= first && fd <= last && fd != dirfd(dir))
			close((int)fd);
	}
	closedir(dir);
}

/*
 * Linux has close_range(2) from 5.9 on, and filters of containers may be older
 * still.
 */
static void
close_from_to(int first, int last)
{
	long limit;
	DIR *dir;

	if (first > last ||
	    linux_close_range((unsigned)first, (unsigned)last, 0) == 0)
		return;
	limit = sysconf(_SC_OPEN_MAX);
	dir = opendir("/proc/self/fd");
	if (dir != NULL)
		close_listed(dir, first, last);
	else
		for (long fd = first; fd <= last && fd < limit; fd++)
			close((int)fd);
}

void
descriptors_keep(int *kept, size_t n)
{
	int first = STDERR_FILENO + 1;

	qsort(kept, n, sizeof(*kept), compare);
	for (size_t i = 0; i < n; i++) {
		if (kept[i] < first)
			continue;
		close_from_to(first, kept[i] - 1);
		first = kept[i] + 1;
	}
	close_from_to(first, INT_MAX);
}
