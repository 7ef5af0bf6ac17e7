/* SPDX-License-Identifier: MIT */
/*
 * replay FILE... - put files to a harness without libFuzzer
 *
 * Speaks TAP.  What a harness finds ends the program; the last name on
 * stdout is that of the file.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "fuzz_harness.h"
#include "fuzz_noise.h"

static bool
read_file(const char *path, struct bytes *file)
{
	FILE *in = fopen(path, "rb");
	struct gm_error err;
	size_t n = 0;
	bool ok = in != NULL;

	file->nbytes = 0;
	do {
		ok = ok && bytes_reserve(file, BUFSIZ, &err) == GM_OK;
		n = ok ? fread(file->data + file->nbytes, 1, BUFSIZ, in) : 0;
		file->nbytes += n;
	} while (n > 0);
	ok = ok && ferror(in) == 0;
	if (in != NULL)
		fclose(in);
	return ok;
}

/* The harness gets a block of its own that ends where the file ends. */
static void
try_file(const struct bytes *file)
{
	struct bytes exact = {.data = malloc(file->nbytes)};
	struct gm_error err;

	exact.capacity = file->nbytes;
	if (bytes_append(&exact, file->data, file->nbytes, &err) != GM_OK)
		abort();
	fuzz_noise_set(exact.data, exact.nbytes);
	fuzz_input(exact.data, exact.nbytes);
	bytes_free(&exact);
}

int
main(int argc, char **argv)
{
	struct bytes file = {0};
	int n_failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		printf("# %s\n", argv[i]);
		if (read_file(argv[i], &file)) {
			try_file(&file);
			printf("ok %d - %s\n", i, argv[i]);
		} else {
			printf("not ok %d - %s cannot be read\n", i, argv[i]);
			n_failed++;
		}
	}
	bytes_free(&file);
	return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
