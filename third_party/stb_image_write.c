/* SPDX-License-Identifier: MIT */
/* stb_image_write of the distribution; STBI_WRITE_NO_STDIO would drop HDR. */
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>
