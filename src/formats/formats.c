/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/*
 * TGA stands last: it has no magic number, and its sniffer may take what
 * another format would have known.
 */
static const struct codec *const table[] = {
	&codec_jpeg, &codec_png,  &codec_bmp,  &codec_gif, &codec_psd,
	&codec_hdr,  &codec_pfm,  &codec_pic,  &codec_pnm, &codec_qoi,
	&codec_webp, &codec_heif, &codec_ico,  &codec_sun, &codec_farbfeld,
	&codec_jp2,  &codec_avif, &codec_tiff, &codec_raw, &codec_jxl,
	&codec_tga,  NULL,
};

const struct codec *const *
formats_all(void)
{
	return table;
}

static_assert(sizeof(table) / sizeof(table[0]) - 1 <= FORMATS_MAX,
	      "more formats than there are numbers");

unsigned
formats_number(const struct codec *codec)
{
	for (unsigned i = 0; codec != NULL && table[i] != NULL; i++)
		if (table[i] == codec)
			return i + 1;
	return 0;
}

const struct codec *
formats_by_number(unsigned number)
{
	const unsigned n = sizeof(table) / sizeof(table[0]) - 1;

	return number >= 1 && number <= n ? table[number - 1] : NULL;
}

uint64_t
formats_bit(const struct codec *codec)
{
	return UINT64_C(1) << formats_number(codec);
}

void
formats_list(uint64_t formats, char text[FORMATS_LIST_BYTES])
{
	size_t n = 0;

	for (size_t i = 0; table[i] != NULL; i++) {
		const char *c = table[i]->name;

		if (formats != 0 && (formats & formats_bit(table[i])) == 0)
			continue;
		if (n > 0)
			text[n++] = ',';
		for (; *c != '\0'; c++)
			text[n++] = (char)tolower((unsigned char)*c);
	}
	text[n] = '\0';
}

const struct codec *
formats_written_as(const struct codec *codec)
{
	if (codec->becomes != NULL)
		return codec->becomes;
	return codec->module != NULL || codec->writer != NULL ||
			       codec->direct != NULL
		       ? codec
		       : &codec_png;
}

const struct codec *
formats_named_as(const struct codec *codec, const char *name)
{
	const char *dot = strrchr(name, '.');

	return codec->deep_extension != NULL && dot != NULL &&
			       text_same_letters(dot + 1, codec->deep_extension)
		       ? &codec_png
		       : formats_written_as(codec);
}

const struct codec *
formats_by_content(const uint8_t *head, size_t nbytes)
{
	for (size_t i = 0; table[i] != NULL; i++)
		if (table[i]->sniff(head, nbytes))
			return table[i];
	return NULL;
}

static bool
has_extension(const struct codec *codec, const char *extension)
{
	for (size_t i = 0; codec->extensions[i] != NULL; i++)
		if (text_same_letters(extension, codec->extensions[i]))
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
