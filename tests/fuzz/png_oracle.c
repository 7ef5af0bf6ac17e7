/* SPDX-License-Identifier: MIT */
#include "png_oracle.h"

#include <string.h>

#include "by_pixels.h"
#include "fuzz_fail.h"
#include "png_parts.h"
#include "png_reading.h"

static void
check_parts(const struct png_parts *png)
{
	if (!png->is_whole)
		fuzz_fail("output: not whole, or a CRC is wrong");
	if (png->n_behind > 0)
		fuzz_fail("output: %zu bytes behind its end", png->n_behind);
	if (!png_part_is(&png->parts[0], "IHDR"))
		fuzz_fail("output: begins with %s", png->parts[0].type);
}

/* The parts that are compared by what they say, not as they are. */
static bool
is_compared_elsewhere(const struct png_part *part)
{
	return png_part_is(part, "IHDR") || png_part_is(part, "bKGD") ||
	       png_part_is(part, "tRNS");
}

/* The next part from *i on; several IDAT count as one.  is_clear: no sBIT. */
static const struct png_part *
next_part(const struct png_parts *png, unsigned *i, bool is_clear)
{
	while (*i < png->n) {
		const struct png_part *part = &png->parts[(*i)++];

		if (is_compared_elsewhere(part) ||
		    (is_clear && png_part_is(part, "sBIT")))
			continue;
		while (png_part_is(part, "IDAT") && *i < png->n &&
		       png_part_is(&png->parts[*i], "IDAT"))
			++*i;
		return part;
	}
	return NULL;
}

/*
 * The same kept chunks in the same order, before and behind the pixels.  Where
 * one way keeps a gray that is clear, the other writes alpha, which sBIT is not
 * of.
 */
static void
check_chunks(const struct png_parts *gray, const struct png_parts *other)
{
	const struct png_part *a, *b;
	bool is_clear = png_parts_find(gray, "tRNS") != NULL;
	unsigned i = 0, j = 0;

	do {
		a = next_part(gray, &i, is_clear);
		b = next_part(other, &j, is_clear);
		if (a == NULL || b == NULL || !png_part_is(a, (char *)b->type))
			break;
		if (png_part_is(a, "IDAT"))
			continue;
		if (a->nbytes != b->nbytes ||
		    (a->nbytes > 0 && memcmp(a->data, b->data, a->nbytes) != 0))
			fuzz_fail("output: another %s", a->type);
	} while (true);
	if (a != b)
		fuzz_fail("output has %s where the other way has %s",
			  a != NULL ? (const char *)a->type : "no chunk",
			  b != NULL ? (const char *)b->type : "no chunk");
}

static unsigned
white(const struct png_reading *r)
{
	return (1u << r->depth) - 1;
}

static void
check_background(const struct png_reading *gray,
		 const struct png_reading *other)
{
	if (gray->has_background != other->has_background)
		fuzz_fail("output: bKGD is there: %d, by the other way: %d",
			  gray->has_background, other->has_background);
	if (gray->background * white(other) != other->background * white(gray))
		fuzz_fail("output: background %u of %u, by the other way %u of "
			  "%u",
			  gray->background, white(gray), other->background,
			  white(other));
}

/* The least depth that holds the gray of every colour of the palette. */
static unsigned
least_depth(const struct png_part *palette, enum gray_method method)
{
	const struct image_info info = {.width = 1,
					.height = 1,
					.channels = 3,
					.bits = 8,
					.exact_bits = 8};
	size_t n = palette->nbytes / 3;
	uint8_t gray[256];
	unsigned depth = 1;

	gray_convert(method, &info, palette->data, n, gray);
	for (size_t i = 0; i < n; i++)
		while (gray[i] % (255 / ((1u << depth) - 1)) != 0)
			depth *= 2;
	return depth;
}

static void
check_shape(const struct bytes *original, const struct png_reading *gray,
	    const struct png_reading *other,
	    const struct png_oracle_claim *claim)
{
	unsigned depth = other->depth;
	struct png_parts parts;

	png_parts_open(&parts, original);
	/* The type is the tenth byte of the header. */
	if (parts.parts[0].data[9] == PNG_COLOR_TYPE_GRAY)
		depth = parts.parts[0].data[8];
	else if (parts.parts[0].data[9] == PNG_COLOR_TYPE_PALETTE)
		depth = gray->channels == 2
				? 8
				: least_depth(png_parts_find(&parts, "PLTE"),
					      claim->method);
	if ((parts.n_behind > 0) != claim->has_more)
		fuzz_fail("original: %zu bytes follow, was said: %d",
			  parts.n_behind, claim->has_more);
	if (gray->width != other->width || gray->height != other->height ||
	    claim->width != other->width || claim->height != other->height)
		fuzz_fail("output is %ux%u, original %ux%u and was said to be "
			  "%ux%u",
			  gray->width, gray->height, other->width,
			  other->height, claim->width, claim->height);
	if (gray->depth != depth || gray->bits != other->bits ||
	    gray->channels > other->channels ||
	    (gray->type & ~(unsigned)PNG_COLOR_MASK_ALPHA) != 0)
		fuzz_fail("output has type %u of %u bits, should have %u of %u",
			  gray->type, gray->depth, other->type, depth);
}

