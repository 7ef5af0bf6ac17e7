/* SPDX-License-Identifier: MIT */
/*
 * jpeg_mutate.c - a mutator that knows where a JPEG can be cut
 *
 * Blind changes of bytes hardly ever leave a file that is read past its
 * headers.  These change one thing at a time: bytes within a segment or a
 * scan, the order of the segments, a field of a header.  Half of the time the
 * blind one has its turn.
 */
#include <stdbool.h>
#include <string.h>

#include "fuzz_mutate.h"

#define MAX_PARTS    128
#define MAX_NEW_PART 4096
#define N_WAYS       8

enum marker {
	SOF0 = 0xc0,
	SOF2 = 0xc2,
	RST0 = 0xd0,
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	DRI = 0xdd,
};

/* A segment from its marker on, or the data of a scan. */
struct part {
	size_t at;
	size_t nbytes;
	int marker; /* 0 is data */
};

struct mutation {
	uint8_t *data;
	size_t size;
	size_t max_size;
	uint32_t noise;
	struct part parts[MAX_PARTS];
	unsigned n_parts;
};

/* 0..n-1, n being at least 1. */
static unsigned
any_of(struct mutation *m, size_t n)
{
	m->noise = m->noise * 1664525u + 1013904223u;
	return (unsigned)((m->noise >> 8) % n);
}

static bool
is_data(const struct mutation *m, size_t at)
{
	return m->data[at] != 0xff || at + 1 == m->size ||
	       m->data[at + 1] == 0 || m->data[at + 1] == 0xff ||
	       (m->data[at + 1] >= RST0 && m->data[at + 1] < SOI);
}

static struct part
part_at(const struct mutation *m, size_t at)
{
	struct part part = {.at = at};
	size_t n = 2;

	if (is_data(m, at)) {
		while (at < m->size && is_data(m, at))
			at++;
		part.nbytes = at - part.at;
		return part;
	}
	part.marker = m->data[at + 1];
	if (part.marker != SOI && part.marker != EOI && at + 4 <= m->size)
		n += (size_t)m->data[at + 2] << 8 | m->data[at + 3];
	part.nbytes = n < m->size - at ? n : m->size - at;
	return part;
}

static void
find_parts(struct mutation *m)
{
	m->n_parts = 0;
	for (size_t at = 0; at < m->size && m->n_parts < MAX_PARTS;) {
		m->parts[m->n_parts] = part_at(m, at);
		at += m->parts[m->n_parts++].nbytes;
	}
}

/* Put new_n bytes in the place of old_n, if there is room. */
static void
replace(struct mutation *m, size_t at, size_t old_n, const uint8_t *bytes,
	size_t new_n)
{
	if (m->size - old_n + new_n > m->max_size)
		return;
	memmove(m->data + at + new_n, m->data + at + old_n,
		m->size - at - old_n);
	memcpy(m->data + at, bytes, new_n);
	m->size += new_n - old_n;
}

static const struct part *
any_part(struct mutation *m)
{
	return &m->parts[any_of(m, m->n_parts)];
}

/* One of the segments of this kind; a SOF0 stands for all SOF. */
static const struct part *
any_segment(struct mutation *m, enum marker marker)
{
	const struct part *chosen = NULL;
	unsigned n = 0;

	for (unsigned i = 0; i < m->n_parts; i++) {
		int code = m->parts[i].marker;

		if (marker == SOF0 && code > SOF0 && code <= SOF2)
			code = SOF0;
		if (code == (int)marker && any_of(m, ++n) == 0)
			chosen = &m->parts[i];
	}
	return chosen;
}

static void
mutate_within(struct mutation *m)
{
	const struct part *part = any_part(m);
	size_t start = part->marker != 0 ? 4 : 0;
	uint8_t bytes[MAX_NEW_PART];
	size_t n;

	if (part->nbytes <= start || part->nbytes > sizeof(bytes))
		return;
	memcpy(bytes, m->data + part->at, part->nbytes);
	n = start + fuzz_mutate(bytes + start, part->nbytes - start,
				sizeof(bytes) - start);
	if (start > 0) {
		bytes[2] = (uint8_t)((n - 2) >> 8);
		bytes[3] = (uint8_t)(n - 2);
	}
	replace(m, part->at, part->nbytes, bytes, n);
}

static void
remove_part(struct mutation *m)
{
	const struct part *part = any_part(m);

	replace(m, part->at, part->nbytes, m->data, 0);
}

