/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <stdbool.h>
#include <string.h>

/*
 * TGA stands last: it has no magic number, and its sniffer may take what
 * another format would have known.
 */
static const struct codec *const table[] = {
	&codec_jpeg, &codec_png, &codec_bmp, &codec_gif, &codec_psd,
	&codec_hdr,  &codec_pic, &codec_pnm, &codec_tga, NULL,
};

const struct codec *const *
formats_all(void)
{
	return table;
}

const struct codec *
formats_by_content(const uint8_t *head, size_t nbytes)
{
	for (size_t i = 0; table[i] != NULL; i++)
		if (table[i]->sniff(head, nbytes))
			return table[i];
	return NULL;
}

/* strcasecmp() would follow the locale; names of formats do not. */
static bool
same_letters(const char *name, const char *lower)
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

static bool
has_extension(const struct codec *codec, const char *extension)
{
	for (size_t i = 0; codec->extensions[i] != NULL; i++)
		if (same_letters(extension, codec->extensions[i]))
			return true;
	return false;
}

const struct codec *
formats_by_name(const char *name)
{
	/* A dot in a folder's name leads to no extension that is known. */
	const char *dot = strrchr(name, '.');

	if (dot == NULL)
		return NULL;
	for (size_t i = 0; table[i] != NULL; i++)
		if (has_extension(table[i], dot + 1))
			return table[i];
	return NULL;
}
