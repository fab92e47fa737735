package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#posix-platform-hooks and runtime.md#lifecycle: when, where and with what the six kinds of hooks run. */
@Conformance
final class HooksIT {
    private static final List<String> KINDS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    /** A hook that notes its name in the rootfs's file "order" and keeps what it reads in "stdin.NAME". */
    private static Bundle noting(Bundle bundle, String kind, String name, String then) {
        boolean inside = kind.equals("startContainer");
        String root = inside ? "" : bundle.rootfs().toString();
        String file = "hook-" + name;
        bundle.script(
                (inside ? "rootfs/" : "") + file,
                "echo " + name + " >> " + root + "/order\ncat > " + root + "/stdin." + name + "\n" + then + "\n");
        String path = (inside ? "" : bundle.dir()) + "/" + file;
        return bundle.json("/hooks/" + kind + "/-", "{'path':'" + path + "'}");
    }

    private static Bundle allKinds(World world) {
        Bundle bundle = world.bundle();
        for (String kind : KINDS) {
            noting(bundle, kind, kind, "");
        }
        return bundle;
    }

    private static List<String> order(Bundle bundle) {
        return bundle.read("rootfs/order").lines().toList();
    }

    private static JsonNode stdin(Bundle bundle, String name) {
        return Json.parse(bundle.read("rootfs/stdin." + name));
    }

    private static Bundle shellHook(Bundle bundle, String kind, String script) {
        String inside = Json.MAPPER.valueToTree(script).toString();
        return bundle.json("/hooks/" + kind + "/-", "{'path':'/bin/sh','args':['sh','-c'," + inside + "]}");
    }

    @Test
    void allKindsRunInOrder(World world) {
        Bundle bundle = allKinds(world).shell("echo process >> /order");
        world.run(bundle).expectSuccess();
        List<String> order = order(bundle);
        assertEquals(
                KINDS, order.stream().filter(line -> !line.equals("process")).toList());
        assertTrue(order.indexOf("process") > order.indexOf("startContainer"), order.toString());
    }

    @Test
    void eachOperationRunsItsHooks(World world) {
        Bundle bundle = allKinds(world).guest("hold");
        Container container = world.container(bundle);
        container.create().expectSilence();
        assertEquals(List.of("prestart", "createRuntime", "createContainer"), order(bundle));
        container.start().expectSilence();
        assertEquals(
                List.of("startContainer", "poststart"),
                order(bundle).subList(3, order(bundle).size()));
        container.out().awaitLine("ready");
        container.stop();
        Expect.hasNot("poststop", order(bundle));
        container.delete().expectSilence();
        assertEquals("poststop", order(bundle).get(order(bundle).size() - 1));
    }

    @Test
    void hooksOfAKindRunInListedOrder(World world) {
        Bundle bundle = world.bundle();
        for (String kind : KINDS) {
            noting(bundle, kind, kind + "1", "");
            noting(bundle, kind, kind + "2", "");
        }
        world.report(bundle);
        List<String> order = order(bundle);
        assertEquals(12, order.size(), order.toString());
        for (String kind : KINDS) {
            assertEquals(1, order.indexOf(kind + "2") - order.indexOf(kind + "1"), order.toString());
        }
    }

    @Test
    void stateComesOnStandardInput(World world) {
        Bundle bundle = allKinds(world).guest("hold").json("/annotations", "{'com.example.key':'value'}");
        Container container = world.container(bundle).started();
        long pid = container.pid();
        container.stop();
        container.delete().expectSuccess();
        for (String kind : KINDS) {
            JsonNode state = stdin(bundle, kind);
            assertEquals(container.id(), state.path("id").asText(), kind);
            assertEquals(bundle.dir().toString(), state.path("bundle").asText(), kind);
            assertTrue(state.path("ociVersion").asText().startsWith("1."), kind);
            assertEquals(
                    "value", state.path("annotations").path("com.example.key").asText(), kind);
        }
        for (String kind : List.of("prestart", "createRuntime")) {
            assertEquals(pid, stdin(bundle, kind).path("pid").asLong(), kind);
            String status = stdin(bundle, kind).path("status").asText();
            assertTrue(status.equals("creating") || status.equals("created"), kind + ": " + status); // the peers differ
        }
        assertEquals("running", stdin(bundle, "poststart").path("status").asText());
        assertEquals(pid, stdin(bundle, "poststart").path("pid").asLong());
        assertEquals("stopped", stdin(bundle, "poststop").path("status").asText());
    }

