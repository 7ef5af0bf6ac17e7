/* SPDX-License-Identifier: MIT */
#include "report/json_line.h"

#include <string.h>

#include "report/json.h"

/* Most digits of a number. */
#define DIGITS 20u

/*
 * While a line is written, all that is in it has a comma after it: the end of
 * what it is in takes the place of the last one.
 */

/* Room for n bytes more, which the caller fills; NULL where there is none. */
static uint8_t *
extend(struct json_line *line, size_t n)
{
	struct bytes *bytes = line->bytes;
	struct gm_error err;

	if (bytes_reserve(bytes, n, &err) != GM_OK) {
		line->failed = true;
		return NULL;
	}
	bytes->nbytes += n;
	return bytes->data + bytes->nbytes - n;
}

static void
append(struct json_line *line, const char *data, size_t n)
{
	uint8_t *to = extend(line, n);

	if (to != NULL)
		memcpy(to, data, n);
}

/* Its first n bytes in quotes, and a mark after them. */
static void
append_word(struct json_line *line, const char *word, size_t n, char mark)
{
	uint8_t *to = extend(line, n + 3);

	if (to == NULL)
		return;
	to[0] = '"';
	memcpy(to + 1, word, n);
	to[n + 1] = '"';
	to[n + 2] = (uint8_t)mark;
}

static void
append_key(struct json_line *line, const char *key)
{
	append_word(line, key, strlen(key), ':');
}

/* ASCII that JSON takes as it is, which most paths are. */
static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\')
			return false;
	return true;
}

static void
append_text(struct json_line *line, const char *text)
{
	struct gm_error err;

	if (is_plain(text)) {
		append_word(line, text, strlen(text), ',');
		return;
	}
	if (json_quote(text, line->bytes, &err) != GM_OK)
		line->failed = true;
	append(line, ",", 1);
}

/* At least that many digits of it, and a mark after them. */
static void
append_number(struct json_line *line, uint64_t number, unsigned least,
	      char mark)
{
	char digits[DIGITS + 1];
	size_t at = DIGITS;

	digits[at] = mark;
	while (number > 0 || DIGITS - at < least) {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	}
	append(line, digits + at, sizeof(digits) - at);
}

static void
append_end(struct json_line *line, const char *end)
{
	struct bytes *bytes = line->bytes;

	if (bytes->nbytes > 0 && bytes->data[bytes->nbytes - 1] == ',')
		bytes->nbytes--;
	append(line, end, 2);
}

struct json_line
json_line_begin(struct bytes *bytes)
{
	struct json_line line = {.bytes = bytes, .n_before = bytes->nbytes};

	append(&line, "{", 1);
	return line;
}

void
json_line_word(struct json_line *line, const char *key, const char *word)
{
	append_key(line, key);
	append_word(line, word, strlen(word), ',');
}

void
json_line_text(struct json_line *line, const char *key, const char *text)
{
	append_key(line, key);
	append_text(line, text);
}

void
json_line_number(struct json_line *line, const char *key, uint64_t number)
{
	append_key(line, key);
	append_number(line, number, 1, ',');
}

void
json_line_true(struct json_line *line, const char *key)
{
	append_key(line, key);
	append(line, "true,", 5);
}

void
json_line_ms(struct json_line *line, const char *key, uint64_t us)
{
	append_key(line, key);
	append_number(line, us / 1000, 1, '.');
	append_number(line, us % 1000, 3, ',');
}

void
json_line_words(struct json_line *line, const char *key, const char *words)
{
	const char *mark;

	append_key(line, key);
	append(line, "[", 1);
	for (; (mark = strstr(words, ", ")) != NULL; words = mark + 2)
		append_word(line, words, (size_t)(mark - words), ',');
	append_word(line, words, strlen(words), ',');
	append_end(line, "],");
}

void
json_line_text_alone(struct json_line *line, const char *key, const char *text)
{
	append_key(line, key);
	append(line, "[", 1);
	append_text(line, text);
	append_end(line, "],");
}

void
json_line_open(struct json_line *line, const char *key)
{
	append_key(line, key);
	append(line, "{", 1);
}

void
json_line_close(struct json_line *line)
{
	append_end(line, "},");
}

enum gm_status
json_line_end(struct json_line *line, struct gm_error *err)
{
	append_end(line, "}\n");
	if (!line->failed)
		return GM_OK;
	line->bytes->nbytes = line->n_before;
	return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (report)");
}
