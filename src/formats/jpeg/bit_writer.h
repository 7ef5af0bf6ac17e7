/* SPDX-License-Identifier: MIT */
/*
 * bit_writer.h - write the entropy-coded data of a scan
 */
#ifndef GM_FORMATS_JPEG_BIT_WRITER_H
#define GM_FORMATS_JPEG_BIT_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "base/octets.h"

/* Most bits of one bit_writer_put(). */
#define BIT_WRITER_MAX_BITS 56u

/* A zeroed struct is valid; the buffers are kept from file to file. */
struct bit_writer {
	uint64_t last;     /* the low n_last bits are not yet in bits */
	unsigned n_last;   /* 0 to 7 */
	struct bytes bits; /* whole bytes, without stuffing */
	struct bytes stuffed;
};

/* Be at the beginning of a scan. */
void bit_writer_begin(struct bit_writer *writer);

/* Room for nbits more until the next flush.  Fails with GM_ERR_NOMEM. */
enum gm_status bit_writer_reserve(struct bit_writer *writer, size_t nbits,
				  struct gm_error *err);

/*
 * Append the low nbits bits of value, at most BIT_WRITER_MAX_BITS; those above
 * them must be 0.  There must be room for them.
 */
static inline void
bit_writer_put(struct bit_writer *writer, uint64_t value, unsigned nbits)
{
	unsigned n = writer->n_last + nbits;

	writer->last = writer->last << nbits | value;
	/* In two shifts, for n may be 0. */
	octets_put_u64be(writer->bits.data + writer->bits.nbytes,
			 writer->last << 1 << (63 - n));
	writer->bits.nbytes += n >> 3;
	writer->n_last = n & 7;
}

/*
 * Write all whole bytes to out, a zero after each 0xff (T.81 B.1.1.5).
 * Fails with GM_ERR_NOMEM or as file_out_write() does.
 */
enum gm_status bit_writer_flush(struct bit_writer *writer, struct file_out *out,
				struct gm_error *err);

/* Fill the last byte with ones (T.81 F.1.2.3) and flush. */
enum gm_status bit_writer_end(struct bit_writer *writer, struct file_out *out,
			      struct gm_error *err);

#endif
