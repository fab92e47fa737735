package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What may have become of a file that the launcher kept a conversation in. */
final class KeptDamage {
    private KeptDamage() {}

    /** @param scratch a directory outside of where it is kept */
    static void apply(String damage, Path kept, Path scratch) throws IOException {
        byte[] bytes = Files.readAllBytes(kept);
        switch (damage) {
            case "cut" -> Files.write(kept, Arrays.copyOf(bytes, bytes.length - 1));
            case "flip" -> {
                bytes[bytes.length / 2] ^= 1;
                Files.write(kept, bytes);
            }
            case "empty" -> Files.write(kept, new byte[0]);
            case "link" -> {
                Path elsewhere = scratch.resolve("elsewhere");
                Files.write(elsewhere, bytes);
                Files.delete(kept);
                Files.createSymbolicLink(kept, elsewhere);
            }
            case "fifo" -> {
                Files.delete(kept);
                Host.run("mkfifo", kept.toString());
            }
            case "directory" -> {
                Files.delete(kept);
                Files.createDirectory(kept);
            }
            case "other-user" -> Host.run("chown", "1000", kept.toString());
            default -> throw new IllegalArgumentException(damage);
        }
    }
}