    /** runtime.md#state: to a hook of the container namespace the pid is the one that is seen there. */
    @Test
    void stateInTheContainersNamespacesHasThePidOfThere(World world) {
        Bundle bundle = allKinds(world);
        world.report(bundle);
        for (String kind : List.of("createContainer", "startContainer")) {
            assertEquals(1, stdin(bundle, kind).path("pid").asLong(), kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "poststart"})
    void hookOfTheRuntimeRunsInItsNamespacesAndInTheBundle(String kind, World world) {
        Bundle bundle = world.bundle().guest("hold");
        shellHook(
                bundle,
                kind,
                "(readlink /proc/self/ns/mnt /proc/self/ns/net /proc/self/ns/uts; pwd) > " + bundle.dir() + "/seen");
        Container container = world.container(bundle).started();
        String own = "/proc/self/ns/";
        assertEquals(
                List.of(Host.link(own + "mnt"), Host.link(own + "net"), Host.link(own + "uts"), bundle.dir() + ""),
                bundle.read("seen").lines().toList());
        container.stop();
    }

    @Test
    void createRuntimeHookFindsTheNewNamespaces(World world) {
        Bundle bundle = world.bundle().guest("hold");
        shellHook(
                bundle,
                "createRuntime",
                "pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/'); readlink /proc/$pid/ns/net > " + bundle.dir()
                        + "/seen");
        Container container = world.container(bundle).started();
        assertEquals(
                Host.link("/proc/" + container.pid() + "/ns/net"),
                bundle.read("seen").strip());
        container.stop();
    }

    @Test
    void createContainerHookRunsInTheContainersNamespacesOnTheHostsFiles(World world) {
        Bundle bundle = world.bundle().guest("hold");
        shellHook(bundle, "createContainer", "readlink /proc/self/ns/mnt > " + bundle.dir() + "/seen");
        Container container = world.container(bundle).started();
        assertEquals(
                Host.link("/proc/" + container.pid() + "/ns/mnt"),
                bundle.read("seen").strip());
        container.stop();
    }

    @Test
    void startContainerHookRunsInTheContainer(World world) {
        Bundle bundle = world.bundle().guest("hold");
        shellHook(bundle, "startContainer", "hostname > /seen; readlink /proc/self/ns/net >> /seen");
        Container container = world.container(bundle).started();
        assertEquals(
                "conformance\n" + Host.link("/proc/" + container.pid() + "/ns/net") + "\n", bundle.read("rootfs/seen"));
        container.stop();
    }

    /** Of one that names none of its own; the specification leaves it open, and hooks count on it. */
    @Test
    void startContainerHookHasTheProcessEnvironmentItsHomeAndItsDirectory(World world) {
        Bundle bundle = world.bundle().args("/bin/true").json("/process/env", "['PATH=/bin','TINT=blue']");
        bundle.set("/process/cwd", "/tmp");
        shellHook(bundle, "startContainer", "env > /seen; pwd >> /seen");
        world.run(bundle).expectSuccess();
        List<String> seen = bundle.read("rootfs/seen").lines().toList();
        assertTrue(seen.contains("TINT=blue"), seen.toString());
        assertTrue(seen.stream().anyMatch(line -> line.startsWith("HOME=/")), seen.toString());
        assertEquals("/tmp", seen.get(seen.size() - 1));
    }

    @ParameterizedTest
    @CsvSource({"prestart", "createRuntime", "createContainer", "poststart", "poststop"})
    void argumentsAndEnvironmentAreTheHooks(String kind, World world) {
        Bundle bundle = world.bundle();
        bundle.json(
                "/hooks/" + kind,
                "[{'path':'/bin/sh','args':['other-name','-c','tr \"\\\\0\" \"\\\\n\" < /proc/self/cmdline > "
                        + bundle.dir() + "/args; echo $KEY $CALLERS > " + bundle.dir()
                        + "/env','last'],'env':['KEY=value']}]");
        world.container(bundle.args("/bin/true"))
                .by(call -> call.env("CALLERS", "leaked"))
                .run()
                .expectSuccess();
        List<String> args = bundle.read("args").lines().toList();
        assertEquals("other-name last", args.get(0) + " " + args.get(args.size() - 1));
        assertEquals("value\n", bundle.read("env"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer"})
    void failureStopsCreate(String kind, World world) {
        Bundle bundle = world.bundle().shell("echo process >> /order");
        noting(bundle, kind, "fails", "exit 3");
        noting(bundle, kind, "after", "");
        noting(bundle, "poststop", "poststop", "");
        Container container = world.container(bundle);
        container.create().expectFailure();
        container.state().expectFailure();
        assertFalse(order(bundle).contains("after"), order(bundle).toString());
        assertFalse(order(bundle).contains("process"), order(bundle).toString());
        assertTrue(
                order(bundle).contains("poststop"), "runtime.md: continue the lifecycle at step 12: " + order(bundle));
    }

    @Test
    void failureOfStartContainerStopsTheContainer(World world) {
        Bundle bundle = world.bundle().shell("echo process >> /order");
        noting(bundle, "startContainer", "fails", "exit 3");
        Container container = world.container(bundle);
        container.create().expectSuccess();
        container.start().expectFailure();
        assertEquals("stopped", container.status());
        container.delete().expectSuccess();
        assertFalse(order(bundle).contains("process"), order(bundle).toString());
    }

    @Test
    void failureOfPoststartStopsTheContainer(World world) {
        Bundle bundle = world.bundle().guest("hold");
        noting(bundle, "poststart", "fails", "exit 3");
        Container container = world.container(bundle);
        container.create().expectSuccess();
        container.pid();
        container.start().expectFailure(); // an error since runtime-spec 1.3
        container.awaitEnd();
    }

    /** run is create, start and delete in one, so steps 12 and 13 of runtime.md#lifecycle are its own. */
    @ParameterizedTest
    @ValueSource(strings = {"startContainer", "poststart"})
    void failureDuringRunDestroysTheContainer(String kind, World world) {
        Bundle bundle = world.bundle().guest("hold");
        noting(bundle, kind, "fails", "exit 3");
        noting(bundle, "poststop", "poststop", "");
        Container container = world.container(bundle);
        container.run().expectFailure();
        container.state().expectFailure();
        assertEquals(List.of("fails", "poststop"), order(bundle));
    }

    @Test
    void failureOfPoststopIsAWarningAndTheOthersRun(World world) {
        Bundle bundle = world.bundle().guest("exit", "7");
        noting(bundle, "poststop", "fails", "exit 3");
        noting(bundle, "poststop", "after", "");
        Result result = world.run(bundle).expectExit(7);
        assertEquals(List.of("fails", "after"), order(bundle));
        assertTrue(result.err().contains("poststop"), result.err()); // runtime.md#warnings
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer", "startContainer"})
    void hookThatOutlivesItsTimeoutIsKilledAndFails(String kind, World world) {
        String shell = "{'path':'/bin/sh','args':['sh','-c','exec sleep 1000'],'timeout':1}";
        world.run(world.bundle().json("/hooks/" + kind + "/-", shell)).expectFailure();
    }

    @Test
    void hookWithinItsTimeoutSucceeds(World world) {
        world.report(world.bundle().json("/hooks/createRuntime/-", "{'path':'/bin/true','timeout':30}"));
    }

    @Test
    void hookNeedNotReadItsInput(World world) {
        Bundle bundle = world.bundle().set("/annotations/large", "x".repeat(200_000));
        shellHook(bundle, "createRuntime", "exec < /dev/null");
        world.report(bundle);
    }

    @Test
    void hooksInputEnds(World world) {
        Bundle bundle = world.bundle();
        shellHook(bundle, "createRuntime", "cat > /dev/null; echo ended > " + bundle.dir() + "/seen");
        world.report(bundle);
        assertEquals("ended\n", bundle.read("seen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/hook", "no-such-hook"})
    void missingHookFails(String path, World world) {
        world.run(world.bundle().json("/hooks/createRuntime/-", "{'path':'" + path + "'}"))
                .expectFailure();
    }

    @Test
    void hookWhoseInterpreterIsMissingIsSaidToBeThere(World world) throws IOException {
        Path script = Files.writeString(world.dir().resolve("hook"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        world.run(world.bundle().json("/hooks/createRuntime/-", "{'path':'" + script + "'}"))
                .expectFailure(script.toString(), "its interpreter or dynamic loader is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prestart", "createRuntime", "createContainer", "startContainer", "poststart"})
    void errorNamesTheHookAndHasItsOutput(String kind, World world) {
        Bundle missing = world.bundle().json("/hooks/" + kind + "/-", "{'path':'/no/such/hook'}");
        world.run(missing).expectFailure(kind, "/no/such/hook", "no such file or directory");
        Bundle failing = world.bundle();
        noting(failing, kind, "fails", "echo because >&2; exit 3");
        world.run(failing).expectFailure(kind, "3", "because");
    }

    @Test
    void createRuntimeHookFindsTheCgroup(World world) {
        Bundle bundle = world.bundle().guest("hold");
        shellHook(
                bundle,
                "createRuntime",
                "pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/'); grep -h '" + (Cgroups.isV2() ? "^0::" : "pids")
                        + "' /proc/$pid/cgroup > " + bundle.dir()
                        + "/seen");
        Container container = world.container(bundle).started();
        assertNotEquals("", bundle.read("seen"));
        assertTrue(bundle.read("seen").strip().endsWith(container.cgroup()), bundle.read("seen"));
        container.stop();
    }
}
