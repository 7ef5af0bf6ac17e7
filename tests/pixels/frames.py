# SPDX-License-Identifier: MIT
"""Frames as a viewer shows them, and what they are once they are gray."""
import dataclasses
import warnings

import cv2
import numpy as np
from PIL import GifImagePlugin, Image

warnings.simplefilter("ignore", Image.DecompressionBombWarning)
# Else a frame is indices into a palette that the next one does not have.
GifImagePlugin.LOADING_STRATEGY = GifImagePlugin.LoadingStrategy.RGB_ALWAYS


@dataclasses.dataclass
class Shown:
    """What a viewer makes of a file; units and words are the viewer's."""
    frames: list          # arrays of RGBA, each as it is composed
    durations: list       # one for each frame
    plays: str
    problem: str = None   # what ended the frames before their end
    is_still: bool = False  # the viewer took the first frame only


def by_pillow(path):
    shown = Shown([], [], "")
    try:
        with Image.open(path) as picture:
            shown.plays = str(picture.info.get("loop"))
            while True:
                picture.seek(len(shown.frames))
                picture.load()
                shown.frames.append(np.array(picture.convert("RGBA")))
                shown.durations.append(picture.info.get("duration"))
    except EOFError:
        pass
    except Exception as error:  # whatever a decoder comes across
        shown.problem = repr(error)
    return shown


def gray_of(rgba):
    """By the formula of the product that graymill replaces."""
    return cv2.cvtColor(np.ascontiguousarray(rgba[..., :3]),
                        cv2.COLOR_RGB2GRAY)


def problem_of_frame(was, now, most_off=0, most_off_soft=0, alpha_off=0,
                     invisible=False):
    """Why now, RGBA, is not the gray of was; None when it is.

    Samples may be most_off levels apart, those that shine through
    most_off_soft as they are seen on black, and alpha alpha_off.  What alpha
    hides is compared when that is asked for."""
    if was.shape != now.shape:
        return f"has {now.shape[1]}x{now.shape[0]} pixels"
    alpha = np.ascontiguousarray(was[..., 3])
    off = cv2.absdiff(alpha, np.ascontiguousarray(now[..., 3])).max()
    if off > alpha_off:
        return f"has another alpha, {off} levels off"
    gray = cv2.cvtColor(gray_of(was), cv2.COLOR_GRAY2RGB)
    if np.array_equal(now[..., :3], gray):
        return None
    off = cv2.absdiff(np.ascontiguousarray(now[..., :3]), gray).max(axis=2)
    if invisible:
        return f"is {off.max()} levels off"
    firm = off[alpha == 255].max(initial=0)
    soft = (off * (alpha / 255))[alpha < 255].max(initial=0)
    return f"is {firm} levels off, {soft:.1f} where it shines through" \
        if firm > most_off or soft > most_off_soft else None


def problem_of(was, now, **how):
    """Why one Shown is not the gray of another."""
    if (was.problem is None) != (now.problem is None):
        return f"was shown with {was.problem}, is with {now.problem}"
    if len(was.frames) != len(now.frames):
        return f"had {len(was.frames)} frames, has {len(now.frames)}"
    if len(was.frames) > 1 and was.durations != now.durations:
        return f"took {was.durations}, takes {now.durations}"
    if len(was.frames) > 1 and was.plays != now.plays:
        return f"was played {was.plays} times, is {now.plays}"
    for i, pair in enumerate(zip(was.frames, now.frames)):
        problem = problem_of_frame(*pair, **how)
        if problem:
            return f"frame {i} {problem}"
    return None
