/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

#include "cli/option_set.h"
#include "cli/option_table.h"
#include "formats/formats.h"

/* What the value of an option is completed by. */
enum kind {
	KIND_NOTHING, /* it has none, or a shell cannot know it */
	KIND_WORDS,   /* of the row */
	KIND_FORMATS, /* that are read; in a list of some */
	KIND_WRITTEN, /* formats that are written */
	KIND_FILE,
	KIND_FOLDER
};

static enum kind
kind_of(const struct option_row *row)
{
	if (row->value == NULL)
		return KIND_NOTHING;
	if (row->words != NULL)
		return KIND_WORDS;
	if (row->set == option_set_formats)
		return KIND_FORMATS;
	if (row->set == option_set_format)
		return KIND_WRITTEN;
	if (strcmp(row->value, "DIR") == 0)
		return KIND_FOLDER;
	return strcmp(row->value, "F") == 0 ? KIND_FILE : KIND_NOTHING;
}

/* What it may be, with spaces between. */
static void
put_values(FILE *stream, const struct option_row *row)
{
	const struct text_word *word = row->words;
	uint64_t formats =
		kind_of(row) == KIND_WRITTEN ? option_formats_written() : 0;
	char list[FORMATS_LIST_BYTES];

	for (; word != NULL && word->text != NULL; word++)
		fprintf(stream, "%s%s", word == row->words ? "" : " ",
			word->text);
	if (row->words != NULL)
		return;
	formats_list(formats, list);
	for (char *c = list; *c != '\0'; c++)
		putc(*c == ',' ? ' ' : *c, stream);
}

static bool
has_values(const struct option_row *row)
{
	enum kind kind = kind_of(row);

	return kind == KIND_WORDS || kind == KIND_FORMATS ||
	       kind == KIND_WRITTEN;
}

/* The help of the row in one line, with a backslash before each of special. */
static void
put_help(FILE *stream, const struct option_row *row, const char *special)
{
	for (const char *c = row->help; *c != '\0'; c++) {
		if (strchr(special, *c) != NULL)
			putc('\\', stream);
		putc(*c == '\n' ? ' ' : *c, stream);
	}
}

/* --name, and = where a value must follow. */
static void
bash_put_names(FILE *stream)
{
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];
		bool must = row->value != NULL && row->implied == NULL;

		fprintf(stream, " --%s%s", row->name, must ? "=" : "");
	}
}

/* A case for each option whose value is known. */
static void
bash_put_cases(FILE *stream)
{
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];
		enum kind kind = kind_of(row);

		if (row->value == NULL)
			continue;
		fprintf(stream, "    --%s", row->name);
		if (row->letter != '\0')
			fprintf(stream, " | -%c", row->letter);
		fputs(")\n", stream);
		if (kind == KIND_FOLDER) {
			fputs("        compopt -o filenames\n"
			      "        mapfile -t COMPREPLY < <(compgen -d -- "
			      "\"$value\") ;;\n",
			      stream);
		} else if (kind == KIND_FILE) {
			fputs("        compopt -o filenames\n"
			      "        mapfile -t COMPREPLY < <(compgen -f -- "
			      "\"$value\") ;;\n",
			      stream);
		} else if (has_values(row)) {
			fputs("        mapfile -t COMPREPLY < <(compgen -W '",
			      stream);
			put_values(stream, row);
			fputs("' -- \"$value\") ;;\n", stream);
		} else {
			fputs("        COMPREPLY=() ;;\n", stream);
		}
	}
}

