# SPDX-License-Identifier: MIT
"""A folder of seeds that appears as a whole."""
import os
import shutil


def write(folder, seeds):
    """Make the folder anew of pairs of a name and bytes."""
    part = folder + ".part"
    shutil.rmtree(part, ignore_errors=True)
    os.makedirs(part)
    for name, data in seeds:
        with open(os.path.join(part, name), "wb") as file:
            file.write(data)
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(part, folder)
