package dev.jrunc.bundle.image;

import dev.jrunc.bundle.fs.Errno;
import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.PosixException;
import dev.jrunc.bundle.fs.Stat;
import dev.jrunc.bundle.report.BundleException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A layout in a directory; no symbolic link in it is followed, nothing but regular files is opened. */
final class LayoutDirectory implements Layout {
    private final Posix posix;
    private final String name;
    private final Fd directory;

    LayoutDirectory(Posix posix, String name) throws BundleException {
        this.posix = posix.another();
        this.name = name;
        this.directory = posix.openDirectory(Names.ofArgument(name));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized @Nullable Content find(String path) throws BundleException {
        try (Fd file = openFile(path)) {
            return new FileContent(path, posix.stat(file).size());
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return null;
            }
            throw e;
        }
    }

    private synchronized Fd openFile(String path) throws BundleException {
        byte[] bytes = Names.terminated(path.getBytes(StandardCharsets.UTF_8));
        Fd file;
        try {
            file = posix.findBeneath(directory, bytes);
        } catch (PosixException e) {
            if (e.errno() == Errno.ELOOP || e.errno() == Errno.EXDEV) {
                throw new ImageException(name + "/" + path + ": a symbolic link, which is not followed here", e);
            }
            throw e;
        }
        Stat stat = posix.stat(file);
        if (!stat.isRegular()) {
            file.close();
            throw new ImageException(name + "/" + path + ": not a regular file");
        }
        return file;
    }

    private final class FileContent implements Content {
        private final String path;
        private final long size;

        FileContent(String path, long size) {
            this.path = path;
            this.size = size;
        }

        @Override
        public String name() {
            return name + "/" + path;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws BundleException, IOException {
            try (Fd file = openFile(path)) {
                return new FileInputStream("/proc/self/fd/" + file.number());
            }
        }
    }

    @Override
    public void close() {
        directory.close();
    }
}
