/* SPDX-License-Identifier: MIT */
/*
 * option_set_formats.c - how options take formats: by their names, or by
 * extensions of theirs
 */
#include "cli/option_set.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cli/suggest.h"
#include "formats/formats.h"

/* The format that has the first n bytes of text for a name, or NULL. */
static const struct codec *
format_called(const char *text, size_t n)
{
	const struct codec *const *all = formats_all();

	for (; *all != NULL; all++)
		if (strlen((*all)->name) == n &&
		    strncasecmp((*all)->name, text, n) == 0)
			return *all;
	return NULL;
}

/* The format that has them for an extension, or NULL. */
static const struct codec *
format_extended(const char *text, size_t n)
{
	char name[16];

	if (memchr(text, '.', n) != NULL ||
	    (size_t)snprintf(name, sizeof(name), ".%.*s", (int)n, text) >=
		    sizeof(name))
		return NULL;
	return formats_by_name(name);
}

/* The format that the text says, or NULL. */
static const struct codec *
format_of(const char *text, size_t n)
{
	const struct codec *codec = format_called(text, n);

	return codec != NULL ? codec : format_extended(text, n);
}

/* The one that may have been meant, or NULL. */
static const struct codec *
format_meant(const char *text, size_t n)
{
	struct suggestion meant = suggest_begin(text, n);

	for (size_t i = 0; formats_all()[i] != NULL; i++)
		suggest_consider(&meant, formats_all()[i]->name);
	return meant.word == NULL
		       ? NULL
		       : format_called(meant.word, strlen(meant.word));
}

static enum gm_status
refuse_format(const char *text, size_t n, struct gm_error *err)
{
	const struct codec *meant = format_meant(text, n);
	char all[FORMATS_LIST_BYTES], one[FORMATS_LIST_BYTES];

	formats_list(0, all);
	if (meant == NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "is not a list of %s",
			       all);
	formats_list(formats_bit(meant), one);
	return gm_fail(err, GM_ERR_USAGE, 0,
		       "is not a list of %s; did you mean '%s'?", all, one);
}

enum gm_status
option_set_formats(struct options *options, const struct option_row *row,
		   const char *text, struct gm_error *err)
{
	uint64_t *field = option_field(options, row), formats = 0;

	for (;; text++) {
		size_t n = strcspn(text, ",");
		const struct codec *codec = format_of(text, n);

		if (codec == NULL)
			return refuse_format(text, n, err);
		formats |= formats_bit(codec);
		text += n;
		if (*text == '\0')
			break;
	}
	*field = formats;
	return GM_OK;
}

uint64_t
option_formats_written(void)
{
	uint64_t formats = 0;

	for (size_t i = 0; formats_all()[i] != NULL; i++)
		if (codec_is_written(formats_all()[i]) &&
		    formats_all()[i]->lack == NULL)
			formats |= formats_bit(formats_all()[i]);
	return formats;
}

enum gm_status
option_set_format(struct options *options, const struct option_row *row,
		  const char *text, struct gm_error *err)
{
	const struct codec **field = option_field(options, row);
	size_t n = strlen(text);
	const struct codec *codec = format_of(text, n);
	char all[FORMATS_LIST_BYTES], one[FORMATS_LIST_BYTES];

	if (codec != NULL && codec_is_written(codec)) {
		if (codec->lack != NULL)
			return gm_fail(err, GM_ERR_USAGE, 0,
				       "cannot be written: %s",
				       codec->lack->text);
		*field = codec;
		return GM_OK;
	}
	formats_list(option_formats_written(), all);
	if (codec != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0, "is %s; written are %s",
			       codec->direct != NULL
				       ? "not made of other formats"
				       : "only read",
			       all);
	codec = format_meant(text, n);
	if (codec == NULL || !codec_is_written(codec))
		return gm_fail(err, GM_ERR_USAGE, 0, "is not one of %s", all);
	formats_list(formats_bit(codec), one);
	return gm_fail(err, GM_ERR_USAGE, 0,
		       "is not one of %s; did you mean '%s'?", all, one);
}
