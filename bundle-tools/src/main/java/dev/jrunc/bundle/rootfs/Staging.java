package dev.jrunc.bundle.rootfs;

import dev.jrunc.bundle.fs.Errno;
import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.PosixException;
import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.fs.TreeRemoval;
import dev.jrunc.bundle.report.BundleException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Builds a directory under a hidden name beside its final one and renames it at the end, so that the final name never
 * shows anything half-made; after a failure or a signal the hidden one is removed, after SIGKILL by the next run.
 */
public final class Staging {
    private static final long SECONDS_TO_CLEAN_UP = 60;
    private static final List<String> NO_NAMES = List.of("", ".", "..");

    private final Posix posix;
    private final String target;
    private final boolean privileged;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    public Staging(Posix posix, String target) {
        this.posix = posix;
        this.target = target;
        this.privileged = posix.isRoot();
    }

    /** Makes DIR out of the source. */
    public LeftOut rootfs(Source source) throws BundleException {
        return publish(staged -> fill(staged, source, privileged ? Owners.AS_ARCHIVED : Owners.CALLER));
    }

    /**
     * Makes a bundle: DIR/rootfs out of the source, and DIR/config.json.
     *
     * @param userNamespace whether the container's root is another user out here
     */
    public LeftOut bundle(Source source, String config, Owners owners, boolean userNamespace) throws BundleException {
        return publish(staged -> {
            byte[] name = Names.ofArgument("rootfs");
            posix.mkdir(staged, name, 0700);
            LeftOut leftOut;
            try (Fd rootfs = posix.openDirectoryAt(staged, name)) {
                leftOut = fill(rootfs, source, owners);
            }
            finishBundle(staged, config, owners, userNamespace);
            return leftOut;
        });
    }

    /** What a bundle has beside its root filesystem, and who may enter it. */
    public void finishBundle(Fd staged, String config, Owners owners, boolean userNamespace) throws BundleException {
        byte[] file = Names.ofArgument("config.json");
        byte[] text = config.getBytes(StandardCharsets.UTF_8);
        try (Fd out = posix.create(staged, file, 0666)) {
            posix.write(out, file, text, text.length, 0);
        }
        byte[] name = Names.ofArgument(target);
        // A set-uid file, a device or a capability of an image is nobody else's to use; root of a user namespace is an
        // ordinary user out here and needs a way in.
        if (owners.isMapped()) {
            posix.chgrp(staged, name, owners.gid(0));
        }
        posix.chmod(staged, name, !userNamespace ? 0700 : owners.isMapped() ? 0710 : 0711);
    }

    /** Fills the directory; tells what came of it. */
    public interface Work<T> {
        T doIn(Fd staged) throws BundleException;
    }

    /** Whether a signal wants the work to end. */
    public boolean cancelled() {
        return cancelled.get();
    }

    private LeftOut fill(Fd directory, Source source, Owners owners) throws BundleException {
        try (RootFs root = new RootFs(posix, directory, owners)) {
            return source.fill(posix, root, cancelled::get);
        }
    }

    /** Does the work in the hidden directory, then gives that its name; removes it when the work fails. */
    public <T> T publish(Work<T> work) throws BundleException {
        return inHidden(work, true);
    }

    /** Does the work in a hidden directory beside the target, and removes it whatever came of it. */
    public <T> T scratch(Work<T> work) throws BundleException {
        return inHidden(work, false);
    }

    private <T> T inHidden(Work<T> work, boolean publish) throws BundleException {
        File file = new File(target).getAbsoluteFile();
        if (target.isEmpty() || file.getParent() == null || NO_NAMES.contains(file.getName())) {
            throw new BundleException(target + ": expected the name of a new directory");
        }
        byte[] name = Names.ofArgument(file.getName());
        Leftovers leftovers = new Leftovers(posix, file.getName());
        byte[] hidden = leftovers.newName();
        CountDownLatch cleanedUp = new CountDownLatch(1);
        Thread worker = Thread.currentThread();
        Thread hook = new Thread(() -> stop(worker, cleanedUp));
        try (Fd parent = posix.openDirectory(Names.ofArgument(file.getParent()))) {
            if (publish) {
                checkFree(parent, name);
            }
            leftovers.remove(parent);
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                T result = build(parent, hidden, work);
                if (publish) {
                    rename(parent, hidden, name);
                } else {
                    new TreeRemoval(posix).remove(parent, hidden);
                }
                return result;
            } catch (BundleException | RuntimeException e) {
                removeAfter(e, parent, hidden);
                throw e;
            } catch (OutOfMemoryError e) {
                BundleException failure = new BundleException("not enough memory for this archive's names", e);
                removeAfter(failure, parent, hidden);
                throw failure;
            } finally {
                cleanedUp.countDown();
                forget(hook);
            }
        }
    }

    private <T> T build(Fd parent, byte[] hidden, Work<T> work) throws BundleException {
        try {
            posix.mkdir(parent, hidden, 0700);
        } catch (PosixException e) {
            throw new BundleException("cannot make " + target + ": " + e.getMessage(), e);
        }
        try (Fd staged = posix.openDirectoryAt(parent, hidden)) {
            // Tells the next run that this one is alive.
            if (!posix.lock(staged, hidden)) {
                throw new BundleException(target + ": another process is cleaning up here; try again");
            }
            return work.doIn(staged);
        }
    }

    /** The last word on this has rename(2), which replaces an empty directory and nothing else. */
    private void checkFree(Fd parent, byte[] name) throws BundleException {
        try {
            if (posix.stat(parent, name).isDirectory()) {
                try (Fd existing = posix.openDirectoryAt(parent, name)) {
                    if (posix.list(existing, name).isEmpty()) {
                        return;
                    }
                }
            }
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return;
            }
            throw e;
        }
        throw taken();
    }

    private BundleException taken() {
        return new BundleException(target + " exists. Remove it first");
    }

    private void rename(Fd parent, byte[] hidden, byte[] name) throws BundleException {
        if (cancelled.get()) {
            throw new BundleException("interrupted");
        }
        try {
            posix.rename(parent, hidden, parent, name);
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOTEMPTY || e.errno() == Errno.EEXIST || e.errno() == Errno.ENOTDIR) {
                throw taken();
            }
            throw e;
        }
    }

    private void removeAfter(Exception failure, Fd parent, byte[] hidden) {
        try {
            new TreeRemoval(posix).remove(parent, hidden);
        } catch (BundleException e) {
            failure.addSuppressed(e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running.
        }
    }

    /** Runs when a signal ends the JVM: stops the work, and gives it time to remove what it made. */
    private void stop(Thread worker, CountDownLatch cleanedUp) {
        cancelled.set(true);
        worker.interrupt();
        try {
            if (!cleanedUp.await(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)) {
                System.err.println("not all of the unfinished " + target + " could be removed in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
