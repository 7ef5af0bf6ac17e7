/* SPDX-License-Identifier: MIT */
/*
 * stb_decode - a gray JPEG as PGM on stdout, by a decoder without libjpeg
 *
 * usage: stb_decode JPEG
 *
 * The stb_image of the program itself is built without JPEG.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_JPEG
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>

int
main(int argc, char **argv)
{
	int width, height, n_channels;
	unsigned char *samples;
	size_t nbytes;
	bool is_written;

	if (argc != 2) {
		fputs("usage: stb_decode JPEG\n", stderr);
		return 2;
	}
	samples = stbi_load(argv[1], &width, &height, &n_channels, 0);
	if (samples == NULL) {
		fprintf(stderr, "stb_decode: %s\n", stbi_failure_reason());
		return 1;
	}
	if (n_channels != 1) {
		fprintf(stderr, "stb_decode: %d channels\n", n_channels);
		return 1;
	}
	nbytes = (size_t)width * (size_t)height;
	printf("P5\n%d %d\n255\n", width, height);
	is_written = fwrite(samples, 1, nbytes, stdout) == nbytes &&
		     fflush(stdout) == 0;
	stbi_image_free(samples);
	return is_written ? 0 : 1;
}
