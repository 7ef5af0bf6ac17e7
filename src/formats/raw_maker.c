/* SPDX-License-Identifier: MIT */
#include "formats/raw_maker.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/octets.h"

/* An entry of a directory: tag, type, count, and the value or where it is. */
#define ENTRY_NBYTES 12u

/* BigTIFF has another, and directories of another kind. */
#define MAGIC 42u

/* Tags of TIFF 6.0, and of DNG 1.6. */
enum {
	TAG_SUBFILE_TYPE = 254,
	TAG_PHOTOMETRIC = 262,
	TAG_MAKE = 271,
	TAG_DNG_VERSION = 50706,
};

enum {
	TYPE_SHORT = 3,
	TYPE_LONG = 4,
};

#define SUBFILE_IS_REDUCED 1u
#define PHOTOMETRIC_CFA    32803u /* TIFF/EP: what a sensor has seen */

struct tiff {
	const uint8_t *head;
	size_t nbytes;
};

static const struct {
	const char *make; /* begins so, in any case of letters */
	const char *name;
} makers[] = {
	{"Nikon", "NEF"}, {"Sony", "ARW"},    {"Pentax", "PEF"},
	{"Ricoh", "PEF"}, {"Samsung", "SRW"}, {"Hasselblad", "3FR"},
};

static uint32_t
read_u16(const struct tiff *tiff, const uint8_t *p)
{
	return tiff->head[0] == 'M' ? octets_u16be(p) : octets_u16le(p);
}

static uint32_t
read_u32(const struct tiff *tiff, const uint8_t *p)
{
	return tiff->head[0] == 'M' ? octets_u32be(p) : octets_u32le(p);
}

/* Of the first directory, as far as it lies in the head; or NULL. */
static const uint8_t *
find_entry(const struct tiff *tiff, uint32_t tag)
{
	uint32_t n, at = read_u32(tiff, tiff->head + 4);

	if (at > tiff->nbytes || tiff->nbytes - at < 2)
		return NULL;
	n = read_u16(tiff, tiff->head + at);
	for (size_t i = 0; i < n; i++) {
		size_t begin = at + 2 + i * ENTRY_NBYTES;

		if (tiff->nbytes - begin < ENTRY_NBYTES)
			return NULL;
		if (read_u16(tiff, tiff->head + begin) == tag)
			return tiff->head + begin;
	}
	return NULL;
}

/* Its only number, or 0. */
static uint32_t
number(const struct tiff *tiff, uint32_t tag)
{
	const uint8_t *entry = find_entry(tiff, tag);

	if (entry == NULL || read_u32(tiff, entry + 4) != 1)
		return 0;
	switch (read_u16(tiff, entry + 2)) {
	case TYPE_SHORT:
		return read_u16(tiff, entry + 8);
	case TYPE_LONG:
		return read_u32(tiff, entry + 8);
	default:
		return 0;
	}
}

/* Is the make there, and does it begin with the word? */
static bool
is_made_by(const struct tiff *tiff, const char *word)
{
	const uint8_t *entry = find_entry(tiff, TAG_MAKE);
	size_t at, n = strlen(word);

	if (entry == NULL || read_u32(tiff, entry + 4) < n)
		return false;
	at = read_u32(tiff, entry + 8);
	return at <= tiff->nbytes && n <= tiff->nbytes - at &&
	       strncasecmp((const char *)tiff->head + at, word, n) == 0;
}

/*
 * Scanners and cameras write plain TIFF, too.  In raw the first picture is a
 * small copy of another, or what the sensor has seen.
 */
static bool
begins_like_raw(const struct tiff *tiff)
{
	return (number(tiff, TAG_SUBFILE_TYPE) & SUBFILE_IS_REDUCED) != 0 ||
	       number(tiff, TAG_PHOTOMETRIC) == PHOTOMETRIC_CFA;
}

const char *
raw_maker_name(const uint8_t *head, size_t nbytes)
{
	const struct tiff tiff = {head, nbytes};

	if (nbytes < 8 ||
	    (memcmp(head, "II", 2) != 0 && memcmp(head, "MM", 2) != 0) ||
	    read_u16(&tiff, head + 2) != MAGIC)
		return NULL;
	if (nbytes > 10 && memcmp(head + 8, "CR\2", 3) == 0)
		return "CR2";
	if (find_entry(&tiff, TAG_DNG_VERSION) != NULL)
		return "DNG";
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (is_made_by(&tiff, makers[i].make))
			return begins_like_raw(&tiff) ? makers[i].name : NULL;
	return NULL;
}
