/* SPDX-License-Identifier: MIT */
/*
 * text.h - numbers and words from text, and text made safe to show
 */
#ifndef GM_BASE_TEXT_H
#define GM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"

/*
 * Parse the whole of text as a decimal number without sign.  False, with
 * *value untouched, when it is empty, has anything but digits, or is outside
 * [least, most].
 */
bool text_to_u64(const char *text, uint64_t least, uint64_t most,
		 uint64_t *value);

/*
 * Parse the whole of text as seconds, digits with at most one decimal point,
 * into milliseconds rounded up.  False, with *ms untouched, on anything else
 * or outside [least, most] milliseconds.
 */
bool text_to_ms(const char *text, uint64_t least, uint64_t most, uint64_t *ms);

/*
 * Parse the whole of text as bytes: a number as text_to_u64() takes it, with
 * K, M, G, T, KiB, MiB, GiB or TiB after it for powers of 1024, KB, MB, GB or
 * TB for powers of 1000, or B, in any case of letters.  False, with *nbytes
 * untouched, on anything else or outside [least, most].
 */
bool text_to_nbytes(const char *text, uint64_t least, uint64_t most,
		    uint64_t *nbytes);

/* A word that a user may say, and what it stands for. */
struct text_word {
	const char *text; /* NULL ends a list of words */
	int value;
};

/*
 * What the whole of text stands for in a list of words.  False, with *value
 * untouched, when it is none of them.
 */
bool text_to_word(const char *text, const struct text_word *words, int *value);

/*
 * Is name, in any case of its ASCII letters, what lower is?  strcasecmp()
 * would follow the locale; names of formats do not.
 */
bool text_same_letters(const char *name, const char *lower);

/*
 * Write a name to stream.  With escape, bytes that could steer a terminal or
 * break a line (below 0x20, 0x7f, and what is not valid UTF-8) are shown as
 * \n, \t, \r, \\ or \xHH, and characters that are controls (C1) or not seen
 * (no width, direction of writing, tags) as \xHH of their bytes; without it,
 * the bytes go out as they are.
 */
void text_put_name(FILE *stream, const char *name, bool escape);

/*
 * Put "?" in the place of each byte of what text_put_name() escapes as controls
 * or as not seen, so that text is one line and steers no terminal.
 */
void text_scrub(char *text);

/*
 * Bytes of the start of text, at most that many, that end in the middle of no
 * character.
 */
size_t text_head(const char *text, size_t most);

/* The end of text, at most that many bytes, that begins likewise. */
const char *text_tail(const char *text, size_t most);

/* Are these bytes, of which none need be NUL, characters of UTF-8? */
bool text_is_utf8(const void *text, size_t nbytes);

/*
 * Append text to *mended, without its NUL, with U+FFFD for each byte that is
 * no part of a character of UTF-8.  Fails with GM_ERR_NOMEM.
 */
enum gm_status text_mend(const char *text, struct bytes *mended,
			 struct gm_error *err);

/* Bytes as "512 B", "3.1 kB", "2.2 MB", "1.0 GB" (powers of 1000) in buf. */
const char *text_size(char *buf, size_t buf_nbytes, uint64_t nbytes);

#endif
