package dev.jrunc.seccomp;

import java.nio.charset.StandardCharsets;

/**
 * The system call numbers of every ABI, read from the packed text of {@link SyscallTable}: names are found through a
 * hash table that was laid out when the source was written, so that nothing is built when the class loads.
 */
final class SyscallNumbers {
    /** A number is below this, relative to {@link SeccompArch#base()}. */
    static final int LIMIT = 1024;
    /** From here on a relative number means one of ARM's private calls, 0xf0001 and so on. */
    static final int PRIVATE = 1000;

    static final int PRIVATE_BASE = 0xf0000;
    /** In {@link #multiplexed()}: smaller values are calls of socketcall(2), the others, less this, of ipc(2). */
    static final int IPC_CALLS = 100;

    static final int SLOTS = 1024;
    static final int DIGITS = 91;
    static final char FIRST_DIGIT = '#';

    private final byte[] slots = bytes(SyscallTable.SLOTS);
    private final byte[] offsets = bytes(SyscallTable.OFFSETS);

    /** The id of a name, or -1 when no ABI has such a call. */
    int find(String name) {
        int slot = slot(name);
        while (true) {
            int id = number(slots, slot) - 1;
            if (id < 0) {
                return -1;
            }
            int start = number(offsets, id);
            if (number(offsets, id + 1) - start == name.length() && SyscallTable.NAMES.startsWith(name, start)) {
                return id;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
    }

    /** Where the search for a name begins. */
    static int slot(String name) {
        int hash = name.hashCode();
        return (hash ^ (hash >>> 10)) & (SLOTS - 1);
    }

    /** The packed numbers of an ABI, for {@link #number}: the value at an id is the relative number + 1, or 0. */
    static byte[] table(SeccompArch arch) {
        return bytes(
                switch (arch) {
                    case X86_64 -> SyscallTable.X86_64;
                    case X86 -> SyscallTable.X86;
                    case X32 -> SyscallTable.X32;
                    case AARCH64 -> SyscallTable.AARCH64;
                    case ARM -> SyscallTable.ARM;
                    case RISCV64 -> SyscallTable.RISCV64;
                    case LOONGARCH64 -> SyscallTable.LOONGARCH64;
                    case PPC64, PPC64LE -> SyscallTable.PPC64;
                    case PPC -> SyscallTable.PPC;
                    case S390X -> SyscallTable.S390X;
                    case S390 -> SyscallTable.S390;
                    case MIPS, MIPSEL -> SyscallTable.MIPS;
                    case MIPS64, MIPSEL64 -> SyscallTable.MIPS64;
                    case MIPS64N32, MIPSEL64N32 -> SyscallTable.MIPS64N32;
                    case PARISC -> SyscallTable.PARISC;
                    case PARISC64 -> SyscallTable.PARISC64;
                    case M68K -> SyscallTable.M68K;
                    case SH, SHEB -> SyscallTable.SH;
                });
    }

    /** The packed numbers of the calls within socketcall(2) and ipc(2), as in {@link #table}. */
    static byte[] multiplexed() {
        return bytes(SyscallTable.MULTIPLEXED);
    }

    /** The two-digit number at an index of a packed text. */
    static int number(byte[] packed, int index) {
        return (packed[2 * index] - FIRST_DIGIT) * DIGITS + packed[2 * index + 1] - FIRST_DIGIT;
    }

    /** The number that a system call instruction is given. */
    static int absolute(SeccompArch arch, int relative) {
        return relative > PRIVATE ? PRIVATE_BASE + relative - PRIVATE : arch.base() + relative;
    }

    private static byte[] bytes(String packed) {
        return packed.getBytes(StandardCharsets.ISO_8859_1);
    }
}
