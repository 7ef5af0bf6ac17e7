/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

/* Leading digits of *text into *value; false when they overflow. */
static bool
take_digits(const char **text, uint64_t *value)
{
	*value = 0;
	for (; **text >= '0' && **text <= '9'; (*text)++) {
		uint64_t digit = (uint64_t)(**text - '0');

		if (*value > (UINT64_MAX - digit) / 10)
			return false;
		*value = *value * 10 + digit;
	}
	return true;
}

bool
text_to_u64(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
	const char *at = text;
	uint64_t v;

	if (!take_digits(&at, &v) || at == text || *at != '\0')
		return false;
	if (v < least || v > most)
		return false;
	*value = v;
	return true;
}

/* Is it the rest of a unit after its first letter: "", "B" or "iB"? */
static bool
take_unit_end(const char *text, uint64_t *base)
{
	*base = text_same_letters(text, "b") ? 1000 : 1024;
	return text[0] == '\0' || *base == 1000 ||
	       text_same_letters(text, "ib");
}

/* The whole of text as a unit; an empty one is 1. */
static bool
take_unit(const char *text, uint64_t *unit)
{
	static const char letters[] = "KkMmGgTt";
	const char *letter = strchr(letters, text[0]);
	uint64_t base;

	*unit = 1;
	if (text[0] == '\0' || text_same_letters(text, "b"))
		return true;
	if (letter == NULL || !take_unit_end(text + 1, &base))
		return false;
	for (ptrdiff_t i = (letter - letters) / 2; i >= 0; i--)
		*unit *= base;
	return true;
}

bool
text_to_nbytes(const char *text, uint64_t least, uint64_t most,
	       uint64_t *nbytes)
{
	const char *at = text;
	uint64_t v, unit;

	if (!take_digits(&at, &v) || at == text || !take_unit(at, &unit))
		return false;
	if (v > most / unit || v * unit < least)
		return false;
	*nbytes = v * unit;
	return true;
}

/* Digits after the decimal point, in milliseconds rounded up. */
static uint64_t
take_fraction_ms(const char **text)
{
	uint64_t ms = 0, unit = 100;
	bool has_rest = false;

	for (; **text >= '0' && **text <= '9'; (*text)++) {
		if (unit == 0)
			has_rest |= **text != '0';
		ms += (uint64_t)(**text - '0') * unit;
		unit /= 10;
	}
	return ms + has_rest;
}

bool
text_to_ms(const char *text, uint64_t least, uint64_t most, uint64_t *ms)
{
	const char *at = text;
	uint64_t seconds, fraction_ms = 0;

	if (!take_digits(&at, &seconds) || at == text)
		return false;
	if (*at == '.') {
		const char *point = at++;

		fraction_ms = take_fraction_ms(&at);
		if (at == point + 1)
			return false;
	}
	if (*at != '\0' || seconds > most / 1000 ||
	    fraction_ms > most - seconds * 1000)
		return false;
	fraction_ms += seconds * 1000;
	if (fraction_ms < least)
		return false;
	*ms = fraction_ms;
	return true;
}

bool
text_to_word(const char *text, const struct text_word *words, int *value)
{
	for (; words->text != NULL; words++) {
		if (strcmp(text, words->text) == 0) {
			*value = words->value;
			return true;
		}
	}
	return false;
}

/* Bytes of the valid UTF-8 character at s, or 0 (RFC 3629 section 4). */
static size_t
utf8_length(const unsigned char *s)
{
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;

	if (n == 1)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Overlong forms, surrogates, and what is past U+10FFFF. */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n;
}

bool
text_is_utf8(const void *text, size_t nbytes)
{
	const uint8_t *s = text;
	size_t n;

	for (; nbytes > 0; s += n, nbytes -= n) {
		unsigned char c[4] = {0};

		n = 1;
		if (*s < 0x80)
			continue;
		memcpy(c, s, nbytes < sizeof(c) ? nbytes : sizeof(c));
		n = utf8_length(c);
		if (n == 0)
			return false;
	}
	return true;
}

