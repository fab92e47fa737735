package dev.jrunc.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A filter as text for people, one instruction a line; not for the start path. */
public final class BpfText {
    private BpfText() {}

    /** The lines of a program for an architecture of this byte order; a jump names the line it goes to. */
    public static String of(byte[] filter, boolean bigEndian) {
        ByteBuffer in = ByteBuffer.wrap(filter).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        StringBuilder out = new StringBuilder();
        for (int line = 0; in.remaining() >= 8; line++) {
            int code = Short.toUnsignedInt(in.getShort());
            int yes = Byte.toUnsignedInt(in.get());
            int no = Byte.toUnsignedInt(in.get());
            int operand = in.getInt();
            pad(out, line).append(": ");
            instruction(out, code, operand, line + 1, yes, no, bigEndian);
            out.append('\n');
        }
        return out.toString();
    }

    private static void instruction(
            StringBuilder out, int code, int operand, int next, int yes, int no, boolean bigEndian) {
        switch (code) {
            case BpfAssembler.LOAD -> word(out.append("load "), operand, bigEndian);
            case BpfAssembler.AND -> hex(out.append("and "), operand);
            case BpfAssembler.RETURN -> action(out.append("return "), operand);
            case BpfAssembler.JUMP -> out.append("goto ").append(next + operand);
            case BpfAssembler.JUMP_EQ -> branch(out, "==", operand, next, yes, no);
            case BpfAssembler.JUMP_GT -> branch(out, ">", operand, next, yes, no);
            case BpfAssembler.JUMP_GE -> branch(out, ">=", operand, next, yes, no);
            default -> hex(hex(out.append("unknown code "), code).append(" operand "), operand);
        }
    }

    private static void branch(StringBuilder out, String operator, int operand, int next, int yes, int no) {
        out.append("if ").append(operator).append(' ');
        hex(out, operand).append(" goto ").append(next + yes);
        if (no != 0) {
            out.append(" else ").append(next + no);
        }
    }

    private static void word(StringBuilder out, int offset, boolean bigEndian) {
        switch (offset) {
            case BpfAssembler.NUMBER_OFFSET -> out.append("number");
            case BpfAssembler.ARCH_OFFSET -> out.append("architecture");
            case 8, 12 -> out.append("address").append((offset == 8) == bigEndian ? " high" : " low");
            default -> {
                out.append("argument ").append((offset - 16) / 8);
                out.append(offset % 8 == 0 == bigEndian ? " high" : " low");
            }
        }
    }

    private static void action(StringBuilder out, int action) {
        int data = action & 0xffff;
        switch (action & 0xffff0000) {
            case SeccompAction.KILL_THREAD -> out.append("KILL_THREAD");
            case SeccompAction.KILL_PROCESS -> out.append("KILL_PROCESS");
            case SeccompAction.TRAP -> out.append("TRAP");
            case SeccompAction.ERRNO -> out.append("ERRNO ").append(data);
            case SeccompAction.NOTIFY -> out.append("NOTIFY");
            case SeccompAction.TRACE -> out.append("TRACE ").append(data);
            case SeccompAction.LOG -> out.append("LOG");
            case SeccompAction.ALLOW -> out.append("ALLOW");
            default -> hex(out, action);
        }
    }

    private static StringBuilder pad(StringBuilder out, int line) {
        String number = Integer.toString(line);
        for (int i = number.length(); i < 4; i++) {
            out.append(' ');
        }
        return out.append(number);
    }

    private static StringBuilder hex(StringBuilder out, int value) {
        return out.append("0x").append(Integer.toHexString(value));
    }
}
