package dev.jrunc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Whoever hands out the tree must pass on the notices of the libraries in it: the package's copyright file has them. */
final class CopyrightIT {
    private static final Path LIB =
            Path.of(System.getProperty("jrunc.tree", "../build")).resolve("lib/jrunc");

    @Test
    void everyLibraryInTheTreeIsNamed() throws IOException {
        List<String> named = new ArrayList<>(List.of("dev/jrunc/"));
        for (String line : Files.readAllLines(Path.of("src/main/deb/copyright"))) {
            if (line.startsWith("Files: ") && !line.equals("Files: *")) {
                for (String pattern : line.substring("Files: ".length()).split(" ", -1)) {
                    named.add(pattern.replaceFirst("\\*.*", ""));
                }
            }
        }
        TreeSet<String> unnamed = new TreeSet<>();
        for (String file : filesOfTheTree()) {
            if (named.stream().noneMatch(file::startsWith)) {
                unnamed.add(file.replaceFirst("/[^/]*$", ""));
            }
        }
        assertEquals(new TreeSet<>(), unnamed);
    }

    private static List<String> filesOfTheTree() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> list = Files.list(LIB)) {
            for (Path path : list.toList()) {
                String name = path.getFileName().toString();
                if (name.endsWith(".so")) {
                    files.add(name);
                } else if (name.endsWith(".jar")) {
                    try (ZipFile jar = new ZipFile(path.toFile())) {
                        jar.stream()
                                .filter(entry -> entry.getName().endsWith(".class"))
                                .forEach(entry -> files.add(entry.getName()));
                    }
                }
            }
        }
        return files;
    }
}
