/* SPDX-License-Identifier: MIT */
/*
 * avif_lib.h - libavif tied to our files and errors
 *
 * The one file that includes the library's header.  It makes no thread where
 * it is not asked to, and its own memory ends the process where there is none
 * (0.11.1): so what a step needs is asked for before.
 */
#ifndef GM_FORMATS_AVIF_AVIF_LIB_H
#define GM_FORMATS_AVIF_AVIF_LIB_H

#include <stdint.h>

#include <avif/avif.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "base/library.h"

/* What of a mirror says which parts are exchanged; 1.0 has another word. */
#if AVIF_VERSION_MAJOR < 1
#define AVIF_LIB_AXIS mode
#else
#define AVIF_LIB_AXIS axis
#endif

extern const struct library avif_library;

/* A file that the library reads.  Zeroed but for in, and set up by
   avif_lib_input(); the buffer is its own. */
struct avif_input {
	avifIO io; /* first: the library points here */
	struct file_in *in;
	struct bytes buffer; /* owned */
};

/* Have the decoder read from input, both of which are the caller's. */
void avif_lib_input(struct avif_input *input, avifDecoder *decoder);

/*
 * Fail for a result that is not AVIF_RESULT_OK; in is the file that was read,
 * or NULL.
 */
enum gm_status avif_lib_fail(avifResult result, const struct file_in *in,
			     struct gm_error *err);

/*
 * Before a step of the library: see to it that so much memory is there, and
 * clear errno, by which avif_lib_fail() knows that some was refused all the
 * same.  Fails with GM_ERR_NOMEM.
 */
enum gm_status avif_lib_reserve(uint64_t nbytes, struct gm_error *err);

#endif
