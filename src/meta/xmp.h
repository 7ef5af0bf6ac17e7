/* SPDX-License-Identifier: MIT */
/*
 * xmp.h - walk through an XMP packet, which is XML (ISO 16684-1, section 7)
 *
 * Nothing is made of it but what it is walked through for: elements and
 * attributes in the order of the packet, with the namespaces that matter here.
 * What is no XML is passed over; all of it takes time in proportion to its
 * length, and no memory.
 *
 * A prefix stands for what the innermost element that declares it says (XML
 * Namespaces 1.0, 6.1), or, without any declaration, for the namespace whose
 * usual one it is.  Names of namespaces with references in them are not known.
 */
#ifndef GM_META_XMP_H
#define GM_META_XMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum xmp_namespace {
	XMP_OTHER, /* any but these */
	XMP_RDF,
	XMP_BASIC,      /* xmp: ISO 16684-1, 8.4 */
	XMP_IMAGES,     /* xmpGImg: thumbnails (XMP part 2, 1.2.2.3) */
	XMP_NOTE,       /* xmpNote: extended XMP (XMP part 3, 1.1.3.1) */
	XMP_TERMS,      /* dcterms: Dublin Core */
	XMP_TIFF,       /* tiff: XMP part 2, 3.1 */
	XMP_EXIF,       /* exif: XMP part 2, 3.2 */
	XMP_PHOTOSHOP,  /* photoshop: XMP part 2, 2.5 */
	XMP_GAIN_MAP,   /* hdrgm: Ultra HDR Image Format v1.1, of Android */
	XMP_APPLE_MAP,  /* HDRGainMap: of Apple */
	XMP_CAMERA,     /* GCamera: Motion Photo Format 1.0, of Android */
	XMP_CONTAINER,  /* Container: the same; what follows the picture */
	XMP_ITEM,       /* Item: of the container */
	XMP_DEVICE,     /* Device: Dynamic Depth 1.0 */
	XMP_DEPTH,      /* GDepth: Depthmap Metadata, of Google */
	XMP_DEPTH_FROM, /* GImage: the same; the picture it was made of */
	XMP_N_NAMESPACES
};

/* Longest prefix that is known, with its NUL. */
#define XMP_PREFIX_BYTES 32u

/* Most declarations that are known at a place, the usual prefixes included. */
#define XMP_MAX_BINDINGS 64u

struct xmp_binding {
	char prefix[XMP_PREFIX_BYTES];
	enum xmp_namespace ns;
	size_t depth; /* of the element that declares it; 0: a usual one */
};

enum xmp_kind {
	XMP_ELEMENT,   /* its start; its attributes come next */
	XMP_ATTRIBUTE, /* declarations of namespaces are none */
	XMP_END        /* of an element */
};

/* Places are offsets into the packet, `end` that of the first byte after. */
struct xmp_part {
	enum xmp_kind kind;
	enum xmp_namespace ns;
	const uint8_t *name; /* without prefix; none of an end */
	size_t name_nbytes;
	size_t at; /* of a tag, or of all of an attribute */
	size_t end;
	size_t value_at;  /* of an attribute; of an element, the text that */
	size_t value_end; /* follows its tag; none of an end */
	size_t depth;     /* of the element: 1 is the outermost */
};

/* Begin with xmp_begin(). */
struct xmp_walk {
	const uint8_t *xmp; /* the caller's */
	size_t nbytes;
	size_t at;
	size_t tag_end; /* of the tag whose attributes are walked through */
	size_t depth;
	bool in_tag;
	bool is_empty; /* that tag is an end, too */
	struct xmp_binding bindings[XMP_MAX_BINDINGS];
	size_t n_bindings;
};

/*
 * The packet must outlive the walk.  Bytes before walk->at may be changed
 * meanwhile.
 */
void xmp_begin(struct xmp_walk *walk, const uint8_t *xmp, size_t nbytes);

/* Take the next part; false at the end. */
bool xmp_next(struct xmp_walk *walk, struct xmp_part *part);

/* Is it an element or an attribute of this namespace and name? */
bool xmp_is(const struct xmp_part *part, enum xmp_namespace ns,
	    const char *name);

/* Does its name begin so? */
bool xmp_begins(const struct xmp_part *part, enum xmp_namespace ns,
		const char *name);

#endif
