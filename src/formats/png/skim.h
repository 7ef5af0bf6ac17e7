/* SPDX-License-Identifier: MIT */
/*
 * skim.h - whether the pixels of a PNG can be copied, without holding them
 */
#ifndef GM_FORMATS_PNG_SKIM_H
#define GM_FORMATS_PNG_SKIM_H

#include "formats/png/source.h"

/*
 * Inflate the rows of source and throw them away.  Fails with
 * GM_ERR_UNSUPPORTED when the data are not exactly those rows with their
 * checksum, or a filter is not known; or with GM_ERR_NOMEM.
 */
enum gm_status skim_rows(const struct source *source, struct gm_error *err);

#endif
