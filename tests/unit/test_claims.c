/* SPDX-License-Identifier: MIT */
#include "meta/claims.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/octets.h"
#include "icc/md5.h"
#include "meta/xmp_claims.h"

static void
add(struct metadata *m, enum metadata_kind kind, const void *value,
    size_t nbytes)
{
	const struct metadata_piece piece = {.kind = kind,
					     .home = "JPEG",
					     .data = value,
					     .nbytes = nbytes,
					     .value = value,
					     .value_nbytes = nbytes};
	struct gm_error err;

	assert_int_equal(metadata_add(m, &piece, &err), GM_OK);
}

/*
 * A packet and what it is after: the same length, with a run of spaces where
 * `after` has a ~.
 */
static unsigned
expect(const char *before, const char *after)
{
	size_t n = strlen(before), n_rest;
	const char *tilde = strchr(after, '~');
	struct metadata_piece piece;
	struct metadata m = {0};
	struct gm_error err;
	unsigned left;

	add(&m, METADATA_XMP, before, n);
	assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
	piece = metadata_get(&m, 0);
	assert_int_equal(piece.value_nbytes, n);
	if (tilde == NULL)
		tilde = after + n;
	assert_memory_equal(piece.value, after, (size_t)(tilde - after));
	n_rest = *tilde == '~' ? strlen(tilde + 1) : 0;
	for (size_t i = (size_t)(tilde - after); i < n - n_rest; i++)
		assert_int_equal(piece.value[i], ' ');
	assert_memory_equal(piece.value + n - n_rest, tilde + 1, n_rest);
	left = m.left_out;
	metadata_free(&m);
	return left;
}

