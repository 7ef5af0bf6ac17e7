/* SPDX-License-Identifier: MIT */
/*
 * png_decode - what libpng by itself makes of a PNG, as a PAM
 *
 * usage: png_decode FILE
 *
 * Palette and transparency are spelt out, fewer than 8 bits become 8.  Chunks
 * that no pixel depends on are not looked into.  Ends with 1 when the library
 * gives up; with 3 when it goes on, but warns: pixels may be wrong then.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <png.h>

/* Larger ones are not worth the time. */
#define MAX_PIXELS (UINT64_C(1) << 27)

enum {
	STATUS_ERROR = 1,
	STATUS_USAGE,
	STATUS_WARNED,
	STATUS_TOO_LARGE
};

static _Noreturn void
give_up(png_structp png, png_const_charp text)
{
	(void)png;
	fprintf(stderr, "png_decode: %s\n", text);
	exit(STATUS_ERROR);
}

static void
warn(png_structp png, png_const_charp text)
{
	bool *warned = png_get_error_ptr(png);

	*warned = true;
	fprintf(stderr, "png_decode: warning: %s\n", text);
}

static void
choose_output(png_structp png, png_infop info)
{
	if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE)
		png_set_palette_to_rgb(png);
	png_set_expand_gray_1_2_4_to_8(png);
	if (png_get_valid(png, info, PNG_INFO_tRNS) != 0)
		png_set_tRNS_to_alpha(png);
	png_set_interlace_handling(png);
	png_read_update_info(png, info);
}

static void
write_pam(png_structp png, png_infop info, uint8_t *pixels, size_t nbytes)
{
	uint32_t height = png_get_image_height(png, info);

	printf("P7\nWIDTH %" PRIu32 "\nHEIGHT %" PRIu32
	       "\nDEPTH %d\nMAXVAL %u\nENDHDR\n",
	       png_get_image_width(png, info), height,
	       png_get_channels(png, info),
	       (1u << png_get_bit_depth(png, info)) - 1);
	fwrite(pixels, nbytes, height, stdout);
}

int
main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	bool warned = false;
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &warned,
						 give_up, warn);
	png_infop info = png_create_info_struct(png);
	uint8_t *pixels;
	uint32_t height;
	size_t nbytes;

	if (file == NULL)
		return STATUS_USAGE;
	png_init_io(png, file);
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_read_info(png, info);
	height = png_get_image_height(png, info);
	if ((uint64_t)png_get_image_width(png, info) * height > MAX_PIXELS)
		return STATUS_TOO_LARGE;
	choose_output(png, info);
	nbytes = png_get_rowbytes(png, info);
	pixels = calloc(height, nbytes);
	if (pixels == NULL)
		return STATUS_TOO_LARGE;
	for (int pass = png_set_interlace_handling(png); pass > 0; pass--)
		for (uint32_t y = 0; y < height; y++)
			png_read_row(png, pixels + y * nbytes, NULL);
	png_read_end(png, NULL);
	write_pam(png, info, pixels, nbytes);
	free(pixels);
	png_destroy_read_struct(&png, &info, NULL);
	fclose(file);
	return warned ? STATUS_WARNED : EXIT_SUCCESS;
}
