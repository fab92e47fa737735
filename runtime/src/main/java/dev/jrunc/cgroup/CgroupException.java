package dev.jrunc.cgroup;

/** A cgroup setting that cannot be obeyed, with the place in config.json that asks for it. */
public final class CgroupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    public CgroupException(String pointer, String message) {
        super(message, null, false, false);
        this.pointer = pointer;
    }

    /** The JSON pointer of the setting, empty when there is none. */
    public String pointer() {
        return pointer;
    }
}
