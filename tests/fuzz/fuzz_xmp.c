/* SPDX-License-Identifier: MIT */
/*
 * fuzz_xmp.c - claims taken out of XMP, on any bytes
 *
 * The first byte says how many parts of an extended packet there are, up to
 * seven: they come last, all of the same length.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz_fail.h"
#include "meta/claims.h"
#include "meta/xmp_claims.h"

/* Nothing becomes longer, and what changes are spaces. */
static void
check_packet(const uint8_t *before, const uint8_t *after, size_t nbytes)
{
	for (size_t i = 0; i < nbytes; i++)
		fuzz_require(after[i] == before[i] || after[i] == ' ',
			     "what goes are spaces", NULL);
}

static void
check_claims(const uint8_t *data, size_t size)
{
	const struct xmp_keeps keeps = {0};
	struct xmp_container container;
	struct xmp_extension extension;
	/* Nothing may be looked at beyond the end. */
	uint8_t *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		return;
	memcpy(copy, data, size);
	xmp_container_read(copy, size, &container);
	fuzz_require(container.at <= container.end && container.end <= size,
		     "a container is in its packet", NULL);
	for (size_t i = 0; i < container.n_items; i++)
		fuzz_require(container.items[i].at < container.items[i].end &&
				     container.items[i].end <= container.end,
			     "an item is in its container", NULL);
	if (xmp_extension_read(copy, size, &extension))
		fuzz_require(extension.at < extension.end &&
				     extension.end <= size &&
				     (!extension.has_guid ||
				      extension.guid_at + XMP_GUID_NBYTES <=
					      extension.end),
			     "a name is in its packet", NULL);
	xmp_claims_blank(copy, size, &keeps);
	check_packet(data, copy, size);
	free(copy);
}

static void
add(struct metadata *m, enum metadata_kind kind, const uint8_t *data, size_t n)
{
	const struct metadata_piece piece = {.kind = kind,
					     .home = "JPEG",
					     .data = data,
					     .nbytes = n,
					     .value = data,
					     .value_nbytes = n};
	struct gm_error err;

	fuzz_require(metadata_add(m, &piece, &err) == GM_OK, "a piece", &err);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	struct metadata m = {0};
	struct metadata_piece piece;
	struct gm_error err;
	size_t n_parts, each, n_main;

	if (size == 0)
		return 0;
	n_parts = data[0] & 7u;
	each = (size - 1) / (n_parts + 1);
	n_main = size - 1 - n_parts * each;
	if (n_main > METADATA_MAX_BYTES / 4)
		return 0;
	check_claims(data + 1, size - 1);
	add(&m, METADATA_XMP, data + 1, n_main);
	for (size_t i = 0; i < n_parts; i++)
		add(&m, METADATA_XMP_MORE, data + 1 + n_main + i * each, each);
	fuzz_require(claims_settle(&m, 0, &err) == GM_OK, "claims", &err);
	fuzz_require(m.n_items == 1 || m.n_items == n_parts + 1,
		     "an extension stays as a whole or goes", NULL);
	piece = metadata_get(&m, 0);
	fuzz_require(piece.value_nbytes == n_main, "the same length", NULL);
	if (m.n_items == 1)
		check_packet(data + 1, piece.value, n_main);
	metadata_free(&m);
	return 0;
}
