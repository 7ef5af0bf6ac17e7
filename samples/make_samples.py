#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Paint the pictures in this folder: one landscape, from dawn to dusk.

usage: make_samples.py [FOLDER]

Needs python3-numpy, python3-pil, libavif-bin and libjxl-tools.  The same
versions of those give the same bytes.
"""
import io
import os
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "data"))
sys.dont_write_bytecode = True

from camera_raw import raw  # noqa: E402
import heif_files  # noqa: E402
from odd_formats import hdr, pfm, pic, psd, qoi  # noqa: E402
from png_chunks import png, png_interlaced  # noqa: E402
from small_formats import dib, farbfeld, icon, sun_colors  # noqa: E402

# Zenith, horizon, sun, far hills, near hills: 0..1, by time of day.
HOURS = {
    "dawn": [(.16, .20, .42), (.98, .62, .45), (1., .93, .75),
             (.48, .42, .58), (.10, .16, .20)],
    "noon": [(.13, .42, .82), (.74, .88, .97), (1., 1., .92),
             (.42, .58, .66), (.12, .34, .13)],
    "dusk": [(.12, .08, .30), (.95, .36, .22), (1., .80, .40),
             (.40, .20, .42), (.07, .05, .13)],
    "autumn": [(.30, .50, .74), (.96, .90, .76), (1., .97, .85),
               (.62, .48, .40), (.55, .22, .06)],
}
SUN = {"dawn": (.28, .47), "noon": (.70, .16), "dusk": (.66, .50),
       "autumn": (.40, .26)}


def ridge(x, layer):
    """Height of a ridge, 0..1, as a sum of waves that fit no period."""
    height = np.zeros_like(x)
    for octave in range(7):
        turns = 1.3 * 1.93 ** octave
        height += np.sin(x * turns * 6.28 + layer * 5.1 + octave * 2.7) \
            / 1.9 ** octave
    return height / 4 + .5


def sky(x, y, hour, sun):
    zenith, horizon, glow = (np.array(c) for c in HOURS[hour][:3])
    sun_x, sun_y = sun
    blend = np.clip(y / .62, 0, 1)[..., None] ** 1.4
    picture = zenith * (1 - blend) + horizon * blend
    far = np.hypot((x - sun_x) * 1.5, y - sun_y)
    halo = np.clip(np.exp(-far * 7) * .8 + (far < .045), 0, 1)[..., None]
    return picture * (1 - halo) + glow * halo


def landscape(width, height, hour, grain=.012, sun=None):
    """The picture as height x width x 3 floats, 0..1."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    x, y = x / width, y / height
    far, near = np.array(HOURS[hour][3]), np.array(HOURS[hour][4])
    lake = y > .80
    # Below the shore the same scene stands on its head, and trembles.
    up = np.where(lake, 1.6 - y + .006 * np.sin(y * y * 900), y)
    picture = sky(x, up, hour, sun or SUN[hour])
    for layer in range(4):
        depth = layer / 3
        top = .50 + .085 * layer - (.21 - .04 * layer) * ridge(x, layer)
        colour = far * (1 - depth) + near * depth
        haze = np.clip((up - top) * 2.2, 0, .25)[..., None]
        picture = np.where((up > top)[..., None],
                           colour * (1 - haze) + haze * far, picture)
    picture = np.where(lake[..., None], picture * .72 + .03, picture)
    noise = np.random.default_rng(7).normal(0, grain, (height, width, 1))
    return np.clip(picture + noise, 0, 1)


def eight_bits(picture):
    return np.round(picture * 255).astype(np.uint8)


def image(width, height, hour, grain=.012):
    return Image.fromarray(eight_bits(landscape(width, height, hour, grain)))


def exif():
    tags = Image.Exif()
    tags[0x010e] = "A lake at dusk that no camera has seen"
    tags[0x010f] = "graymill"
    tags[0x0132] = "2024:06:21 21:30:00"
    return tags.tobytes()


def jpegs(folder):
    image(640, 400, "dawn").save(folder + "photo.jpg", quality=88,
                                 comment=b"A lake at dawn")
    image(480, 300, "dusk").save(folder + "progressive.jpg", quality=88,
                                 progressive=True, exif=exif())
    scene = landscape(320, 200, "noon")
    black = (1 - scene.max(axis=2, keepdims=True)) / 2
    ink = np.dstack([1 - scene / (1 - black), black])
    Image.fromarray(eight_bits(ink), "CMYK").save(folder + "cmyk.jpg",
                                                  quality=85)


