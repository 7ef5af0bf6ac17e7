/* SPDX-License-Identifier: MIT */
#include "formats/module_file.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/trust.h"

/* Of a symbol's name: graymill_module_ and that of the module. */
#define SYMBOL_BYTES 64u

/* False where it is longer than any path. */
static bool
make_path(char path[PATH_MAX], const char *folder, const char *name)
{
	int n = snprintf(path, PATH_MAX, "%s/%s.so", folder, name);

	return n >= 0 && n < PATH_MAX;
}

bool
module_file_is_there(const char *folder, const char *name)
{
	char path[PATH_MAX];

	return make_path(path, folder, name) && access(path, F_OK) == 0;
}

/* What the loader says: the file, or the library, and what is wrong with it. */
static enum gm_status
fail_loading(struct gm_error *err)
{
	const char *said = dlerror();

	gm_fail(err, GM_ERR_OPEN, 0, "%s",
		said != NULL ? said : "it cannot be loaded");
	text_scrub(err->text);
	return err->status;
}

static enum gm_status
take(void *handle, const char *path, const char *name,
     const struct codec_module **module, struct gm_error *err)
{
	const struct codec_module *found;
	char symbol[SYMBOL_BYTES];

	snprintf(symbol, sizeof(symbol), "graymill_module_%s", name);
	found = dlsym(handle, symbol);
	if (found == NULL)
		return fail_loading(err);
	if (strcmp(found->version, GM_VERSION) != 0)
		return gm_fail(err, GM_ERR_OPEN, 0,
			       "%s is of graymill %s, this is " GM_VERSION,
			       path, found->version);
	*module = found;
	return GM_OK;
}

enum gm_status
module_file_load(const char *folder, const char *name,
		 const struct codec_module **module, struct gm_error *err)
{
	char path[PATH_MAX];
	enum gm_status st;
	void *handle;

	if (!make_path(path, folder, name))
		return gm_fail(err, GM_ERR_OPEN, 0, "its path is too long");
	st = trust_check(path, err);
	if (st != GM_OK)
		return st;
	/* All that it needs is found now, not when a worker first calls it. */
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (handle == NULL)
		return fail_loading(err);
	st = take(handle, path, name, module, err);
	if (st != GM_OK)
		dlclose(handle);
	return st;
}
