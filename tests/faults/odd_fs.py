#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A file system with odd habits, by FUSE; needs root, and ends when unmounted.

usage: odd_fs.py BACK MOUNT HABIT...

Shows the folder BACK at MOUNT.  HABIT is one of

  case      upper and lower case are one, and a name stays as it was first given
  lower     the same, and all names are stored in lower case
  accents   names are one that are when normalised (NFC), and stay as given
  ends      dots and blanks at the end of a name do not count
  nlink0    no file has a link
  size0     every file has 0 bytes
  ino1      every file has the number 1
  flat      no folder can be made
  top       below the top, none of this is so of names
  short     no name has more than 143 bytes
  lost      what is to be made or renamed is, but the answer is lost: it is
            asked again, and says that it is there, or is not
  late      its clock is 40 days slow
"""
import errno
import os
import stat
import sys
import unicodedata

from fusepy import FUSE, FuseOSError, Operations

FIELDS = ("st_atime", "st_ctime", "st_gid", "st_mode", "st_mtime", "st_nlink",
          "st_size", "st_uid", "st_ino")


LATE_S = 40 * 86400


class OddFs(Operations):
    def __init__(self, back, habits):
        self.back = back
        self.habits = habits

    def fold(self, name, depth=0):
        if depth > 0 and "top" in self.habits:
            return name
        if "short" in self.habits and len(os.fsencode(name)) > 143:
            raise FuseOSError(errno.ENAMETOOLONG)
        if "accents" in self.habits:
            name = unicodedata.normalize("NFC", name)
        if "ends" in self.habits:
            name = name.rstrip(". ")
        if "case" in self.habits or "lower" in self.habits:
            name = name.lower()
        return name

    def real(self, path):
        """Where the file is that path names here, or would be."""
        real = self.back
        for depth, name in enumerate(filter(None, path.split("/"))):
            try:
                names = os.listdir(real)
            except OSError:
                names = []
            same = [other for other in names
                    if self.fold(other, depth) == self.fold(name, depth)]
            if not same and "lower" in self.habits:
                name = self.fold(name, depth)
            real = os.path.join(real, same[0] if same else name)
        return real

    def getattr(self, path, fh=None):
        info = os.lstat(self.real(path))
        told = {field: getattr(info, field) for field in FIELDS}
        if "ino1" in self.habits:
            told["st_ino"] = 1
        if "late" in self.habits:
            told["st_mtime"] -= LATE_S
        if stat.S_ISREG(info.st_mode):
            if "nlink0" in self.habits:
                told["st_nlink"] = 0
            if "size0" in self.habits:
                told["st_size"] = 0
        return told

    def readdir(self, path, fh):
        return [".", ".."] + os.listdir(self.real(path))

    def mkdir(self, path, mode):
        if "flat" in self.habits:
            raise FuseOSError(errno.EPERM)
        os.mkdir(self.real(path), mode)
        if "lost" in self.habits:
            raise FuseOSError(errno.EEXIST)

    def rmdir(self, path):
        os.rmdir(self.real(path))

    def unlink(self, path):
        os.unlink(self.real(path))

    def rename(self, old, new):
        # Of a name that is there, the spelling stays.
        os.rename(self.real(old), self.real(new))
        if "lost" in self.habits:
            raise FuseOSError(errno.ENOENT)

    def create(self, path, mode, fi=None):
        return os.open(self.real(path), os.O_RDWR | os.O_CREAT, mode)

    def open(self, path, flags):
        return os.open(self.real(path), flags)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def write(self, path, data, offset, fh):
        return os.pwrite(fh, data, offset)

    def truncate(self, path, length, fh=None):
        os.truncate(self.real(path), length)

    def release(self, path, fh):
        os.close(fh)

    def statfs(self, path):
        return {"f_bsize": 4096, "f_blocks": 1 << 20, "f_bavail": 1 << 19,
                "f_bfree": 1 << 19,
                "f_namemax": 143 if "short" in self.habits else 255}


habits = set(sys.argv[3:])
options = {"use_ino": True} if habits & {"ino1", "lost"} else {}
if "size0" in habits:
    # Else the kernel does not read what has no size.
    options["direct_io"] = True
FUSE(OddFs(sys.argv[1], habits), sys.argv[2], foreground=True, nothreads=True,
     **options)
