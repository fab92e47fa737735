package dev.jrunc.plan;

/** Values that only the launcher knows, as they stand in templates. */
public final class Slot {
    /** The container process as the launcher sees it; 0 when there is none. */
    public static final String PID = "\u0001P";

    /** The container process as it sees itself. */
    public static final String OWN_PID = "\u0001C";

    /** Start time of the container process, field 22 of /proc/PID/stat. */
    public static final String START_TIME = "\u0001T";

    /** The status word. */
    public static final String STATUS = "\u0001S";

    private Slot() {}
}
