# SPDX-License-Identifier: MIT
"""Where the colour tables of a GIF are (GIF89a, sections 18 to 21)."""
SCREEN_NBYTES = 13
EXTENSION, FRAME, TRAILER = 0x21, 0x2c, 0x3b


def table_at(packed, at):
    """The place of a table and how many colours it has; None without one."""
    return (at, 2 << (packed & 7)) if packed & 0x80 else None


def after_blocks(data, at):
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def walk(data):
    """The global table, then the own one of each frame, None for none; and
    where the trailer is, or would be."""
    at = SCREEN_NBYTES
    tables = [table_at(data[10], at)]
    at += 3 * tables[0][1] if tables[0] else 0
    while at < len(data) and data[at] != TRAILER:
        if data[at] == EXTENSION:
            at = after_blocks(data, at + 2)
        elif data[at] == FRAME and at + 10 <= len(data):
            table = table_at(data[at + 9], at + 10)
            tables.append(table)
            at += 10 + (3 * table[1] if table else 0)
            at = after_blocks(data, at + 1)
        else:
            # Readers pass over what is no block.
            at += 1
    return tables, at


def n_colours(data):
    """Of the table that holds for the first frame; 256 without one."""
    tables, _ = walk(data)
    table = tables[1] or tables[0] if len(tables) > 1 else tables[0]
    return table[1] if table else 256
