/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_items.h"

#include "meta/metadata.h"

/* Numbers of properties have 15 bits at most. */
#define MAX_PROPERTIES 32768u

/* What auxC says of a depth map: one of MPEG-B's, or of HEVC's. */
static const char *const depth_types[] = {
	"urn:mpeg:mpegB:cicp:systems:auxiliary:depth",
	"urn:mpeg:hevc:2015:auxid:2",
};

/* What an item is to the picture. */
enum role {
	ROLE_OTHER, /* something else */
	ROLE_OWN,   /* the picture, its alpha, or a tile of either */
	ROLE_DEPTH,
	ROLE_SMALL, /* a thumbnail */
};

struct item {
	uint32_t id;
	char type[4];
	bool is_depth;
	enum role role;
};

struct reference {
	char type[4];
	uint32_t from;
	uint32_t to;
};

struct table {
	struct item items[AVIF_ITEMS_MAX];
	size_t n_items;
	struct reference references[AVIF_ITEMS_MAX];
	size_t n_references;
	bool is_over; /* there are more of either */
	bool has_depth;
	uint8_t are_depth[MAX_PROPERTIES / 8]; /* a bit for each */
};

static uint32_t
find_primary(struct avif_span meta)
{
	struct avif_span pitm;
	unsigned version;

	if (!avif_span_find(meta, "pitm", &pitm))
		return 0;
	version = avif_span_version(&pitm);
	return (uint32_t)avif_span_number(&pitm, version == 0 ? 2 : 4);
}

/* infe: an item and its type. */
static void
read_item(struct avif_span infe, struct table *table)
{
	unsigned version = avif_span_version(&infe);
	struct item *item = &table->items[table->n_items];

	if (version < 2)
		return;
	*item = (struct item){
		.id = (uint32_t)avif_span_number(&infe, version == 2 ? 2 : 4)};
	avif_span_number(&infe, 2);
	if (infe.nbytes < 4)
		return;
	memcpy(item->type, infe.data, 4);
	table->n_items++;
}

static void
read_items(struct avif_span meta, struct table *table)
{
	struct avif_span iinf, infe;
	struct avif_box box;
	unsigned version;

	if (!avif_span_find(meta, "iinf", &iinf))
		return;
	version = avif_span_version(&iinf);
	avif_span_number(&iinf, version == 0 ? 2 : 4);
	while (avif_span_box(&iinf, &box, &infe)) {
		if (table->n_items == AVIF_ITEMS_MAX) {
			table->is_over = true;
			return;
		}
		if (avif_box_is(&box, "infe"))
			read_item(infe, table);
	}
}

/* A box of iref: from one item to several. */
static void
read_reference(const struct avif_box *box, struct avif_span span,
	       size_t id_nbytes, struct table *table)
{
	uint32_t from = (uint32_t)avif_span_number(&span, id_nbytes);
	size_t n = (size_t)avif_span_number(&span, 2);

	for (; n > 0 && span.nbytes >= id_nbytes; n--) {
		struct reference *to;

		if (table->n_references == AVIF_ITEMS_MAX) {
			table->is_over = true;
			return;
		}
		to = &table->references[table->n_references++];
		memcpy(to->type, box->name, 4);
		to->from = from;
		to->to = (uint32_t)avif_span_number(&span, id_nbytes);
	}
}

static void
read_references(struct avif_span meta, struct table *table)
{
	struct avif_span iref, content;
	struct avif_box box;
	size_t id_nbytes;

	if (!avif_span_find(meta, "iref", &iref))
		return;
	id_nbytes = avif_span_version(&iref) == 0 ? 2 : 4;
	while (avif_span_box(&iref, &box, &content))
		read_reference(&box, content, id_nbytes, table);
}

static bool
is_type(const char type[4], const char name[5])
{
	return memcmp(type, name, 4) == 0;
}

static struct item *
find_item(struct table *table, uint32_t id)
{
	for (size_t i = 0; i < table->n_items; i++)
		if (table->items[i].id == id)
			return &table->items[i];
	return NULL;
}

static bool
is_depth_property(struct avif_span content)
{
	avif_span_version(&content);
	for (size_t i = 0; i < sizeof(depth_types) / sizeof(depth_types[0]);
	     i++) {
		size_t n = strlen(depth_types[i]);

		if (content.nbytes >= n &&
		    memcmp(content.data, depth_types[i], n) == 0)
			return true;
	}
	return false;
}

/* Which properties, numbered from 1, say that of an item. */
static void
read_properties(struct avif_span iprp, struct table *table)
{
	struct avif_span ipco, content;
	struct avif_box box;

	if (!avif_span_find(iprp, "ipco", &ipco))
		return;
	for (unsigned i = 1; i < MAX_PROPERTIES; i++) {
		if (!avif_span_box(&ipco, &box, &content))
			return;
		if (!avif_box_is(&box, "auxC") || !is_depth_property(content))
			continue;
		table->are_depth[i / 8] |= (uint8_t)(1u << i % 8);
		table->has_depth = true;
	}
}

