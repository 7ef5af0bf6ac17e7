/* SPDX-License-Identifier: MIT */
/*
 * scan_bytes.h - the entropy-coded bytes of a scan, without their stuffing
 *
 * A zero follows every 0xff of the data in the file (T.81 B.1.1.5); here it is
 * taken out, so that the bits can be read as they are.
 */
#ifndef GM_FORMATS_JPEG_SCAN_BYTES_H
#define GM_FORMATS_JPEG_SCAN_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"

/* Zeros that follow the bytes, so that a load of 8 of them needs no check. */
#define SCAN_BYTES_SLACK 16

/* A zeroed struct is valid; scan_bytes_begin() keeps the memory of buf. */
struct scan_bytes {
	struct file_in *in;
	struct file_out *copy; /* gets the bytes as they are read; NULL: none */
	struct bytes buf;
	bool at_marker;  /* no more data: a marker follows, not consumed */
	unsigned marker; /* its second byte; 0 while not at_marker */
};

/* Be at the first byte of a scan of what in and copy say. */
void scan_bytes_begin(struct scan_bytes *bytes);

/*
 * Append what can be had with one read; after at least one byte more or
 * at_marker.  Fails with GM_ERR_UNSUPPORTED when the file ends here, with
 * GM_ERR_READ, GM_ERR_NOMEM, or as file_out_write() does.
 */
enum gm_status scan_bytes_fill(struct scan_bytes *bytes, struct gm_error *err);

/* Fill until nbytes are held, or all that there are. */
static inline enum gm_status
scan_bytes_have(struct scan_bytes *bytes, uint64_t nbytes, struct gm_error *err)
{
	while (!bytes->at_marker && bytes->buf.nbytes < nbytes) {
		enum gm_status st = scan_bytes_fill(bytes, err);

		if (st != GM_OK)
			return st;
	}
	return GM_OK;
}

/* Forget the first n bytes. */
void scan_bytes_drop(struct scan_bytes *bytes, size_t n);

/*
 * At the end of a restart interval: pass the marker, which must be RST number
 * i modulo 8.  Fails with GM_ERR_UNSUPPORTED when it is not.
 */
enum gm_status scan_bytes_restart(struct scan_bytes *bytes, size_t i,
				  struct gm_error *err);

/*
 * Pass the rest of a scan up to its last marker without looking at the bits,
 * writing it to copy if there is one; *n_restarts is how many RST markers
 * there were, which must be in their order.  Fails as scan_bytes_fill() and
 * scan_bytes_restart() do.
 */
enum gm_status scan_bytes_pass(struct scan_bytes *bytes, size_t *n_restarts,
			       struct gm_error *err);

#endif
