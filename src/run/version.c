/* SPDX-License-Identifier: MIT */
#include "run/version.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/library.h"
#include "formats/formats.h"
#include "icc/icc.h"
#include "report/json.h"

/* Most libraries that all formats together are built on. */
#define MAX_LIBRARIES 16

static void
print_formats(const char *what, bool only_written)
{
	const char *separator = " ";

	fputs(what, stdout);
	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++) {
		if ((*codec)->lack != NULL ||
		    (only_written && formats_written_as(*codec) != *codec))
			continue;
		printf("%s%s", separator, (*codec)->name);
		separator = ", ";
	}
	putchar('\n');
}

/*
 * Those that are there, or that are not, of which there may be none.  None is
 * loaded for it.
 */
static void
print_modules(const char *what, bool are_there)
{
	const char *separator = what;

	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++) {
		if ((*codec)->module == NULL ||
		    ((*codec)->lack == NULL) != are_there)
			continue;
		printf("%s %s", separator, (*codec)->module);
		separator = ",";
	}
	if (separator != what)
		putchar('\n');
}

/* As built, and as it was loaded where that is another one. */
static void
print_library(const struct library *library)
{
	struct library_version version = {0};

	library->tell(&version);
	printf("%s %s", library->name, version.built);
	if (version.loaded[0] != '\0' &&
	    strcmp(version.loaded, version.built) != 0)
		printf(" (running with %s)", version.loaded);
	putchar('\n');
}

/* Several formats may be built on one library. */
static void
print_libraries(void)
{
	const struct library *seen[MAX_LIBRARIES];
	size_t n = 0, i;

	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++) {
		const struct library *const *library = (*codec)->libraries;

		for (; library != NULL && *library != NULL; library++) {
			for (i = 0; i < n && seen[i] != *library; i++)
				;
			if (i < n)
				continue;
			assert(n < MAX_LIBRARIES);
			seen[n++] = *library;
			print_library(*library);
		}
	}
	print_library(&icc_library);
	print_library(&json_library);
}

enum run_status
version_print(void)
{
	puts("graymill " GM_VERSION);
	print_formats("reads", false);
	print_formats("writes", true);
	print_modules("modules", true);
	print_modules("without the modules", false);
	print_libraries();
	if (fflush(stdout) == 0 && !ferror(stdout))
		return RUN_OK;
	perror("graymill: write standard output");
	return RUN_USAGE;
}
