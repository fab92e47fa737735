package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.generate.IdMap;
import dev.jrunc.bundle.report.BundleException;
import java.util.List;
import picocli.CommandLine.Option;

/** Whose the files of an image become, which several commands share. */
final class OwnerOptions {
    @Option(names = "--rootless", description = "for a rootless container: owners are kept as notes only")
    private boolean rootless;

    @Option(
            names = "--uid-map",
            paramLabel = "C:H:N",
            description = "give files to mapped owners: N ids from C are those from H on the host")
    private List<String> uidMaps = List.of();

    @Option(names = "--gid-map", paramLabel = "C:H:N", description = "the same for groups")
    private List<String> gidMaps = List.of();

    List<IdMap> uids() throws BundleException {
        return Ids.maps("--uid-map", uidMaps);
    }

    List<IdMap> gids() throws BundleException {
        return Ids.maps("--gid-map", gidMaps);
    }

    boolean isRootless(Posix posix) {
        return rootless || !posix.isRoot();
    }

    Owners owners(Posix posix) throws BundleException {
        if (rootless && !(uidMaps.isEmpty() && gidMaps.isEmpty())) {
            throw new BundleException("--rootless maps the caller's id only: leave out --uid-map and --gid-map");
        }
        if (uidMaps.isEmpty() != gidMaps.isEmpty()) {
            throw new BundleException("--uid-map and --gid-map belong together");
        }
        if (!uidMaps.isEmpty() && !posix.isRoot()) {
            throw new BundleException("--uid-map: only root may give files away; use --rootless");
        }
        return isRootless(posix) ? Owners.ROOTLESS : Ids.owners(uids(), gids());
    }
}
