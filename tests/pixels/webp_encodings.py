# SPDX-License-Identifier: MIT
"""WebP of photographs, by every option of cwebp that shapes what is coded, by
libvpx for what cwebp has no option for, and animations of them."""
import concurrent.futures
import itertools
import os
import random
import subprocess

import cv2
import numpy as np
from PIL import Image

import webp_parts

N_LOSSY = 128
N_SPARSE = 32
SIZES = [(320, 240), (257, 193), (97, 131), (48, 16), (17, 23)]
# Every pair of values is in some encoding, every quality from 1 to 100, too.
FACTORS = {
    "quality": [range(1, 20), range(20, 50), range(50, 80), range(80, 101)],
    "method": [["-m", str(m)] for m in range(7)],
    "segments": [["-segments", str(n)] for n in range(1, 5)],
    "filter": [["-strong"], ["-nostrong"], ["-nostrong", "-f", "100"],
               ["-strong", "-f", "15"], ["-f", "0"], ["-af"]],
    "sharpness": [["-sharpness", str(n)] for n in range(8)],
    "shaping": [["-sns", str(n)] for n in (0, 50, 100)],
    "memory": [[], ["-low_memory"], ["-pass", "6"]],
    "alpha": [[], ["-alpha_q", "100"], ["-alpha_q", "40"],
              ["-alpha_q", "0", "-alpha_filter", "best"],
              ["-alpha_method", "0"]],
    "size": SIZES,
}
LOSSLESS = [["-lossless"], ["-lossless", "-exact"], ["-near_lossless", "40"],
            ["-hint", "graph", "-lossless", "-exact"],
            *(["-z", str(n), "-exact"] for n in range(0, 10, 3))]


# Of libvpx: tokens in parts, and the profiles of RFC 6386, section 9.1.
VPX = list(itertools.product((1, 2, 4, 8), (0, 3), (4, 40)))


def pairs(row):
    """Of which values of two factors a row is."""
    return set(itertools.combinations(enumerate(row), 2))


def rows():
    """Indices of values, such that all pairs occur: of some rows at random
    always that with most pairs that are still missing."""
    counts = [len(values) for values in FACTORS.values()]
    missing = {((a, i), (b, j)) for (a, n), (b, m) in itertools.combinations(
        enumerate(counts), 2) for i in range(n) for j in range(m)}
    chance = random.Random(2)
    for _ in range(N_LOSSY):
        best = max(([chance.randrange(count) for count in counts]
                    for _ in range(50)),
                   key=lambda row: len(pairs(row) & missing))
        missing -= pairs(best)
        yield best
    assert not missing, missing


