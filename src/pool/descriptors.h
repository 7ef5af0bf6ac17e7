/* SPDX-License-Identifier: MIT */
/*
 * descriptors.h - what a worker has of the descriptors that the driver had
 */
#ifndef GM_POOL_DESCRIPTORS_H
#define GM_POOL_DESCRIPTORS_H

#include <stddef.h>

/*
 * In a worker: close all descriptors but the standard streams and the n in
 * kept, which is sorted here; what is below 0 in it is none.
 */
void descriptors_keep(int *kept, size_t n);

#endif
