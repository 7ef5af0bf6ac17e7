/* SPDX-License-Identifier: MIT */
#include "meta/claims.h"

#include <string.h>

#include "base/octets.h"
#include "icc/md5.h"
#include "meta/irb.h"
#include "meta/xmp_claims.h"

/* Before a part of an extended packet: its name, its length, where it is. */
#define PART_HEAD_NBYTES (XMP_GUID_NBYTES + 8u)

static bool
has_map(const struct metadata *m)
{
	for (size_t i = 0; i < m->n_places; i++)
		if (m->places[i].is_map)
			return true;
	return false;
}

/* The first place from *place_i on that the item may mean: that length. */
static bool
is_kept(const struct metadata *m, const struct xmp_item *item, size_t *place_i)
{
	for (size_t i = *place_i; i < m->n_places; i++) {
		if (m->places[i].nbytes != item->nbytes)
			continue;
		*place_i = i + 1;
		return true;
	}
	return false;
}

/* Blank the items that are not kept; how many are, without the first. */
static size_t
settle_items(struct metadata *m, uint8_t *xmp,
	     const struct xmp_container *container)
{
	size_t n_kept = 0, place_i = 0;

	for (size_t i = 1; i < container->n_items; i++) {
		const struct xmp_item *item = &container->items[i];

		if (is_kept(m, item, &place_i)) {
			n_kept++;
			continue;
		}
		m->left_out |= item->is_video ? METADATA_LEFT_VIDEO
					      : METADATA_LEFT_PICTURES;
		xmp_blank(xmp, item->at, item->end);
	}
	return n_kept;
}

/* The claims of a packet; a directory of nothing goes. */
static void
settle_packet(struct metadata *m, uint8_t *xmp, size_t nbytes)
{
	struct xmp_keeps keeps = {
		.gain_map = has_map(m),
		.colors = !m->was_color,
	};
	struct xmp_container container;

	xmp_container_read(xmp, nbytes, &container);
	if (settle_items(m, xmp, &container) > 0) {
		const struct xmp_item *first = &container.items[0];

		keeps.container_at = container.at;
		memset(xmp + first->padding_at, '0',
		       first->padding_end - first->padding_at);
	}
	m->left_out |= xmp_claims_blank(xmp, nbytes, &keeps);
}

static bool
is_of_kind(const struct metadata *m, size_t i, enum metadata_kind kind)
{
	return metadata_get(m, i).kind == kind;
}

/* The extended packet whose parts are from number first on. */
struct extension {
	size_t first;
	uint8_t guid[XMP_GUID_NBYTES]; /* that of all parts, */
	struct bytes joined;           /* and what they make up; owned */
	bool is_whole;
};

/* False when the part does not go on where the ones before end. */
static bool
join_part(struct extension *extension, const struct metadata_piece *piece,
	  struct gm_error *err)
{
	const uint8_t *part = piece->value;
	struct bytes *joined = &extension->joined;

	if (piece->value_nbytes < PART_HEAD_NBYTES)
		return false;
	if (joined->nbytes == 0)
		memcpy(extension->guid, part, XMP_GUID_NBYTES);
	return memcmp(part, extension->guid, XMP_GUID_NBYTES) == 0 &&
	       octets_u32be(part + XMP_GUID_NBYTES + 4) == joined->nbytes &&
	       bytes_append(joined, part + PART_HEAD_NBYTES,
			    piece->value_nbytes - PART_HEAD_NBYTES,
			    err) == GM_OK;
}

/* Once for all packets that speak of it, which may be many. */
static enum gm_status
join_extension(const struct metadata *m, struct extension *extension,
	       struct gm_error *err)
{
	size_t nbytes = 0;

	for (size_t i = extension->first; i < m->n_items; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		if (piece.kind != METADATA_XMP_MORE)
			continue;
		if (!join_part(extension, &piece, err))
			return err->status;
		nbytes = octets_u32be(piece.value + XMP_GUID_NBYTES);
	}
	extension->is_whole = extension->joined.nbytes > 0 &&
			      extension->joined.nbytes == nbytes;
	return GM_OK;
}

static enum gm_status
make_guid(const struct bytes *packet, uint8_t guid[XMP_GUID_NBYTES],
	  struct gm_error *err)
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t digest[MD5_NBYTES];
	enum gm_status st = md5(packet->data, packet->nbytes, digest, err);

	for (size_t i = 0; st == GM_OK && i < MD5_NBYTES; i++) {
		guid[2 * i] = (uint8_t)digits[digest[i] >> 4];
		guid[2 * i + 1] = (uint8_t)digits[digest[i] & 15];
	}
	return st;
}