def photographs(folder):
    """Of a folder, an eighth as large."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        picture = cv2.imread(entry.path, cv2.IMREAD_REDUCED_COLOR_8)
        if picture is not None:
            yield picture


def motif(photo, size, i):
    """The photograph in that size; some are nearly gray, some have colours
    of one luma, which only chroma tells apart."""
    picture = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    gray = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY),
                        cv2.COLOR_GRAY2BGR)
    if i % 16 == 5:
        return cv2.addWeighted(gray, 0.95, picture, 0.05, 0)
    if i % 16 == 9:
        return cv2.addWeighted(picture, 0.5, 255 - gray, 0.5, 0)
    return picture


def with_alpha(picture):
    """Clear at the left, opaque at the right, the picture's own between."""
    alpha = cv2.blur(picture[..., 1], (5, 5))
    alpha[:, :alpha.shape[1] // 4] = 0
    alpha[:, 3 * alpha.shape[1] // 4:] = 255
    return np.dstack([picture, alpha])


def run(*arguments):
    subprocess.run(arguments, stdin=subprocess.DEVNULL, check=True,
                   stdout=subprocess.DEVNULL, timeout=3600)


def cwebp(path, picture, options):
    source = path + ".png"
    cv2.imwrite(source, picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    run("cwebp", "-quiet", *options, source, "-o", path)
    os.remove(source)


def lossy(folder, photos):
    """Encode N_LOSSY files; a list of their names and what to call for."""
    bands = [list(band) for band in FACTORS["quality"]]
    for i, row in enumerate(rows()):
        chosen = dict(zip(FACTORS, (values[n] for values, n in zip(
            FACTORS.values(), row))))
        band = bands[row[0]]
        band.append(band.pop(0))
        picture = motif(photos[i % len(photos)], chosen["size"], i)
        if chosen["alpha"]:
            picture = with_alpha(picture)
        options = sum((chosen[name] for name in FACTORS
                       if name not in {"quality", "size"}), [])
        yield (cwebp, os.path.join(folder, f"lossy-{i:03d}.webp"), picture,
               ["-q", str(band[-1]), *options])


def gray(folder, photos):
    for quality in (20, 75, 95):
        yield (cwebp, os.path.join(folder, f"gray-{quality}.webp"),
               cv2.cvtColor(motif(photos[0], SIZES[0], 0),
                            cv2.COLOR_BGR2GRAY), ["-q", str(quality)])


def flat(folder, _):
    """One macroblock, whose modes take hardly a bit."""
    for side in (1, 16):
        picture = np.full((side, side, 3), (20, 90, 200), np.uint8)
        yield cwebp, os.path.join(folder, f"flat-{side}.webp"), picture, []


def sparse(folder, photos):
    """A corner of a photograph, and then nothing: so ffmpeg looks whether
    bytes are left though no token is."""
    for i in range(N_SPARSE):
        picture = np.full((48, 320, 3), (90, 140, 60), np.uint8)
        picture[:16, :32] = motif(photos[i % len(photos)], (32, 16), 0)
        yield (cwebp, os.path.join(folder, f"sparse-{i}.webp"), picture,
               ["-q", str(20 + i)])


def vpx(path, picture, n_parts, profile, level):
    """One key frame of VP8, as libvpx has it, in RIFF."""
    height, width = picture.shape[:2]
    coded = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s",
         f"{width}x{height}", "-i", "-", "-frames:v", "1", "-c:v", "libvpx",
         "-slices", str(n_parts), "-profile:v", str(profile), "-crf",
         str(level), "-b:v", "0", "-qmin",
         str(level), "-qmax", str(level), "-sharpness", str(level % 7),
         "-f", "ivf", "-"], input=picture.tobytes(), stdout=subprocess.PIPE,
        check=True, timeout=3600).stdout
    # The headers of the file and of its frame.
    nbytes = int.from_bytes(coded[32:36], "little")
    with open(path, "wb") as file:
        file.write(webp_parts.Frame(b"", None, b"VP8 ",
                                    coded[44:44 + nbytes]).as_file())


def by_vpx(folder, photos):
    for i, (n_parts, profile, level) in enumerate(VPX):
        picture = motif(photos[i % len(photos)], SIZES[i % 2], i)
        yield (vpx, os.path.join(folder, f"vpx-{n_parts}-{profile}-{level}"
                                         ".webp"),
               picture, n_parts, profile, level)


def lossless(folder, photos):
    for i, options in enumerate(LOSSLESS):
        picture = with_alpha(motif(photos[i % len(photos)], SIZES[2 + i % 3],
                                   0))
        yield (cwebp, os.path.join(folder, f"lossless-{i}.webp"), picture,
               options)
        # A few colours, which are coded as indices.
        yield (cwebp, os.path.join(folder, f"indexed-{i}.webp"),
               picture[..., :3] // 96 * 96, options)


def animation(path, pictures, options):
    first, *others = [Image.fromarray(picture[..., [2, 1, 0, 3]])
                      for picture in pictures]
    first.save(path, save_all=True, append_images=others, loop=3,
               duration=[20, 500, 0, 70][:len(pictures)], **options)


def animations(folder, photos):
    """Pillow has libwebp code what is new in each frame."""
    for name, options in {
            "lossy": {"quality": 60}, "lossless": {"lossless": True},
            "mixed": {"allow_mixed": True, "quality": 30},
            "smallest": {"minimize_size": True, "allow_mixed": True}}.items():
        base = with_alpha(motif(photos[0], SIZES[1], 0))
        pictures = [base.copy() for _ in range(4)]
        for i, picture in enumerate(pictures):
            picture[20 * i:20 * i + 50, 30 * i:30 * i + 40] = \
                with_alpha(motif(photos[i % len(photos)], (40, 50), i))
        yield (animation, os.path.join(folder, f"animated-{name}.webp"),
               pictures, options)


def make(folder, photographs_folder):
    """All of them in folder; the paths, in order."""
    photos = list(photographs(photographs_folder))
    makers = (lossy, gray, flat, sparse, by_vpx, lossless, animations)
    calls = [call for maker in makers for call in maker(folder, photos)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in [pool.submit(*call) for call in calls]:
            future.result()
    return sorted(call[1] for call in calls)
