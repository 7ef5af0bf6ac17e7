/* SPDX-License-Identifier: MIT */
#include "meta/xmp.h"

#include <string.h>

static const struct {
	const char *prefix; /* the usual one */
	const char *name;
} namespaces[XMP_N_NAMESPACES] = {
	[XMP_RDF] = {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
	[XMP_BASIC] = {"xmp", "http://ns.adobe.com/xap/1.0/"},
	[XMP_IMAGES] = {"xmpGImg", "http://ns.adobe.com/xap/1.0/g/img/"},
	[XMP_NOTE] = {"xmpNote", "http://ns.adobe.com/xmp/note/"},
	[XMP_TERMS] = {"dcterms", "http://purl.org/dc/terms/"},
	[XMP_TIFF] = {"tiff", "http://ns.adobe.com/tiff/1.0/"},
	[XMP_EXIF] = {"exif", "http://ns.adobe.com/exif/1.0/"},
	[XMP_PHOTOSHOP] = {"photoshop", "http://ns.adobe.com/photoshop/1.0/"},
	[XMP_GAIN_MAP] = {"hdrgm", "http://ns.adobe.com/hdr-gain-map/1.0/"},
	[XMP_APPLE_MAP] = {"HDRGainMap", "http://ns.apple.com/HDRGainMap/1.0/"},
	[XMP_CAMERA] = {"GCamera", "http://ns.google.com/photos/1.0/camera/"},
	[XMP_CONTAINER] = {"Container",
			   "http://ns.google.com/photos/1.0/container/"},
	[XMP_ITEM] = {"Item",
		      "http://ns.google.com/photos/1.0/container/item/"},
	[XMP_DEVICE] = {"Device", "http://ns.google.com/photos/dd/1.0/device/"},
	[XMP_DEPTH] = {"GDepth", "http://ns.google.com/photos/1.0/depthmap/"},
	[XMP_DEPTH_FROM] = {"GImage", "http://ns.google.com/photos/1.0/image/"},
};

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* XML 1.0, 2.3, as far as it takes to see where a name ends. */
static bool
is_of_name(uint8_t c)
{
	return !is_blank(c) && c != '=' && c != '/' && c != '>' && c != '<' &&
	       c != '"' && c != '\'';
}

static size_t
skip_blanks(const struct xmp_walk *walk, size_t at)
{
	while (at < walk->nbytes && is_blank(walk->xmp[at]))
		at++;
	return at;
}

static size_t
skip_name(const struct xmp_walk *walk, size_t at)
{
	while (at < walk->nbytes && is_of_name(walk->xmp[at]))
		at++;
	return at;
}

static bool
stands_at(const struct xmp_walk *walk, size_t at, const char *text)
{
	size_t n = strlen(text);

	return n <= walk->nbytes - at && memcmp(walk->xmp + at, text, n) == 0;
}

/* After the next place where the text stands; the end where there is none. */
static size_t
find_after(const struct xmp_walk *walk, size_t at, const char *text)
{
	while (at < walk->nbytes) {
		const uint8_t *next =
			memchr(walk->xmp + at, text[0], walk->nbytes - at);

		if (next == NULL)
			break;
		at = (size_t)(next - walk->xmp);
		if (stands_at(walk, at, text))
			return at + strlen(text);
		at++;
	}
	return walk->nbytes;
}

/* After what begins with < and is no tag (XML 1.0, 2.5 to 2.8); else `at`. */
static size_t
pass_other(const struct xmp_walk *walk, size_t at)
{
	static const char *const others[][2] = {
		{"<!--", "-->"},
		{"<![CDATA[", "]]>"},
		{"<?", "?>"},
		{"<!", ">"},
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (stands_at(walk, at, others[i][0]))
			return find_after(walk, at + strlen(others[i][0]),
					  others[i][1]);
	return at;
}

/* Go to the next tag; false where there is none. */
static bool
find_tag(struct xmp_walk *walk)
{
	while (walk->at < walk->nbytes) {
		const uint8_t *next = memchr(walk->xmp + walk->at, '<',
					     walk->nbytes - walk->at);
		size_t at, after;

		if (next == NULL)
			break;
		at = (size_t)(next - walk->xmp);
		after = pass_other(walk, at);
		walk->at = after;
		if (after == at)
			return true;
	}
	walk->at = walk->nbytes;
	return false;
}

/* What the prefix stands for here: the innermost of its declarations. */
static enum xmp_namespace
find_namespace(const struct xmp_walk *walk, const uint8_t *prefix, size_t n)
{
	for (size_t i = n == 0 ? 0 : walk->n_bindings; i > 0; i--) {
		const struct xmp_binding *binding = &walk->bindings[i - 1];

		if (strlen(binding->prefix) == n &&
		    memcmp(binding->prefix, prefix, n) == 0)
			return binding->ns;
	}
	return XMP_OTHER;
}

static void
bind(struct xmp_walk *walk, const void *prefix, size_t n, enum xmp_namespace ns,
     size_t depth)
{
	struct xmp_binding *binding = &walk->bindings[walk->n_bindings];

	if (n == 0 || n >= XMP_PREFIX_BYTES ||
	    walk->n_bindings == XMP_MAX_BINDINGS)
		return;
	*binding = (struct xmp_binding){.ns = ns, .depth = depth};
	memcpy(binding->prefix, prefix, n);
	walk->n_bindings++;
}

static void
set_name(const struct xmp_walk *walk, size_t at, size_t end,
	 struct xmp_part *part)
{
	const uint8_t *name = walk->xmp + at;
	const uint8_t *colon = memchr(name, ':', end - at);
	size_t n = colon == NULL ? 0 : (size_t)(colon - name);

	part->name = colon == NULL ? name : colon + 1;
	part->name_nbytes = (size_t)(walk->xmp + end - part->name);
	part->ns = find_namespace(walk, name, n);
}

/* Take the attribute that is next; false, at what is none, without. */
static bool
take_attribute(struct xmp_walk *walk, struct xmp_part *part)
{
	size_t at = skip_blanks(walk, walk->at), end = skip_name(walk, at);
	size_t value = skip_blanks(walk, end);
	const uint8_t *quote;

	walk->at = at;
	if (end == at || value == walk->nbytes || walk->xmp[value] != '=')
		return false;
	value = skip_blanks(walk, value + 1);
	if (value == walk->nbytes ||
	    (walk->xmp[value] != '"' && walk->xmp[value] != '\''))
		return false;
	quote = memchr(walk->xmp + value + 1, walk->xmp[value],
		       walk->nbytes - value - 1);
	if (quote == NULL)
		return false;
	part->kind = XMP_ATTRIBUTE;
	part->at = at;
	part->value_at = value + 1;
	part->value_end = (size_t)(quote - walk->xmp);
	part->end = walk->at = part->value_end + 1;
	part->depth = walk->depth;
	set_name(walk, at, end, part);
	return true;
}

/* Is it xmlns:PREFIX="NAME"? */
static bool
is_declaration(const struct xmp_walk *walk, const struct xmp_part *part)
{
	return stands_at(walk, part->at, "xmlns:") &&
	       part->name == walk->xmp + part->at + 6;
}

/* In the element that begins; what makes no difference is not remembered. */
static void
declare(struct xmp_walk *walk, const struct xmp_part *part)
{
	size_t n = part->value_end - part->value_at;
	enum xmp_namespace ns = XMP_OTHER;

	for (unsigned i = 1; i < XMP_N_NAMESPACES; i++)
		if (strlen(namespaces[i].name) == n &&
		    memcmp(namespaces[i].name, walk->xmp + part->value_at, n) ==
			    0)
			ns = (enum xmp_namespace)i;
	if (find_namespace(walk, part->name, part->name_nbytes) != ns)
		bind(walk, part->name, part->name_nbytes, ns, walk->depth + 1);
}

/* Declarations count in the tag that they are in: they are looked at first. */
static void
take_start(struct xmp_walk *walk, struct xmp_part *part)
{
	size_t at = walk->at, end = skip_name(walk, at + 1);
	const uint8_t *next;

	walk->at = end;
	while (take_attribute(walk, part))
		if (is_declaration(walk, part))
			declare(walk, part);
	walk->tag_end = find_after(walk, walk->at, ">");
	walk->is_empty = walk->tag_end - end >= 2 &&
			 stands_at(walk, walk->tag_end - 2, "/>");
	walk->at = end;
	walk->in_tag = true;
	next = memchr(walk->xmp + walk->tag_end, '<',
		      walk->nbytes - walk->tag_end);
	*part = (struct xmp_part){
		.kind = XMP_ELEMENT,
		.at = at,
		.end = walk->tag_end,
		.value_at = walk->tag_end,
		.value_end = walk->is_empty ? walk->tag_end
			     : next == NULL ? walk->nbytes
					    : (size_t)(next - walk->xmp),
		.depth = ++walk->depth,
	};
	set_name(walk, at + 1, end, part);
}

static void
take_end(struct xmp_walk *walk, size_t at, struct xmp_part *part)
{
	*part = (struct xmp_part){
		.kind = XMP_END,
		.at = at,
		.end = walk->at,
		.depth = walk->depth,
	};
	if (walk->depth == 0)
		return;
	while (walk->n_bindings > 0 &&
	       walk->bindings[walk->n_bindings - 1].depth == walk->depth)
		walk->n_bindings--;
	walk->depth--;
}

/* Within a tag: its next attribute, or its end if it is one. */
static bool
take_rest(struct xmp_walk *walk, struct xmp_part *part)
{
	while (take_attribute(walk, part))
		if (!is_declaration(walk, part))
			return true;
	walk->at = walk->tag_end;
	walk->in_tag = false;
	if (!walk->is_empty)
		return false;
	take_end(walk, walk->at, part);
	return true;
}

void
xmp_begin(struct xmp_walk *walk, const uint8_t *xmp, size_t nbytes)
{
	*walk = (struct xmp_walk){.xmp = xmp, .nbytes = nbytes};
	for (unsigned i = 1; i < XMP_N_NAMESPACES; i++)
		bind(walk, namespaces[i].prefix, strlen(namespaces[i].prefix),
		     (enum xmp_namespace)i, 0);
}

bool
xmp_next(struct xmp_walk *walk, struct xmp_part *part)
{
	size_t at;

	if (walk->in_tag && take_rest(walk, part))
		return true;
	if (!find_tag(walk))
		return false;
	at = walk->at;
	if (!stands_at(walk, at, "</")) {
		take_start(walk, part);
		return true;
	}
	walk->at = find_after(walk, at, ">");
	take_end(walk, at, part);
	return true;
}

bool
xmp_begins(const struct xmp_part *part, enum xmp_namespace ns, const char *name)
{
	size_t n = strlen(name);

	return part->kind != XMP_END && part->ns == ns &&
	       part->name_nbytes >= n && memcmp(part->name, name, n) == 0;
}

bool
xmp_is(const struct xmp_part *part, enum xmp_namespace ns, const char *name)
{
	return xmp_begins(part, ns, name) && part->name_nbytes == strlen(name);
}