def pngs(folder):
    image(240, 150, "noon", .004).save(folder + "colour.png", optimize=True)
    scene = eight_bits(landscape(200, 125, "dusk", 0))
    y, x = np.mgrid[-1:1:125j, -1:1:200j]
    window = 255 * np.clip(4 - 4 * np.hypot(x, y), 0, 1)
    Image.fromarray(np.dstack([scene, window.astype(np.uint8)])).save(
        folder + "alpha.png", optimize=True)
    poster = image(240, 150, "autumn", 0).quantize(24, dither=0)
    poster.save(folder + "palette.png", optimize=True,
                transparency=poster.getpixel((0, 0)))
    deep = np.round(landscape(80, 50, "dawn") * 65535).astype(">u2")
    write(folder + "deep16.png",
          png(80, 50, 16, 2, [row.tobytes() for row in deep]))
    scene = eight_bits(landscape(160, 100, "autumn", .004))
    write(folder + "interlaced.png",
          png_interlaced(160, 100, 8, 2,
                         [[p.tobytes() for p in row] for row in scene]))
    sunset = [Image.fromarray(eight_bits(
        landscape(100, 63, "dusk", 0, (.66, .30 + .06 * i))))
        for i in range(5)]
    sunset[0].save(folder + "animated.apng", save_all=True, loop=0,
                   append_images=sunset[1:], duration=400)


def others(folder):
    image(140, 88, "noon").save(folder + "windows.bmp")
    image(140, 88, "dawn", 0).save(folder + "targa.tga", compression="tga_rle")
    image(200, 125, "dusk", 0).quantize(48).save(folder + "still.gif")
    image(140, 88, "autumn").save(folder + "portable.ppm")
    write(folder + "layers.psd", psd(eight_bits(landscape(140, 88, "dusk"))))
    write(folder + "softimage.pic",
          pic(eight_bits(landscape(140, 88, "noon", 0))))
    write(folder + "quite_ok.qoi", qoi(eight_bits(landscape(140, 88, "dusk"))))
    scene = eight_bits(landscape(200, 125, "autumn", .004))
    y, x = np.mgrid[-1:1:125j, -1:1:200j]
    window = 255 * np.clip(4 - 4 * np.hypot(x, y), 0, 1)
    Image.fromarray(np.dstack([scene, window.astype(np.uint8)])).save(
        folder + "lossy.webp", quality=80)
    image(140, 88, "noon", 0).save(folder + "lossless.webp", lossless=True)
    image(140, 88, "dawn").save(folder + "scan.tif", compression="tiff_lzw",
                                dpi=(300, 300))
    light = landscape(140, 88, "dawn", 0) ** 2.2
    write(folder + "radiance.hdr", hdr(light.astype(np.float32) * 4))
    light = landscape(70, 44, "noon", 0) ** 2.2
    write(folder + "floats.pfm", pfm(light * 4))


def small_ones(folder):
    y, x = np.mgrid[-1:1:32j, -1:1:32j]
    round_one = np.hypot(x, y) > 1
    tile = eight_bits(landscape(32, 32, "dawn", 0))
    write(folder + "icon.ico",
          icon([(16, 16, 24, dib(tile[::2, ::2], round_one[::2, ::2])),
                (32, 32, 24, dib(tile, round_one))]))
    write(folder + "workstation.ras",
          sun_colors(eight_bits(landscape(140, 88, "noon", 0)), 2))
    preview = io.BytesIO()
    image(160, 100, "dusk").save(preview, "JPEG", quality=88)
    write(folder + "camera.nef",
          raw(preview.getvalue(), b"NIKON, or so it says"))
    image(140, 88, "autumn", .004).save(
        folder + "wavelets.jp2", irreversible=True, tile_size=(64, 64),
        quality_mode="rates", quality_layers=[12])
    write(folder + "phone.heic", heif_files.landscape())
    scene = landscape(60, 38, "dusk", 0)
    opaque = np.ones((38, 60, 1))
    write(folder + "field.ff",
          farbfeld(np.round(np.dstack([scene, opaque]) * 65535)))


def coded(folder):
    """By libavif's own encoder, and by libjxl's: without loss, at the least
    effort, where whole numbers alone count."""
    with tempfile.TemporaryDirectory() as work:
        scene = work + "/scene.png"
        image(200, 125, "dawn").save(scene)
        subprocess.run(
            ["avifenc", "-j", "1", "-s", "6", "--min", "24", "--max", "24",
             "-y", "420", scene, folder + "one.avif"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        image(140, 88, "dawn", .004).save(scene)
        subprocess.run(
            ["cjxl", "--quiet", "--num_threads=0", "-d", "0", "-e", "1",
             scene, folder + "extra_large.jxl"],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def main():
    folder = os.path.join(sys.argv[1] if len(sys.argv) > 1 else HERE, "")
    os.makedirs(folder, exist_ok=True)
    jpegs(folder)
    pngs(folder)
    others(folder)
    small_ones(folder)
    coded(folder)


if __name__ == "__main__":
    main()
