package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of update on hosts we do not have, and what it refuses. */
class UpdateTest {
    private static final String V1 =
            "{\"pids\":\"/cg/pids/c1\",\"freezer\":\"/cg/freezer/c1\",\"cpu\":\"/cg/cpu/c1\",\"memory\":\"/cg/memory/c1\","
                    + "\"blkio\":\"/cg/blkio/c1\",\"cpuset\":\"/cg/cpuset/c1\"}";
    private static final String V2 = "{\"\":\"/cg/c1\"}";
    private static final String LIMITS =
            "{\"memory\":{\"limit\":33554432,\"swap\":50331648},\"cpu\":{\"shares\":100,\"quota\":5000}}";

    @Test
    void v2KeepsTheQuotaOfTheKernelWhenThePeriodChanges() {
        String plan = Engine.run(
                host(V2, LIMITS, "update", "--cpu-period", "50000", "c1").file("/cg/c1/cpu.max", "7000 100000\n"));
        assertTrue(plan.contains("put path=\"/cg/c1/cpu.max\" flags=0x0 lines=[\"7000 50000\"]"), plan);
        String none = Engine.run(
                host(V2, LIMITS, "update", "--cpu-period", "50000", "c1").file("/cg/c1/cpu.max", "max 100000\n"));
        assertTrue(none.contains("lines=[\"max 50000\"]"), none);
    }

    @Test
    void v2CountsSwapFromTheLimitThatStays() {
        String swap = Engine.run(host(V2, LIMITS, "update", "--memory-swap", "64M", "c1"));
        assertTrue(swap.contains("put path=\"/cg/c1/memory.swap.max\" flags=0x0 lines=[\"33554432\"]"), swap);
        String limit = Engine.run(host(V2, LIMITS, "update", "--memory", "40M", "c1"));
        assertTrue(limit.contains("put path=\"/cg/c1/memory.swap.max\" flags=0x0 lines=[\"8388608\"]"), limit);
        assertTrue(limit.contains("put path=\"/cg/c1/memory.max\" flags=0x0 lines=[\"41943040\"]"), limit);
        assertTrue(
                Engine.run(host(V2, LIMITS, "update", "--memory", "64M", "c1")).contains("is less than"),
                "memory above memory and swap");
        assertTrue(
                Engine.run(host(V2, "{}", "update", "--memory-swap", "64M", "c1"))
                        .contains("unable to set swap limit without memory limit"),
                "swap alone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'limit':1024,'checkBeforeUpdate':true}|rejecting memory limit 1024 <= usage 5000000",
                "{'limit':1024,'swap':2048,'checkBeforeUpdate':true}|rejecting memory+swap limit 2048 <= usage 5000000",
            })
    void v2UsageIsCheckedBefore(String memory, String words) {
        String json = ("{'memory':" + memory + "}").replace('\'', '"');
        FakeHost host =
                host(V2, LIMITS, "update", "-r", "-", "c1").file("-", json).file("/cg/c1/memory.current", "5000000\n");
        String plan = Engine.run(host);
        assertTrue(plan.contains(words), plan);
        assertFalse(plan.contains("put "), plan);
    }

    @Test
    void everythingThatMustHoldIsAskedUnderTheLock() {
        FakeHost host = host(V2, LIMITS, "update", "--pids-limit", "5", "c1").file("/cg/c1/pids.max", "7\n");
        Engine.run(host);
        int lock = host.asked().indexOf("lock path=\"/run/jrunc/c1\" flags=0x0");
        List<String> after = host.asked().subList(lock + 1, host.asked().size());
        assertTrue(lock > 0, host.asked().toString());
        for (String file : List.of("/run/jrunc/c1/config.json", "/run/jrunc/c1/state.json", "/cg/c1/pids.max")) {
            assertTrue(after.stream().anyMatch(line -> line.contains(file)), file + ": " + after);
        }
    }

