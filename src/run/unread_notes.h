/* SPDX-License-Identifier: MIT */
/*
 * unread_notes.h - what a plan passes over because no codec reads it
 */
#ifndef GM_RUN_UNREAD_NOTES_H
#define GM_RUN_UNREAD_NOTES_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/plan.h"

/*
 * How many pictures of the folders are of formats that are not read here.
 * With shows, a line on stderr for each folder says how many of which kind.
 */
size_t unread_notes(const struct plan *plan, bool shows);

#endif
