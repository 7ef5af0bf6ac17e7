/* SPDX-License-Identifier: MIT */
#include "formats/heif/bmff.h"

#include <string.h>

#define HEAD_NBYTES  8u
#define LARGE_NBYTES 16u

static enum gm_status
fail_size(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: a box of an impossible size");
}

enum gm_status
bmff_next(struct file_cursor *cursor, struct bmff_range *range,
	  struct bmff_box *box, bool *found, struct gm_error *err)
{
	uint64_t left = range->end - range->at, nbytes, head = HEAD_NBYTES;
	uint8_t bytes[LARGE_NBYTES];
	struct bmff_in in = bmff_in(bytes, sizeof(bytes));

	*found = false;
	if (left < HEAD_NBYTES)
		return GM_OK;
	file_cursor_seek(cursor, range->at);
	if (file_cursor_read(cursor, bytes, HEAD_NBYTES) < HEAD_NBYTES)
		return file_in_status(cursor->in, err);
	nbytes = bmff_u32(&in);
	box->type = bmff_u32(&in);
	if (nbytes == 1) {
		head = LARGE_NBYTES;
		nbytes = file_cursor_number(cursor, 8);
	} else if (nbytes == 0) {
		nbytes = left;
	}
	if (nbytes < head || nbytes > left)
		return fail_size(err);
	box->at = range->at + head;
	box->nbytes = nbytes - head;
	range->at += nbytes;
	*found = true;
	return file_in_status(cursor->in, err);
}

enum gm_status
bmff_load(struct file_cursor *cursor, const struct bmff_box *box,
	  struct bytes *payload, struct gm_error *err)
{
	const struct file_in *in = cursor->in;
	enum gm_status st;

	if (box->nbytes > BMFF_MAX_NBYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "a box of more than %u MiB",
			       (unsigned)(BMFF_MAX_NBYTES >> 20));
	if (box->at > in->nbytes || box->nbytes > in->nbytes - box->at)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: within a box");
	payload->nbytes = 0;
	st = bytes_reserve(payload, (size_t)box->nbytes, err);
	if (st != GM_OK)
		return st;
	file_cursor_seek(cursor, box->at);
	payload->nbytes =
		file_cursor_read(cursor, payload->data, (size_t)box->nbytes);
	return payload->nbytes == box->nbytes
		       ? GM_OK
		       : file_in_fail_at_end(in, "within a box", err);
}

uint64_t
bmff_number(struct bmff_in *in, unsigned nbytes)
{
	struct bmff_in part = bmff_part(in, nbytes);
	uint64_t number = 0;

	for (; part.left > 0; part.left--)
		number = number << 8 | *part.at++;
	return number;
}

struct bmff_in
bmff_part(struct bmff_in *in, size_t n)
{
	struct bmff_in part = bmff_in(in->at, n);

	if (n > in->left) {
		in->is_short = true;
		in->left = 0;
		return bmff_in(in->at, 0);
	}
	in->at += n;
	in->left -= n;
	return part;
}

struct bmff_in
bmff_text(struct bmff_in *in)
{
	const uint8_t *end = in->left == 0 ? NULL : memchr(in->at, 0, in->left);
	size_t n = end == NULL ? in->left : (size_t)(end - in->at);
	struct bmff_in text = bmff_part(in, n);

	if (end != NULL)
		bmff_part(in, 1);
	return text;
}

bool
bmff_child(struct bmff_in *in, uint32_t *type, struct bmff_in *child)
{
	size_t left = in->left;
	uint64_t nbytes;

	if (in->is_short || left < HEAD_NBYTES)
		return false;
	nbytes = bmff_u32(in);
	*type = bmff_u32(in);
	if (nbytes == 1)
		nbytes = bmff_number(in, 8);
	else if (nbytes == 0)
		nbytes = left;
	if (in->is_short || nbytes < left - in->left || nbytes > left) {
		in->is_short = true;
		return false;
	}
	*child = bmff_part(in, (size_t)nbytes - (left - in->left));
	return true;
}

unsigned
bmff_version(struct bmff_in *in, uint32_t *flags)
{
	uint32_t both = bmff_u32(in);

	*flags = both & 0xffffff;
	return both >> 24;
}
