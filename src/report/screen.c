/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* struct winsize */
#include "report/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool
screen_is_terminal(FILE *stream)
{
	return isatty(fileno(stream)) == 1;
}

bool
screen_can_redraw(FILE *stream)
{
	const char *term = getenv("TERM");

	return screen_is_terminal(stream) && term != NULL && term[0] != '\0' &&
	       strcmp(term, "dumb") != 0;
}

bool
screen_is_ours(FILE *stream)
{
	pid_t front = tcgetpgrp(fileno(stream));

	return front < 0 || front == getpgrp();
}

size_t
screen_width(FILE *stream)
{
	struct winsize size;

	if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

bool
screen_wants_color(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");

	return screen_can_redraw(stream) &&
	       (no_color == NULL || no_color[0] == '\0');
}