static void
check_pixels(const struct png_reading *gray, const struct png_reading *other)
{
	size_t n = (size_t)gray->width * gray->height;
	unsigned opaque = (1u << gray->bits) - 1;

	for (size_t i = 0; i < n; i++)
		for (unsigned c = 0; c < other->channels; c++) {
			unsigned a = c < gray->channels
					     ? png_reading_sample(gray, i, c)
					     : opaque;
			unsigned b = png_reading_sample(other, i, c);

			if (a != b)
				fuzz_fail("pixel %zu, channel %u: output %u, "
					  "other way %u",
					  i, c, a, b);
		}
}

static void
check_both(const struct bytes *original, const struct bytes *gray_file,
	   const struct bytes *other_file, const struct png_oracle_claim *claim)
{
	struct png_parts gray_parts, other_parts;
	struct png_reading gray, other;

	png_parts_open(&gray_parts, gray_file);
	png_parts_open(&other_parts, other_file);
	check_parts(&gray_parts);
	check_chunks(&gray_parts, &other_parts);
	png_reading_open(&gray, gray_file);
	png_reading_open(&other, other_file);
	if (gray.complaint[0] != '\0')
		fuzz_fail("output: %s", gray.complaint);
	if (other.complaint[0] != '\0')
		fuzz_fail("by the other way: %s", other.complaint);
	check_shape(original, &gray, &other, claim);
	check_background(&gray, &other);
	check_pixels(&gray, &other);
	png_reading_close(&gray);
	png_reading_close(&other);
}

/*
 * libdeflate gives a meaning to symbols that RFC 1951 says never occur (lengths
 * 286 and 287, distances 30 and 31) and takes codes that have them, repeat a
 * length past their end, or leave codes out, where zlib gives up.  No encoder
 * makes them, and to look for them is to inflate twice.
 */
static bool
is_lax(const char *text)
{
	static const char *const errors[] = {
		"IDAT: invalid literal/length code",
		"IDAT: invalid distance code",
		"IDAT: too many length or distance symbols",
		"IDAT: invalid bit length repeat",
		"IDAT: invalid code lengths set",
		"IDAT: invalid literal/lengths set",
		"IDAT: invalid distances set",
		"IDAT: invalid code -- missing end-of-block",
		/* A wrong Adler-32, which is only told of. */
		"IDAT: incorrect data check",
	};

	/* What comes from libpng itself says no such word. */
	if (strncmp(text, "corrupt: ", 9) == 0)
		text += 9;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(text, errors[i]) == 0)
			return true;
	return false;
}

/* Where the other way has no pixels, it is in order at least. */
static void
check_alone(const struct bytes *file)
{
	struct png_parts parts;
	struct png_reading gray;

	png_parts_open(&parts, file);
	check_parts(&parts);
	png_reading_open(&gray, file);
	if (gray.complaint[0] != '\0' && !is_lax(gray.complaint))
		fuzz_fail("output: %s", gray.complaint);
	png_reading_close(&gray);
}

/* More chunks than are taken apart: of such, only the time is looked at. */
static bool
is_cut(const struct bytes *file)
{
	struct png_parts parts;

	png_parts_open(&parts, file);
	return parts.is_cut;
}

void
png_oracle_check(const struct bytes *original, const struct bytes *gray,
		 const struct png_oracle_claim *claim)
{
	const struct by_pixels_options options = {
		.conversion = {.gray = claim->method,
			       .max_pixels = PNG_ORACLE_MAX_PIXELS,
			       .compress = COMPRESS_FAST},
	};
	struct by_pixels other;

	if (is_cut(original) || is_cut(gray))
		return;
	by_pixels_run(&other, original, &options);
	if (other.status != GM_OK && !is_lax(other.err.text))
		fuzz_fail("original: error: %s", other.err.text);
	if (other.outcome.warning[0] != '\0' && claim->warning[0] == '\0')
		fuzz_fail("original: warning: %s", other.outcome.warning);
	if (other.status == GM_OK)
		check_both(original, gray, &other.out, claim);
	else
		check_alone(gray);
	by_pixels_free(&other);
}
