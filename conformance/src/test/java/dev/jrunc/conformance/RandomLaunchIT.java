package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Containers of all kinds are the same from inside, whether an engine began for them, was there, or was not needed. */
@Conformance
final class RandomLaunchIT {
    private static final long SEED = 20261129;
    private static final int LAUNCHES = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is another one with each launch, or with what else the machine does. */
    private static final List<String> PASSING = List.of("boottime", "monotonic", "interfaces");

    private static final List<String> STATUS = List.of(
            "Umask",
            "Uid",
            "Gid",
            "Groups",
            "SigBlk",
            "SigIgn",
            "SigCgt",
            "CapInh",
            "CapPrm",
            "CapEff",
            "CapBnd",
            "CapAmb",
            "NoNewPrivs",
            "Seccomp",
            "Seccomp_filters",
            "Cpus_allowed_list",
            "Threads");

    @Test
    void launchesAreAlike(World world) {
        RuntimeBinary runtime = new RuntimeBinary(Installation.copy(world).resolve("bin/jrunc"));
        String kept = world.dir().resolve("kept").toString();
        List<Bundle> bundles = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        int notNeeded = 0;
        for (int i = 0; i < LAUNCHES; i++) {
            Bundle bundle = random(world, new SplittableRandom(SEED + i));
            bundle.write();
            launch(world, runtime, bundle, kept, true); // makes the directories that are missing, and they stay
            String first = launch(world, runtime, bundle, "off", true);
            assertEquals(first, launch(world, runtime, bundle, kept, true), "second launch, " + i);
            if (first.startsWith("0 ")) { // what fails is not kept
                assertEquals(first, launch(world, runtime, bundle, kept, false), "without an engine, " + i);
                notNeeded++;
            }
            bundles.add(bundle);
            expected.add(first);
        }
        assertTrue(notNeeded >= LAUNCHES / 2, expected.toString());
        world.own(() -> resident(world, runtime, "stop"));
        resident(world, runtime, "start").expectSuccess();
        for (int i = 0; i < LAUNCHES; i++) {
            assertEquals(expected.get(i), launch(world, runtime, bundles.get(i), "off", true), "resident, " + i);
        }
    }

    /** Not that of the test: a resident engine leaves its socket there. */
    private static String root(World world) {
        return world.dir().resolve("root").toString();
    }

    private static Result resident(World world, RuntimeBinary runtime, String what) {
        return runtime.call("--root", root(world), "resident", what).run();
    }

    private static String launch(World world, RuntimeBinary runtime, Bundle bundle, String kept, boolean java) {
        Invocation run = runtime.call(
                        "--root", root(world), "run", "--bundle", bundle.dir().toString(), "alike")
                .env("JRUNC_KEPT", kept);
        Result result = (java ? run : run.env("JRUNC_JAVA", "/no/such/java")).run();
        return result.exit() + " " + seen(result.out()) + " " + result.err().replaceAll("time=\"[^\"]*\"", "");
    }

    private static String seen(String out) {
        JsonNode report;
        try {
            report = JSON.readTree(out);
        } catch (IOException e) {
            return out;
        }
        if (!(report instanceof ObjectNode object)) {
            return out;
        }
        object.remove(PASSING);
        ((ObjectNode) object.path("status")).retain(STATUS);
        String text = object.toString();
        for (String link : Host.run("sh", "-c", "readlink /proc/self/ns/*").split("\n", -1)) {
            text = link.isEmpty() ? text : text.replace(link, link.replaceAll(":.*", " of the host"));
        }
        // Mounts: neither their ids, nor devices without a disk, nor the numbers of peer groups.
        return text.replaceAll("\"\\d+ \\d+ \\d+:\\d+ ", "\"")
                .replaceAll("(shared|master):\\d+", "$1")
                .replaceAll("\\b(mnt|net|ipc|uts|pid|user|cgroup|time|pipe|socket):\\[\\d+]", "$1");
    }

    private static Bundle random(World world, SplittableRandom random) {
        Bundle bundle = world.bundle().guest("report", "a b", "").set("/linux/cgroupsPath", "");
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            change(bundle, random);
        }
        return bundle;
    }

    private static String one(SplittableRandom random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String[] some(SplittableRandom random, String... of) {
        List<String> some = new ArrayList<>();
        for (String word : of) {
            if (random.nextInt(3) == 0) {
                some.add(word);
            }
        }
        return some.toArray(new String[0]);
    }

    private static void change(Bundle bundle, SplittableRandom random) {
        switch (random.nextInt(18)) {
            case 0 ->
                bundle.mount(
                        one(random, "/tmp", "/made/here", "/etc", "relative", "/a b", "/dev/x/../y"),
                        "tmpfs",
                        one(random, "tmpfs", "none", "x y"),
                        some(
                                random,
                                "size=64k",
                                "mode=0700",
                                "ro",
                                "noexec",
                                "nosuid",
                                "noatime",
                                "tmpcopyup",
                                "rshared"));
            case 1 -> {
                String[] options =
                        some(random, "ro", "nosuid", "noexec", "rro", "rnodev", "slave", "shared", "nodiratime");
                bundle.mount(one(random, "/bound", "/etc", "/tmp/b"), "bind", "/usr/share", options);
                bundle.set(
                        "/mounts/" + (bundle.config().path("mounts").size() - 1) + "/options/-",
                        one(random, "bind", "rbind"));
            }
            case 2 -> bundle.set("/root/readonly", true);
            case 3 ->
                bundle.set(
                        "/linux/rootfsPropagation", one(random, "private", "shared", "slave", "unbindable", "rshared"));
            case 4 -> bundle.json("/linux/maskedPaths", "['/etc/passwd','/missing','/proc/acpi','/tmp']");
            case 5 -> bundle.json("/linux/readonlyPaths", "['/etc','/proc/sys','/missing']");
            case 6 ->
                bundle.json(
                        "/process/user",
                        "{'uid':" + one(random, "0", "1", "1000") + ",'gid':" + one(random, "0", "5")
                                + ",'additionalGids':[7,9],'umask':" + one(random, "0", "18", "63", "511") + "}");
            case 7 ->
                bundle.capabilities(some(random, "CAP_CHOWN", "CAP_KILL", "CAP_SYS_ADMIN", "CAP_NET_RAW", "CAP_NO"));
            case 8 ->
                bundle.json(
                        "/process/rlimits",
                        "[{'type':'RLIMIT_" + one(random, "NOFILE", "CORE", "NPROC") + "','soft':50,'hard':100}]");
            case 9 -> bundle.set("/process/noNewPrivileges", random.nextBoolean());
            case 10 -> bundle.set("/process/oomScoreAdj", 100 + random.nextInt(900));
            case 11 -> bundle.set("/process/cwd", one(random, "/tmp", "/made/for/it", "/etc/..", "relative"));
            case 12 -> bundle.json("/process/env", "['PATH=/bin','A=" + one(random, "1", "", "=") + "','A=2','HOME=']");
            case 13 ->
                bundle.json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['getpgrp','keyctl'],'action':'SCMP_ACT_ERRNO'"
                                + ",'errnoRet':" + one(random, "1", "38", "95") + "}]}");
            case 14 -> bundle.json("/linux/sysctl", "{'net.ipv4.ip_forward':'" + one(random, "0", "1") + "'}");
            case 15 -> bundle.withoutNamespace(one(random, "ipc", "network"));
            case 16 -> bundle.namespace("time", "").json("/linux/timeOffsets", "{'boottime':{'secs':1000}}");
            default -> bundle.json("/linux/resources/pids", "{'limit':" + one(random, "0", "9", "-1") + "}");
        }
    }
}
