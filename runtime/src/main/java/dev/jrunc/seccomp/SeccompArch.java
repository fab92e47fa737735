package dev.jrunc.seccomp;

import org.jspecify.annotations.Nullable;

/**
 * A system call ABI: its AUDIT_ARCH token, word size, byte order, first system call number, and whether it has the
 * multiplexers socketcall(2) and ipc(2).
 */
public enum SeccompArch {
    X86_64(0xC000003E, true, false, 0, false),
    X86(0x40000003, false, false, 0, true),
    /** Shares its token with x86_64 and is told apart by bit 30 of the number. */
    X32(0xC000003E, false, false, 0x40000000, false),
    AARCH64(0xC00000B7, true, false, 0, false),
    ARM(0x40000028, false, false, 0, false),
    RISCV64(0xC00000F3, true, false, 0, false),
    LOONGARCH64(0xC0000102, true, false, 0, false),
    PPC64LE(0xC0000015, true, false, 0, true),
    PPC64(0x80000015, true, true, 0, true),
    PPC(20, false, true, 0, true),
    S390X(0x80000016, true, true, 0, true),
    S390(22, false, true, 0, true),
    MIPS(8, false, true, 4000, true),
    MIPS64(0x80000008, true, true, 5000, false),
    MIPS64N32(0xA0000008, false, true, 6000, false),
    MIPSEL(0x40000008, false, false, 4000, true),
    MIPSEL64(0xC0000008, true, false, 5000, false),
    MIPSEL64N32(0xE0000008, false, false, 6000, false),
    PARISC(15, false, true, 0, false),
    PARISC64(0x8000000F, true, true, 0, false),
    M68K(4, false, true, 0, true),
    SH(0x4000002A, false, false, 0, true),
    SHEB(0x2A, false, true, 0, true);

    private final int token;
    private final boolean wide;
    private final boolean bigEndian;
    private final int base;
    private final boolean multiplexed;

    SeccompArch(int token, boolean wide, boolean bigEndian, int base, boolean multiplexed) {
        this.token = token;
        this.wide = wide;
        this.bigEndian = bigEndian;
        this.base = base;
        this.multiplexed = multiplexed;
    }

    /** The name of runtime-spec ({@code SCMP_ARCH_X86_64}), or null. */
    public static @Nullable SeccompArch ofSpecName(String name) {
        return switch (name) {
            case "SCMP_ARCH_X86_64" -> X86_64;
            case "SCMP_ARCH_X86" -> X86;
            case "SCMP_ARCH_X32" -> X32;
            case "SCMP_ARCH_AARCH64" -> AARCH64;
            case "SCMP_ARCH_ARM" -> ARM;
            case "SCMP_ARCH_RISCV64" -> RISCV64;
            case "SCMP_ARCH_LOONGARCH64" -> LOONGARCH64;
            case "SCMP_ARCH_PPC64LE" -> PPC64LE;
            case "SCMP_ARCH_PPC64" -> PPC64;
            case "SCMP_ARCH_PPC" -> PPC;
            case "SCMP_ARCH_S390X" -> S390X;
            case "SCMP_ARCH_S390" -> S390;
            case "SCMP_ARCH_MIPS" -> MIPS;
            case "SCMP_ARCH_MIPS64" -> MIPS64;
            case "SCMP_ARCH_MIPS64N32" -> MIPS64N32;
            case "SCMP_ARCH_MIPSEL" -> MIPSEL;
            case "SCMP_ARCH_MIPSEL64" -> MIPSEL64;
            case "SCMP_ARCH_MIPSEL64N32" -> MIPSEL64N32;
            case "SCMP_ARCH_PARISC" -> PARISC;
            case "SCMP_ARCH_PARISC64" -> PARISC64;
            case "SCMP_ARCH_M68K" -> M68K;
            case "SCMP_ARCH_SH" -> SH;
            case "SCMP_ARCH_SHEB" -> SHEB;
            default -> null;
        };
    }

    /** The ABI of a kernel by uname(2)'s machine, or null; mips is taken as little endian, the only kind still built. */
    public static @Nullable SeccompArch ofMachine(String machine) {
        return switch (machine) {
            case "x86_64" -> X86_64;
            case "i386", "i486", "i586", "i686" -> X86;
            case "aarch64" -> AARCH64;
            case "armv5tel", "armv6l", "armv7l", "armv8l" -> ARM;
            case "riscv64" -> RISCV64;
            case "loongarch64" -> LOONGARCH64;
            case "ppc64le" -> PPC64LE;
            case "ppc64" -> PPC64;
            case "ppc" -> PPC;
            case "s390x" -> S390X;
            case "s390" -> S390;
            case "mips" -> MIPSEL;
            case "mips64" -> MIPSEL64;
            case "parisc" -> PARISC;
            case "parisc64" -> PARISC64;
            case "m68k" -> M68K;
            case "sh4", "sh4a" -> SH;
            case "sh4eb", "sh4aeb" -> SHEB;
            default -> null;
        };
    }

    /** The value of {@code seccomp_data.arch}. */
    int token() {
        return token;
    }

    /** True when arguments are compared with all their 64 bits. */
    boolean wide() {
        return wide;
    }

    boolean bigEndian() {
        return bigEndian;
    }

    /** The first system call number; the numbers in {@link SyscallNumbers} are relative to it. */
    int base() {
        return base;
    }

    /** True when socket and System V IPC calls can also be made through socketcall(2) and ipc(2). */
    boolean multiplexed() {
        return multiplexed;
    }
}
