package dev.jrunc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Everything that there is to know of a directory tree, a line for each file: two equal trees give equal maps. */
public final class Tree {
    private static final String ATTRIBUTES = "unix:mode,uid,gid,nlink,ino,rdev,size,lastModifiedTime";
    private static final int ROOM = 1 << 16;

    private final Path top;
    private final Map<Object, String> firstOfInode = new HashMap<>();

    private Tree(Path top) {
        this.top = top;
    }

    /** Mode, owner, links, device, size, time, content or target, and extended attributes by name. */
    public static Map<String, String> of(Path top) {
        Tree tree = new Tree(top);
        Map<String, String> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted().toList()) {
                lines.put(top.relativize(file).toString(), tree.line(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private String line(Path file) throws IOException {
        Map<String, Object> stat = new TreeMap<>(Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
        Object inode = stat.remove("ino");
        boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        if (directory) {
            stat.remove("size");
            stat.remove("nlink");
        }
        String same =
                firstOfInode.computeIfAbsent(inode, key -> top.relativize(file).toString());
        String content = "";
        if (Files.isSymbolicLink(file)) {
            content = " -> " + Files.readSymbolicLink(file);
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            CRC32 sum = new CRC32();
            sum.update(Files.readAllBytes(file));
            content = " sum " + sum.getValue();
        }
        return stat + " same as " + same + content + " " + attributes(file.toString());
    }

    private static Map<String, String> attributes(String path) {
        byte[] names = new byte[ROOM];
        long length = Kernel.C.llistxattr(path, names, ROOM);
        Map<String, String> attributes = new TreeMap<>();
        for (String name : new String(names, 0, (int) Math.max(length, 0), StandardCharsets.UTF_8).split("\0", -1)) {
            if (!name.isEmpty()) {
                byte[] value = new byte[ROOM];
                long size = Kernel.C.lgetxattr(path, name, value, ROOM);
                attributes.put(name, Arrays.toString(Arrays.copyOf(value, (int) Math.max(size, 0))));
            }
        }
        return attributes;
    }
}
