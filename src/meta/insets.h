/* SPDX-License-Identifier: MIT */
/*
 * insets.h - the pictures inside the metadata of one file, made gray
 */
#ifndef GM_META_INSETS_H
#define GM_META_INSETS_H

#include "meta/inset.h"
#include "meta/metadata.h"

/*
 * Make gray what is inside the pieces from number first on: EXIF (see exif.h),
 * the resources of Photoshop (irb.h), and of what is not looked into else the
 * whole JPEGs.  EXIF or resources that travel in several pieces are one.  No
 * piece becomes longer or shorter.  Fails with GM_ERR_NOMEM.
 */
enum gm_status insets_settle(struct metadata *m, size_t first,
			     const struct inset_maker *maker,
			     struct gm_error *err);

#endif
