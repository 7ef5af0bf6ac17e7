/* SPDX-License-Identifier: MIT */
/*
 * modules_folder.c - where the modules are, which the Makefile says: of a
 * program that is built, in the folder where it was built; of one that is
 * installed, where they are installed.
 */
#include "formats/modules.h"

const char modules_folder[] = MODULES_FOLDER;
