/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/bit_writer.h"

#include <string.h>

void
bit_writer_begin(struct bit_writer *writer)
{
	writer->last = 0;
	writer->n_last = 0;
	writer->bits.nbytes = 0;
}

enum gm_status
bit_writer_reserve(struct bit_writer *writer, size_t nbits,
		   struct gm_error *err)
{
	/* Up to 7 bits wait, and 8 bytes are stored at a time. */
	return bytes_reserve(&writer->bits, nbits / 8 + 2 + 8, err);
}

enum gm_status
bit_writer_flush(struct bit_writer *writer, struct file_out *out,
		 struct gm_error *err)
{
	const uint8_t *at = writer->bits.data;
	const uint8_t *end = at + writer->bits.nbytes;
	enum gm_status st;
	uint8_t *to;

	if (writer->bits.nbytes == 0)
		return GM_OK;
	writer->stuffed.nbytes = 0;
	/* Every byte becomes two at most. */
	st = bytes_reserve(&writer->stuffed, writer->bits.nbytes * 2, err);
	if (st != GM_OK)
		return st;
	to = writer->stuffed.data;
	while (at < end) {
		const uint8_t *ff = memchr(at, 0xff, (size_t)(end - at));
		size_t part = (size_t)((ff == NULL ? end : ff + 1) - at);

		memcpy(to, at, part);
		to += part;
		at += part;
		if (ff != NULL)
			*to++ = 0;
	}
	writer->bits.nbytes = 0;
	return file_out_write(out, writer->stuffed.data,
			      (size_t)(to - writer->stuffed.data), err);
}

enum gm_status
bit_writer_end(struct bit_writer *writer, struct file_out *out,
	       struct gm_error *err)
{
	unsigned nbits = (8 - writer->n_last) & 7;
	enum gm_status st = bit_writer_reserve(writer, nbits, err);

	if (st != GM_OK)
		return st;
	bit_writer_put(writer, (1u << nbits) - 1, nbits);
	return bit_writer_flush(writer, out, err);
}
