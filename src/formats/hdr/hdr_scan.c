/* SPDX-License-Identifier: MIT */
#include "formats/hdr/hdr_scan.h"

#include <stdlib.h>
#include <string.h>

struct axis {
	char sign;
	char letter;
	uint32_t length;
};

/* "-Y 768", after spaces; what follows it, or NULL. */
static const char *
parse_axis(struct axis *axis, const char *text)
{
	unsigned long long value;
	char *end;

	text += strspn(text, " ");
	if ((text[0] != '-' && text[0] != '+') ||
	    (text[1] != 'X' && text[1] != 'Y') || text[2] != ' ')
		return NULL;
	axis->sign = text[0];
	axis->letter = text[1];
	text += 2 + strspn(text + 2, " ");
	if (*text < '0' || *text > '9')
		return NULL;
	value = strtoull(text, &end, 10);
	axis->length = (uint32_t)value;
	return value <= UINT32_MAX ? end : NULL;
}

/* Y counts from the bottom and X from the left. */
static bool
is_reversed(const struct axis *axis)
{
	return axis->sign == (axis->letter == 'Y' ? '+' : '-');
}

bool
hdr_scan_parse(struct hdr_scan *scan, const char *line)
{
	struct axis lines, pixels;

	line = parse_axis(&lines, line);
	if (line != NULL)
		line = parse_axis(&pixels, line);
	if (line == NULL || lines.letter == pixels.letter ||
	    line[strspn(line, " ")] != '\0')
		return false;
	*scan = (struct hdr_scan){.n_lines = lines.length,
				  .n_pixels = pixels.length,
				  .has_columns = lines.letter == 'X',
				  .lines_reversed = is_reversed(&lines),
				  .pixels_reversed = is_reversed(&pixels)};
	return true;
}

bool
hdr_scan_is_usual(const struct hdr_scan *scan)
{
	return !scan->has_columns && !scan->lines_reversed &&
	       !scan->pixels_reversed;
}

static size_t
place(size_t i, uint32_t n, bool is_from_end)
{
	return is_from_end ? n - 1 - i : i;
}

void
hdr_scan_row(const struct hdr_scan *scan, const uint8_t *lines, uint32_t y,
	     uint8_t *row)
{
	uint32_t width = hdr_scan_width(scan);

	for (size_t x = 0; x < width; x++) {
		size_t line = place(scan->has_columns ? x : y, scan->n_lines,
				    scan->lines_reversed);
		size_t pixel = place(scan->has_columns ? y : x, scan->n_pixels,
				     scan->pixels_reversed);

		memcpy(row + x * 4, lines + (line * scan->n_pixels + pixel) * 4,
		       4);
	}
}
