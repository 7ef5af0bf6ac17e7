/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_copy.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "formats/tiff/tiff_look.h"
#include "formats/tiff/tiff_pages.h"
#include "formats/tiff/tiff_picture.h"
#include "formats/tiff/tiff_settle.h"
#include "formats/tiff/tiff_tags.h"

/* Is the directory written at all? */
static bool
is_written(const struct tiff_copy *copy, uint32_t node)
{
	return node != TIFF_TREE_NONE &&
	       (copy->tree.nodes[node].is_picture ||
		copy->conversion->strip == STRIP_NOTHING);
}

static enum gm_status
add_link(struct tiff_copy *copy, uint64_t at, size_t nbytes, uint32_t node,
	 struct gm_error *err)
{
	struct tiff_link *links =
		grow_items(copy->links, &copy->links_capacity, copy->n_links, 1,
			   sizeof(*links), err);

	if (links == NULL)
		return err->status;
	copy->links = links;
	links[copy->n_links++] =
		(struct tiff_link){.at = at, .nbytes = nbytes, .node = node};
	return GM_OK;
}

static enum gm_status
write_links(struct tiff_copy *copy, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < copy->n_links && st == GM_OK; i++) {
		const struct tiff_link *link = &copy->links[i];

		st = tiff_put_link(&copy->put, link->at, link->nbytes,
				   copy->tree.nodes[link->node].out_at, err);
	}
	return st;
}

/*
 * A field whose values lead to directories: of those that are not written the
 * values are 0; where none is, there is no field.
 */
static enum gm_status
put_links(struct tiff_copy *copy, const struct tiff_entry *entry,
	  struct gm_error *err)
{
	struct tiff_fields *fields = &copy->fields;
	size_t n = (size_t)entry->n, n_written = 0;
	uint64_t *places = calloc(n, sizeof(*places));
	enum gm_status st = GM_OK;

	if (places == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	st = tiff_raw_numbers(&copy->raw, entry, 0, n, places, err);
	for (size_t i = 0; i < n && st == GM_OK; i++) {
		bool is = is_written(copy,
				     tiff_tree_find(&copy->tree, places[i]));

		n_written += is;
		places[i] = is ? places[i] : 0;
	}
	if (st == GM_OK && n_written > 0) {
		st = tiff_fields_numbers(fields, &copy->raw.order, entry->tag,
					 entry->type, places, n, err);
		if (st == GM_OK)
			fields->fields[fields->n - 1].has_links = true;
	}
	free(places);
	return st;
}

/* Once the directory stands: its places, until now those of the source. */
static enum gm_status
take_links(struct tiff_copy *copy, const struct tiff_field *field,
	   struct gm_error *err)
{
	size_t nbytes = tiff_type_nbytes(field->type);
	const uint8_t *p = copy->fields.values.data + field->from;
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < field->n && st == GM_OK; i++) {
		uint64_t at = tiff_order_number(&copy->raw.order,
						p + i * nbytes, nbytes);

		if (at != 0)
			st = add_link(copy, field->at + i * nbytes, nbytes,
				      tiff_tree_find(&copy->tree, at), err);
	}
	return st;
}

/* Does the entry of a picture stay as it is? */
static bool
stays(const struct tiff_copy *copy, const struct tiff_node *node,
      const struct tiff_entry *entry)
{
	enum strip_policy strip = copy->conversion->strip;

	switch (tiff_tag_role(entry->tag)) {
	case TIFF_ROLE_SHAPE:
		return true;
	case TIFF_ROLE_SAMPLES:
		return node->way == TIFF_WAY_KEEP ||
		       node->way == TIFF_WAY_PALETTE;
	case TIFF_ROLE_COLOR:
		return node->way == TIFF_WAY_KEEP;
	case TIFF_ROLE_DENSITY:
	case TIFF_ROLE_ORIENTATION:
		return strip != STRIP_ALL;
	case TIFF_ROLE_OTHER:
		return strip == STRIP_NOTHING;
	case TIFF_ROLE_LAYERS:
		return strip == STRIP_NOTHING && node->way == TIFF_WAY_KEEP;
	default:
		return false;
	}
}

