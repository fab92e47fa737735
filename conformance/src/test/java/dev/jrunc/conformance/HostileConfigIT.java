package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configs, ids and callers that ask for more than they should get. */
@Conformance
final class HostileConfigIT {
    @ParameterizedTest
    @ValueSource(strings = {"/proc", "/proc/", "/proc/.", "//proc", "/./proc", "proc", "/proc/../proc"})
    void mountOverProcIsRefused(String destination, World world) {
        Bundle bundle = world.bundle().mount(destination, "bind", "fake", "bind");
        bundle.file("fake/self/attr/exec", "", "rw-rw-rw-");
        world.run(bundle).expectFailure();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/self",
                "/proc/1",
                "/proc/sys/kernel",
                "/proc/../proc/sys",
                "/proc/sysrq-trigger",
                "/proc/net/dev"
            })
    void mountInsideProcIsRefused(String destination, World world) {
        Bundle bundle = world.bundle().mount(destination, "bind", "fake", "bind");
        bundle.file("fake/x", "", "rw-r--r--");
        world.run(bundle).expectFailure();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/proc/cpuinfo",
                "/proc/meminfo",
                "/proc/stat",
                "/proc/uptime",
                "/proc/loadavg",
                "/proc/diskstats",
                "/proc/swaps"
            })
    void filesThatLxcfsReplacesMayBeCovered(String destination, World world) {
        Bundle bundle = world.bundle().mount(destination, "bind", "own", "bind", "ro");
        bundle.file("own", "mine", "rw-r--r--");
        assertEquals("mine", world.shell(bundle, "cat " + destination));
    }

    @Test
    void devicesAreDeniedWithoutAnyRule(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/nobody','type':'c','major':240,'minor':77,'fileMode':438}");
        bundle.remove("/linux/resources");
        assertEquals("EPERM", world.open(bundle, "r", "/dev/nobody"));
    }

    @Test
    void capabilitiesOfTheCallerAreNotInherited(World world) {
        Bundle bundle = world.bundle().capabilities().guest("report");
        Container container = world.container(bundle)
                .by(call -> call.through("setpriv", "--inh-caps=+chown,+kill", "--ambient-caps=+chown,+kill"));
        Report report = new Report(container.run().json());
        for (String set : new String[] {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
            assertEquals("0000000000000000", report.status(set), set);
        }
    }

    @Test
    void withoutCapabilitiesInTheConfigThereAreNone(World world) {
        Bundle bundle = world.bundle();
        bundle.remove("/process/capabilities");
        assertEquals("0000000000000000", world.report(bundle).status("CapEff"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kernel.core_pattern",
                "net.ipv4/../../kernel/core_pattern",
                "net.ipv4.../../kernel/core_pattern",
                "net/../kernel/core_pattern",
                "kernel/shm_rmid_forced/../core_pattern",
                "../kernel/core_pattern",
                ""
            })
    void sysctlOutsideIsRefused(String name, World world) {
        String asItIs = Host.read("/proc/sys/kernel/core_pattern"); // for a runtime that does set it
        world.run(world.bundle().set("/linux/sysctl", Map.of(name, asItIs))).expectFailure();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../victim", "../../victim", "..", ".", "x/../../victim", "/victim"})
    void idThatIsAPathDeletesNothing(String id, World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Path victim = Files.createDirectories(world.dir().resolve("victim"));
        Files.writeString(victim.resolve("file"), "");
        world.call("delete", "--force", id).run();
        world.call("state", id).run().expectFailure();
        world.call("kill", id, "KILL").run().expectFailure();
        Expect.there(victim.resolve("file"));
        Expect.there(world.stateRoot());
    }

    @Test
    void stateIsNotWritableByOthersWhateverTheUmask(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold")).by(call -> call.prepare("umask 0"));
        container.create().expectSuccess();
        assertNotEquals(0, Host.tree(world.stateRoot()).size());
        for (String name : Host.tree(world.stateRoot())) {
            if (!name.endsWith(".fifo") && !Files.isSymbolicLink(Path.of(name))) {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(Path.of(name));
                assertFalse(
                        mode.contains(PosixFilePermission.OTHERS_WRITE)
                                || mode.contains(PosixFilePermission.GROUP_WRITE),
                        name + " " + mode);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA_TOOL_OPTIONS,-version",
        "_JAVA_OPTIONS,-version",
        "JDK_JAVA_OPTIONS,-version",
        "LD_PRELOAD,/no/such.so",
        "LD_LIBRARY_PATH,/no",
        "GLIBC_TUNABLES,x=y"
    })
    void environmentOfTheConfigSteersTheProcessOnly(String name, String value, World world) {
        Bundle bundle = world.bundle().set("/process/env/-", name + "=" + value).guest("report");
        Result result = world.run(bundle);
        Expect.has(name + "=" + value, new Report(result.json()).list("env"));
        assertEquals("", result.err());
    }

    @Test
    void hostsHookIsNotTheImages(World world) {
        Bundle bundle = world.bundle();
        Host.run("rm", bundle.rootfs().resolve("bin/sh").toString());
        bundle.file("rootfs/bin/sh", "#!/bin/busybox sh\necho taken > /taken\n", "rwxr-xr-x");
        bundle.json(
                "/hooks/createContainer/-",
                "{'path':'/bin/sh','args':['sh','-c','echo host > " + bundle.dir() + "/seen']}");
        world.run(bundle.args("/bin/true")).expectSuccess();
        assertEquals("host", bundle.read("seen").strip());
        assertEquals("", bundle.read("rootfs/taken"));
    }

    @Test
    void manyIdMappingsAreTakenOrRefusedWhole(World world) { // the kernel takes a page of them
        StringBuilder some = new StringBuilder();
        StringBuilder tooMany = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            (i < 200 ? some : tooMany).append(",{'containerID':" + i + ",'hostID':" + (100000 + i) + ",'size':1}");
        }
        String few = "[" + some.substring(1) + "]";
        Report report = world.report(
                world.bundle().userNamespace().json("/linux/uidMappings", few).json("/linux/gidMappings", few));
        assertEquals(200, report.list("uidMap").size());
        String many = "[" + some.substring(1) + tooMany + "]";
        world.run(world.bundle().userNamespace().json("/linux/uidMappings", many))
                .expectFailure();
    }

    @Test
    void configThatIsAFifoDoesNotHang(World world) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("fifo"));
        Host.run("mkfifo", dir.resolve("config.json").toString());
        Result result =
                world.call("create", "--bundle", dir.toString(), "x").bounded().runDetached();
        result.expectEnd().expectFailure();
    }

    /** A regular file by its kind, which makes whoever reads it wait. */
    @Test
    void configThatIsTheKernelsLogDoesNotHang(World world) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("kmsg"));
        Files.createSymbolicLink(dir.resolve("config.json"), Path.of("/proc/kmsg"));
        world.call("create", "--bundle", dir.toString(), "x")
                .bounded()
                .runDetached()
                .expectEnd()
                .expectFailure();
        Container container = world.running();
        for (String[] words : new String[][] {
            {"exec", "--process", "/proc/kmsg", container.id()},
            {"update", "--resources", "/proc/kmsg", container.id()}
        }) {
            world.call(words).bounded().run().expectEnd().expectFailure();
        }
    }

    @Test
    void deepAndHugeConfigsAreNoCrash(World world) {
        byte[] deep = ("{\"a\":" + "[".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
        Result result = world.run(world.bundle().writeRaw(deep)).expectFailure();
        assertEquals(1, result.err().strip().lines().count(), result.toString());
        Result huge = world.run(world.bundle().set("/annotations/huge", "x".repeat(3_000_000)))
                .expectRunOrRefusal();
        assertTrue(huge.exit() == 0 || huge.err().strip().lines().count() == 1, huge.toString());
        Result more = world.run(world.bundle().set("/annotations/huge", "x".repeat(15_000_000)))
                .expectRunOrRefusal();
        assertTrue(more.exit() == 0 || !more.err().contains("Exception"), more.toString());
    }

    @Test
    void badUtf8IsNoCrash(World world) {
        Bundle bundle = world.bundle();
        byte[] text = bundle.config()
                .toString()
                .replace("\"hostname\":\"conformance\"", "\"hostname\":\"conf\u00ffrmance\"")
                .getBytes(StandardCharsets.ISO_8859_1);
        Result result = world.run(bundle.writeRaw(text)).expectRunOrRefusal();
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }

    @Test
    void textAfterTheDocumentIsNoCrash(World world) {
        Bundle bundle = world.bundle();
        Result result = world.run(bundle.writeRaw((bundle.config() + "{}").getBytes(StandardCharsets.UTF_8)))
                .expectRunOrRefusal();
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }

    @Test
    void rootThatIsTheHostsIsNotOurs(World world) {
        Bundle bundle = world.bundle();
        bundle.remove("/root/path");
        world.run(bundle).expectFailure();
        assertNotEquals(0, Host.tree(bundle.rootfs()).size());
    }
}