static void
rename_parts(struct metadata *m, size_t first, const uint8_t *guid)
{
	for (size_t i = first; i < m->n_items; i++)
		if (is_of_kind(m, i, METADATA_XMP_MORE))
			memcpy(metadata_edit(m, i), guid, XMP_GUID_NBYTES);
}

/* Put the parts of the joined packet back, and say whether one is another. */
static bool
put_back(struct metadata *m, size_t first, const struct bytes *joined)
{
	bool is_changed = false;
	size_t at = 0;

	for (size_t i = first; i < m->n_items; i++) {
		uint8_t *part = metadata_edit(m, i);
		size_t n;

		if (!is_of_kind(m, i, METADATA_XMP_MORE))
			continue;
		part += PART_HEAD_NBYTES;
		n = metadata_get(m, i).value_nbytes - PART_HEAD_NBYTES;
		if (n > 0 && memcmp(part, joined->data + at, n) != 0) {
			memcpy(part, joined->data + at, n);
			is_changed = true;
		}
		at += n;
	}
	return is_changed;
}

/* That of the packet whose digest it is by this name; false when it goes. */
static bool
settle_extension(struct metadata *m, struct extension *extension, uint8_t *guid,
		 struct gm_error *err)
{
	struct bytes *joined = &extension->joined;

	if (!extension->is_whole ||
	    memcmp(extension->guid, guid, XMP_GUID_NBYTES) != 0)
		return false;
	settle_packet(m, joined->data, joined->nbytes);
	if (put_back(m, extension->first, joined) &&
	    make_guid(joined, guid, err) == GM_OK)
		rename_parts(m, extension->first, guid);
	return true;
}

/* Resources of Photoshop in a segment of JPEG may have a packet, too. */
static void
settle_resources(struct metadata *m, size_t i)
{
	const size_t n_start = IRB_SEGMENT_START_NBYTES;
	struct metadata_piece piece = metadata_get(m, i);
	uint8_t *bytes = m->bytes.data;
	struct irb block;

	if (piece.kind == METADATA_IPTC && piece.nbytes > n_start &&
	    memcmp(piece.data, IRB_SEGMENT_START, n_start) == 0 &&
	    irb_find(piece.data + n_start, piece.nbytes - n_start, IRB_XMP,
		     &block))
		settle_packet(m, bytes + (block.value - bytes), block.nbytes);
}

void
claims_turn(struct metadata *m, size_t first)
{
	if (m->n_places > 0)
		m->left_out |= METADATA_LEFT_PICTURES;
	m->n_places = 0;
	metadata_drop(m, first, METADATA_INDEX);
}

void
claims_leave(struct metadata *m, size_t first)
{
	claims_turn(m, first);
	metadata_drop(m, first, METADATA_XMP_MORE);
}

/* The packets from number `extension->first` on, and the extended one. */
static enum gm_status
settle_packets(struct metadata *m, struct extension *extension,
	       struct gm_error *err)
{
	bool keeps_extension = false;
	struct xmp_extension said;

	for (size_t i = extension->first; i < m->n_items; i++) {
		size_t nbytes = metadata_get(m, i).value_nbytes;
		uint8_t *xmp = metadata_edit(m, i);

		settle_resources(m, i);
		if (!is_of_kind(m, i, METADATA_XMP) || nbytes == 0)
			continue;
		settle_packet(m, xmp, nbytes);
		if (!xmp_extension_read(xmp, nbytes, &said))
			continue;
		if (!keeps_extension && said.has_guid &&
		    settle_extension(m, extension, xmp + said.guid_at, err))
			keeps_extension = true;
		else
			xmp_blank(xmp, said.at, said.end);
		if (err->status != GM_OK)
			return err->status;
	}
	if (!keeps_extension)
		metadata_drop(m, extension->first, METADATA_XMP_MORE);
	return GM_OK;
}

enum gm_status
claims_settle(struct metadata *m, size_t first, struct gm_error *err)
{
	struct extension extension = {.first = first};
	enum gm_status st;

	*err = (struct gm_error){0};
	if (!has_map(m))
		metadata_drop(m, first, METADATA_GAIN_MAP);
	st = join_extension(m, &extension, err);
	if (st == GM_OK)
		st = settle_packets(m, &extension, err);
	bytes_free(&extension.joined);
	return st;
}