static void
test_what_goes(void **state)
{
	static const struct {
		const char *before;
		const char *after;
		unsigned left;
	} tests[] = {
		{"<r a='1' b:c=\"2\"><d/>e</r>", "<r a='1' b:c=\"2\"><d/>e</r>",
		 0},
		{"<r GCamera:MotionPhoto='1'/>", "<r ~/>", METADATA_LEFT_VIDEO},
		{"<r GCamera:MicroVideoOffset='1' a='b'/>", "<r ~ a='b'/>",
		 METADATA_LEFT_VIDEO},
		{"<GCamera:MotionPhotoVersion>1</"
		 "GCamera:MotionPhotoVersion><a>",
		 "~<a>", METADATA_LEFT_VIDEO},
		{"<r GCamera:BurstID='1'/>", "<r GCamera:BurstID='1'/>", 0},
		{"<r GDepth:Data='ab' GImage:Data='cd'/>", "<r ~/>",
		 METADATA_LEFT_DEPTH},
		{"<Device:Cameras><a><b c='d'/></a></Device:Cameras>e", "~e",
		 METADATA_LEFT_DEPTH},
		{"<xmp:Thumbnails><rdf:Alt><rdf:li xmpGImg:image='ab'/>"
		 "</rdf:Alt></xmp:Thumbnails><xmp:Rating>5</xmp:Rating>",
		 "~<xmp:Rating>5</xmp:Rating>", METADATA_LEFT_THUMBNAIL},
		{"<r dcterms:provenance='self#jumbf=c2pa' dcterms:format='a'/>",
		 "<r ~ dcterms:format='a'/>", METADATA_LEFT_SIGNATURE},
		{"<r hdrgm:Version='1.0'/>", "<r ~/>", METADATA_LEFT_PICTURES},
		/* What does not end goes to the end. */
		{"<r><GImage:Data>ab</r>", "<r>~", METADATA_LEFT_DEPTH},
		/* The names of namespaces count, not their prefixes. */
		{"<r a:Data='b' xmlns:a='http://ns.google.com/photos/1.0/"
		 "image/'/>",
		 "<r ~ xmlns:a='http://ns.google.com/photos/1.0/image/'/>",
		 METADATA_LEFT_DEPTH},
		{"<r xmlns:GImage='mine' GImage:Data='b'/>",
		 "<r xmlns:GImage='mine' GImage:Data='b'/>", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		assert_int_equal(expect(tests[i].before, tests[i].after),
				 tests[i].left);
}

#define ITEM_START "<rdf:li rdf:parseType='Resource'><Container:Item Item:Mime="
#define PRIMARY                                                                \
	ITEM_START "'image/jpeg' Item:Length='0' Item:Padding='0'/></rdf:li>"
#define MOVIE    ITEM_START "'video/mp4' Item:Length='7'/></rdf:li>"
#define HUGE_MAP ITEM_START "'image/jpeg' Item:Length='99999999999'/></rdf:li>"
#define ELEMENTS                                                               \
	"<rdf:li><Container:Item><Item:Mime>video/mp4</Item:Mime>"             \
	"<Item:Length>12</Item:Length><Item:Padding>345</Item:Padding>"        \
	"</Container:Item></rdf:li>"
#define START "<a><Container:Directory><rdf:Seq>"
#define END   "</rdf:Seq></Container:Directory></a>"

static void
test_containers(void **state)
{
	(void)state;
	assert_int_equal(expect(START PRIMARY MOVIE END, "<a>~</a>"),
			 METADATA_LEFT_VIDEO);
	assert_int_equal(expect(START HUGE_MAP MOVIE HUGE_MAP END, "<a>~</a>"),
			 METADATA_LEFT_VIDEO | METADATA_LEFT_PICTURES);
	/* A second one. */
	assert_int_equal(expect("<a><Container:Directory></Container:Directory>"
				"<Container:Directory><rdf:Seq>" PRIMARY END,
				"<a>~</a>"),
			 0);
}

static void
test_container_is_read(void **state)
{
	static const char packet[] = START PRIMARY HUGE_MAP ELEMENTS END;
	struct xmp_container c;
	const struct xmp_item *last = &c.items[2];

	(void)state;
	xmp_container_read((const uint8_t *)packet, sizeof(packet) - 1, &c);
	assert_int_equal(c.at, 3);
	assert_int_equal(c.end, sizeof(packet) - 1 - 4);
	assert_int_equal(c.n_items, 3);
	assert_int_equal(c.items[0].nbytes, 0);
	assert_false(c.items[0].is_video);
	assert_int_equal(c.items[1].nbytes, 0);
	assert_int_equal(last->nbytes, 12);
	assert_true(last->is_video);
	assert_memory_equal(packet + last->padding_at, "345</", 5);
	assert_int_equal(last->padding_end - last->padding_at, 3);
	assert_memory_equal(packet + last->at, "<rdf:li><", 9);
	assert_memory_equal(packet + last->end, "</rdf:Seq>", 10);
	/* One that does not end is none, and none is more than can be known. */
	xmp_container_read((const uint8_t *)packet, sizeof(packet) - 30, &c);
	assert_int_equal(c.n_items, 0);
	assert_true(c.end > 0);
}

static void
test_too_many_items(void **state)
{
	char packet[8192] = "<Container:Directory>";
	struct xmp_container c;

	(void)state;
	for (size_t n = 1; n <= XMP_CONTAINER_MAX_ITEMS + 1; n++) {
		size_t nbytes;

		strcat(packet, "<rdf:li><a/></rdf:li>");
		nbytes = strlen(packet);
		strcpy(packet + nbytes, "</Container:Directory>");
		xmp_container_read((const uint8_t *)packet, strlen(packet), &c);
		assert_int_equal(c.n_items,
				 n <= XMP_CONTAINER_MAX_ITEMS ? n : 0);
		packet[nbytes] = '\0';
	}
}

/* What a packet is after, of a file in which one further picture is kept. */
static void
expect_with(const char *before, const char *after, uint64_t nbytes, bool is_map,
	    unsigned left)
{
	struct metadata m = {.places = {{.nbytes = nbytes, .is_map = is_map}},
			     .n_places = 1};
	struct metadata_piece piece;
	struct gm_error err;

	assert_int_equal(strlen(before), strlen(after));
	add(&m, METADATA_XMP, before, strlen(before));
	assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
	piece = metadata_get(&m, 0);
	assert_memory_equal(piece.value, after, strlen(after));
	assert_int_equal(m.left_out, left);
	metadata_free(&m);
}

/* Of a picture in colours, or a gray one. */
static void
test_colors(void **state)
{
	static const char packet[] =
		"<r tiff:SamplesPerPixel='3' photoshop:ColorMode='3' a='b'>"
		"<exif:ComponentsConfiguration><rdf:Seq><rdf:li>1</rdf:li>"
		"</rdf:Seq></exif:ComponentsConfiguration></r>";
	const size_t n = sizeof(packet) - 1;
	struct metadata_piece piece;
	struct gm_error err;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		struct metadata m = {.was_color = i == 1};
		size_t n_same = 0;

		add(&m, METADATA_XMP, packet, n);
		assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
		assert_int_equal(m.left_out, 0);
		piece = metadata_get(&m, 0);
		for (size_t k = 0; k < n; k++)
			n_same += piece.value[k] == (uint8_t)packet[k];
		assert_true(i == 0 ? n_same == n : n_same < n);
		assert_memory_equal(piece.value + n - 4, "</r>", 4);
		for (size_t k = 3; i == 1 && k < n - 5; k++)
			assert_true(strchr(" a='b'>", piece.value[k]) != NULL);
		metadata_free(&m);
	}
}

static void
test_what_is_kept(void **state)
{
	static const char map[] = "<r hdrgm:Version='1'/>";
	static const char item[] =
		"<a><Container:Directory><rdf:li Item:Padding='12'/>"
		"<rdf:li Item:Length='12'/></Container:Directory></a>";

	(void)state;
	expect_with(map, map, 12, true, 0);
	expect_with(map, "<r                  />", 12, false,
		    METADATA_LEFT_PICTURES);
	/* Nothing is between the pictures any more. */
	expect_with(item,
		    "<a><Container:Directory><rdf:li Item:Padding='00'/>"
		    "<rdf:li Item:Length='12'/></Container:Directory></a>",
		    12, true, 0);
	/* One film less. */
	expect_with(
		"<a><Container:Directory><rdf:li/><rdf:li Item:Length='12'/>"
		"<rdf:li Item:Mime='video/mp4'/></Container:Directory></a>",
		"<a><Container:Directory><rdf:li/><rdf:li Item:Length='12'/>"
		"                               </Container:Directory></a>",
		12, true, METADATA_LEFT_VIDEO);
}

/* A packet in a resource, number 1060, goes the same way. */
static void
test_resources(void **state)
{
	static const char segment[] = "Photoshop 3.0\0"
				      "8BIM\4\46\0\0\0\0\0\1x\0"
				      "8BIM\4\44\0\0\0\0\0\34"
				      "<r GCamera:MotionPhoto='1'/>";
	struct metadata_piece piece;
	struct metadata m = {0};
	struct gm_error err;

	(void)state;
	add(&m, METADATA_IPTC, segment, sizeof(segment) - 1);
	assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
	assert_int_equal(m.left_out, METADATA_LEFT_VIDEO);
	piece = metadata_get(&m, 0);
	assert_memory_equal(piece.data, segment, 40);
	assert_memory_equal(piece.data + 40, "<r                        />",
			    28);
	metadata_free(&m);
}

static size_t
n_of_kind(const struct metadata *m, enum metadata_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_items; i++)
		n += metadata_get(m, i).kind == kind;
	return n;
}

