/* SPDX-License-Identifier: MIT */
/*
 * xmp_claims.h - what an XMP packet says that a gray file does not have
 *
 * Where it goes spaces take its place, so that the packet keeps its length and
 * stays what XML it was: attributes as a whole, elements with all in them.
 * Takes time in proportion to nbytes.
 */
#ifndef GM_META_XMP_CLAIMS_H
#define GM_META_XMP_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most items that a container is known with. */
#define XMP_CONTAINER_MAX_ITEMS 16u

/*
 * What follows the picture, by Container:Directory (Motion Photo Format 1.0,
 * Ultra HDR Image Format v1.1): the items come one after another, and the last
 * one ends with the file.
 */
struct xmp_item {
	size_t at; /* its rdf:li in the packet */
	size_t end;
	uint64_t nbytes;   /* Item:Length; 0 where it has none */
	size_t padding_at; /* digits of Item:Padding; both 0 where it has none
			    */
	size_t padding_end;
	bool is_video;
};

struct xmp_container {
	size_t at;      /* of Container:Directory; */
	size_t end;     /* 0: there is none */
	size_t n_items; /* the first is the picture itself; 0: more than can be
			   known */
	struct xmp_item items[XMP_CONTAINER_MAX_ITEMS];
};

/* The first container of a packet. */
void xmp_container_read(const uint8_t *xmp, size_t nbytes,
			struct xmp_container *container);

/* What of its claims a packet keeps. */
struct xmp_keeps {
	bool gain_map;
	bool colors;         /* which samples there are, and of which profile */
	size_t container_at; /* of the one that does; 0 for none */
};

/*
 * Blank motion photos, depth maps and the pictures that they were made of,
 * thumbnails, where to find a C2PA manifest, and what is not kept.  Returns
 * what went: bits of enum metadata_left.
 */
unsigned xmp_claims_blank(uint8_t *xmp, size_t nbytes,
			  const struct xmp_keeps *keeps);

/* Digits of the name of an extended XMP (XMP part 3, 1.1.3.1). */
#define XMP_GUID_NBYTES 32u

/* xmpNote:HasExtendedXMP, the attribute or the element. */
struct xmp_extension {
	size_t at;
	size_t end;
	size_t guid_at;
	bool has_guid; /* of that length */
};

/* False when the packet has none. */
bool xmp_extension_read(const uint8_t *xmp, size_t nbytes,
			struct xmp_extension *extension);

/* Make spaces of what stands from at to before end. */
void xmp_blank(uint8_t *xmp, size_t at, size_t end);

#endif
