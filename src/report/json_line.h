/* SPDX-License-Identifier: MIT */
/*
 * json_line.h - an object of JSON being written, as a line
 *
 * Member by member at the end of bytes, for there is one for each picture: a
 * tree of values that is then written takes ten times as long.
 */
#ifndef GM_REPORT_JSON_LINE_H
#define GM_REPORT_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

struct json_line {
	struct bytes *bytes; /* the caller's; the object is at their end */
	size_t n_before;     /* what was there before it */
	bool failed;         /* for want of memory */
};

/* An object without members, after what is in *bytes. */
struct json_line json_line_begin(struct bytes *bytes);

/*
 * Add a member.  Keys and words are ASCII that JSON takes as it is; a text may
 * be anything, and U+FFFD stands for what is not UTF-8 in it.
 */
void json_line_word(struct json_line *line, const char *key, const char *word);
void json_line_text(struct json_line *line, const char *key, const char *text);
void json_line_number(struct json_line *line, const char *key, uint64_t number);

void json_line_true(struct json_line *line, const char *key);

/* As milliseconds with three decimals. */
void json_line_ms(struct json_line *line, const char *key, uint64_t us);

/* A list of words, which have ", " between them. */
void json_line_words(struct json_line *line, const char *key,
		     const char *words);

/* A list of one text. */
void json_line_text_alone(struct json_line *line, const char *key,
			  const char *text);

/* Add an object, of which the next members are until it is closed. */
void json_line_open(struct json_line *line, const char *key);
void json_line_close(struct json_line *line);

/* End it with a newline.  Fails with GM_ERR_NOMEM where anything has failed,
   with the bytes as they were. */
enum gm_status json_line_end(struct json_line *line, struct gm_error *err);

#endif
