/* SPDX-License-Identifier: MIT */
/*
 * screen.h - what kind of place a stream writes to
 */
#ifndef GM_REPORT_SCREEN_H
#define GM_REPORT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A terminal: names are escaped there. */
bool screen_is_terminal(FILE *stream);

/* A terminal that can redraw a line (TERM is set, and not to "dumb"). */
bool screen_can_redraw(FILE *stream);

/* No terminal that another job of the shell has now. */
bool screen_is_ours(FILE *stream);

/* Columns of the terminal; 80 when that cannot be told. */
size_t screen_width(FILE *stream);

/* screen_can_redraw(), and the user has not set NO_COLOR to something. */
bool screen_wants_color(FILE *stream);

#endif