/* Mark the items that have such a property. */
static void
read_depths(struct avif_span meta, struct table *table)
{
	struct avif_span iprp, ipma;
	size_t id_nbytes, index_nbytes;
	uint64_t n;

	if (!avif_span_find(meta, "iprp", &iprp))
		return;
	read_properties(iprp, table);
	if (!table->has_depth || !avif_span_find(iprp, "ipma", &ipma) ||
	    ipma.nbytes < 4)
		return;
	index_nbytes = (ipma.data[3] & 1) != 0 ? 2 : 1;
	id_nbytes = avif_span_version(&ipma) == 0 ? 2 : 4;
	n = avif_span_number(&ipma, 4);
	for (; n > 0 && ipma.nbytes > 0; n--) {
		uint32_t id = (uint32_t)avif_span_number(&ipma, id_nbytes);
		unsigned n_indices = (unsigned)avif_span_number(&ipma, 1);
		struct item *item = find_item(table, id);

		for (; n_indices > 0; n_indices--) {
			uint64_t i = avif_span_number(&ipma, index_nbytes);

			i &= index_nbytes == 1 ? 0x7f : 0x7fff;
			if (item != NULL &&
			    (table->are_depth[i / 8] >> i % 8 & 1) != 0)
				item->is_depth = true;
		}
	}
}

/* By one reference; true when that told of an item. */
static bool
tell_role(struct table *table, const struct reference *reference)
{
	struct item *from = find_item(table, reference->from);
	struct item *to = find_item(table, reference->to);

	if (from == NULL || to == NULL)
		return false;
	if (is_type(reference->type, "dimg") && from->role == ROLE_OWN &&
	    to->role == ROLE_OTHER) {
		to->role = ROLE_OWN;
		return true;
	}
	if (to->role != ROLE_OWN || from->role != ROLE_OTHER)
		return false;
	if (is_type(reference->type, "auxl"))
		from->role = from->is_depth ? ROLE_DEPTH : ROLE_OWN;
	else if (is_type(reference->type, "thmb"))
		from->role = ROLE_SMALL;
	return from->role != ROLE_OTHER;
}

/* A tile of an alpha is two references away from the picture. */
#define MAX_STEPS 3u

static void
tell_roles(struct table *table, uint32_t primary)
{
	struct item *item = find_item(table, primary);
	bool tells = item != NULL;

	if (tells)
		item->role = ROLE_OWN;
	for (unsigned step = 0; step < MAX_STEPS && tells; step++) {
		tells = false;
		for (size_t i = 0; i < table->n_references; i++)
			tells |= tell_role(table, &table->references[i]);
	}
}

static unsigned
find_left_out(const struct table *table)
{
	static const char *const others[] = {"Exif", "mime", "uri "};
	unsigned left_out = 0;

	for (size_t i = 0; i < table->n_items; i++) {
		const struct item *item = &table->items[i];
		bool is_picture = true;

		for (size_t k = 0; k < 3; k++)
			is_picture &= !is_type(item->type, others[k]);
		if (item->role == ROLE_DEPTH)
			left_out |= METADATA_LEFT_DEPTH;
		else if (item->role == ROLE_OTHER && is_picture)
			left_out |= METADATA_LEFT_PICTURES;
	}
	return left_out;
}

/* The coded item itself, or of a grid the first tile. */
static uint32_t
find_first(struct table *table, uint32_t id)
{
	const struct item *item = find_item(table, id);

	if (item == NULL || !is_type(item->type, "grid"))
		return id;
	for (size_t i = 0; i < table->n_references; i++)
		if (table->references[i].from == id &&
		    is_type(table->references[i].type, "dimg"))
			return table->references[i].to;
	return id;
}

/* That of the picture, or where it is a grid, of its first tile. */
static uint32_t
find_alpha(struct table *table, uint32_t primary, uint32_t first)
{
	for (size_t i = 0; i < table->n_references; i++) {
		const struct reference *reference = &table->references[i];
		const struct item *from = find_item(table, reference->from);

		if (is_type(reference->type, "auxl") && from != NULL &&
		    !from->is_depth &&
		    (reference->to == primary || reference->to == first))
			return find_first(table, reference->from);
	}
	return 0;
}

void
avif_items_look(struct avif_span meta, struct avif_items *items)
{
	struct table table = {0};
	uint32_t primary, first, alpha;

	*items = (struct avif_items){0};
	avif_span_version(&meta);
	primary = find_primary(meta);
	read_items(meta, &table);
	read_references(meta, &table);
	read_depths(meta, &table);
	first = find_first(&table, primary);
	alpha = find_alpha(&table, primary, first);
	items->is_grid = first != primary;
	items->colors = avif_place_find(meta, first);
	if (alpha != 0)
		items->alpha = avif_place_find(meta, alpha);
	avif_span_find(meta, "idat", &items->idat);
	if (table.is_over)
		return;
	tell_roles(&table, primary);
	items->left_out = find_left_out(&table);
}
