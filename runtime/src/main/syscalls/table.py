#!/usr/bin/env python3
"""Writes SyscallTable.java from syscalls.tsv: table.py < syscalls.tsv > ../java/dev/jrunc/seccomp/SyscallTable.java"""
import sys

DIGITS, FIRST, SLOTS, WIDTH = 91, ord("#"), 1024, 96


def pack(numbers):
    return "".join(chr(FIRST + n // DIGITS) + chr(FIRST + n % DIGITS) for n in numbers)


def constant(name, text):
    pieces = [text[i:i + WIDTH] for i in range(0, len(text), WIDTH)]
    quoted = ['"' + p.replace("\\", "\\\\") + '"' for p in pieces]
    return f"    static final String {name} = " + "\n            + ".join(quoted) + ";\n"


def slot(name):
    h = 0
    for c in name:
        h = (31 * h + ord(c)) & 0xFFFFFFFF
    return (h ^ (h >> 10)) & (SLOTS - 1)


def main():
    rows = [line.rstrip("\n").split("\t") for line in sys.stdin]
    columns = rows[0][1:]
    rows = rows[1:]
    names = [r[0] for r in rows]
    slots = [0] * SLOTS
    for i, name in enumerate(names):
        s = slot(name)
        while slots[s]:
            s = (s + 1) % SLOTS
        slots[s] = i + 1
    offsets = [0]
    for name in names:
        offsets.append(offsets[-1] + len(name))
    print("package dev.jrunc.seccomp;\n")
    print("/** Generated from src/main/syscalls/syscalls.tsv by table.py; {@link SyscallNumbers} reads it. */")
    print("final class SyscallTable {")
    print(constant("NAMES", "".join(names)))
    print(constant("OFFSETS", pack(offsets)))
    print(constant("SLOTS", pack(slots)))
    for c, column in enumerate(columns):
        numbers = [0 if r[c + 1] == "-" else int(r[c + 1]) + 1 for r in rows]
        print(constant(column.upper(), pack(numbers)))
    print("    private SyscallTable() {}")
    print("}")


main()
