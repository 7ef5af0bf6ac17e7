/* SPDX-License-Identifier: MIT */
/*
 * jpeg_oracle.h - does a gray JPEG hold the luma of its original?
 *
 * Asks libjpeg-turbo alone.  Knows nothing of how the gray one was made.
 */
#ifndef GM_FUZZ_JPEG_ORACLE_H
#define GM_FUZZ_JPEG_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Pictures with more pixels or scans would make fuzzing slow. */
#define JPEG_ORACLE_MAX_PIXELS (UINT32_C(1) << 20)
#define JPEG_ORACLE_MAX_SCANS  100

/* How the gray one was made, which says what may be asked of it. */
enum jpeg_oracle_way {
	/*
	 * Copied without decoding: of the same kind, and only the entropy
	 * coded data of a progressive file may be damaged.
	 */
	JPEG_ORACLE_COPIED,
	/*
	 * By the library, which also reads what is odd, and a progressive
	 * file whose last scans are missing.
	 */
	JPEG_ORACLE_RECODED,
	/* The same of a file that is damaged, as far as the library goes. */
	JPEG_ORACLE_SALVAGED,
};

/* What was said of the original. */
struct jpeg_oracle_claim {
	enum jpeg_oracle_way way;
	uint32_t width;
	uint32_t height;
	bool has_more; /* bytes follow its EOI; not asked of what is salvaged */
	/*
	 * Its EOI may be missing, which was said unless there was more to say:
	 * the picture ends with its last bit, whatever follows.
	 */
	bool may_lack_end;
};

/*
 * Print what is wrong and abort unless gray is the whole gray picture of the
 * original.  An original that the library cannot judge in time passes.
 */
void jpeg_oracle_check(const struct bytes *original, const struct bytes *gray,
		       const struct jpeg_oracle_claim *claim);

#endif
