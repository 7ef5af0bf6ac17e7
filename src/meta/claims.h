/* SPDX-License-Identifier: MIT */
/*
 * claims.h - what the metadata of a file say of what else it has
 *
 * A gray file says nothing of what it does not have.  What goes is blanked
 * where it stands, see meta/xmp_claims.h; an extended XMP packet that was
 * changed gets the name that this gives it, for that is its digest.
 */
#ifndef GM_META_CLAIMS_H
#define GM_META_CLAIMS_H

#include "meta/metadata.h"

/*
 * Before that: the pieces from number first on go to another format, which has
 * nothing beside them.
 */
void claims_leave(struct metadata *m, size_t first);

/*
 * The same, but that they are turned with their picture, and those that follow
 * it are not: they are left out.
 */
void claims_turn(struct metadata *m, size_t first);

/*
 * Make true the XMP among the pieces from number first on, of which m->places
 * are kept, and what tells of gain maps.  An extended packet
 * of which parts are missing, in disorder or of another name is left out.  Adds
 * to m->left_out.  Fails with GM_ERR_NOMEM.
 */
enum gm_status claims_settle(struct metadata *m, size_t first,
			     struct gm_error *err);

#endif
