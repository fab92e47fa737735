package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.report.BundleException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Files of a layer that stand for a removal (layer.md of image-spec, "Whiteouts"). */
final class Whiteout {
    private static final byte[] PREFIX = ".wh.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPAQUE = ".wh..wh..opq".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OF_AUFS = ".wh..wh.".getBytes(StandardCharsets.US_ASCII);

    private Whiteout() {}

    /** Carries out what the name stands for; false when it is an ordinary one. */
    static boolean apply(List<byte[]> path, RootFs root) throws BundleException {
        for (int i = 0; i < path.size(); i++) {
            if (starts(path.get(i), PREFIX)) {
                return applyAt(path, i, root);
            }
        }
        return false;
    }

    private static boolean applyAt(List<byte[]> path, int at, RootFs root) throws BundleException {
        byte[] name = path.get(at);
        List<byte[]> directory = path.subList(0, at);
        boolean last = at == path.size() - 1;
        if (last && Arrays.equals(name, OPAQUE)) {
            root.opaque(directory);
            return true;
        }
        // Bookkeeping of the AUFS storage driver (.wh..wh.plnk/…, .wh..wh.aufs) in images of the time; Docker skips it.
        if (starts(name, OF_AUFS)) {
            return true;
        }
        byte[] removed = Arrays.copyOfRange(name, PREFIX.length, name.length);
        if (!last || removed.length == 0 || isDots(removed)) {
            throw new BundleException("a whiteout must name one file of its directory");
        }
        root.whiteout(directory, removed);
        return true;
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    private static boolean starts(byte[] name, byte[] prefix) {
        return name.length >= prefix.length && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }
}
