/* SPDX-License-Identifier: MIT */
#include "png_reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
complain(png_structp lib, png_const_charp text)
{
	struct png_reading *r = png_get_error_ptr(lib);

	if (r->complaint[0] == '\0')
		snprintf(r->complaint, sizeof(r->complaint), "%s", text);
}

static _Noreturn void
give_up(png_structp lib, png_const_charp text)
{
	struct png_reading *r = png_get_error_ptr(lib);

	complain(lib, text);
	longjmp(r->escape, 1);
}

static void
read_bytes(png_structp lib, png_bytep to, size_t n)
{
	struct png_reading *r = png_get_io_ptr(lib);

	if (n > r->left)
		png_error(lib, "ends early");
	memcpy(to, r->next, n);
	r->next += n;
	r->left -= n;
}

/* What the chunks say that travel unread is not the writer's. */
static void
prepare(struct png_reading *r)
{
	r->lib = png_create_read_struct(PNG_LIBPNG_VER_STRING, r, give_up,
					complain);
	if (r->lib == NULL)
		abort();
	r->info = png_create_info_struct(r->lib);
	if (r->info == NULL)
		abort();
	png_set_read_fn(r->lib, r, read_bytes);
	png_set_keep_unknown_chunks(r->lib, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_set_keep_unknown_chunks(r->lib, PNG_HANDLE_CHUNK_AS_DEFAULT,
				    (png_const_bytep) "bKGD\0tRNS", 2);
}

static void
read_header(struct png_reading *r)
{
	png_color_16p background;

	png_read_info(r->lib, r->info);
	r->width = png_get_image_width(r->lib, r->info);
	r->height = png_get_image_height(r->lib, r->info);
	r->type = png_get_color_type(r->lib, r->info);
	r->depth = png_get_bit_depth(r->lib, r->info);
	if (png_get_bKGD(r->lib, r->info, &background) != 0) {
		r->has_background = true;
		r->background = background->gray;
	}
	png_set_expand_gray_1_2_4_to_8(r->lib);
	png_set_tRNS_to_alpha(r->lib);
	png_set_interlace_handling(r->lib);
	png_read_update_info(r->lib, r->info);
	r->channels = png_get_channels(r->lib, r->info);
	r->bits = png_get_bit_depth(r->lib, r->info);
}

static void
read_samples(struct png_reading *r)
{
	size_t nbytes = png_get_rowbytes(r->lib, r->info);
	struct gm_error err;

	if (bytes_reserve(&r->samples, nbytes * r->height, &err) != GM_OK)
		abort();
	r->samples.nbytes = nbytes * r->height;
	memset(r->samples.data, 0, r->samples.nbytes);
	for (int pass = png_set_interlace_handling(r->lib); pass > 0; pass--)
		for (size_t y = 0; y < r->height; y++)
			png_read_row(r->lib, r->samples.data + y * nbytes,
				     NULL);
	png_read_end(r->lib, NULL);
}

void
png_reading_open(struct png_reading *r, const struct bytes *file)
{
	*r = (struct png_reading){.next = file->data, .left = file->nbytes};
	prepare(r);
	if (setjmp(r->escape) != 0)
		return;
	read_header(r);
	read_samples(r);
}

void
png_reading_close(struct png_reading *r)
{
	png_destroy_read_struct(&r->lib, &r->info, NULL);
	bytes_free(&r->samples);
}

unsigned
png_reading_sample(const struct png_reading *r, size_t i, unsigned channel)
{
	size_t at = (i * r->channels + channel) * (r->bits / 8);
	const uint8_t *data = r->samples.data;

	return r->bits == 16 ? (unsigned)data[at] << 8 | data[at + 1]
			     : data[at];
}
