package dev.jrunc.plan;

/** Resource limits by name (getrlimit(2)). */
final class Rlimits {
    private Rlimits() {}

    /** The number of a limit that validation has let through, or -1. */
    static int number(String type) {
        return switch (type) {
            case "RLIMIT_CPU" -> 0;
            case "RLIMIT_FSIZE" -> 1;
            case "RLIMIT_DATA" -> 2;
            case "RLIMIT_STACK" -> 3;
            case "RLIMIT_CORE" -> 4;
            case "RLIMIT_RSS" -> 5;
            case "RLIMIT_NPROC" -> 6;
            case "RLIMIT_NOFILE" -> 7;
            case "RLIMIT_MEMLOCK" -> 8;
            case "RLIMIT_AS" -> 9;
            case "RLIMIT_LOCKS" -> 10;
            case "RLIMIT_SIGPENDING" -> 11;
            case "RLIMIT_MSGQUEUE" -> 12;
            case "RLIMIT_NICE" -> 13;
            case "RLIMIT_RTPRIO" -> 14;
            case "RLIMIT_RTTIME" -> 15;
            default -> -1;
        };
    }
}
