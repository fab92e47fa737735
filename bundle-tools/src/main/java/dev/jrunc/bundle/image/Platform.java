package dev.jrunc.bundle.image;

import java.util.Locale;

/** What machine an image is for, in Go's words (image-index.md, {@code platform}). */
public record Platform(String os, String architecture, String variant) {
    /** Reads {@code os/architecture[/variant]}. */
    public static Platform parse(String text) throws ImageException {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ImageException(
                    "--platform " + text + ": expected OS/ARCHITECTURE[/VARIANT], as in linux/arm64/v8");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
    }

    /** The machine we run on. */
    public static Platform host() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return new Platform(
                "linux",
                switch (arch) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> arch;
                },
                "");
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
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant.isEmpty() || variant().equals(other.variant()) || other.variant.isEmpty());
    }

    /** The two that need not be said. */
    @Override
    public String variant() {
        return architecture.equals("arm64") && variant.equals("v8") ? "" : variant;
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
