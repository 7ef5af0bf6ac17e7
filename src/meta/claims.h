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
 * Before claims_settle(), of a picture that is turned: those that follow it
 * would not be, and are left out, with the index among the pieces from number
 * first on.
 */
void claims_turn(struct metadata *m, size_t first);

/*
 * The same of a picture that becomes one of another format, which has no place
 * for them, nor for an extended packet of XMP.
 */
void claims_leave(struct metadata *m, size_t first);

/*
 * Make true what the pieces from number first on say, in XMP and of gain maps,
 * where of all that followed the picture m->places are kept.  An extended
 * packet of which parts are missing, in disorder or of another name is left
 * out.  Adds to m->left_out.  Fails with GM_ERR_NOMEM.
 */
enum gm_status claims_settle(struct metadata *m, size_t first,
			     struct gm_error *err);

#endif
