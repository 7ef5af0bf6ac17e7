/* SPDX-License-Identifier: MIT */
#include "report/base64.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvw"
			     "xyz0123456789+/";

enum gm_status
base64_put(const void *data, size_t n, struct bytes *text, struct gm_error *err)
{
	const uint8_t *from = data;
	enum gm_status st = bytes_reserve(text, (n + 2) / 3 * 4, err);

	if (st != GM_OK)
		return st;
	for (size_t at = 0; at < n; at += 3) {
		uint8_t *to = text->data + text->nbytes;
		size_t n_here = n - at < 3 ? n - at : 3;
		uint8_t in[3] = {0};

		memcpy(in, from + at, n_here);
		memset(to, '=', 4);
		to[0] = (uint8_t)digits[in[0] >> 2];
		to[1] = (uint8_t)digits[(in[0] << 4 | in[1] >> 4) & 63];
		if (n_here > 1)
			to[2] = (uint8_t)digits[(in[1] << 2 | in[2] >> 6) & 63];
		if (n_here > 2)
			to[3] = (uint8_t)digits[in[2] & 63];
		text->nbytes += 4;
	}
	return GM_OK;
}

/* The six bits of a character; false when it has none. */
static bool
value_of(char c, uint32_t *value)
{
	const char *found = c == '\0' ? NULL : strchr(digits, c);

	if (found != NULL)
		*value = (uint32_t)(found - digits);
	return found != NULL;
}

enum gm_status
base64_get(const char *text, size_t n, struct bytes *data, struct gm_error *err)
{
	size_t n_before = data->nbytes;
	size_t n_padding = 0;
	enum gm_status st = bytes_reserve(data, n / 4 * 3, err);

	if (st != GM_OK)
		return st;
	while (n_padding < 2 && n_padding < n && text[n - 1 - n_padding] == '=')
		n_padding++;
	for (size_t at = 0; n % 4 == 0 && at < n; at += 4) {
		size_t n_here = at + 4 == n ? 4 - n_padding : 4;
		uint32_t bits = 0;

		for (size_t i = 0; i < 4; i++) {
			uint32_t value = 0;

			if (i < n_here && !value_of(text[at + i], &value))
				goto corrupt;
			bits = bits << 6 | value;
		}
		for (size_t i = 0; i + 1 < n_here; i++)
			data->data[data->nbytes++] =
				(uint8_t)(bits >> (16 - 8 * i));
	}
	if (n % 4 == 0)
		return GM_OK;
corrupt:
	data->nbytes = n_before;
	return gm_fail(err, GM_ERR_CORRUPT, 0, "is no base64");
}
