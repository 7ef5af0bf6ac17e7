/* SPDX-License-Identifier: MIT */
/*
 * modules.h - the formats that are loaded when they are needed
 *
 * Each is a file NAME.so in one folder, which is known when the program is
 * linked; neither options nor the environment have a say.  It is loaded by the
 * driver, before it forks those that need it: in a worker that is locked in no
 * file can be opened for it, and no memory be made executable.
 */
#ifndef GM_FORMATS_MODULES_H
#define GM_FORMATS_MODULES_H

#include <stdbool.h>

#include "codec/codec.h"

/* The one symbol of each that the program looks for. */
#define MODULES_SYMBOL __attribute__((visibility("default")))

extern const struct codec_module graymill_module_avif MODULES_SYMBOL;
extern const struct codec_module graymill_module_heif MODULES_SYMBOL;
extern const struct codec_module graymill_module_jp2 MODULES_SYMBOL;
extern const struct codec_module graymill_module_jxl MODULES_SYMBOL;
extern const struct codec_module graymill_module_tiff MODULES_SYMBOL;

/* The folder, see the Makefile. */
extern const char modules_folder[];

/*
 * See which modules are there, before anything else asks: a row whose module
 * is not gets its lack.  Opens nothing.
 */
void modules_look(void);

/*
 * Load the module of the format, if it has one and that has not been tried:
 * its row has a reader then, or a lack.  Not for workers.
 */
void modules_load(const struct codec *codec);

/* The same with a module that is linked with the program, as tests are. */
void modules_use(const struct codec *codec, const struct codec_module *module);

#endif
