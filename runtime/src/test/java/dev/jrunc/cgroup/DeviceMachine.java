package dev.jrunc.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a device program as the kernel would: the instructions that DeviceProgram knows, 64-bit registers. */
final class DeviceMachine {
    private final ByteBuffer code;

    DeviceMachine(byte[] program) {
        code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean allows(char type, long major, long minor, int access) {
        int[] context = {access << 16 | (type == 'b' ? 1 : 2), (int) major, (int) minor};
        long[] r = new long[11];
        for (int at = 0, steps = 0; ; at++, steps++) {
            if (steps > 100_000) {
                throw new IllegalStateException("no end");
            }
            int opcode = code.get(at * 8) & 0xff;
            int target = code.get(at * 8 + 1) & 0xf;
            int source = code.get(at * 8 + 1) >> 4 & 0xf;
            int offset = code.getShort(at * 8 + 2);
            long constant = code.getInt(at * 8 + 4);
            switch (opcode) {
                case 0x61 -> r[target] = context[offset / 4] & 0xffffffffL;
                case 0xbf -> r[target] = r[source];
                case 0xb7 -> r[target] = constant;
                case 0x57 -> r[target] &= constant;
                case 0x77 -> r[target] >>>= constant;
                case 0x05 -> at += offset;
                case 0x55 -> at += r[target] != constant ? offset : 0;
                case 0x45 -> at += (r[target] & constant) != 0 ? offset : 0;
                case 0x95 -> {
                    return r[0] != 0;
                }
                default -> throw new IllegalStateException("instruction " + opcode);
            }
        }
    }
}
