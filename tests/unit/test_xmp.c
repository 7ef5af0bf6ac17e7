/* SPDX-License-Identifier: MIT */
#include "meta/xmp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What the walk through a packet tells, a word for each part. */
static char told[4096];

static void
tell(const struct xmp_part *part, const char *xmp)
{
	static const char marks[] = "<@>";
	size_t n = strlen(told);

	snprintf(told + n, sizeof(told) - n, "%s%c%zu", n > 0 ? " " : "",
		 marks[part->kind], part->depth);
	n = strlen(told);
	if (part->kind != XMP_END)
		snprintf(told + n, sizeof(told) - n, "%u:%.*s=%.*s",
			 (unsigned)part->ns, (int)part->name_nbytes,
			 (const char *)part->name,
			 (int)(part->value_end - part->value_at),
			 xmp + part->value_at);
}

/* The packet ends where memory does. */
static void
walk_through(const char *text, size_t n)
{
	char *xmp = malloc(n > 0 ? n : 1);
	struct xmp_walk walk;
	struct xmp_part part;

	assert_non_null(xmp);
	memcpy(xmp, text, n);
	told[0] = '\0';
	xmp_begin(&walk, (uint8_t *)xmp, n);
	while (xmp_next(&walk, &part)) {
		assert_true(part.at <= part.end && part.end <= n);
		assert_true(part.kind == XMP_END ||
			    (part.value_at <= part.value_end &&
			     part.value_end <= n));
		tell(&part, xmp);
	}
	free(xmp);
}

static void
expect(const char *xmp, const char *parts)
{
	walk_through(xmp, strlen(xmp));
	assert_string_equal(told, parts);
}

static void
test_parts(void **state)
{
	(void)state;
	expect("", "");
	expect("no tag", "");
	expect("<a>b</a>", "<10:a=b >1");
	expect("<a x = '1'\n y=\"2'\"/>", "<10:a= @10:x=1 @10:y=2' >1");
	expect("<a><b/><c>d<e></e></c></a>",
	       "<10:a= <20:b= >2 <20:c=d <30:e= >3 >2 >1");
	expect("<?xpacket a='<b>'?><!-- <c> --><!D><![CDATA[<e>]]><f/>",
	       "<10:f= >1");
}

static void
test_namespaces(void **state)
{
	static const char later[] = "<a g:b='1' xmlns:g='http://ns.google.com/"
				    "photos/1.0/camera/'/>";
	char hdrgm[8], camera[8];

	(void)state;
	snprintf(hdrgm, sizeof(hdrgm), "%u", (unsigned)XMP_GAIN_MAP);
	snprintf(camera, sizeof(camera), "%u", (unsigned)XMP_CAMERA);
	walk_through("<hdrgm:a/>", 10);
	assert_non_null(strstr(told, hdrgm));
	walk_through("<hdrgma:a/><ahdrgm:a/><hdrgm/>", 30);
	assert_null(strstr(told, hdrgm));
	expect("<a xmlns:hdrgm='x' hdrgm:b='1'><hdrgm:c/></a>",
	       "<10:a= @10:b=1 <20:c= >2 >1");
	/* After what it is declared for, in the same tag. */
	walk_through(later, strlen(later));
	assert_non_null(strstr(told, camera));
}

#define CAMERA_NAME "http://ns.google.com/photos/1.0/camera/"

/* Of each element and attribute, whether it is of that namespace. */
static void
expect_camera(const char *xmp, const char *marks)
{
	struct xmp_walk walk;
	struct xmp_part part;
	char found[64];
	size_t n = 0;

	xmp_begin(&walk, (const uint8_t *)xmp, strlen(xmp));
	while (xmp_next(&walk, &part))
		if (part.kind != XMP_END)
			found[n++] = part.ns == XMP_CAMERA ? 'c' : '-';
	found[n] = '\0';
	assert_string_equal(found, marks);
}

static void
test_scopes(void **state)
{
	char many[8192] = "<a";
	size_t n;

	(void)state;
	/* Two prefixes of one namespace. */
	expect_camera("<a xmlns:b='" CAMERA_NAME "' xmlns:c='" CAMERA_NAME
		      "' b:d='' c:d='' GCamera:d=''/>",
		      "-ccc");
	/* What is declared in an element is so in it alone. */
	expect_camera("<a xmlns:b='" CAMERA_NAME "'><c xmlns:b='x' b:d=''>"
		      "<b:e/></c><b:f/></a><b:g/>",
		      "----c-");
	expect_camera("<a xmlns:GCamera='x'><b xmlns:GCamera='" CAMERA_NAME
		      "'/><GCamera:c/></a><GCamera:d/>",
		      "---c");
	/* Those that make no difference do not count. */
	for (unsigned i = 0; i < 200; i++) {
		n = strlen(many);
		snprintf(many + n, sizeof(many) - n, " xmlns:p%u='x'", i);
	}
	n = strlen(many);
	snprintf(many + n, sizeof(many) - n,
		 " xmlns:q='" CAMERA_NAME "'><q:r/></a>");
	expect_camera(many, "-c");
}

static void
test_what_is_malformed(void **state)
{
	(void)state;
	expect("</a></b><c>", ">0 >0 <10:c=");
	expect("<a b c='1'/><d/>", "<10:a= >1 <10:d= >1");
	expect("<a b='1>", "<10:a=");
	expect("<a b=1 c='2'>", "<10:a=");
	expect("<", "<10:=");
	expect("<!--", "");
	expect("<a", "<10:a=");
	expect("<:a b:='1'/>", "<10:a= @10:=1 >1");
}

/* Whatever it is cut off at, nothing behind is looked at. */
static void
test_cut_short(void **state)
{
	static const char packet[] =
		"<?xpacket?><x:a xmlns:x='y' b = \"c\"><d:e f='g'/><!-- h -->"
		"<![CDATA[i]]></x:a>";

	(void)state;
	for (size_t n = 0; n < sizeof(packet); n++)
		walk_through(packet, n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_what_is_malformed),
		cmocka_unit_test(test_cut_short),
	};

	return cmocka_run_group_tests_name("xmp", tests, NULL, NULL);
}
