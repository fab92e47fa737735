package dev.jrunc.lifecycle;

/** The commands whose plans a record holds, the same numbers as {@code runtime/src/main/c/launcher/record.h}. */
public final class RecordCommand {
    public static final int START = 1;
    public static final int STATE = 2;
    public static final int KILL = 3;
    public static final int DELETE = 4;
    public static final int DELETE_FORCE = 5;
    public static final int PAUSE = 6;
    public static final int RESUME = 7;
    public static final int KILL_ALL = 8;

    private RecordCommand() {}
}
