/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/further_look.h"

#include <string.h>

#include "formats/jpeg/marker.h"

#define MARKER_JPG   0xc8
#define MARKER_DAC   0xcc
#define MARKER_SOF15 0xcf

/* A JPEG on the way from marker to marker. */
struct look {
	struct file_cursor *cursor;
	uint64_t end;
	struct bytes *payload;
	bool is_map;
	bool has_frame;
	bool has_scan;
	struct gm_error *err;
};

/* As file_cursor_peek(), up to the end of the JPEG. */
static size_t
peek(const struct look *look, const uint8_t **data)
{
	uint64_t left = look->end - look->cursor->offset;
	size_t n = left == 0 ? 0 : file_cursor_peek(look->cursor, data);

	return n < left ? n : (size_t)left;
}

/* The next octet, or -1 at the end. */
static int
take_octet(const struct look *look)
{
	const uint8_t *data;

	if (peek(look, &data) == 0)
		return -1;
	file_cursor_skip(look->cursor, 1);
	return data[0];
}

/* The rest of a marker after its first 0xff; -1 at the end. */
static int
take_code(const struct look *look)
{
	int code;

	do
		code = take_octet(look);
	while (code == 0xff);
	return code;
}

static int
take_marker(const struct look *look)
{
	return take_octet(look) == 0xff ? take_code(look) : -1;
}

/* Pass entropy coded data and the marker after them, which is returned. */
static int
pass_data(const struct look *look)
{
	const uint8_t *data, *ff;
	size_t n;

	while ((n = peek(look, &data)) > 0) {
		int code = 0;

		ff = memchr(data, 0xff, n);
		file_cursor_skip(look->cursor,
				 ff == NULL ? n : (size_t)(ff - data) + 1);
		if (ff != NULL)
			code = take_code(look);
		if (code != 0 && (code < MARKER_RST0 || code > MARKER_RST7))
			return code;
	}
	return -1;
}

/* What follows is a segment: read its payload. */
static bool
take_payload(const struct look *look)
{
	struct bytes *payload = look->payload;
	int high = take_octet(look), low = take_octet(look);
	size_t n;

	payload->nbytes = 0;
	if (high < 0 || low < 0 || high << 8 < 2 - low)
		return false;
	n = (size_t)(high << 8 | low) - 2;
	if (n > look->end - look->cursor->offset ||
	    bytes_reserve(payload, n, look->err) != GM_OK)
		return false;
	payload->nbytes =
		n == 0 ? 0 : file_cursor_read(look->cursor, payload->data, n);
	return payload->nbytes == n;
}

static bool
holds(const struct bytes *payload, const char *text)
{
	size_t n = strlen(text);
	const uint8_t *at = payload->data;
	size_t left = payload->nbytes;

	while (left >= n && (at = memchr(at, text[0], left - n + 1)) != NULL) {
		if (memcmp(at, text, n) == 0)
			return true;
		at++;
		left = payload->nbytes - (size_t)(at - payload->data);
	}
	return false;
}

/* Metadata: none with a picture in them, as it is or in XMP. */
static bool
take_application(struct look *look)
{
	static const char *const maps[] = {
		"http://ns.adobe.com/hdr-gain-map/1.0/",
		"urn:iso:std:iso:ts:21496:-1",
		"urn:com:apple:photo:2020:aux:hdrgainmap",
	};

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		look->is_map = look->is_map || holds(look->payload, maps[i]);
	return !holds(look->payload, "\xff\xd8\xff") &&
	       !holds(look->payload, "http://ns.adobe.com/xap/1.0/g/img/");
}

/* T.81 B.2.2: after precision and size, how many components. */
static bool
take_frame(struct look *look)
{
	bool is_first = !look->has_frame;

	look->has_frame = true;
	return is_first && look->payload->nbytes >= 6 &&
	       look->payload->data[5] == 1;
}

static bool
is_frame(int code)
{
	return code >= MARKER_SOF0 && code <= MARKER_SOF15 &&
	       code != MARKER_DHT && code != MARKER_JPG && code != MARKER_DAC;
}

/* A segment, with the data of a scan, up to the next marker. */
static bool
take_segment(struct look *look, int *code)
{
	bool is_scan = *code == MARKER_SOS;

	if (*code < MARKER_SOF0 ||
	    (*code >= MARKER_RST0 && *code <= MARKER_EOI) ||
	    !take_payload(look))
		return false;
	if (is_frame(*code) && !take_frame(look))
		return false;
	if (*code >= MARKER_APP0 && !take_application(look))
		return false;
	look->has_scan |= is_scan;
	*code = is_scan ? pass_data(look) : take_marker(look);
	return true;
}

bool
further_look(struct file_cursor *cursor, uint64_t at, uint64_t nbytes,
	     struct bytes *payload, bool *is_map, struct gm_error *err)
{
	struct look look = {
		.cursor = cursor,
		.end = at + nbytes,
		.payload = payload,
		.err = err,
	};
	int code;

	file_cursor_seek(cursor, at);
	if (take_marker(&look) != MARKER_SOI)
		return false;
	code = take_marker(&look);
	while (code != MARKER_EOI)
		if (!take_segment(&look, &code))
			return false;
	*is_map = look.is_map;
	return look.has_frame && look.has_scan && cursor->offset == look.end;
}