static void
test_leaving_and_turning(void **state)
{
	struct gm_error err;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct metadata m = {.places = {{.nbytes = 1, .is_map = true}},
				     .n_places = 1};

		add(&m, METADATA_INDEX, "index", 5);
		add(&m, METADATA_GAIN_MAP, "urn", 3);
		add(&m, METADATA_XMP_MORE, "part", 4);
		if (i == 1)
			claims_turn(&m, 0);
		if (i == 2)
			claims_leave(&m, 0);
		assert_int_equal(n_of_kind(&m, METADATA_XMP_MORE), i < 2);
		assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
		assert_int_equal(m.n_places, i == 0);
		assert_int_equal(n_of_kind(&m, METADATA_INDEX), i == 0);
		assert_int_equal(n_of_kind(&m, METADATA_GAIN_MAP), i == 0);
		assert_int_equal(m.left_out,
				 i == 0 ? 0 : METADATA_LEFT_PICTURES);
		metadata_free(&m);
	}
}

/* A part of an extended packet. */
static void
add_part(struct metadata *m, const char *guid, const char *packet, size_t at,
	 size_t n)
{
	uint8_t part[256];

	memcpy(part, guid, XMP_GUID_NBYTES);
	octets_put_u32be(part + 32, (uint32_t)strlen(packet));
	octets_put_u32be(part + 36, (uint32_t)at);
	memcpy(part + 40, packet + at, n);
	add(m, METADATA_XMP_MORE, part, 40 + n);
}

static void
digest(const char *packet, char guid[XMP_GUID_NBYTES + 1])
{
	uint8_t bytes[MD5_NBYTES];
	struct gm_error err;

	assert_int_equal(
		md5((const uint8_t *)packet, strlen(packet), bytes, &err),
		GM_OK);
	for (size_t i = 0; i < MD5_NBYTES; i++)
		sprintf(guid + 2 * i, "%02X", bytes[i]);
}

