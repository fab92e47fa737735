package dev.jrunc.bundle.image;

import java.util.Locale;

/** What machine an image is for, in Go's words (image-index.md, {@code platform}). */
public record Platform(String os, String architecture, String variant) {
    /** What {@link #closeness} says of an image for another machine. */
    static final int NOT_FOR_US = -1;

    private static final int UNORDERED = -1;

    /** Reads {@code os/architecture[/variant]}; other programs' names of architectures are understood. */
    public static Platform parse(String text) throws ImageException {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ImageException(
                    "--platform " + text + ": expected OS/ARCHITECTURE[/VARIANT], as in linux/arm64/v8");
        }
        return new Platform(parts[0], goName(parts[1]), parts.length == 3 ? parts[2] : "");
    }

    /** The machine we run on. */
    public static Platform host() {
        return new Platform("linux", goName(System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)), "");
    }

    private static String goName(String architecture) {
        return switch (architecture) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386", "i686", "x86" -> "386";
            case "loongarch64" -> "loong64";
            default -> architecture;
        };
    }

    static Platform of(JsonValue value) throws ImageException {
        return new Platform(
                value.get("os").text(""),
                value.get("architecture").text(""),
                value.get("variant").text(""));
    }

    boolean isUnknown() {
        return os.isEmpty() || architecture.isEmpty();
    }

    /** Whether an image for the other may be taken for this one. */
    boolean accepts(Platform other) {
        return closeness(other) != NOT_FOR_US;
    }

    /**
     * How well an image for the other does here: the more of this machine it uses, the better. What is built for a later
     * variant would end with SIGILL; an earlier one does (image-index.md, "Platform Variants").
     */
    int closeness(Platform other) {
        if (!os.equals(other.os) || !architecture.equals(other.architecture)) {
            return NOT_FOR_US;
        }
        int level = level(variant.isEmpty() && architecture.equals("arm") ? "v7" : variant);
        int otherLevel = level(other.variant);
        if (level != UNORDERED && otherLevel != UNORDERED) {
            return otherLevel <= level ? 1 + otherLevel : NOT_FOR_US;
        }
        if (variant.equals(other.variant)) {
            return 2;
        }
        // Of variants that nobody has put in order: any will do when none is asked for, and one that says nothing
        // always.
        return variant.isEmpty() || other.variant.isEmpty() ? 1 : NOT_FOR_US;
    }

    /** The number of a variant whose successors run what is built for it. */
    private int level(String name) {
        boolean numbered =
                name.length() == 2 && name.charAt(0) == 'v' && name.charAt(1) >= '1' && name.charAt(1) <= '9';
        return switch (architecture) {
            case "amd64" -> name.isEmpty() ? 1 : numbered ? name.charAt(1) - '0' : UNORDERED;
            case "arm64" -> name.isEmpty() ? 8 : numbered ? name.charAt(1) - '0' : UNORDERED;
            case "arm" -> name.isEmpty() ? 0 : numbered ? name.charAt(1) - '0' : UNORDERED;
            default -> UNORDERED;
        };
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
