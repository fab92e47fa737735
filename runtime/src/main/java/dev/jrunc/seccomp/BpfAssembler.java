package dev.jrunc.seccomp;

import java.util.Arrays;

/**
 * Writes a classic BPF program from its last instruction to its first, so that every jump goes to what is already
 * there. A label is the number of instructions from the labelled one to the end.
 */
final class BpfAssembler {
    /** struct seccomp_data: the number, the architecture, the instruction pointer, six arguments. */
    static final int NUMBER_OFFSET = 0;

    static final int ARCH_OFFSET = 4;
    private static final int ARGUMENTS_OFFSET = 16;

    static final int LOAD = 0x20;
    static final int AND = 0x54;
    static final int JUMP = 0x05;
    static final int JUMP_EQ = 0x15;
    static final int JUMP_GT = 0x25;
    static final int JUMP_GE = 0x35;
    static final int RETURN = 0x06;

    /** BPF_MAXINSNS of linux/bpf_common.h. */
    static final int MAX_LENGTH = 4096;
    /** A conditional jump has 8 bits; one less, since the jumps of both branches may need a step in between. */
    private static final int REACH = 254;

    private final boolean bigEndian;
    private int[] codes = new int[512];
    private int[] operands = new int[512];
    private int length;
    /** The nearest instructions that return something. */
    private final int[] returnActions = new int[8];

    private final int[] returnLabels = new int[8];
    private int returns;

    BpfAssembler(boolean bigEndian) {
        this.bigEndian = bigEndian;
    }

    int length() {
        return length;
    }

    /** A label that returns the action, near enough for the instructions that follow. */
    int returns(int action) {
        for (int i = 0; i < returns; i++) {
            if (returnActions[i] == action) {
                int label = returnLabels[i];
                return length - label < REACH / 2 ? label : emitReturn(i, action);
            }
        }
        if (returns == returnActions.length) {
            returns = 0;
        }
        return emitReturn(returns++, action);
    }

    private int emitReturn(int index, int action) {
        returnActions[index] = action;
        returnLabels[index] = emit(RETURN, action);
        return returnLabels[index];
    }

    /** A comparison of the accumulator; the label is {@code yes} itself where both branches are the same. */
    int jump(int operator, int operand, int yes, int no) {
        if (yes == no) {
            return yes;
        }
        int nearYes = reach(yes);
        int nearNo = reach(no);
        return emit(operator | (length - nearYes) << 16 | (length - nearNo) << 24, operand);
    }

    /** Loads a word of struct seccomp_data and goes on to {@code next}. */
    int load(int offset, int next) {
        continueAt(next);
        return emit(LOAD, offset);
    }

    int and(int mask, int next) {
        continueAt(next);
        return emit(AND, mask);
    }

    /** The offset of the low or the high half of an argument. */
    int argument(int index, boolean high) {
        return ARGUMENTS_OFFSET + 8 * index + (high == bigEndian ? 0 : 4);
    }

    /** The instructions in the order of execution. */
    byte[] bytes() {
        byte[] bytes = new byte[8 * length];
        for (int i = 0; i < length; i++) {
            int at = 8 * (length - 1 - i);
            int code = codes[i];
            int operand = operands[i];
            bytes[at + 2] = (byte) (code >>> 16);
            bytes[at + 3] = (byte) (code >>> 24);
            if (bigEndian) {
                bytes[at + 1] = (byte) code;
                bytes[at + 4] = (byte) (operand >>> 24);
                bytes[at + 5] = (byte) (operand >>> 16);
                bytes[at + 6] = (byte) (operand >>> 8);
                bytes[at + 7] = (byte) operand;
            } else {
                bytes[at] = (byte) code;
                bytes[at + 4] = (byte) operand;
                bytes[at + 5] = (byte) (operand >>> 8);
                bytes[at + 6] = (byte) (operand >>> 16);
                bytes[at + 7] = (byte) (operand >>> 24);
            }
        }
        return bytes;
    }

    private void continueAt(int label) {
        if (label != length) {
            emit(JUMP, length - label);
        }
    }

    /** The label, or a nearer one that does the same when a conditional jump cannot span the distance. */
    private int reach(int label) {
        if (length - label < REACH) {
            return label;
        }
        if (codes[label - 1] == RETURN) {
            return returns(operands[label - 1]);
        }
        return emit(JUMP, length - label);
    }

    private int emit(int code, int operand) {
        if (length == codes.length) {
            codes = Arrays.copyOf(codes, 2 * length);
            operands = Arrays.copyOf(operands, 2 * length);
        }
        codes[length] = code;
        operands[length] = operand;
        return ++length;
    }
}