/* Copy or move one part to where another one begins. */
static void
copy_part(struct mutation *m)
{
	const struct part *from = any_part(m), *to = any_part(m);
	uint8_t bytes[MAX_NEW_PART];
	bool moves = any_of(m, 2) == 0;

	if (from->nbytes > sizeof(bytes))
		return;
	memcpy(bytes, m->data + from->at, from->nbytes);
	if (moves && from->at > to->at)
		replace(m, from->at, from->nbytes, bytes, 0);
	replace(m, to->at, 0, bytes, from->nbytes);
	if (moves && from->at < to->at)
		replace(m, from->at, from->nbytes, bytes, 0);
}

static void
set_restarts(struct mutation *m)
{
	uint8_t dri[] = {0xff, DRI, 0, 4, 0, 0};
	const struct part *old = any_segment(m, DRI);
	const struct part *next = any_segment(m, SOS);

	dri[5] = (uint8_t)any_of(m, any_of(m, 4) == 0 ? 256 : 6);
	if (old != NULL && any_of(m, 4) != 0)
		replace(m, old->at, old->nbytes, dri, sizeof(dri));
	else if (next != NULL)
		replace(m, next->at, 0, dri, sizeof(dri));
}

/* A code of its own in the midst of data. */
static void
insert_in_data(struct mutation *m)
{
	static const uint8_t seconds[] = {0, 0xff, RST0};
	const struct part *part = any_part(m);
	uint8_t code[] = {0xff, seconds[any_of(m, sizeof(seconds))]};
	size_t at = part->at + any_of(m, part->nbytes + 1);

	if (part->marker != 0)
		return;
	if (code[1] == RST0)
		code[1] = (uint8_t)(RST0 + any_of(m, 8));
	replace(m, at, any_of(m, 2) == 0 && at + 2 <= m->size ? 2 : 0, code, 2);
}

/* Offsets in a SOF: P Y Y X X Nf, then id HV Tq of each component. */
static void
set_frame(struct mutation *m)
{
	static const uint8_t samplings[] = {0x11, 0x21, 0x12, 0x22,
					    0x41, 0x14, 0x42, 0x31};
	const struct part *sof = any_segment(m, SOF0);
	uint8_t *field;

	if (sof == NULL || sof->nbytes < 19)
		return;
	field = m->data + sof->at + 10 + 3 * any_of(m, 3);
	switch (any_of(m, 6)) {
	case 0:
		m->data[sof->at + 1] = (uint8_t)(SOF0 + any_of(m, 3));
		break;
	case 1: /* height or width, small */
		m->data[sof->at + 6 + 2 * any_of(m, 2)] =
			(uint8_t)(1 + any_of(m, 80));
		break;
	case 2:
		field[0] = (uint8_t)any_of(m, 5);
		break;
	case 3:
		field[2] = (uint8_t)any_of(m, 4);
		break;
	default:
		field[1] = samplings[any_of(m, sizeof(samplings))];
	}
}

/* Offsets in a SOS: Ns, then id TdTa of each component, then Ss Se AhAl. */
static void
set_scan(struct mutation *m)
{
	static const uint8_t ends[] = {0, 1, 2, 5, 6, 62, 63, 64};
	static const uint8_t bits[] = {0x00, 0x01, 0x02, 0x10,
				       0x21, 0x20, 0x11, 0x0d};
	const struct part *sos = any_segment(m, SOS);
	uint8_t *field, *last;

	if (sos == NULL || sos->nbytes < 10)
		return;
	last = m->data + sos->at + sos->nbytes - 1;
	field = m->data + sos->at + 5 + 2 * any_of(m, (sos->nbytes - 8) / 2);
	switch (any_of(m, 4)) {
	case 0:
		field[0] = (uint8_t)any_of(m, 5);
		break;
	case 1:
		field[1] = (uint8_t)(any_of(m, 4) << 4 | any_of(m, 4));
		break;
	case 2:
		last[-1 - (int)any_of(m, 2)] = ends[any_of(m, sizeof(ends))];
		break;
	default:
		last[0] = bits[any_of(m, sizeof(bits))];
	}
}

size_t
jpeg_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	static void (*const ways[N_WAYS])(struct mutation *) = {
		mutate_within, mutate_within, remove_part, copy_part,
		set_restarts,  set_frame,     set_scan,    insert_in_data,
	};
	struct mutation m = {
		.data = data,
		.size = size,
		.max_size = max_size,
		.noise = seed,
	};

	if (size == 0 || any_of(&m, 2) == 0)
		return fuzz_mutate(data, size, max_size);
	do {
		find_parts(&m);
		ways[any_of(&m, N_WAYS)](&m);
	} while (m.size > 0 && any_of(&m, 3) == 0);
	return m.size;
}
