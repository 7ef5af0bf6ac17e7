/* SPDX-License-Identifier: MIT */
#include "cli/option_set.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/ignore.h"
#include "cli/suggest.h"

#define HEX_DIGITS "0123456789abcdefABCDEF"

/* All of the words, and which of them the text may have meant. */
static enum gm_status
refuse_word(const struct text_word *word, const char *is_not, const char *text,
	    struct gm_error *err)
{
	struct suggestion meant = suggest_begin(text, strlen(text));
	char list[128] = "";
	size_t n = 0;

	for (; word->text != NULL; word++) {
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
				      n > 0 ? ", " : "", word->text);
		assert(n < sizeof(list));
		suggest_consider(&meant, word->text);
	}
	if (meant.word == NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "%s one of %s", is_not,
			       list);
	return gm_fail(err, GM_ERR_USAGE, 0, "%s one of %s; did you mean '%s'?",
		       is_not, list, meant.word);
}

/* Say what the value would have to be. */
static enum gm_status
refuse(const struct option_row *row, const char *text, struct gm_error *err)
{
	const char *is_not = text[0] == '\0' ? "is empty, not" : "is not";
	const struct text_word *word = row->words;

	if (row->wanted != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "%s %s", is_not,
			       row->wanted);
	if (word[1].text == NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "%s '%s'", is_not,
			       word->text);
	if (word[2].text == NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "%s '%s' or '%s'", is_not,
			       word[0].text, word[1].text);
	return refuse_word(word, is_not, text, err);
}

enum gm_status
option_set_flag(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	bool *flag = option_field(options, row);

	(void)text;
	(void)err;
	*flag = true;
	return GM_OK;
}

/* Opposites: the last one wins, as with any option. */
enum gm_status
option_set_quiet_or_verbose(struct options *options,
			    const struct option_row *row, const char *text,
			    struct gm_error *err)
{
	options->quiet = false;
	options->verbose = false;
	return option_set_flag(options, row, text, err);
}

enum gm_status
option_set_no_sandbox(struct options *options, const struct option_row *row,
		      const char *text, struct gm_error *err)
{
	(void)row;
	(void)text;
	(void)err;
	options->sandbox = LOCKED_NEVER;
	return GM_OK;
}

/* A word for true or false. */
enum gm_status
option_set_bool(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	bool *field = option_field(options, row);
	int value;

	if (!text_to_word(text, row->words, &value))
		return refuse(row, text, err);
	*field = value != 0;
	return GM_OK;
}

static_assert(sizeof(enum gray_method) == sizeof(int) &&
		      sizeof(enum compress) == sizeof(int) &&
		      sizeof(enum profile_policy) == sizeof(int) &&
		      sizeof(enum strip_policy) == sizeof(int) &&
		      sizeof(enum option_when) == sizeof(int) &&
		      sizeof(enum option_shell) == sizeof(int) &&
		      sizeof(enum option_sandbox) == sizeof(int),
	      "option_set_enum() fills them");

/* A word for a value of an enum, or a number where there may be one. */
enum gm_status
option_set_enum(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	int *field = option_field(options, row);
	uint64_t number;

	if (text_to_word(text, row->words, field))
		return GM_OK;
	if (row->number == NULL ||
	    !row->number(text, row->least, row->most, &number))
		return refuse(row, text, err);
	*field = (int)number;
	return GM_OK;
}

enum gm_status
option_set_number(struct options *options, const struct option_row *row,
		  const char *text, struct gm_error *err)
{
	uint64_t *field = option_field(options, row);

	return row->number(text, row->least, row->most, field)
		       ? GM_OK
		       : refuse(row, text, err);
}

enum gm_status
option_set_jobs(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	char digits[16];
	size_t n = strlen(text);
	bool percent = n > 0 && n <= sizeof(digits) && text[n - 1] == '%';
	uint64_t value;
	bool ok;

	if (percent) {
		memcpy(digits, text, n - 1);
		digits[n - 1] = '\0';
		ok = row->number(digits, 1, OPTIONS_MAX_PERCENT, &value);
	} else {
		ok = row->number(text, row->least, row->most, &value);
	}
	if (!ok)
		return refuse(row, text, err);
	options->jobs = (unsigned)value;
	options->jobs_percent = percent;
	return GM_OK;
}