static void
add_main(struct metadata *m, const char *guid)
{
	char packet[128];

	sprintf(packet, "<r xmpNote:HasExtendedXMP='%s' a='b'/>", guid);
	add(m, METADATA_XMP, packet, strlen(packet));
}

/* The packet in two parts, and what it is called and becomes. */
static void
expect_extension(const char *before, const char *after)
{
	char guid[XMP_GUID_NBYTES + 1];
	size_t half = strlen(before) / 2;
	struct metadata_piece piece;
	struct metadata m = {0};
	struct gm_error err;

	digest(before, guid);
	add_main(&m, guid);
	add_part(&m, guid, before, 0, half);
	add_part(&m, guid, before, half, strlen(before) - half);
	assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
	digest(after, guid);
	assert_int_equal(m.n_items, 3);
	piece = metadata_get(&m, 0);
	assert_memory_equal(piece.value + 27, guid, XMP_GUID_NBYTES);
	for (size_t i = 1; i < 3; i++) {
		size_t at = i == 1 ? 0 : half;

		piece = metadata_get(&m, i);
		assert_memory_equal(piece.value, guid, XMP_GUID_NBYTES);
		assert_int_equal(octets_u32be(piece.value + 36), at);
		assert_memory_equal(piece.value + 40, after + at,
				    piece.value_nbytes - 40);
	}
	metadata_free(&m);
}

static void
test_extension(void **state)
{
	(void)state;
	expect_extension("<r crs:a='b' c='d'/>", "<r crs:a='b' c='d'/>");
	expect_extension("<r GImage:Data='abcdefg' a='b'/>",
			 "<r                       a='b'/>");
}

static void
expect_no_extension(struct metadata *m)
{
	struct metadata_piece piece;
	struct gm_error err;

	assert_int_equal(claims_settle(m, 0, &err), GM_OK);
	for (size_t i = 0; i < m->n_items; i++) {
		piece = metadata_get(m, i);
		assert_int_equal(piece.kind, METADATA_XMP);
		assert_memory_equal(piece.value, "<r  ", 4);
		assert_memory_equal(piece.value + piece.value_nbytes - 9,
				    "  a='b'/>", 9);
	}
	metadata_free(m);
}

static void
test_no_extension(void **state)
{
	static const char packet[] = "<r a='b' c='d'/>";
	char guid[XMP_GUID_NBYTES + 1];
	const size_t n = sizeof(packet) - 1;
	struct metadata m = {0};

	(void)state;
	digest(packet, guid);
	/* None; a part lacks; one is of another; in disorder; no name. */
	add_main(&m, guid);
	expect_no_extension(&m);
	add_part(&m, guid, packet, 0, 3);
	add_main(&m, guid);
	expect_no_extension(&m);
	add_main(&m, guid);
	add_part(&m, "0123456789012345678901234567890x", packet, 0, n);
	expect_no_extension(&m);
	add_main(&m, guid);
	add_part(&m, guid, packet, 3, n - 3);
	add_part(&m, guid, packet, 0, 3);
	expect_no_extension(&m);
	add_main(&m, "0123");
	add_part(&m, guid, packet, 0, n);
	expect_no_extension(&m);
	add(&m, METADATA_XMP_MORE, "0123", 4);
	add_main(&m, guid);
	expect_no_extension(&m);
	/* Nobody asks for it. */
	add_part(&m, guid, packet, 0, n);
	expect_no_extension(&m);
	assert_int_equal(m.n_items, 0);
}

/* All of them speak of a packet that is not there, among much else. */
static void
test_many_packets(void **state)
{
	struct metadata m = {0};
	struct gm_error err;
	clock_t start;

	(void)state;
	for (int i = 0; i < 10000; i++)
		add_main(&m, "0123456789ABCDEF0123456789ABCDEF");
	for (int i = 0; i < 100000; i++)
		add(&m, METADATA_COMMENT, "", 1);
	start = clock();
	assert_int_equal(claims_settle(&m, 0, &err), GM_OK);
	assert_true(clock() - start < 3 * CLOCKS_PER_SEC);
	metadata_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_goes),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_container_is_read),
		cmocka_unit_test(test_too_many_items),
		cmocka_unit_test(test_colors),
		cmocka_unit_test(test_resources),
		cmocka_unit_test(test_what_is_kept),
		cmocka_unit_test(test_leaving_and_turning),
		cmocka_unit_test(test_extension),
		cmocka_unit_test(test_no_extension),
		cmocka_unit_test(test_many_packets),
	};

	return cmocka_run_group_tests_name("claims", tests, NULL, NULL);
}
