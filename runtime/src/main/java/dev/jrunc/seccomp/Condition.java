package dev.jrunc.seccomp;

/** One comparison of an argument as the program makes it: {@code operator} on {@code argument & mask} and {@code value}. */
record Condition(int argument, Operator operator, long mask, long value) {
    /** The operators of runtime-spec. */
    enum Operator {
        NE,
        LT,
        LE,
        EQ,
        GE,
        GT,
        MASKED_EQ
    }

    /** The condition as an ABI with 32-bit arguments can see it. */
    Condition narrow() {
        return new Condition(argument, operator, mask & 0xffffffffL, value & 0xffffffffL);
    }

    /** True when it holds for every value. */
    boolean always() {
        return operator == Operator.MASKED_EQ && mask == 0;
    }

    boolean same(Condition other) {
        return argument == other.argument && operator == other.operator && mask == other.mask && value == other.value;
    }
}
