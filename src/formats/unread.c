/* SPDX-License-Identifier: MIT */
#include "formats/unread.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* How a file begins; each '?' stands for any byte. */
struct magic {
	const char *bytes;
	size_t nbytes;
};

/* Most beginnings of one kind. */
#define MAX_MAGICS 4u

#define NOT_READ " is not read by this build"

/* A kind of picture. */
struct kind {
	const char *name;
	const char *extensions[9]; /* the usual one first */
	struct magic magics[MAX_MAGICS];
};

static const struct kind kinds[] = {
	{"JPM", {"jpm"}, .magics = {{0}}},
	{"JPEG XR", {"jxr", "wdp", "hdp"}, .magics = {{"II\xbc\1", 4}}},
	{"JPEG-LS", {"jls"}, .magics = {{0}}},
	{"SVG", {"svg", "svgz"}, .magics = {{0}}},
	{"EXR", {"exr"}, .magics = {{"\x76\x2f\x31\x01", 4}}},
	{"DDS", {"dds"}, .magics = {{"DDS \x7c\0\0\0", 8}}},
	{"ICNS", {"icns"}, .magics = {{"icns", 4}}},
	{"PCX", {"pcx"}, .magics = {{"\x0a\5\1\x08", 4}, {"\x0a\5\1\1", 4}}},
	{"SGI", {"sgi"}, .magics = {{"\x01\xda\0", 3}, {"\x01\xda\1", 3}}},
	{"XCF", {"xcf"}, .magics = {{"gimp xcf ", 9}}},
	{"FITS", {"fits"}, .magics = {{"SIMPLE  =", 9}}},
	{"XPM", {"xpm"}, .magics = {{"/* XPM */", 9}}},
	{"DjVu", {"djvu", "djv"}, .magics = {{"AT&TFORM", 8}}},
	{"CR3", {"cr3"}, .magics = {{"????ftypcrx ", 12}}},
	{"CRW",
	 {"crw"},
	 .magics = {{"II????HEAPCCDR", 14}, {"MM????HEAPCCDR", 14}}},
	{"ORF", {"orf"}, .magics = {{"IIRO", 4}, {"IIRS", 4}, {"MMOR", 4}}},
	{"X3F", {"x3f"}, .magics = {{"FOVb", 4}}},
	{"MRW", {"mrw"}, .magics = {{"\0MRM", 4}}},
	{"3FR", {"3fr", "fff"}, .magics = {{0}}},
	{"IIQ", {"iiq"}, .magics = {{0}}},
	{"ERF", {"erf"}, .magics = {{0}}},
	{"KDC", {"kdc", "dcr"}, .magics = {{0}}},
	{"MEF", {"mef"}, .magics = {{0}}},
	{"MOS", {"mos"}, .magics = {{0}}},
	{"GPR", {"gpr"}, .magics = {{0}}},
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static_assert(N_KINDS <= UNREAD_MAX, "more kinds than there are numbers");

/* What is no picture, or stands for one, and often has the name of one. */
static const struct {
	const char *text;
	struct magic magics[MAX_MAGICS];
} others[] = {
	{"Git LFS pointer: run git lfs pull",
	 {{"version https://git-lfs.github.com/spec/", 40},
	  {"version https://hawser.github.com/spec/", 39}}},
	{"git-annex pointer: run git annex get", {{"/annex/objects/", 15}}},
	{"not a picture but a PDF", {{"%PDF-", 5}}},
	{"not a picture but PostScript",
	 {{"%!PS", 4}, {"\xc5\xd0\xd3\xc6", 4}}},
	/* Pictures of that kind have their brands above. */
	{"not a picture but an MP4 or QuickTime video",
	 {{"????ftyp", 8}, {"????moov", 8}, {"????mdat", 8}, {"????wide", 8}}},
	{"not a picture but a Matroska or WebM video",
	 {{"\x1a\x45\xdf\xa3", 4}}},
	{"not a picture but an AVI video", {{"RIFF????AVI ", 12}}},
	{"not a picture but a ZIP archive", {{"PK\3\4", 4}}},
	{"not a picture but gzip", {{"\x1f\x8b\x08", 3}}},
	{"not a picture but what a Mac knows of one (AppleDouble)",
	 {{"\0\5\x16\7\0\2\0\0", 8}}},
};

#define N_OTHERS (sizeof(others) / sizeof(others[0]))

static bool
is_magic(const struct magic *magic, const uint8_t *head, size_t nbytes)
{
	if (magic->nbytes == 0 || nbytes < magic->nbytes)
		return false;
	for (size_t i = 0; i < magic->nbytes; i++)
		if (magic->bytes[i] != '?' &&
		    (uint8_t)magic->bytes[i] != head[i])
			return false;
	return true;
}

static bool
has_magic(const struct magic magics[MAX_MAGICS], const uint8_t *head,
	  size_t nbytes)
{
	for (size_t i = 0; i < MAX_MAGICS; i++)
		if (is_magic(&magics[i], head, nbytes))
			return true;
	return false;
}

static bool
has_extension(const struct kind *kind, const char *extension)
{
	const size_t n = sizeof(kind->extensions) / sizeof(extension);

	for (size_t i = 0; i < n && kind->extensions[i] != NULL; i++)
		if (text_same_letters(extension, kind->extensions[i]))
			return true;
	return false;
}

unsigned
unread_by_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (unsigned i = 0; dot != NULL && i < N_KINDS; i++)
		if (has_extension(&kinds[i], dot + 1))
			return i + 1;
	return 0;
}

