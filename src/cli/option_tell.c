/* SPDX-License-Identifier: MIT */
/*
 * option_tell.c - what options have become, as the command line would say it
 *
 * The way back of option_set.c: whoever gives what is told here gets the same.
 */
#include "cli/options.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "cli/option_set.h"
#include "cli/option_table.h"
#include "formats/formats.h"

static const char *
word_for(const struct option_row *row, int value)
{
	const struct text_word *word = row->words;

	while (word->text != NULL && word->value != value)
		word++;
	return word->text;
}

/* A word, or a number where that is what it is. */
static void
tell_number(const struct option_row *row, int value,
	    char text[OPTIONS_TOLD_BYTES])
{
	const char *word = word_for(row, value);

	if (word != NULL)
		snprintf(text, OPTIONS_TOLD_BYTES, "%s", word);
	else if (row->number != NULL)
		snprintf(text, OPTIONS_TOLD_BYTES, "%d", value);
}

/* The words of single bits; those of several are others' sums. */
static void
tell_bits(const struct option_row *row, unsigned bits,
	  char text[OPTIONS_TOLD_BYTES])
{
	size_t n = 0;

	for (const struct text_word *word = row->words; word->text != NULL;
	     word++) {
		unsigned bit = (unsigned)word->value;

		if ((bits & bit) == 0 || (bit & (bit - 1)) != 0)
			continue;
		n += (size_t)snprintf(text + n, OPTIONS_TOLD_BYTES - n, "%s%s",
				      n > 0 ? "," : "", word->text);
	}
}

/* The field of the row as text; "" where it is as if it had not been given. */
static void
tell_field(struct options *options, const struct option_row *row,
	   char text[OPTIONS_TOLD_BYTES])
{
	const void *field = option_field(options, row);

	text[0] = '\0';
	if (row->set == option_set_flag && *(const bool *)field)
		snprintf(text, OPTIONS_TOLD_BYTES, "true");
	else if (row->set == option_set_bool)
		tell_number(row, *(const bool *)field, text);
	else if (row->set == option_set_enum)
		tell_number(row, *(const int *)field, text);
	else if (row->set == option_set_bits)
		tell_bits(row, *(const unsigned *)field, text);
	else if (row->set == option_set_color)
		snprintf(text, OPTIONS_TOLD_BYTES, "#%02x%02x%02x",
			 ((const uint8_t *)field)[0],
			 ((const uint8_t *)field)[1],
			 ((const uint8_t *)field)[2]);
	else if (row->set == option_set_format &&
		 *(const struct codec *const *)field != NULL)
		formats_list(formats_bit(*(const struct codec *const *)field),
			     text);
}

void
options_tell(const struct options *options, options_told_fn told, void *ctx)
{
	struct options copy = *options;
	char text[OPTIONS_TOLD_BYTES];

	static_assert(OPTIONS_TOLD_BYTES >= FORMATS_LIST_BYTES,
		      "formats_list() has room");
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];

		if (!row->is_told ||
		    (row->is_of_copies && copy.conversion.check != CHECK_NOT))
			continue;
		tell_field(&copy, row, text);
		if (text[0] != '\0')
			told(ctx, row->name, text);
	}
}
