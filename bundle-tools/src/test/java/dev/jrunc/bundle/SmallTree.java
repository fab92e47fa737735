package dev.jrunc.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that a root filesystem is made from in a test: one file in one directory. */
final class SmallTree {
    private SmallTree() {}

    static Path in(Path dir) throws IOException {
        Path tree = Files.createDirectory(dir.resolve("tree"));
        Files.createDirectory(tree.resolve("bin"));
        Files.writeString(tree.resolve("bin/sh"), "#!");
        return tree;
    }
}
