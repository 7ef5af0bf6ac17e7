/* SPDX-License-Identifier: MIT */
#include "png_mutate.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>
#include <zlib.h>

#include "formats/png/shape.h"
#include "fuzz_mutate.h"

/* More would make fuzzing slow. */
#define MAX_ROWS_NBYTES (1u << 18)

#define MAX_CHUNKS 5u

/* Of zlib (RFC 1950): two bytes before the data and four behind. */
#define HEAD_NBYTES 2u
#define TAIL_NBYTES 4u

/* Put data in the place of all IDAT, in one chunk or several. */
static void
put_data(struct png_mutation *m, const uint8_t *data, size_t n)
{
	unsigned first = m->png.n, n_chunks = 1;

	for (unsigned i = m->png.n; i-- > 0;)
		if (png_part_is(&m->png.parts[i], "IDAT")) {
			png_mutation_remove(m, i);
			first = i;
		}
	if (first == m->png.n && first > 0)
		first--; /* before the end */
	if (png_mutation_any_of(m, 3) == 0)
		n_chunks += png_mutation_any_of(m, MAX_CHUNKS);
	for (; n_chunks > 0; n_chunks--) {
		size_t part = n_chunks == 1 ? n : png_mutation_any_of(m, n + 1);

		png_mutation_insert(m, first++, "IDAT", data, part);
		data += part;
		n -= part;
	}
}

/* All rows with their filters, with room for MAX_ROWS_NBYTES. */
static uint8_t *
inflate_rows(struct png_mutation *m, size_t *nbytes)
{
	uint8_t *rows = png_mutation_take(m, MAX_ROWS_NBYTES);
	struct bytes data = {0};
	z_stream z = {.next_out = rows, .avail_out = MAX_ROWS_NBYTES};

	png_parts_join(&m->png, "IDAT", &data);
	*nbytes = 0;
	if (inflateInit(&z) == Z_OK) {
		z.next_in = data.data;
		z.avail_in = (uInt)data.nbytes;
		inflate(&z, Z_SYNC_FLUSH);
		*nbytes = MAX_ROWS_NBYTES - z.avail_out;
		inflateEnd(&z);
	}
	bytes_free(&data);
	return rows;
}

static void
deflate_rows(struct png_mutation *m, uint8_t *rows, size_t nbytes)
{
	static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED,
					 Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED};
	z_stream z = {.next_in = rows, .avail_in = (uInt)nbytes};
	size_t most = nbytes + nbytes / 8 + 1024;
	uint8_t *data = png_mutation_take(m, most);
	int level = (int)png_mutation_any_of(m, 10);
	int window = 9 + (int)png_mutation_any_of(m, 7);

	if (deflateInit2(&z, level, Z_DEFLATED, window, 8,
			 strategies[png_mutation_any_of(m, 5)]) != Z_OK)
		return;
	z.next_out = data;
	z.avail_out = (uInt)most;
	deflate(&z, Z_FINISH);
	put_data(m, data, most - z.avail_out);
	deflateEnd(&z);
}

static bool
read_shape(const struct png_mutation *m, struct shape *shape)
{
	const struct png_part *header = png_parts_find(&m->png, "IHDR");
	struct gm_error err;

	return header != NULL && header->nbytes == SHAPE_HEADER_NBYTES &&
	       shape_read(shape, header->data, &err) == GM_OK &&
	       shape_nbytes(shape) <= MAX_ROWS_NBYTES;
}

/* Make filters of what stands before the rows; the same one everywhere, or
   any, or what there is. */
static void
set_filters(struct png_mutation *m, const struct shape *shape, uint8_t *rows)
{
	unsigned way = png_mutation_any_of(m, 3);
	unsigned filter = png_mutation_any_of(m, 5);

	for (unsigned pass_i = 0; pass_i < SHAPE_MAX_PASSES; pass_i++) {
		uint32_t width, height;
		size_t step;

		if (!shape_pass(shape, pass_i, &width, &height))
			continue;
		step = 1 + shape_row_nbytes(shape, width);
		for (; height > 0; height--, rows += step) {
			if (way == 1)
				filter = png_mutation_any_of(m, 5);
			*rows = (uint8_t)(way == 2 ? *rows % 5 : filter);
		}
	}
}