enum gm_status
text_mend(const char *text, struct bytes *mended, struct gm_error *err)
{
	const unsigned char *s = (const unsigned char *)text;
	enum gm_status st = GM_OK;
	size_t n;

	for (; st == GM_OK && *s != '\0'; s += n) {
		n = utf8_length(s);
		if (n > 0)
			st = bytes_append(mended, s, n, err);
		else
			st = bytes_append(mended, "\xef\xbf\xbd", 3, err);
		n += n == 0;
	}
	return st;
}

bool
text_same_letters(const char *name, const char *lower)
{
	for (; *name != '\0' && *lower != '\0'; name++, lower++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != *lower)
			return false;
	}
	return *name == *lower;
}

/* The number of a character of n bytes, as utf8_length() has found them. */
static uint32_t
code_point(const unsigned char *s, size_t n)
{
	uint32_t c = n == 1 ? s[0] : s[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3fu);
	return c;
}

/*
 * Characters that steer a terminal, or that are not seen: soft hyphens,
 * fillers, joiners, marks of no width, of the direction of writing and of
 * language, ends of lines.
 */
static const struct {
	uint32_t first, last;
} hidden[] = {
	{0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},
	{0x34f, 0x34f},     {0x61c, 0x61c},     {0x115f, 0x1160},
	{0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},
	{0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
	{0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
	{0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

static bool
is_hidden(const unsigned char *s, size_t n)
{
	uint32_t c = code_point(s, n);

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (c >= hidden[i].first && c <= hidden[i].last)
			return true;
	return false;
}

static void
put_escaped(FILE *stream, unsigned char c)
{
	static const char named[] = "\nn\tt\rr\\\\";

	for (const char *p = named; *p != '\0'; p += 2) {
		if ((unsigned char)*p == c) {
			fprintf(stream, "\\%c", p[1]);
			return;
		}
	}
	fprintf(stream, "\\x%02X", c);
}

void
text_put_name(FILE *stream, const char *name, bool escape)
{
	const unsigned char *s = (const unsigned char *)name;

	if (!escape) {
		fputs(name, stream);
		return;
	}
	while (*s != '\0') {
		size_t n = utf8_length(s);

		if (n == 0 || is_hidden(s, n) || *s == '\\') {
			size_t n_bad = n == 0 ? 1 : n;

			for (size_t i = 0; i < n_bad; i++)
				put_escaped(stream, s[i]);
			s += n_bad;
		} else {
			fwrite(s, 1, n, stream);
			s += n;
		}
	}
}

void
text_scrub(char *text)
{
	unsigned char *s = (unsigned char *)text;

	while (*s != '\0') {
		size_t n = utf8_length(s);

		if (n > 0 && is_hidden(s, n))
			memset(s, '?', n);
		s += n > 0 ? n : 1;
	}
}

static bool
is_inner(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Three of the bytes of a character are inner ones, at most. */
size_t
text_head(const char *text, size_t most)
{
	size_t n = strnlen(text, most), cut = n;

	if (text[n] == '\0')
		return n;
	while (cut > 0 && n - cut < 3 && is_inner(text[cut]))
		cut--;
	return is_inner(text[cut]) ? n : cut;
}

const char *
text_tail(const char *text, size_t most)
{
	size_t n = strlen(text), cut = 0;

	if (n <= most)
		return text;
	text += n - most;
	while (cut < 3 && is_inner(text[cut]))
		cut++;
	return is_inner(text[cut]) ? text : text + cut;
}

const char *
text_size(char *buf, size_t buf_nbytes, uint64_t nbytes)
{
	static const char units[] = "kMGTPE";
	double value = (double)nbytes;
	size_t unit = 0;

	if (nbytes < 1000) {
		snprintf(buf, buf_nbytes, "%" PRIu64 " B", nbytes);
		return buf;
	}
	for (value /= 1000; value >= 999.95; value /= 1000)
		unit++;
	snprintf(buf, buf_nbytes, "%.1f %cB", value, units[unit]);
	return buf;
}