enum gm_status
option_set_shard(struct options *options, const struct option_row *row,
		 const char *text, struct gm_error *err)
{
	const char *slash = strchr(text, '/');
	char first[16] = "";
	uint64_t k, n;

	if (strcmp(text, "auto") == 0) {
		options->asks_for_shard = true;
		return GM_OK;
	}
	if (slash == NULL || (size_t)(slash - text) >= sizeof(first))
		return refuse(row, text, err);
	memcpy(first, text, (size_t)(slash - text));
	if (!text_to_u64(slash + 1, 1, SHARD_MAX, &n) ||
	    !text_to_u64(first, 0, n, &k))
		return refuse(row, text, err);
	if (k == 0)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "counts from 1; --shard-index counts from 0");
	options->asks_for_shard = false;
	options->shard = k - 1;
	options->n_shards = n;
	return GM_OK;
}

enum gm_status
option_set_bits(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	unsigned *bits = option_field(options, row), found = 0;
	const char *word = text;

	for (;;) {
		size_t n = strcspn(word, ",");
		char one[32] = "";
		int bit;

		if (n >= sizeof(one))
			return refuse(row, text, err);
		memcpy(one, word, n);
		if (!text_to_word(one, row->words, &bit))
			return refuse(row, text, err);
		found |= (unsigned)bit;
		if (word[n] == '\0')
			break;
		word += n + 1;
	}
	*bits = found;
	return GM_OK;
}

/* "#f80" is "#ff8800" (CSS Color 4, section 5.2). */
static bool
read_hex(const char *text, uint8_t color[3])
{
	size_t n = strlen(text + 1), n_digits = n / 3;
	char digits[3] = "";

	if ((n != 3 && n != 6) || strspn(text + 1, HEX_DIGITS) != n)
		return false;
	for (size_t i = 0; i < 3; i++) {
		digits[0] = text[1 + i * n_digits];
		digits[1] = text[n_digits + i * n_digits];
		color[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return true;
}

enum gm_status
option_set_color(struct options *options, const struct option_row *row,
		 const char *text, struct gm_error *err)
{
	uint8_t *color = option_field(options, row);
	int gray;

	if (text[0] == '#' && read_hex(text, color))
		return GM_OK;
	if (!text_to_word(text, row->words, &gray))
		return refuse(row, text, err);
	memset(color, gray, 3);
	return GM_OK;
}

/* A prefix or suffix is part of a file name, never of a path. */
enum gm_status
option_set_name_part(struct options *options, const struct option_row *row,
		     const char *text, struct gm_error *err)
{
	const char **part = option_field(options, row);

	if (strchr(text, '/') != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "may not contain '/'");
	*part = text;
	return GM_OK;
}

enum gm_status
option_set_path(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	const char **path = option_field(options, row);

	if (text[0] == '\0')
		return refuse(row, text, err);
	*path = text;
	return GM_OK;
}

enum gm_status
option_set_exclude(struct options *options, const struct option_row *row,
		   const char *text, struct gm_error *err)
{
	struct ignore ignore = {0};
	enum gm_status st = ignore_add(&ignore, text, err);

	(void)row;
	ignore_free(&ignore);
	/* Want of memory is no wrong usage: the plan asks for it again. */
	if (st == GM_ERR_USAGE)
		return st;
	if (options->n_excludes == OPTIONS_MAX_EXCLUDES)
		return gm_fail(err, GM_ERR_USAGE, 0, "is more than %u of them",
			       OPTIONS_MAX_EXCLUDES);
	options->excludes[options->n_excludes++] = text;
	return GM_OK;
}

enum gm_status
option_set_resume(struct options *options, const struct option_row *row,
		  const char *text, struct gm_error *err)
{
	if (text[0] == '\0')
		return refuse(row, text, err);
	if (options->n_resumes == OPTIONS_MAX_RESUMES)
		return gm_fail(err, GM_ERR_USAGE, 0, "is more than %u reports",
			       OPTIONS_MAX_RESUMES);
	options->resumes[options->n_resumes++] = text;
	return GM_OK;
}

/* By custom "-" is standard output, not the folder that it would be. */
enum gm_status
option_set_folder(struct options *options, const struct option_row *row,
		  const char *text, struct gm_error *err)
{
	if (strcmp(text, "-") == 0)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is standard output, where no copies are "
			       "written; a folder called so is './-'");
	return option_set_path(options, row, text, err);
}

/* One list: of two, to take the last would lose the pictures of the first. */
enum gm_status
option_set_list(struct options *options, const struct option_row *row,
		const char *text, struct gm_error *err)
{
	if (options->list_path != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "is a second list");
	return option_set_path(options, row, text, err);
}

enum gm_status
option_set_list_of_nuls(struct options *options, const struct option_row *row,
			const char *text, struct gm_error *err)
{
	enum gm_status st = option_set_list(options, row, text, err);

	options->list_has_nuls |= st == GM_OK;
	return st;
}
