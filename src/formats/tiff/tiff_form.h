/* SPDX-License-Identifier: MIT */
/*
 * tiff_form.h - how the gray picture of a page is to be coded
 */
#ifndef GM_FORMATS_TIFF_TIFF_FORM_H
#define GM_FORMATS_TIFF_TIFF_FORM_H

#include "base/err.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_encode_lib.h"
#include "formats/tiff/tiff_page.h"
#include "formats/tiff/tiff_raw.h"

/*
 * As the page is, for rows of n_samples of so many bits, which are floats or
 * else as they are in the page; is_light: of floats that become LogL.
 */
enum gm_status tiff_form_of(struct tiff_form *form,
			    const struct tiff_page *page, struct tiff_raw *raw,
			    const struct tiff_directory *directory,
			    const struct conversion *conversion,
			    struct gm_error *err);

/*
 * Append the fields that say how it is coded, all but those of the blocks.
 * kinds are those of the further samples, as ExtraSamples has them.
 */
enum gm_status tiff_form_put(const struct tiff_form *form,
			     const struct tiff_page *page,
			     const struct tiff_directory *directory,
			     const struct tiff_order *order,
			     const uint64_t *kinds, struct tiff_fields *fields,
			     struct gm_error *err);

#endif
