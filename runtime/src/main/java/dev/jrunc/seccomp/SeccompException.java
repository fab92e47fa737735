package dev.jrunc.seccomp;

/** A profile that cannot be compiled, and the JSON pointer of the part that is to blame. */
public final class SeccompException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String problem;

    public SeccompException(String pointer, String problem) {
        super(pointer + ": " + problem);
        this.pointer = pointer;
        this.problem = problem;
    }

    /** Where in config.json the problem is, for example {@code /linux/seccomp/syscalls/3/args/0/op}. */
    public String pointer() {
        return pointer;
    }

    /** The message without the pointer. */
    public String problem() {
        return problem;
    }
}
