package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What lies under the layer that is being applied: its whiteouts remove that, and nothing it has made itself. */
final class LowerLayers {
    private final Posix posix;
    private final Fd root;
    private final PendingDirectories directories;

    LowerLayers(Posix posix, Fd root, PendingDirectories directories) {
        this.posix = posix;
        this.root = root;
        this.directories = directories;
    }

    void remove(LayerNames own, List<byte[]> directory, byte[] name) throws BundleException {
        try (Place parent = Place.find(posix, root, directory)) {
            if (parent != null) {
                remove(own, parent.directory(), parent.path(), name);
            }
        }
    }

    /** Leaves of a directory what the layer has made. */
    void empty(LayerNames own, List<byte[]> directory) throws BundleException {
        try (Place place = Place.find(posix, root, directory)) {
            if (place != null) {
                empty(own, place.directory(), place.path());
            }
        }
    }

    private void empty(LayerNames own, Fd directory, List<byte[]> path) throws BundleException {
        try (Fd readable = posix.openDirectoryAt(directory, Names.SELF)) {
            for (byte[] name : posix.list(readable, Names.SELF)) {
                remove(own, directory, path, name);
            }
        }
    }

    private void remove(LayerNames own, Fd parent, List<byte[]> directory, byte[] name) throws BundleException {
        if (!own.has(parent, name)) {
            if (posix.isDirectory(parent, name)) {
                directories.forget(child(directory, name));
            }
            new TreeRemoval(posix).remove(parent, name);
            return;
        }
        // Only directories are in both: this layer's file took the place of the lower one when it was made.
        if (posix.isDirectory(parent, name)) {
            try (Fd inside = posix.openDirectoryAt(parent, name)) {
                empty(own, inside, child(directory, name));
            }
        }
    }

    private static List<byte[]> child(List<byte[]> directory, byte[] name) {
        List<byte[]> path = new ArrayList<>(directory);
        path.add(Arrays.copyOf(name, name.length - 1));
        return path;
    }
}
