/* SPDX-License-Identifier: MIT */
/*
 * modules_linked.h - the modules that this build has, linked with a test
 *
 * The Makefile writes the list.
 */
#ifndef GM_TESTS_UNIT_MODULES_LINKED_H
#define GM_TESTS_UNIT_MODULES_LINKED_H

#include "formats/formats.h"
#include "formats/modules.h"

struct module_linked {
	const struct codec *codec; /* NULL ends the list */
	const struct codec_module *module;
};

extern const struct module_linked modules_linked[];

/* Have them all, as if each had been loaded. */
static inline void
modules_linked_use(void)
{
	for (const struct module_linked *at = modules_linked; at->codec != NULL;
	     at++)
		modules_use(at->codec, at->module);
}

#endif
