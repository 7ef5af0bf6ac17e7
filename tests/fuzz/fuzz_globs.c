/* SPDX-License-Identifier: MIT */
/*
 * fuzz_globs.c - patterns, on any bytes
 *
 * The first NUL ends the pattern, and what follows, without NULs, is a path.  A
 * pattern that is taken must match what it matches when each way is tried after
 * the other, from byte to byte.
 */
#include "fuzz_harness.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "fuzz_fail.h"

/* Of more, the ways are too many. */
#define MOST_BYTES 200

struct question {
	const char *pattern;
	size_t pattern_n;
	const char *path;
	size_t path_n;
	uint8_t known[MOST_BYTES + 1][MOST_BYTES + 1]; /* 1: no, 2: yes */
};

/* Whether a byte is of the class whose name begins here; *n is its length. */
static bool
is_of_class(const char *name, size_t *n, unsigned char byte)
{
	static const char *const names[] = {
		"alnum", "alpha", "blank", "cntrl", "digit", "graph",
		"lower", "print", "punct", "space", "upper", "xdigit"};
	const bool is[] = {isalnum(byte) != 0,          isalpha(byte) != 0,
			   byte == ' ' || byte == '\t', iscntrl(byte) != 0,
			   isdigit(byte) != 0,          isgraph(byte) != 0,
			   islower(byte) != 0,          isprint(byte) != 0,
			   ispunct(byte) != 0,          isspace(byte) != 0,
			   isupper(byte) != 0,          isxdigit(byte) != 0};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*n = strlen(names[i]);
		if (strncmp(name, names[i], *n) == 0 && name[*n] == ':')
			return byte < 128 && is[i];
	}
	fuzz_fail("a class is taken that is none: %s", name);
}

/* Is there a ":]" before any other ']'? */
static bool
is_class(const char *at)
{
	const char *end = strchr(at + 2, ']');

	return at[0] == '[' && at[1] == ':' && end != NULL && end > at + 2 &&
	       end[-1] == ':';
}

/* Whether the set matches, which begins after its '['; *at is where it ends. */
static bool
is_in_set(const char **at, unsigned char byte)
{
	const char *p = *at;
	bool is_negative = *p == '!' || *p == '^', is_in = false;
	unsigned char first;

	p += is_negative;
	do {
		size_t n;

		if (is_class(p)) {
			is_in |= is_of_class(p + 2, &n, byte);
			p += n + 4;
			continue;
		}
		p += *p == '\\';
		first = (unsigned char)*p++;
		is_in |= byte == first;
		if (p[0] == '-' && p[1] != ']') {
			p += p[1] == '\\' ? 2 : 1;
			is_in |= byte >= first && byte <= (unsigned char)*p;
			p++;
		}
	} while (*p != ']');
	*at = p + 1;
	return is_in != is_negative && byte != '/';
}

static bool ask(struct question *question, size_t p, size_t t);

static bool
ask_stars(struct question *q, size_t p, size_t t)
{
	size_t n = strspn(q->pattern + p, "*");
	bool is_alone = n > 1 && (p == 0 || q->pattern[p - 1] == '/');

	p += n;
	if (is_alone && p == q->pattern_n)
		return true;
	if (!is_alone || q->pattern[p] != '/') {
		for (; !ask(q, p, t); t++)
			if (t == q->path_n || q->path[t] == '/')
				return false;
		return true;
	}
	if (ask(q, p + 1, t))
		return true;
	for (; t < q->path_n; t++)
		if (q->path[t] == '/' && ask(q, p + 1, t + 1))
			return true;
	return false;
}

/* Is the rest of the path as the rest of the pattern says? */
static bool
find_out(struct question *q, size_t p, size_t t)
{
	const char *at = q->pattern + p;

	if (p == q->pattern_n)
		return t == q->path_n;
	if (*at == '*')
		return ask_stars(q, p, t);
	if (t == q->path_n)
		return false;
	if (*at == '?')
		return q->path[t] != '/' && ask(q, p + 1, t + 1);
	if (*at == '[') {
		at++;
		return is_in_set(&at, (unsigned char)q->path[t]) &&
		       ask(q, (size_t)(at - q->pattern), t + 1);
	}
	at += *at == '\\';
	return *at == q->path[t] &&
	       ask(q, (size_t)(at + 1 - q->pattern), t + 1);
}

static bool
ask(struct question *q, size_t p, size_t t)
{
	uint8_t *known = &q->known[p][t];

	if (*known == 0)
		*known = find_out(q, p, t) ? 2 : 1;
	return *known == 2;
}

static void
check(const struct glob *glob, const char *pattern, size_t pattern_n,
      const char *path, size_t path_n)
{
	struct question *question;
	bool matches = glob_matches(glob, path, path_n);

	if (pattern_n > MOST_BYTES || path_n > MOST_BYTES)
		return;
	question = calloc(1, sizeof(*question));
	if (question == NULL)
		abort();
	question->pattern = pattern;
	question->pattern_n = pattern_n;
	question->path = path;
	question->path_n = path_n;
	if (ask(question, 0, 0) != matches)
		fuzz_fail("'%s' %s '%.*s'", pattern,
			  matches ? "matches" : "does not match", (int)path_n,
			  path);
	free(question);
}

/* Each of its own, so that nobody looks behind it. */
static char *
copy(const uint8_t *data, size_t n, size_t end)
{
	char *text = malloc(n + end > 0 ? n + end : 1);

	if (text == NULL)
		abort();
	memcpy(text, data, n);
	memset(text + n, '\0', end);
	return text;
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size > 0 ? memchr(data, '\0', size) : NULL;
	size_t pattern_n, path_n;
	struct glob glob = {0};
	struct gm_error err = {0};
	char *bare, *pattern, *path;

	if (nul == NULL)
		return 0;
	pattern_n = (size_t)(nul - data);
	nul++;
	path_n = size - pattern_n - 1;
	while (path_n > 0 && memchr(nul, '\0', path_n) != NULL)
		path_n = (size_t)((const uint8_t *)memchr(nul, '\0', path_n) -
				  nul);
	bare = copy(data, pattern_n, 0);
	pattern = copy(data, pattern_n, 1);
	path = copy(nul, path_n, 0);
	if (glob_make(&glob, bare, pattern_n, &err) == GM_OK)
		check(&glob, pattern, pattern_n, path, path_n);
	else
		fuzz_require(err.status == GM_ERR_USAGE,
			     "what is wrong is wrong usage", &err);
	glob_free(&glob);
	free(bare);
	free(pattern);
	free(path);
	return 0;
}
