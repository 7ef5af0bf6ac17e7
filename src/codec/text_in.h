/* SPDX-License-Identifier: MIT */
/*
 * text_in.h - text of a file, byte by byte, which has an end
 *
 * Headers of text, and text between samples, may have any number of spaces,
 * comments and digits by their formats: here they have a limit.
 */
#ifndef GM_CODEC_TEXT_IN_H
#define GM_CODEC_TEXT_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* Most bytes of a header, or of a number and what is before it. */
#define TEXT_IN_MAX_BYTES (UINT64_C(1) << 20)

struct text_in {
	struct file_in *in; /* the caller's */
	uint64_t end;       /* offset of the byte that is too much */
};

/* A text that begins with the next byte of in. */
static inline struct text_in
text_in_begin(struct file_in *in)
{
	return (struct text_in){.in = in,
				.end = in->n_read + TEXT_IN_MAX_BYTES};
}

/* Is it as long as it may be? */
static inline bool
text_in_is_over(const struct text_in *text)
{
	return text->in->n_read >= text->end;
}

/* The next byte, or -1 at the end of the file or where the text is too long. */
static inline int
text_in_byte(struct text_in *text)
{
	uint8_t byte;

	return !text_in_is_over(text) && file_in_read(text->in, &byte, 1) == 1
		       ? byte
		       : -1;
}

/*
 * Say why there was no byte: as file_in_fail_at_end() with where, or with
 * GM_ERR_LIMIT.
 */
enum gm_status text_in_fail(const struct text_in *text, const char *where,
			    struct gm_error *err);

#endif
