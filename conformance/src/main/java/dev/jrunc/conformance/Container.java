package dev.jrunc.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A container of a test, by id: a method for each command, and what can be seen of it. */
public final class Container implements AutoCloseable {
    private final World world;
    private final Bundle bundle;
    private final String id;
    private UnaryOperator<Invocation> caller = invocation -> invocation;
    private @Nullable Running creation;
    private boolean touched;
    private long pid;

    Container(World world, Bundle bundle, String id) {
        this.world = world;
        this.bundle = bundle;
        this.id = id;
    }

    public String id() {
        return id;
    }

    public Bundle bundle() {
        return bundle;
    }

    /** Changes how create and run are called: what they inherit. */
    public Container by(UnaryOperator<Invocation> change) {
        caller = change;
        return this;
    }

    /** create, with the container's outputs kept to be read by {@link #out()} and {@link #err()}. */
    public Result create(String... flags) {
        return detached(beginning("create", flags));
    }

    /** run --detach. */
    public Result runDetached(String... flags) {
        String[] all = new String[flags.length + 1];
        all[0] = "--detach";
        System.arraycopy(flags, 0, all, 1, flags.length);
        return detached(beginning("run", all));
    }

    /** restore --detach: another process from then on. */
    public Result restore(Path images) {
        pid = 0;
        return beginning("restore", "--detach", "--image-path", images.toString())
                .runDetached();
    }

    /** run in the foreground, to its end. */
    public Result run(String... flags) {
        try (Running running = beginning("run", flags).start()) {
            return running.await();
        }
    }

    /** run in the foreground, not waited for. */
    public Running startForeground(String... flags) {
        return world.own(beginning("run", flags).start());
    }

    /** The call that makes the container, for tests that need it as such. */
    public Invocation beginning(String command, String... flags) {
        touched = true;
        bundle.write();
        List<String> args =
                new ArrayList<>(List.of(command, "--bundle", bundle.dir().toString()));
        Collections.addAll(args, flags);
        args.add(id);
        return caller.apply(world.call(args.toArray(new String[0])));
    }

    private Result detached(Invocation invocation) {
        Running running = world.own(invocation.start());
        creation = running;
        return running.awaitDetached();
    }

    /** create and start of what must work; returns when the process has said "ready". */
    public Container started() {
        create().expectSuccess();
        pid();
        start().expectSuccess();
        out().awaitLine("ready");
        return this;
    }

    public Output out() {
        return started(creation).out();
    }

    public Output err() {
        return started(creation).err();
    }

    private static Running started(@Nullable Running running) {
        if (running == null) {
            throw new IllegalStateException("not created yet");
        }
        return running;
    }

    public Result start() {
        return call("start");
    }

    public Result state() {
        return call("state");
    }

    public Result kill(String signal) {
        return world.call("kill", id, signal).run();
    }

    public Result delete(String... flags) {
        return call("delete", flags);
    }

    /** Any command whose last argument is the id. */
    public Result call(String command, String... flags) {
        touched = true;
        List<String> args = new ArrayList<>(List.of(command));
        Collections.addAll(args, flags);
        args.add(id);
        return world.call(args.toArray(new String[0])).run();
    }

    /** exec: the program and its arguments, or flags, "--" for the id, and then those. */
    public Invocation exec(String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        int place = args.indexOf("--");
        if (place < 0) {
            args.add(0, id);
        } else {
            args.set(place, id);
        }
        args.add(0, "exec");
        return world.call(args.toArray(new String[0]));
    }

    public JsonNode stateJson() {
        return state().json();
    }

    public String status() {
        return stateJson().path("status").asText();
    }

    /** The process as the host numbers it; remembered, so that it is known when the container has stopped. */
    public long pid() {
        if (pid == 0) {
            pid = stateJson().path("pid").asLong();
        }
        return pid;
    }

    /** Waits until the process has ended, and leaves it a zombie: its parent, we, may take its status later. */
    public void awaitEnd() {
        if (pid() == 0) {
            throw new IllegalStateException("ask for pid() while the container is not stopped");
        }
        if (!Kernel.awaitEnd(pid(), world.patience())) {
            throw new AssertionError("process " + pid() + " has not ended");
        }
    }

    /** Kills a started container and waits for its end. */
    public void stop() {
        pid();
        kill("KILL").expectSuccess();
        awaitEnd();
    }

    /** Path of the container's cgroup as config.json has it. */
    public String cgroup() {
        return bundle.config().at("/linux/cgroupsPath").asText();
    }

    /** A file as the container's process sees it, read from outside. */
    public String readInside(String path) {
        return Host.read("/proc/" + pid() + "/root" + path);
    }

    /** Gives up what this object holds of a container that is deleted: loops would pile it up. */
    public void forget() {
        if (pid != 0) {
            Kernel.reap(pid);
        }
        if (creation != null) {
            creation.close();
        }
        touched = false;
        world.disown(this);
    }

    @Override
    public void close() {
        if (touched) {
            world.call("delete", "--force", id).run();
        }
    }
}
