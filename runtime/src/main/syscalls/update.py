#!/usr/bin/env python3
"""Rewrites syscalls.tsv: name, then one number per ABI ("-" where the ABI has no such call).

usage: update.py UAPI_DIR [LIBSECCOMP_SO] > syscalls.tsv
UAPI_DIR      linux-libc-dev's usr/lib/linux/uapi of Debian 13 or later: the headers of all architectures
LIBSECCOMP_SO libseccomp 2.6 or later: numbers that the headers no longer carry are taken from it

Numbers are relative to the ABI's base (mips 4000, 5000, 6000; x32 without its bit; ARM's private calls 0xf0001.. are 1001..).
"""
import ctypes, re, sys

# column, header, base; libseccomp's architecture token
ABIS = [
    ("x86_64", "x86/asm/unistd_64.h", 0, 0xC000003E), ("x86", "x86/asm/unistd_32.h", 0, 0x40000003),
    ("x32", "x86/asm/unistd_x32.h", 0x40000000, 0x4000003E), ("aarch64", "arm64/asm/unistd_64.h", 0, 0xC00000B7),
    ("arm", "arm/asm/unistd-eabi.h", 0, 0x40000028), ("riscv64", "riscv/asm/unistd_64.h", 0, 0xC00000F3),
    ("loongarch64", "loongarch/asm/unistd_64.h", 0, 0xC0000102), ("ppc64", "powerpc/asm/unistd_64.h", 0, 0xC0000015),
    ("ppc", "powerpc/asm/unistd_32.h", 0, 20), ("s390x", "s390/asm/unistd_64.h", 0, 0x80000016),
    ("s390", "s390/asm/unistd_32.h", 0, 22), ("mips", "mips/asm/unistd_o32.h", 4000, 0x40000008),
    ("mips64", "mips/asm/unistd_n64.h", 5000, 0xC0000008), ("mips64n32", "mips/asm/unistd_n32.h", 6000, 0xE0000008),
    ("parisc", "parisc/asm/unistd_32.h", 0, 15), ("parisc64", "parisc/asm/unistd_64.h", 0, 0x8000000F),
    ("m68k", "m68k/asm/unistd_32.h", 0, 4), ("sh", "sh/asm/unistd_32.h", 0, 0x4000002A),
]
# Calls newer than the headers: since Linux 5.1 a new call has the same number everywhere.
UNIFIED = {"setxattrat": 463, "getxattrat": 464, "listxattrat": 465, "removexattrat": 466, "open_tree_attr": 467,
           "file_getattr": 468, "file_setattr": 469, "listns": 470, "rseq_slice_yield": 471}
ONLY = {("x86_64", "uretprobe"): 335, ("x86_64", "uprobe"): 336}
# Calls that also go through a multiplexer: socketcall(2) n as n, ipc(2) n as 100 + n.
SOCKETCALL = ("socket bind connect listen accept getsockname getpeername socketpair send recv sendto recvfrom shutdown "
              "setsockopt getsockopt sendmsg recvmsg accept4 recvmmsg sendmmsg").split()
IPC = {"semop": 1, "semget": 2, "semctl": 3, "semtimedop": 4, "msgsnd": 11, "msgrcv": 12, "msgget": 13, "msgctl": 14,
       "shmat": 21, "shmdt": 22, "shmget": 23, "shmctl": 24}
ARM_PRIVATE = {"breakpoint": 1001, "cacheflush": 1002, "usr26": 1003, "usr32": 1004, "set_tls": 1005, "get_tls": 1006}
DEFINE = re.compile(r"#define __NR_(\w+)\s+\(?(?:__NR_Linux|__X32_SYSCALL_BIT|__NR_SYSCALL_BASE)?\s*\+?\s*(\d+)\)?")


def main():
    uapi, library = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    table = {}
    for abi, header, base, token in ABIS:
        for line in open(f"{uapi}/{header}"):
            m = DEFINE.match(line)
            if m and m[1] not in ("Linux", "syscalls", "arch_specific_syscall") and not m[1].endswith("_Linux_syscalls"):
                table.setdefault(m[1], {})[abi] = int(m[2])
        for name, number in UNIFIED.items():
            table.setdefault(name, {})[abi] = number
    for (abi, name), number in ONLY.items():
        table.setdefault(name, {})[abi] = number
    for name, number in ARM_PRIVATE.items():
        table.setdefault(name, {})["arm"] = number
    table["sync_file_range2"]["arm"] = table["arm_sync_file_range"]["arm"]
    for i, name in enumerate(SOCKETCALL):
        table.setdefault(name, {})["multiplexed"] = i + 1
    for name, number in IPC.items():
        table.setdefault(name, {})["multiplexed"] = 100 + number
    if library:
        add_from_library(table, library)
    columns = [a[0] for a in ABIS] + ["multiplexed"]
    print("# name\t" + "\t".join(columns))
    for name in sorted(table):
        print(name + "\t" + "\t".join(str(table[name].get(c, "-")) for c in columns))


def add_from_library(table, library):
    lib = ctypes.CDLL(library)
    lib.seccomp_syscall_resolve_num_arch.restype = ctypes.c_void_p
    lib.seccomp_syscall_resolve_num_arch.argtypes = [ctypes.c_uint32, ctypes.c_int]
    lib.seccomp_syscall_resolve_name_arch.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    names = set(table)
    for abi, header, base, token in ABIS:
        for number in range(-10400, 600):
            if number <= -10001 or number >= 0:
                p = lib.seccomp_syscall_resolve_num_arch(token, number if number < 0 else number + base)
                if p:
                    names.add(ctypes.string_at(p).decode())
    for name in sorted(names):
        for abi, header, base, token in ABIS:
            number = lib.seccomp_syscall_resolve_name_arch(token, name.encode())
            if number < 0:
                continue
            number = number - 0xF0000 + 1000 if number > 0xF0000 and number < 0xFFFFF else number - base
            known = table.setdefault(name, {}).setdefault(abi, number)
            if known != number:
                print(f"{abi} {name}: headers {known}, libseccomp {number}", file=sys.stderr)


main()
