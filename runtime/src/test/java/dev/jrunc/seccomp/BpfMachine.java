package dev.jrunc.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a filter over one struct seccomp_data as the kernel would, and refuses what its checker would refuse. */
final class BpfMachine {
    private final int[] codes;
    private final int[] yes;
    private final int[] no;
    private final int[] operands;
    private final boolean bigEndian;

    BpfMachine(byte[] filter, boolean bigEndian) {
        this.bigEndian = bigEndian;
        int n = filter.length / 8;
        if (n == 0 || n > 4096 || filter.length % 8 != 0) {
            throw new IllegalArgumentException("a program has 1 to 4096 instructions, not " + filter.length + " bytes");
        }
        codes = new int[n];
        yes = new int[n];
        no = new int[n];
        operands = new int[n];
        ByteBuffer in = ByteBuffer.wrap(filter).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
            codes[i] = Short.toUnsignedInt(in.getShort());
            yes[i] = Byte.toUnsignedInt(in.get());
            no[i] = Byte.toUnsignedInt(in.get());
            operands[i] = in.getInt();
            check(i, n);
        }
        if (codes[n - 1] != 0x06) {
            throw new IllegalArgumentException("the last instruction is no return");
        }
    }

    private void check(int i, int n) {
        switch (codes[i]) {
            case 0x20 -> require(operands[i] >= 0 && operands[i] < 64 && operands[i] % 4 == 0, i);
            case 0x05 -> require(Integer.toUnsignedLong(operands[i]) + i + 1 < n, i);
            case 0x15, 0x25, 0x35, 0x45 -> require(i + 1 + Math.max(yes[i], no[i]) < n, i);
            case 0x06, 0x54 -> {}
            default -> require(false, i);
        }
    }

    private static void require(boolean ok, int i) {
        if (!ok) {
            throw new IllegalArgumentException("bad instruction " + i);
        }
    }

    int length() {
        return codes.length;
    }

    int run(int arch, int number, long[] args) {
        int a = 0;
        int pc = 0;
        while (true) {
            int k = operands[pc];
            switch (codes[pc]) {
                case 0x20 -> a = word(k, arch, number, args);
                case 0x54 -> a &= k;
                case 0x05 -> pc += k;
                case 0x15 -> pc += a == k ? yes[pc] : no[pc];
                case 0x25 -> pc += Integer.compareUnsigned(a, k) > 0 ? yes[pc] : no[pc];
                case 0x35 -> pc += Integer.compareUnsigned(a, k) >= 0 ? yes[pc] : no[pc];
                case 0x45 -> pc += (a & k) != 0 ? yes[pc] : no[pc];
                default -> {
                    return k;
                }
            }
            pc++;
        }
    }

    private int word(int offset, int arch, int number, long[] args) {
        if (offset == 0) {
            return number;
        }
        if (offset == 4) {
            return arch;
        }
        if (offset < 16) {
            return 0;
        }
        long arg = args[(offset - 16) / 8];
        boolean high = (offset % 8 == 4) != bigEndian;
        return (int) (high ? arg >>> 32 : arg);
    }
}
