package dev.jrunc.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One test's own world: state root, bundles, containers; at the end nothing of it may be left. */
public final class World implements AutoCloseable {
    private final RuntimeBinary runtime;
    private final Cgroups cgroups;
    private final Path dir;
    private final Rootfs rootfs;
    private final Traces before;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final String prefix;
    private final int patience;
    private int count;
    private boolean closed;

    /** @param patience how many milliseconds to wait for anything that should happen */
    public World(RuntimeBinary runtime, Path base, String name, int patience) {
        this.runtime = runtime;
        this.patience = patience;
        this.cgroups = new Cgroups(Jail.cgroup());
        this.prefix = "conf" + name;
        this.dir = base.resolve(prefix);
        try {
            rootfs = new Rootfs(base.resolve("template"));
            Files.createDirectories(dir.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        before = Traces.now(cgroups, base);
    }

    public RuntimeBinary runtime() {
        return runtime;
    }

    public Cgroups cgroups() {
        return cgroups;
    }

    public int patience() {
        return patience;
    }

    /** An empty directory of this test. */
    public Path dir() {
        return dir;
    }

    /** What the calls of this test give as --root. */
    public Path stateRoot() {
        return dir.resolve("state");
    }

    /** A new bundle with the default config; its cgroup is one of its own. */
    public Bundle bundle() {
        count++;
        Bundle bundle = new Bundle(dir.resolve("bundle" + count), rootfs);
        return bundle.set("/linux/cgroupsPath", cgroups.top() + "/" + prefix + "-" + count);
    }

    /** A container, not yet created, of a bundle. */
    public Container container(Bundle bundle) {
        return container(bundle, prefix + "-" + ++count);
    }

    public Container container(Bundle bundle, String id) {
        Container container = new Container(this, bundle, id);
        open.push(container);
        return container;
    }

    /** A container of the default bundle whose process waits. */
    public Container running() {
        return container(bundle().guest("hold")).started();
    }

    /** Runs a bundle in the foreground to its end. */
    public Result run(Bundle bundle, String... flags) {
        return container(bundle).run(flags);
    }

    /** Runs the guest program's report in a container of this bundle. */
    public Report report(Bundle bundle) {
        return new Report(run(bundle.guest("report")).json());
    }

    /** Runs a shell script in a container of this bundle; what it printed, without the last newline. */
    public String shell(Bundle bundle, String script) {
        return run(bundle.shell(script)).expectSuccess().out().stripTrailing();
    }

    /** Has the guest program open a path: r, w, c to create it, d to make a directory; "ok" or the name of the errno. */
    public String open(Bundle bundle, String how, String path) {
        return run(bundle.guest("open", how, path)).json().path(path).asText();
    }

    /** A call with this test's state root. */
    public Invocation call(String... args) {
        List<String> all = new ArrayList<>(List.of("--root", stateRoot().toString()));
        Collections.addAll(all, args);
        return runtime.call(all.toArray(new String[0]))
                .patience(patience)
                .env("TMPDIR", dir.resolve("tmp").toString())
                .cwd(dir);
    }

    /** A new terminal, of which both sides are here. */
    public Terminal terminal() {
        return own(Terminal.open(patience));
    }

    /** What is written to a new fifo of this directory; it does not end, whoever closes it. */
    public Output fifo(String name) {
        String path = dir.resolve(name).toString();
        Host.run("mkfifo", path);
        return own(new Output(Kernel.open(path, Kernel.O_RDWR | Kernel.O_NONBLOCK), patience));
    }

    /** Closes it at the end of the test, before what was there earlier. */
    public <T extends AutoCloseable> T own(T resource) {
        open.push(resource);
        return resource;
    }

    void disown(AutoCloseable resource) {
        open.remove(resource);
    }

    /** Takes away what is still there, without a word of it: for a test that has failed, which explains what is left. */
    public void abandon() {
        if (!closed) {
            closed = true;
            closeAll();
            before.restore();
            Host.removeTree(dir);
        }
    }

    /**
     * Deletes what is still there, then compares with the beginning: what the runtime should have removed. Once: JUnit
     * closes what it keeps for a test again.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        @Nullable RuntimeException failure = closeAll();
        List<String> left = before.leftNow();
        if (Host.tree(dir.resolve("tmp")).size() > 0) {
            left.add("files: " + Host.tree(dir.resolve("tmp")));
        }
        if (Host.tree(stateRoot()).size() > 0) {
            left.add("state: " + Host.tree(stateRoot()));
        }
        before.restore();
        Host.removeTree(dir);
        if (!left.isEmpty()) {
            throw new AssertionError("left behind:\n" + String.join("\n", left), failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The first failure, if there was one. */
    private @Nullable RuntimeException closeAll() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception | AssertionError e) {
                failure = failure == null ? new IllegalStateException(e) : failure;
            }
        }
        return failure;
    }
}