/* What of a picture is left out because it cannot be kept is told. */
static void
tell_left_out(struct tiff_copy *copy, const struct tiff_entry *entry)
{
	if (copy->conversion->strip != STRIP_NOTHING)
		return;
	switch (tiff_tag_role(entry->tag)) {
	case TIFF_ROLE_LAYERS:
		copy->metadata->left_out |= METADATA_LEFT_PICTURES;
		break;
	case TIFF_ROLE_SIGNATURE:
		copy->metadata->left_out |= METADATA_LEFT_SIGNATURE;
		break;
	default:
		break;
	}
}

static enum gm_status
put_entry(struct tiff_copy *copy, const struct tiff_node *node,
	  const struct tiff_entry *entry, struct gm_error *err)
{
	if (tiff_tree_n_links(&copy->raw, entry) > 0)
		return put_links(copy, entry, err);
	if (tiff_settle_takes(entry))
		return GM_OK;
	if (node->is_picture && !stays(copy, node, entry)) {
		tell_left_out(copy, entry);
		return GM_OK;
	}
	if (!tiff_entry_is_whole(&copy->raw, entry)) {
		conversion_warn(copy->outcome,
				"a tag that is damaged is left out");
		return GM_OK;
	}
	return tiff_fields_copy(&copy->fields, entry, err);
}

/* In EXIF: what the components of a pixel are (Exif 2.32 4.6.5). */
static enum gm_status
put_components(struct tiff_copy *copy, const struct tiff_entry *entry,
	       struct gm_error *err)
{
	static const uint8_t gray[4] = {1, 0, 0, 0};

	return tiff_fields_add(&copy->fields, entry->tag, entry->type, gray,
			       sizeof(gray), err);
}

static enum gm_status
put_records(struct tiff_copy *copy, struct gm_error *err)
{
	const struct tiff_entry *components =
		tiff_directory_find(&copy->directory, TIFF_TAG_COMPONENTS);

	return copy->was_color && components != NULL &&
			       components->type == TIFF_TYPE_UNDEFINED &&
			       components->n == 4
		       ? put_components(copy, components, err)
		       : GM_OK;
}

/* All fields of the directory, and before them the blocks of a picture. */
static enum gm_status
make_fields(struct tiff_copy *copy, const struct tiff_node *node,
	    struct gm_error *err)
{
	struct metadata *m = &copy->piece_list;
	bool was_color = node->is_picture && node->way != TIFF_WAY_KEEP;
	enum gm_status st;

	m->settler = copy->metadata->settler;
	st = tiff_settle_begin(m, &copy->raw, &copy->directory, was_color,
			       copy->outcome, err);
	if (st != GM_OK)
		return st;
	if (!node->is_picture)
		st = put_records(copy, err);
	else
		st = tiff_picture_put(copy, node, err);
	if (st == GM_OK)
		st = tiff_settle_end(m, copy->outcome, err);
	copy->metadata->left_out |= m->left_out;
	if (st == GM_OK)
		st = tiff_settle_put(m, &copy->directory, &copy->fields, err);
	for (size_t i = 0; i < copy->directory.n && st == GM_OK; i++)
		st = put_entry(copy, node, &copy->directory.entries[i], err);
	return st;
}