const char *
unread_extension(unsigned kind)
{
	return kind >= 1 && kind <= N_KINDS ? kinds[kind - 1].extensions[0]
					    : NULL;
}

/* Where the word stands in the text; nbytes when it does not. */
static size_t
find(const char *word, const uint8_t *text, size_t nbytes)
{
	size_t n = strlen(word);

	for (size_t at = 0; n <= nbytes && at <= nbytes - n; at++)
		if (memcmp(text + at, word, n) == 0)
			return at;
	return nbytes;
}

/* Text may begin with a mark of its encoding, and with space. */
static size_t
skip_space(const uint8_t *head, size_t nbytes)
{
	size_t at = nbytes >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < nbytes && head[at] != '\0' &&
	       strchr(" \t\r\n", head[at]) != NULL)
		at++;
	return at;
}

/* In any case of letters. */
static bool
begins(const char *word, const uint8_t *text, size_t nbytes)
{
	size_t n = strlen(word);

	return n <= nbytes && strncasecmp((const char *)text, word, n) == 0;
}

/* The kind of picture that begins so, or NULL. */
static const struct kind *
kind_by_head(const uint8_t *head, size_t nbytes)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (has_magic(kinds[i].magics, head, nbytes))
			return &kinds[i];
	return NULL;
}

/* What a text says that it is, or NULL. */
static const char *
text_by_head(const uint8_t *head, size_t nbytes)
{
	size_t at = skip_space(head, nbytes);
	const uint8_t *text = head + at;
	size_t n = nbytes - at;

	if (begins("<!doctype html", text, n) || begins("<html", text, n) ||
	    begins("<head", text, n))
		return "not a picture but an HTML page";
	if (begins("<svg", text, n) ||
	    (begins("<", text, n) && find("<svg", text, n) < n))
		return "SVG" NOT_READ;
	return begins("<?xml", text, n) ? "not a picture but XML" : NULL;
}

static bool
is_zeros(const uint8_t *head, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++)
		if (head[i] != 0)
			return false;
	return nbytes > 0;
}

/* What it is when it is no picture, or NULL. */
static const char *
other_by_head(const uint8_t *head, size_t nbytes)
{
	for (size_t i = 0; i < N_OTHERS; i++)
		if (has_magic(others[i].magics, head, nbytes))
			return others[i].text;
	return text_by_head(head, nbytes);
}

enum gm_status
unread_fail(const uint8_t *head, size_t nbytes, struct gm_error *err)
{
	const struct kind *kind = kind_by_head(head, nbytes);
	const char *other = other_by_head(head, nbytes);

	if (kind != NULL)
		return gm_fail(err, GM_ERR_FORMAT, 0, "%s" NOT_READ,
			       kind->name);
	if (is_zeros(head, nbytes))
		return gm_fail(err, GM_ERR_FORMAT, 0,
			       "not a picture: its first %zu bytes are zero",
			       nbytes);
	return gm_fail(err, GM_ERR_FORMAT, 0, "%s",
		       other != NULL ? other
				     : "not a picture of a known format");
}
