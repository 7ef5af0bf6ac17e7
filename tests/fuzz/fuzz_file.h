/* SPDX-License-Identifier: MIT */
/*
 * fuzz_file.h - files in memory in the place of those of base/file.h
 *
 * A harness is linked with these instead of src/base/file*.c.  They keep what
 * file.h promises and not a byte more: what file_in_peek() points at is a
 * block of its own that ends where it says and is gone at the next call, so
 * that AddressSanitizer sees who reads on.
 */
#ifndef GM_FUZZ_FUZZ_FILE_H
#define GM_FUZZ_FUZZ_FILE_H

#include "base/file.h"

/* How much more than is asked for file_in_peek() shows. */
enum fuzz_file_lending {
	FUZZ_FILE_ALL,   /* a whole buffer, as from a disk */
	FUZZ_FILE_LEAST, /* nothing */
	FUZZ_FILE_FEW,   /* up to 15 bytes, now these, now those */
	FUZZ_FILE_SOME,  /* up to 1023 */
	FUZZ_FILE_N_LENDINGS
};

/* A way of lending but FUZZ_FILE_ALL, by fuzz_noise.h. */
enum fuzz_file_lending fuzz_file_lending(void);

/* Zeroed but for what fuzz_file_in_open() sets. */
struct fuzz_file_in {
	struct file_in file; /* first: the library is handed this */
	const uint8_t *data; /* the caller's */
	enum fuzz_file_lending lending;
	uint32_t noise;
	uint8_t *lent;
};

/* Read n bytes at data, which must outlive *in. */
void fuzz_file_in_open(struct fuzz_file_in *in, const uint8_t *data, size_t n,
		       enum fuzz_file_lending lending);

void fuzz_file_in_close(struct fuzz_file_in *in);

/* Begin an empty output, which then grows in out->buf. */
void fuzz_file_out_open(struct file_out *out);

void fuzz_file_out_close(struct file_out *out);

#endif
