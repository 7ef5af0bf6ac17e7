/* SPDX-License-Identifier: MIT */
/*
 * module_file.h - a module in its file: a shared object with one symbol
 *
 * Knows nothing of formats.
 */
#ifndef GM_FORMATS_MODULE_FILE_H
#define GM_FORMATS_MODULE_FILE_H

#include <stdbool.h>

#include "base/err.h"
#include "codec/codec.h"

/* Is there a file for the module of that name, whatever is in it? */
bool module_file_is_there(const char *folder, const char *name);

/*
 * Load folder/NAME.so, folder being an absolute path, with the libraries that
 * it needs, and find its graymill_module_NAME, which stays for as long as the
 * process.  Code of the file runs here only when trust_check() finds nothing
 * wrong with it, and the module is taken only when it is of this version.  The
 * libraries are looked for where the system has them.  Fails with GM_ERR_OPEN.
 */
enum gm_status module_file_load(const char *folder, const char *name,
				const struct codec_module **module,
				struct gm_error *err);

#endif
