# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# paint.sh - a picture for scripts that make seeds, which read this

# paint WIDTH HEIGHT: colours with edges and some noise, as a plain PPM.
paint() {
	awk -v w="$1" -v h="$2" 'BEGIN {
		print "P3", w, h, 255
		noise = w * 31 + h
		for (y = 0; y < h; y++)
			for (x = 0; x < w; x++) {
				noise = (noise * 1103 + 12345) % 65536
				edge = x > y ? 90 : 0
				print (x * 9 + edge) % 256, (y * 7) % 256,
					(x * y + int(noise / 512)) % 256
			}
	}'
}
