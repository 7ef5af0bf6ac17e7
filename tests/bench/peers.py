# SPDX-License-Identifier: MIT
"""What graymill is measured against, and how each is run at its best.

A program that takes one file at a time runs under xargs, one process a file;
the others get a share of the files per process.  All are held to one thread a
process and to as many processes as graymill has workers.
"""
import dataclasses
import os
import shutil
import sys
import typing

HERE = os.path.dirname(os.path.abspath(__file__))
# Threads of OpenMP and of the libraries that have their own.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MAGICK_THREAD_LIMIT": "1",
              "VIPS_CONCURRENCY": "1"}


@dataclasses.dataclass
class Job:
    """One way to convert the files, all in folder, into out."""
    folder: str
    out: str
    n_workers: int

    @property
    def files(self):
        return sorted(entry.path for entry in os.scandir(self.folder))

    def output(self, path):
        return os.path.join(self.out, os.path.basename(path))


@dataclasses.dataclass
class Command:
    argv: list
    stdin: bytes = b""


@dataclasses.dataclass
class Peer:
    name: str
    program: str                  # left out where there is none
    formats: str
    command: typing.Callable      # of a Job
    options: tuple = ()           # graymill's, against this peer

    def is_installed(self):
        return shutil.which(self.program) is not None


def xargs(job, per_process, *program):
    """program, with the next per_process words of each file's."""
    def command(words):
        return Command(["xargs", "-0", "-P", str(job.n_workers), "-n",
                        str(per_process), *program],
                       b"".join(os.fsencode(word) + b"\0" for word in words))
    return command


def each(job, program, words):
    """One process for each file, with what words() gives of it at the end."""
    lists = [words(path) for path in job.files]
    return xargs(job, len(lists[0]), *program)(sum(lists, []))


def shared(job, *program):
    """The files in two shares for each worker."""
    share = -(-len(job.files) // (2 * job.n_workers))
    return xargs(job, share, *program)(job.files)


def jpegtran(*options):
    def command(job):
        return each(job, ["jpegtran", "-grayscale", *options, "-copy", "all",
                          "-outfile"], lambda path: [job.output(path), path])
    return command


def djpeg(job):
    return each(job, ["djpeg", "-grayscale", "-outfile", os.devnull],
                lambda path: [path])


def vips(job):
    return each(job, ["vips", "colourspace"],
                lambda path: [path, job.output(path), "b-w"])


def imagemagick(job):
    return shared(job, "mogrify", "-path", job.out, "-colorspace", "Gray")


def graphicsmagick(job):
    # Its mogrify would repeat the whole path below the output folder.
    return each(job, ["gm", "convert"], lambda path: [
        path, "-colorspace", "Gray", job.output(path)])


def libwebp(pixels, *options):
    """dwebp and cwebp, which make no gray of it."""
    script = (f'dwebp -quiet -{pixels} -o - -- "$1" | '
              f'cwebp -quiet {" ".join(options)} -o "$2" -- -')

    def command(job):
        return each(job, ["sh", "-c", script, "sh"],
                    lambda path: [path, job.output(path)])
    return command


def cp(job):
    return shared(job, "cp", "-t", job.out)


def cp_folder(job):
    # What the links lead to, in one process.
    return Command(["cp", "-rL", job.folder, job.out])


def ancestor(job):
    return Command([sys.executable, os.path.join(HERE, "ancestor.py"),
                    str(job.n_workers), job.out, *job.files])


PEERS = [
    Peer("jpegtran", "jpegtran", "jpeg", jpegtran()),
    Peer("jpegtran -optimize", "jpegtran", "jpeg", jpegtran("-optimize"),
         ("--compress=best",)),
    Peer("djpeg to nothing", "djpeg", "jpeg", djpeg),
    Peer("ancestor", sys.executable, "jpeg png lossy-webp", ancestor),
    Peer("dwebp | cwebp", "cwebp", "lossy-webp",
         libwebp("ppm", "-q", "75")),
    Peer("dwebp | cwebp -z 2", "cwebp", "lossless-webp",
         libwebp("pam", "-z", "2")),
    Peer("the same, -z 0", "cwebp", "lossless-webp",
         libwebp("pam", "-z", "0"), ("--compress=fast",)),
    Peer("vips", "vips", "jpeg png", vips),
    Peer("ImageMagick", "mogrify", "jpeg", imagemagick),
    Peer("ImageMagick, best", "mogrify", "png", imagemagick,
         ("--compress=best",)),
    Peer("GraphicsMagick", "gm", "jpeg", graphicsmagick),
    Peer("cp", "cp", "jpeg png gif lossy-webp", cp),
    Peer("cp-r", "cp", "jpeg png gif lossy-webp", cp_folder),
]
