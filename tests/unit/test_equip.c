/* SPDX-License-Identifier: MIT */
/* What a worker's word can make the driver load: what there is to load. */
#include "run/equip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "formats/formats.h"
#include "formats/modules.h"
#include "modules_linked.h"

static void
nothing_else_is_wanted(void **state)
{
	uint64_t wanted = 0;

	(void)state;
	assert_false(equip_want(NULL, &wanted));
	for (size_t i = 0; formats_all()[i] != NULL; i++) {
		const struct codec *codec = formats_all()[i];

		if (codec->module == NULL)
			assert_false(equip_want(codec, &wanted));
	}
	assert_true(wanted == 0);
}

/* Those of the build may be there, or not: what is exported to them is not. */
static void
a_module_is_wanted_until_it_was_tried(void **state)
{
	(void)state;
	for (size_t i = 0; formats_all()[i] != NULL; i++) {
		const struct codec *codec = formats_all()[i];
		const struct gm_error *lack;
		uint64_t wanted = 0;

		if (codec->module == NULL)
			continue;
		assert_true(equip_want(codec, &wanted));
		assert_true(wanted == formats_bit(codec));
		modules_load(codec);
		assert_true((codec->reader == NULL) != (codec->lack == NULL));
		assert_false(equip_want(codec, &wanted));
		/* Tried once, and what came of it stays. */
		lack = codec->lack;
		modules_load(codec);
		assert_ptr_equal(codec->lack, lack);
	}
}

static void
what_is_linked_is_not_wanted(void **state)
{
	uint64_t wanted = 0;

	(void)state;
	modules_linked_use();
	for (const struct module_linked *at = modules_linked; at->codec != NULL;
	     at++)
		assert_false(equip_want(at->codec, &wanted));
	equip_with(wanted);
	assert_true(wanted == 0);
}

/* Without a format to write there is nothing to refuse. */
static void
what_is_written_must_be_there(void **state)
{
	struct options options = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(equip_for_output(&options, &err), GM_OK);
	options.to = &codec_png;
	assert_int_equal(equip_for_output(&options, &err), GM_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_else_is_wanted),
		cmocka_unit_test(a_module_is_wanted_until_it_was_tried),
		cmocka_unit_test(what_is_linked_is_not_wanted),
		cmocka_unit_test(what_is_written_must_be_there),
	};

	return cmocka_run_group_tests_name("equip", tests, NULL, NULL);
}