static enum gm_status
write_node(struct tiff_copy *copy, struct tiff_node *node, struct gm_error *err)
{
	struct tiff_fields *fields = &copy->fields;
	uint64_t link_at = 0;
	enum gm_status st =
		tiff_raw_directory(&copy->raw, node->at, &copy->directory, err);

	tiff_fields_clear(fields);
	if (st == GM_OK)
		st = tiff_put_align(&copy->put, err);
	if (st == GM_OK)
		st = make_fields(copy, node, err);
	if (st == GM_OK)
		st = tiff_put_directory(&copy->put, fields, &node->out_at,
					&link_at, err);
	for (size_t i = 0; i < fields->n && st == GM_OK; i++)
		if (fields->fields[i].has_links)
			st = take_links(copy, &fields->fields[i], err);
	if (st == GM_OK && node->next != TIFF_TREE_NONE)
		st = add_link(copy, link_at,
			      tiff_order_offset_nbytes(&copy->raw.order),
			      node->next, err);
	return st;
}

static enum gm_status
write_all(struct tiff_copy *copy, struct gm_error *err)
{
	const struct tiff_order *order = &copy->raw.order;
	enum gm_status st;

	tiff_raw_refill(&copy->raw);
	copy->put = (struct tiff_put){.out = copy->out, .raw = &copy->raw};
	st = tiff_put_begin(&copy->put, err);
	if (st == GM_OK)
		st = add_link(copy, copy->put.link_at,
			      tiff_order_offset_nbytes(order), 0, err);
	for (size_t i = 0; i < copy->tree.n && st == GM_OK; i++) {
		if (!is_written(copy, (uint32_t)i))
			continue;
		st = write_node(copy, &copy->tree.nodes[i], err);
		if (st != GM_OK)
			tiff_look_say_page(&copy->tree, i, err);
	}
	return st == GM_OK ? write_links(copy, err) : st;
}

static enum gm_status
copy_whole(struct tiff_copy *copy, struct gm_error *err)
{
	const uint8_t *data;
	enum gm_status st = file_in_rewind(copy->in, err);
	size_t n;

	while (st == GM_OK &&
	       (n = file_in_peek(copy->in, FILE_IN_BUFFER_BYTES, &data)) > 0) {
		st = file_out_write(copy->out, data, n, err);
		file_in_skip(copy->in, n);
	}
	return st == GM_OK ? file_in_status(copy->in, err) : st;
}

/* With --frames=first, the first directory that is a page. */
static enum gm_status
find_first(struct tiff_copy *copy, struct gm_error *err)
{
	struct tiff_pages pages = {0};
	enum gm_status st = tiff_raw_open(&copy->raw, copy->in, err);

	if (st != GM_OK || !copy->conversion->first_frame)
		return st;
	st = tiff_pages_find(&pages, &copy->raw, &copy->directory, err);
	copy->raw.first_at = pages.first_at;
	return st;
}

enum gm_status
tiff_copy_file(struct tiff_copy *copy, struct gm_error *err)
{
	const struct conversion *conversion = copy->conversion;
	bool is_same = false;
	enum gm_status st = find_first(copy, err);

	if (st == GM_OK)
		st = tiff_tree_walk(&copy->tree, &copy->raw,
				    conversion->first_frame,
				    conversion->salvage, err);
	if (st == GM_OK && copy->tree.is_cut)
		conversion_warn(copy->outcome,
				"a directory that is damaged, or met twice, is "
				"left out");
	tiff_raw_refill(&copy->raw);
	if (st == GM_OK)
		st = tiff_look(copy, &is_same, err);
	if (st != GM_OK)
		return st;
	return is_same ? copy_whole(copy, err) : write_all(copy, err);
}

void
tiff_copy_end(struct tiff_copy *copy)
{
	tiff_source_close(&copy->source);
	copy->source = (struct tiff_source){0};
	tiff_tree_free(&copy->tree);
	metadata_clear(&copy->piece_list);
	copy->n_links = 0;
	copy->was_color = false;
}

void
tiff_copy_free(struct tiff_copy *copy)
{
	tiff_copy_end(copy);
	tiff_directory_free(&copy->directory);
	tiff_fields_free(&copy->fields);
	metadata_free(&copy->piece_list);
	tiff_luma_free(&copy->luma);
	free(copy->links);
	*copy = (struct tiff_copy){0};
}