    @Test
    void whatStoodThereIsWrittenBackOnFailure() {
        String json = "{\"blockIO\":{\"throttleReadBpsDevice\":[{\"major\":8,\"minor\":0,\"rate\":600},"
                + "{\"major\":8,\"minor\":16,\"rate\":700}]},\"cpu\":{\"cpus\":\"0\"}}";
        String plan = Engine.run(host(V2, LIMITS, "update", "-r", "-", "c1")
                .file("-", json)
                .file("/cg/c1/cpuset.cpus", "\n")
                .file("/cg/c1/cpuset.cpus.effective", "0-3\n")
                .file("/cg/c1/io.max", "8:0 rbps=100 wbps=max riops=max wiops=max\n"));
        int undo = plan.indexOf("undo");
        assertTrue(undo > 0 && undo < plan.indexOf("lines=[\"8:0 rbps=600\"]"), plan);
        assertTrue(
                plan.contains(
                        "put path=\"/cg/c1/io.max\" flags=0x0 lines=[\"8:0 rbps=100 wbps=max riops=max wiops=max\""
                                + " \"8:16 rbps=max wbps=max riops=max wiops=max\"]"),
                plan);
        assertTrue(plan.contains("put path=\"/cg/c1/cpuset.cpus\" flags=0x0 lines=[\"0-3\" \"\\n\"]"), plan);
    }

    @Test
    void whatCannotBeReadIsNotWrittenBack() {
        String plan = Engine.run(host(V1, LIMITS, "update", "--pids-limit", "5", "c1"));
        assertEquals(plan.indexOf("put "), plan.lastIndexOf("put "), plan);
    }

    @Test
    void laterUpdatesSeeTheSavedLimits() {
        FakeHost host = host(V1, LIMITS, "update", "--memory", "40M", "--cpu-idle", "1", "c1");
        Engine.run(host);
        String saved = host.bytes();
        assertTrue(saved.contains("\"limit\":41943040,\"swap\":50331648"), saved);
        // An idle cgroup has no weight.
        assertTrue(saved.contains("\"quota\":5000,\"idle\":1") && !saved.contains("\"shares\""), saved);
    }

    @ParameterizedTest
    @CsvSource({"50M,52428800", "1.5k,1536", "1GiB,1073741824", "7b,7", "8,8", "1 mb,1048576", "-1,-1"})
    void sizesHaveUnits(String given, String bytes) {
        String plan = Engine.run(host(V1, LIMITS, "update", "--memory-reservation", given, "c1"));
        assertTrue(plan.contains("memory.soft_limit_in_bytes\" flags=0x0 lines=[\"" + bytes + "\"]"), plan);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "M", "-2", "1x", "1mx", "1..2", "9999999999G", "0x10"})
    void otherSizesAreRefused(String given) {
        String plan = Engine.run(host(V1, LIMITS, "update", "--memory", given, "c1"));
        assertTrue(plan.contains("invalid value for memory: invalid size: '" + given + "'"), plan);
    }

    @Test
    void obsoleteOptionsWorkAndAreNotShown() {
        String plan = Engine.run(host(V1, LIMITS, "update", "--kernel-memory-tcp", "1M", "c1"));
        assertTrue(plan.contains("memory.kmem.tcp.limit_in_bytes"), plan);
        assertFalse(Engine.run(new FakeHost("update", "--help")).contains("kernel-memory"));
    }

    @Test
    void whatEnginesSendBecomesAPlan() throws IOException {
        Map<String, String> documents = EngineDocuments.of("resources");
        assertTrue(documents.size() >= 2, documents.size() + " documents");
        for (String json : documents.values()) {
            for (String layout : List.of(V1, V2)) {
                String plan = Engine.run(
                        host(layout, LIMITS, "update", "--resources", "-", "c1").file("-", json));
                assertTrue(plan.contains("put ") && !plan.contains("\nfail "), plan);
                assertFalse(plan.contains("devices"), plan);
            }
        }
    }

    private static FakeHost host(String cgroups, String resources, String... arguments) {
        return Engine.host(
                        cgroups.equals(V2) ? Engine.V2_MOUNTS : Engine.HYBRID_MOUNTS,
                        cgroups.equals(V2) ? Engine.V2_SELF : Engine.HYBRID_SELF,
                        "",
                        arguments)
                .directory("/run/jrunc/c1")
                .file(
                        "/run/jrunc/c1/config.json",
                        "{\"ociVersion\":\"1.3.0\",\"root\":{\"path\":\"rootfs\"},\"process\":{\"args\":[\"a\"],"
                                + "\"cwd\":\"/\"},\"linux\":{\"resources\":" + resources + "}}")
                .file(
                        "/run/jrunc/c1/state.json",
                        "{\"version\":1,\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"pid\":42,\"startTime\":7,"
                                + "\"created\":\"2026-11-24T10:43:00Z\",\"bundle\":\"/b\",\"rootfs\":\"/b/rootfs\","
                                + "\"annotations\":{},\"ownPids\":true,\"newKeyring\":true,\"cgroupPaths\":" + cgroups
                                + ",\"hostMounts\":[]}");
    }
}