/* All alike, so that an alpha channel is opaque, or it repeats itself. */
static void
flatten(struct png_mutation *m, uint8_t *rows, size_t nbytes)
{
	unsigned period = 1 + png_mutation_any_of(m, 16);
	unsigned byte = png_mutation_any_of(m, 2) == 0 ? 255 : 0;

	for (size_t i = period; i < nbytes; i++)
		rows[i] = rows[i - period];
	if (png_mutation_any_of(m, 2) == 0)
		memset(rows, (int)byte, nbytes);
}

void
png_mutate_fit_pixels(struct png_mutation *m)
{
	struct shape shape;
	uint8_t *rows;
	size_t nbytes, want;

	if (!read_shape(m, &shape))
		return;
	rows = inflate_rows(m, &nbytes);
	want = (size_t)shape_nbytes(&shape);
	for (size_t i = nbytes; i < want; i++)
		rows[i] = nbytes > 0 ? rows[i % nbytes] : 0;
	set_filters(m, &shape, rows);
	deflate_rows(m, rows, want);
}

void
png_mutate_pixels(struct png_mutation *m)
{
	struct shape shape;
	size_t nbytes;
	uint8_t *rows = inflate_rows(m, &nbytes);

	switch (png_mutation_any_of(m, 5)) {
	case 0:
		flatten(m, rows, nbytes);
		break;
	case 1:
		break; /* other filters, or data, of the same bytes */
	default:
		if (nbytes > 0)
			fuzz_mutate(rows, nbytes, nbytes);
	}
	if (png_mutation_any_of(m, 8) != 0 && read_shape(m, &shape) &&
	    shape_nbytes(&shape) == nbytes)
		set_filters(m, &shape, rows);
	deflate_rows(m, rows, nbytes);
}

/* As tall as rows of so many bytes are. */
static void
set_height(struct png_mutation *m, size_t nbytes)
{
	uint8_t *header = png_mutation_header(m);
	struct shape shape;
	size_t row_nbytes;

	if (header == NULL || !read_shape(m, &shape) || shape.is_interlaced)
		return;
	row_nbytes = 1 + shape_row_nbytes(&shape, shape.width);
	if (nbytes < row_nbytes || nbytes % row_nbytes != 0)
		return;
	shape.height = (uint32_t)(nbytes / row_nbytes);
	shape_write(&shape, header);
}

static void
fix_checksum(struct png_mutation *m, uint8_t *data, size_t n)
{
	struct libdeflate_decompressor *lib = libdeflate_alloc_decompressor();
	uint8_t *rows = png_mutation_take(m, MAX_ROWS_NBYTES);
	size_t used, nbytes;

	if (lib == NULL)
		abort();
	if (libdeflate_deflate_decompress_ex(
		    lib, data + HEAD_NBYTES, n - HEAD_NBYTES, rows,
		    MAX_ROWS_NBYTES, &used, &nbytes) == LIBDEFLATE_SUCCESS) {
		uint8_t *tail = data + HEAD_NBYTES + used;
		uLong sum = adler32(1, rows, (uInt)nbytes);

		for (unsigned i = 0; i < TAIL_NBYTES; i++)
			tail[i] = (uint8_t)(sum >> (24 - 8 * i));
		n = HEAD_NBYTES + used + TAIL_NBYTES;
		set_height(m, nbytes);
	}
	libdeflate_free_decompressor(lib);
	put_data(m, data, n);
}

void
png_mutate_stream(struct png_mutation *m)
{
	struct bytes data = {0};
	uint8_t *copy;
	size_t n;

	png_parts_join(&m->png, "IDAT", &data);
	n = data.nbytes;
	if (n > HEAD_NBYTES + TAIL_NBYTES) {
		size_t inner = n - HEAD_NBYTES - TAIL_NBYTES;
		size_t most = 2 * inner;

		copy = png_mutation_take(m, most + 2 * TAIL_NBYTES);
		memcpy(copy, data.data, n - TAIL_NBYTES);
		inner = fuzz_mutate(copy + HEAD_NBYTES, inner, most);
		fix_checksum(m, copy, HEAD_NBYTES + inner);
	}
	bytes_free(&data);
}
