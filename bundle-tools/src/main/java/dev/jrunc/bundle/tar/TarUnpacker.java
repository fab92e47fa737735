package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.fs.Stat;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.TarEntry.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Applies a tar archive to a root filesystem. */
public final class TarUnpacker {
    private final Posix posix;
    private final RootFs root;
    private final Limits limits;
    private final Budget budget;
    private final byte[] buffer = new byte[Posix.BUFFER];
    private int leftOut;
    private boolean rest;

    /** @param cancelled asked again and again: true ends the work with an exception */
    public TarUnpacker(Posix posix, RootFs root, Limits limits, BooleanSupplier cancelled) {
        this.posix = posix;
        this.root = root;
        this.limits = limits;
        this.budget = new Budget(limits, cancelled);
    }

    /** Applies an archive that is all there is, and finishes the root filesystem. */
    public void unpack(InputStream in) throws IOException, BundleException {
        entries(in, false);
        root.finish();
    }

    /** Applies one layer over those before it; {@link RootFs#finish} comes after the last one. */
    public void layer(InputStream in) throws IOException, BundleException {
        entries(in, true);
        root.nextLayer();
    }

    /** How many device nodes were left out for want of privilege. */
    public int leftOut() {
        return leftOut;
    }

    /** Whether the last archive goes on after its end marker. */
    public boolean hasRest() {
        return rest;
    }

    public long entries() {
        return budget.entries();
    }

    private void entries(InputStream in, boolean layer) throws IOException, BundleException {
        // A layer's DiffID tells whether it is whole.
        TarReader reader = new TarReader(in, layer);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            budget.entry(root.implied());
            List<byte[]> path = Names.components(entry.name());
            try {
                if (!layer || !Whiteout.apply(path, root)) {
                    apply(path, entry, reader);
                }
            } catch (TarException e) {
                throw e;
            } catch (BundleException e) {
                String link = entry.type() == TarType.HARD_LINK
                        ? " (a hard link to " + Names.printable(entry.linkName()) + ")"
                        : "";
                throw new BundleException("entry " + Names.printable(entry.name()) + link + ": " + e.getMessage(), e);
            }
        }
        rest = reader.rest(limits.bytes());
    }

    private void apply(List<byte[]> path, TarEntry entry, TarReader reader) throws BundleException, IOException {
        switch (entry.type()) {
            case DIRECTORY -> root.directory(path, entry.metadata());
            case FILE -> file(path, entry, reader);
            case SYMLINK -> root.symlink(path, entry.linkName(), entry.metadata());
            case HARD_LINK -> root.hardLink(path, Names.components(entry.linkName()));
            case FIFO -> node(path, entry, Stat.FIFO);
            case CHARACTER -> node(path, entry, Stat.CHARACTER);
            case BLOCK -> node(path, entry, Stat.BLOCK);
        }
    }

    private void node(List<byte[]> path, TarEntry entry, int type) throws BundleException, IOException {
        if (!root.node(path, type, entry.major(), entry.minor(), entry.metadata())) {
            leftOut++;
        }
    }

    private void file(List<byte[]> path, TarEntry entry, TarReader reader) throws BundleException, IOException {
        List<Extent> extents = entry.sparse();
        budget.bytes(entry.size());
        budget.length(entry.realSize());
        root.file(path, entry.metadata(), (file, name) -> {
            if (extents == null) {
                write(file, name, reader, new Extent(0, entry.size()));
                return;
            }
            for (Extent extent : extents) {
                write(file, name, reader, extent);
            }
            posix.truncate(file, name, entry.realSize());
        });
    }

    private void write(Fd file, byte[] name, TarReader reader, Extent extent) throws IOException, BundleException {
        for (long done = 0; done < extent.length(); ) {
            budget.checkCancelled();
            int count = reader.read(buffer, 0, (int) Math.min(buffer.length, extent.length() - done));
            posix.write(file, name, buffer, count, extent.offset() + done);
            done += count;
        }
    }
}
