/* SPDX-License-Identifier: MIT */
/*
 * The rows are written here and nowhere else, and stay read-only besides: a
 * worker that is taken over finds no pointers to functions in them to bend.
 */
#include "formats/modules.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/formats.h"
#include "formats/module_file.h"

/* The package that all modules are in. */
static const struct gm_error not_installed = {GM_ERR_FORMAT,
					      "install graymill-codecs"};
static const struct gm_error no_memory = {GM_ERR_OPEN,
					  "out of memory (module)"};

static int
protect(const struct codec *codec, int protection)
{
	uintptr_t page_nbytes = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = (uintptr_t)codec / page_nbytes * page_nbytes;
	uintptr_t to = (uintptr_t)(codec + 1);

	return mprotect((void *)from, to - from, protection);
}

/*
 * The row of a module is no constant, see codec.h.  Where it cannot be sealed
 * again it is as good as the rest of what a worker can write.
 */
static struct codec *
unseal(const struct codec *codec)
{
	return protect(codec, PROT_READ | PROT_WRITE) == 0
		       ? (struct codec *)(uintptr_t)codec
		       : NULL;
}

static void
seal(const struct codec *codec)
{
	(void)protect(codec, PROT_READ);
}

/* For as long as the program runs. */
static const struct gm_error *
copy(const struct gm_error *err)
{
	struct gm_error *to = malloc(sizeof(*to));

	if (to == NULL)
		return &no_memory;
	*to = *err;
	return to;
}

void
modules_look(void)
{
	for (const struct codec *const *codec = formats_all(); *codec != NULL;
	     codec++) {
		struct codec *row;

		if ((*codec)->module == NULL ||
		    module_file_is_there(modules_folder, (*codec)->module))
			continue;
		row = unseal(*codec);
		if (row != NULL)
			row->lack = &not_installed;
		seal(*codec);
	}
}

void
modules_load(const struct codec *codec)
{
	const struct codec_module *module;
	struct gm_error err;
	struct codec *row;

	if (codec->module == NULL || codec->reader != NULL ||
	    codec->lack != NULL)
		return;
	if (module_file_load(modules_folder, codec->module, &module, &err) ==
	    GM_OK) {
		modules_use(codec, module);
		return;
	}
	row = unseal(codec);
	if (row != NULL)
		row->lack = copy(&err);
	seal(codec);
}

void
modules_use(const struct codec *codec, const struct codec_module *module)
{
	struct codec *row = unseal(codec);

	if (row != NULL) {
		row->libraries = module->libraries;
		row->direct = module->direct;
		row->reader = module->reader;
		row->writer = module->writer;
	}
	seal(codec);
}