void
completion_print_bash(FILE *stream)
{
	fputs("# bash completion for graymill\n\n"
	      "# _graymill_value OPTION VALUE: the values that begin so; fails "
	      "where the\n"
	      "# option has none.\n"
	      "_graymill_value() {\n"
	      "    local value=$2\n\n"
	      "    case $1 in\n",
	      stream);
	bash_put_cases(stream);
	fputs("    *) return 1 ;;\n"
	      "    esac\n"
	      "}\n\n"
	      "_graymill() {\n"
	      "    local word=${COMP_WORDS[COMP_CWORD]}\n"
	      "    local before=${COMP_WORDS[COMP_CWORD - 1]}\n\n"
	      "    COMPREPLY=()\n"
	      "    # bash takes the = for a word, unless COMP_WORDBREAKS lacks "
	      "it.\n"
	      "    if [ \"$word\" = = ]; then\n"
	      "        _graymill_value \"$before\" '' && return\n"
	      "    elif [ \"$before\" = = ] && [ \"$COMP_CWORD\" -ge 2 ]; "
	      "then\n"
	      "        _graymill_value \"${COMP_WORDS[COMP_CWORD - 2]}\" "
	      "\"$word\" && return\n"
	      "    elif [[ $word == --*=* ]]; then\n"
	      "        _graymill_value \"${word%%=*}\" \"${word#*=}\" &&\n"
	      "            COMPREPLY=(\"${COMPREPLY[@]/#/${word%%=*}=}\") && "
	      "return\n"
	      "    elif [ \"$COMP_CWORD\" -ge 2 ] && [[ $before == -[!-]* ]]; "
	      "then\n"
	      "        _graymill_value \"$before\" \"$word\" && return\n"
	      "    fi\n"
	      "    if [[ $word == -* ]]; then\n"
	      "        mapfile -t COMPREPLY < <(compgen -W '",
	      stream);
	bash_put_names(stream);
	fputs("' -- \"$word\")\n"
	      "        if [ \"${#COMPREPLY[@]}\" -eq 1 ] && [[ ${COMPREPLY[0]} "
	      "== *= ]]; then\n"
	      "            compopt -o nospace\n"
	      "        fi\n"
	      "        return\n"
	      "    fi\n"
	      "    compopt -o filenames\n"
	      "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
	      "}\n\n"
	      "complete -F _graymill graymill\n",
	      stream);
}

static void
zsh_put_action(FILE *stream, const struct option_row *row)
{
	enum kind kind = kind_of(row);
	bool is_list = kind == KIND_FORMATS || row->set == option_set_bits;

	fprintf(stream, ":%s:", row->value);
	if (!has_values(row)) {
		fputs(kind == KIND_FOLDER ? "_files -/"
		      : kind == KIND_FILE ? "_files"
					  : " ",
		      stream);
		return;
	}
	fputs(is_list ? "_sequence compadd - " : "(", stream);
	put_values(stream, row);
	if (!is_list)
		putc(')', stream);
}

static void
zsh_put_row(FILE *stream, const struct option_row *row)
{
	bool must = row->value != NULL && row->implied == NULL;
	const char *mark = row->value == NULL ? "" : must ? "=" : "=-";

	fputs("    '*", stream);
	if (row->letter != '\0')
		fprintf(stream, "'{-%c%s,--%s%s}'", row->letter,
			must ? "+" : "", row->name, mark);
	else
		fprintf(stream, "--%s%s", row->name, mark);
	putc('[', stream);
	put_help(stream, row, "[]:\\");
	putc(']', stream);
	if (row->value != NULL) {
		if (row->implied != NULL)
			putc(':', stream);
		zsh_put_action(stream, row);
	}
	fputs("' \\\n", stream);
}

void
completion_print_zsh(FILE *stream)
{
	fputs("#compdef graymill\n\n_arguments -s -S \\\n", stream);
	for (size_t i = 0; i < option_table_n; i++)
		zsh_put_row(stream, &option_table[i]);
	fputs("    '*:picture or folder:_files'\n", stream);
}

void
completion_print_fish(FILE *stream)
{
	fputs("# fish completion for graymill\n\n", stream);
	for (size_t i = 0; i < option_table_n; i++) {
		const struct option_row *row = &option_table[i];
		enum kind kind = kind_of(row);

		fputs("complete -c graymill", stream);
		if (row->letter != '\0')
			fprintf(stream, " -s %c", row->letter);
		fprintf(stream, " -l %s -d '", row->name);
		put_help(stream, row, "'\\");
		putc('\'', stream);
		/* A value after the name alone is one that must be. */
		if (row->value != NULL && row->implied == NULL)
			fputs(kind == KIND_FILE ? " -r -F" : " -x", stream);
		if (kind == KIND_FOLDER)
			fputs(" -a '(__fish_complete_directories)'", stream);
		if (has_values(row)) {
			fputs(" -a '", stream);
			put_values(stream, row);
			putc('\'', stream);
		}
		putc('\n', stream);
	}
}
