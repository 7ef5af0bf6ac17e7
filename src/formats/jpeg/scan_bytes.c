/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/scan_bytes.h"

#include <string.h>

#include "formats/jpeg/marker.h"

void
scan_bytes_begin(struct scan_bytes *bytes)
{
	bytes->buf.nbytes = 0;
	bytes->at_marker = false;
	bytes->marker = 0;
}

/* At least two bytes, or why not. */
static enum gm_status
peek_two(struct scan_bytes *bytes, const uint8_t **data, size_t *nbytes,
	 struct gm_error *err)
{
	enum gm_status st;

	*nbytes = file_in_peek(bytes->in, 2, data);
	if (*nbytes >= 2)
		return GM_OK;
	st = file_in_status(bytes->in, err);
	return st != GM_OK ? st
			   : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				     "the file ends inside a scan");
}

/* Be done with n bytes of the input. */
static enum gm_status
consume(struct scan_bytes *bytes, const uint8_t *data, size_t n,
	struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (bytes->copy != NULL)
		st = file_out_write(bytes->copy, data, n, err);
	file_in_skip(bytes->in, n);
	return st;
}

/*
 * At a 0xff that no zero follows: pass the fill bytes that may stand before a
 * marker, and see which one it is.
 */
static enum gm_status
meet_marker(struct scan_bytes *bytes, struct gm_error *err)
{
	const uint8_t *data;
	size_t n;
	enum gm_status st = marker_peek(bytes->in, &bytes->marker, &n, err);

	if (st != GM_OK)
		return st;
	bytes->at_marker = true;
	if (n == 2)
		return GM_OK;
	file_in_peek(bytes->in, n, &data);
	return consume(bytes, data, n - 2, err);
}

/*
 * Append the n bytes at data without stuffing, up to a 0xff that no zero
 * follows, and return how many were taken.  The last byte may need the one
 * after it and stays.  buf has room: what is taken out only makes it shorter.
 */
static size_t
unstuff(struct scan_bytes *bytes, const uint8_t *data, size_t n)
{
	const uint8_t *at = data, *last = data + n - 1;
	uint8_t *to = bytes->buf.data + bytes->buf.nbytes;

	while (at < last) {
		const uint8_t *ff = memchr(at, 0xff, (size_t)(last - at));
		size_t part = (size_t)((ff == NULL ? last : ff) - at);

		memcpy(to, at, part);
		to += part;
		at += part;
		if (ff == NULL || at[1] != 0)
			break;
		*to++ = 0xff;
		at += 2;
	}
	memset(to, 0, SCAN_BYTES_SLACK);
	bytes->buf.nbytes = (size_t)(to - bytes->buf.data);
	return (size_t)(at - data);
}

enum gm_status
scan_bytes_fill(struct scan_bytes *bytes, struct gm_error *err)
{
	const uint8_t *data;
	bool is_marker;
	size_t n, taken;
	enum gm_status st = peek_two(bytes, &data, &n, err);

	if (st == GM_OK)
		st = bytes_reserve(&bytes->buf, n + SCAN_BYTES_SLACK, err);
	if (st != GM_OK)
		return st;
	taken = unstuff(bytes, data, n);
	is_marker = taken + 1 < n;
	st = consume(bytes, data, taken, err);
	return st == GM_OK && is_marker ? meet_marker(bytes, err) : st;
}

void
scan_bytes_drop(struct scan_bytes *bytes, size_t n)
{
	if (n == 0)
		return;
	bytes->buf.nbytes -= n;
	memmove(bytes->buf.data, bytes->buf.data + n,
		bytes->buf.nbytes + SCAN_BYTES_SLACK);
}

enum gm_status
scan_bytes_restart(struct scan_bytes *bytes, size_t i, struct gm_error *err)
{
	const uint8_t *data;
	enum gm_status st;
	size_t n;

	if (bytes->marker != MARKER_RST0 + i % 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a restart marker is missing or misplaced");
	st = peek_two(bytes, &data, &n, err);
	if (st != GM_OK)
		return st;
	bytes->at_marker = false;
	bytes->marker = 0;
	return consume(bytes, data, 2, err);
}

/* The next 0xff that no zero follows, or the last byte. */
static const uint8_t *
find_marker(const uint8_t *at, const uint8_t *last)
{
	while (at < last) {
		at = memchr(at, 0xff, (size_t)(last - at));
		if (at == NULL)
			return last;
		if (at[1] != 0)
			return at;
		at += 2;
	}
	/* After a stuffed zero that was the last. */
	return at;
}

enum gm_status
scan_bytes_pass(struct scan_bytes *bytes, size_t *n_restarts,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;

	*n_restarts = 0;
	while (st == GM_OK && !bytes->at_marker) {
		const uint8_t *data;
		size_t n, taken;

		st = peek_two(bytes, &data, &n, err);
		if (st != GM_OK)
			break;
		taken = (size_t)(find_marker(data, data + n - 1) - data);
		st = consume(bytes, data, taken, err);
		if (st == GM_OK && taken + 1 < n)
			st = meet_marker(bytes, err);
		if (st == GM_OK && bytes->marker >= MARKER_RST0 &&
		    bytes->marker <= MARKER_RST7)
			st = scan_bytes_restart(bytes, (*n_restarts)++, err);
	}
	return st;
}
