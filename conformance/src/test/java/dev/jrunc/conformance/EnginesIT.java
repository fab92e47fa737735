package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What containerd, Podman, Docker and buildah need of a runtime beyond the specification; R1 and so on as they number it. */
@Conformance
final class EnginesIT {
    @Test
    void onlyTheContainersProcessIsLeftAndItIsTheCallersOrphan(World world) { // R2, R3
        world.own(Kernel.adoptOrphans());
        List<Long> before = Host.processes();
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        List<Long> after = Host.processes();
        after.removeAll(before);
        assertEquals(List.of(container.pid()), after);
        String status = Host.read("/proc/" + container.pid() + "/status");
        assertTrue(status.contains("PPid:\t" + ProcessHandle.current().pid() + "\n"), status);
        container.start().expectSuccess();
        container.out().awaitLine("ready");
        container.kill("TERM").expectSuccess();
        container.awaitEnd();
        assertEquals(0, Kernel.reap(container.pid()), "the caller gets the exit status");
    }

    @Test
    void outputsEndWithTheContainer(World world) { // R3
        Container container = world.running();
        container.stop();
        assertEquals("ready\n", container.out().awaitEnd());
        assertEquals("", container.err().awaitEnd());
    }

    @Test
    void failedCreateHoldsNothing(World world) { // R3: conmon reads until the end
        world.container(world.bundle().args("/no/such")).create().expectFailure(); // waits for the end of both outputs
    }

    @Test
    void everyCommandWorksWithAnEmptyEnvironment(World world) { // R7
        Container container = world.container(world.bundle().guest("hold")).by(Invocation::emptyEnv);
        container.create().expectSilence();
        world.call("start", container.id()).emptyEnv().run().expectSuccess();
        container.out().awaitLine("ready");
        for (String command : List.of("state", "kill")) {
            world.call(command, container.id()).emptyEnv().run().expectSuccess();
        }
        container.out().awaitLine("terminated");
        world.call("delete", "--force", container.id()).emptyEnv().run().expectSilence();
        assertEquals(
                1,
                world.call("list")
                        .emptyEnv()
                        .run()
                        .expectSuccess()
                        .out()
                        .lines()
                        .count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HOME=/nowhere",
                "XDG_RUNTIME_DIR=/tmp",
                "TMPDIR=/nowhere",
                "JAVA_TOOL_OPTIONS=-Dx=y",
                "LANG=xx_XX.UTF-9",
                "LD_LIBRARY_PATH=/nowhere:"
            })
    void theSameContainerIsFoundWhateverTheEnvironment(String variable, World world) { // R8, R4
        Container container = world.container(world.bundle().guest("hold"));
        container.beginning("create");
        world.own(
                () -> world.runtime().call("delete", "--force", container.id()).run());
        Running create = world.own(world.runtime()
                .call("create", "--bundle", container.bundle().dir().toString(), container.id())
                .start());
        create.awaitDetached().expectSilence();
        String[] parts = variable.split("=", 2);
        Result state = world.runtime()
                .call("state", container.id())
                .env(parts[0], parts[1])
                .cwd(container.bundle().dir())
                .run()
                .expectSuccess();
        assertEquals("created", state.json().path("status").asText());
        assertEquals("", state.err());
        world.runtime().call("delete", container.id()).emptyEnv().run().expectSilence();
    }

    @Test
    void readOnlyNullDevicesAsOutputsAreNoReasonToFail(World world) { // R10: ctr --null-io
        Bundle bundle = world.bundle().shell("echo ran > /ran");
        Container container =
                world.container(bundle).by(call -> call.prepare("exec 0</dev/null 1</dev/null 2</dev/null"));
        container.create().expectSuccess();
        container.pid();
        container.start().expectSuccess();
        container.awaitEnd();
        assertEquals("ran\n", bundle.read("rootfs/ran"));
    }

