package dev.jrunc.bundle.image;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import dev.jrunc.bundle.tar.Compression;
import dev.jrunc.bundle.tar.Expansion;
import dev.jrunc.bundle.tar.LimitException;
import dev.jrunc.bundle.tar.TarEntry;
import dev.jrunc.bundle.tar.TarException;
import dev.jrunc.bundle.tar.TarReader;
import dev.jrunc.bundle.tar.TarType;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A layout or docker-save archive in a tar file: members are found by one pass over it, and read where they are. */
final class LayoutArchive implements Layout {
    private static final int MOST_MEMBERS = 100_000;
    private static final int MOST_LINKS = 8;

    private final String name;
    private final FileChannel file;
    private final Map<String, Member> members = new HashMap<>();

    /** Where a member's data lies; a link has a target instead. */
    private record Member(long offset, long size, @Nullable String target) {}

    private LayoutArchive(String name, FileChannel file) throws BundleException {
        this.name = name;
        this.file = file;
        try {
            index();
        } catch (IOException e) {
            close();
            throw new ImageException("read " + name + ": " + Failures.words(e), e);
        } catch (BundleException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The file itself when it can be read in place. */
    static LayoutArchive file(String path, Expansion limits) throws BundleException {
        try {
            FileInputStream in = new FileInputStream(path);
            FileChannel channel = in.getChannel();
            boolean inPlace;
            try {
                inPlace = new File(path).isFile() && !Compression.isCompressed(new Section(channel, 0, channel.size()));
            } catch (IOException | BundleException | RuntimeException e) {
                in.close();
                throw e;
            }
            return inPlace ? new LayoutArchive(path, channel) : stream(path, in, limits);
        } catch (TarException e) {
            throw e instanceof LimitException ? e : new ImageException(path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ImageException("read " + path + ": " + Failures.words(e), e);
        }
    }

    /** Takes over the stream. */
    static LayoutArchive stream(String name, InputStream in, Expansion limits) throws BundleException {
        try (in) {
            return new LayoutArchive(name, Spool.of(name, in, limits));
        } catch (LimitException e) {
            throw e;
        } catch (TarException e) {
            throw new ImageException(name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ImageException("read " + name + ": " + Failures.words(e), e);
        }
    }

    private void index() throws IOException, BundleException {
        TarReader reader = new TarReader(new Section(file, 0, file.size()));
        try {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                add(entry, reader.dataOffset());
            }
        } catch (BundleException e) {
            throw new ImageException(name + ": " + e.getMessage(), e);
        }
    }

    private void add(TarEntry entry, long offset) throws ImageException {
        String path = normal("", new String(entry.name(), StandardCharsets.UTF_8));
        if (entry.type() == TarType.DIRECTORY || path == null) {
            return;
        }
        String link = new String(entry.linkName(), StandardCharsets.UTF_8);
        Member member = switch (entry.type()) {
            case FILE -> entry.sparse() == null ? new Member(offset, entry.size(), null) : null;
            case SYMLINK -> new Member(0, 0, normal(parent(path), link));
            case HARD_LINK -> new Member(0, 0, normal("", link));
            case DIRECTORY, CHARACTER, BLOCK, FIFO -> null;
        };
        if (member == null) {
            throw new ImageException(path + ": an archive of images holds regular files only");
        }
        if (members.put(path, member) != null) {
            throw new ImageException(path + " appears twice in the archive");
        }
        if (members.size() > MOST_MEMBERS) {
            throw new ImageException("more than " + MOST_MEMBERS + " members are no archive of images");
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The path below a directory of the archive; null when it leads out. */
    private static @Nullable String normal(String directory, String path) {
        Deque<String> parts = new ArrayDeque<>();
        String whole = path.startsWith("/") || directory.isEmpty() ? path : directory + "/" + path;
        for (String part : whole.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return null;
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Content find(String path) {
        String at = normal("", path);
        for (int links = 0; at != null && links <= MOST_LINKS; links++) {
            Member member = members.get(at);
            if (member == null) {
                return null;
            }
            if (member.target() == null) {
                if (member.offset() == 0) {
                    return null;
                }
                return new MemberContent(path, member);
            }
            at = member.target();
        }
        return null;
    }

    private final class MemberContent implements Content {
        private final String path;
        private final Member member;

        MemberContent(String path, Member member) {
            this.path = path;
            this.member = member;
        }

        @Override
        public String name() {
            return name + ": " + path;
        }

        @Override
        public long size() {
            return member.size();
        }

        @Override
        public InputStream open() {
            return new Section(file, member.offset(), member.size());
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // Only read from: nothing is lost.
        }
    }
}