    @Test
    void filesAsOutputsAreWritten(World world) { // R10
        File file = world.dir().resolve("log").toFile();
        Container container = world.container(world.bundle().args("/bin/echo", "text"))
                .by(call -> call.outputs(ProcessBuilder.Redirect.to(file)));
        container.run().expectSuccess();
        assertEquals("text", Host.read(file.getPath()));
    }

    @Test
    void signalsAreResetForTheProcess(World world) { // R11: conmon ignores SIGPIPE, nohup SIGHUP
        Container container = world.container(world.bundle().guest("report"))
                .by(call -> call.through("env", "--ignore-signal=PIPE,HUP,INT,USR1", "--block-signal=USR2,TERM"));
        Report report = new Report(container.run().json());
        long standard = 0x7fffffffL;
        assertEquals(0, Long.parseUnsignedLong(report.status("SigIgn"), 16) & standard, report.status("SigIgn"));
        assertEquals("0000000000000000", report.status("SigBlk"));
    }

    @Test
    void ownSessionAndNoTerminalAreAssumed(World world) { // R12
        Container container = world.container(world.bundle().guest("hold")).by(call -> call.through("setsid"));
        container.create().expectSilence();
        container.start().expectSilence();
        container.out().awaitLine("ready");
        container.stop();
    }

    @Test
    void deleteAfterDeleteSucceedsByForce(World world) { // R13: containerd does so after every task
        Container container = world.running();
        container.stop();
        container.delete().expectSilence();
        container.delete("--force").expectSilence();
    }

    @Test
    void fullLifeInEnginesOrder(World world) { // R4, R17, as the shim calls it
        Bundle bundle = world.bundle().guest("hold");
        Container container = world.container(bundle);
        container.beginning("create");
        String log = bundle.dir().resolve("log.json").toString();
        String[] global = {"--log", log, "--log-format", "json"};
        Running create = world.own(world.call(with(
                        global,
                        "create",
                        "--bundle",
                        bundle.dir().toString(),
                        "--pid-file",
                        bundle.dir() + "/init.pid",
                        container.id()))
                .cwd(bundle.dir())
                .start());
        create.awaitDetached().expectSilence();
        assertEquals(String.valueOf(container.pid()), bundle.read("init.pid"));
        world.call(with(global, "start", container.id())).run().expectSilence();
        create.out().awaitLine("ready");
        world.call(with(global, "kill", container.id(), "15")).run().expectSilence();
        create.out().awaitLine("terminated");
        container.awaitEnd();
        world.call(with(global, "delete", container.id())).run().expectSilence();
        world.call(with(global, "delete", "--force", container.id())).run().expectSilence();
        assertEquals("", bundle.read("log.json"));
    }

    private static String[] with(String[] global, String... rest) {
        String[] all = java.util.Arrays.copyOf(global, global.length + rest.length);
        System.arraycopy(rest, 0, all, global.length, rest.length);
        return all;
    }

    @Test
    void oddButHarmlessPropertiesAreTolerated(World world) { // R18
        Bundle bundle = world.bundle()
                .json(
                        "/annotations",
                        "{'io.kubernetes.cri.container-type':'sandbox','org.opencontainers.image.stopSignal':'TERM','x':''}")
                .json("/linux/resources/memory", "{'limit':null}")
                .json("/process/rlimits", "null")
                .json("/hooks", "{}")
                .json("/process/apparmorProfile", "''")
                .json("/process/selinuxLabel", "''")
                .json("/linux/mountLabel", "''")
                .json("/linux/sysctl", "{}")
                .json("/linux/devices", "null");
        world.report(bundle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.2-dev", "1.1.0+dev", "1.2.1", "1.3.0", "1.0.0-rc1"})
    void versionsOfTheSpecAreTaken(String version, World world) {
        world.report(world.bundle().set("/ociVersion", version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid", "2.0.0", "", "1"})
    void otherVersionsAreRefused(String version, World world) {
        world.run(world.bundle().set("/ociVersion", version)).expectFailure();
    }
}
