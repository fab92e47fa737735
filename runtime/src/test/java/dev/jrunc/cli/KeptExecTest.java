package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher relies on when it keeps the plan of an exec for other containers of a kind (docs/adr/0010): with
 * another process of the container, and other names in its state and configuration, questions and plan are the same but
 * for these.
 */
class KeptExecTest {
    private static final String ROOT = "/run/jrunc/";
    private static final long START = 1_000_000_000_000_000_077L;
    private static final long OTHER_START = 1_888_888_888_888_888_813L;
    private static final String PROCESS =
            "{\"args\":[\"id\"],\"cwd\":\"/\",\"user\":{\"uid\":0,\"gid\":0},\"env\":[\"HOSTNAME=CIDSHORT\",\"NAME=CID\"]}";
    private static final String STATE =
            "{\"version\":1,\"ociVersion\":\"1.2.0\",\"id\":\"CID\",\"pid\":1000000042,\"startTime\":" + START
                    + ",\"created\":\"2026-11-24T10:43:00Z\",\"bundle\":\"/run/engine/CID\",\"rootfs\":\"/layers/CID/merged\","
                    + "\"annotations\":{\"id\":\"CID\",\"org.criu.config\":\"/CIDSHORT\"},\"ownPids\":true,"
                    + "\"newKeyring\":true,\"cgroupPaths\":%s,\"hostMounts\":[]}";
    private static final String HYBRID =
            "{\"pids\":\"/sys/fs/cgroup/pids/engine/CID\",\"freezer\":\"/sys/fs/cgroup/freezer/engine/CID\","
                    + "\"\":\"/sys/fs/cgroup/unified/engine/CID\"}";
    private static final String V2 = "{\"\":\"/sys/fs/cgroup/user.slice/CID\"}";

    @ParameterizedTest
    @ValueSource(strings = {"hybrid", "v2"})
    void theProcessAndTheNamesOfAContainerAreMereWords(String layout) throws Exception {
        boolean v2 = layout.equals("v2");
        String state = OtherNames.named(STATE.formatted(v2 ? V2 : HYBRID));
        int kept = 0;
        for (Map.Entry<String, String> each : EngineDocuments.of("config").entrySet()) {
            String config = OtherNames.named(each.getValue());
            Map<String, String> others = OtherNames.of(config);
            FakeHost then = host(v2, OtherNames.ID, state, config);
            String plan = Engine.run(then);
            others.put("1000000042", "1999999931");
            others.put(Long.toString(START), Long.toString(OTHER_START));
            others.put(Long.toHexString(START), Long.toHexString(OTHER_START)); // as the plan's text has it
            FakeHost now = host(
                    v2,
                    OtherNames.other(OtherNames.ID),
                    OtherNames.replaced(state, others).replace("2026-11-24T10:43:00Z", "1970-01-01T00:00:00Z"),
                    OtherNames.replaced(config, others));
            assertEquals(OtherNames.replaced(plan, others), Engine.run(now), each.getKey());
            assertEquals(
                    OtherNames.replaced(then.asked().toString(), others),
                    now.asked().toString(),
                    each.getKey());
            kept += plan.contains("\nkeep ") ? 1 : 0;
        }
        assertTrue(kept > 100, kept + " kept");
    }

    private static FakeHost host(boolean v2, String id, String state, String config) throws Exception {
        String process = PROCESS.replace("CIDSHORT", id.substring(0, 12)).replace("CID", id);
        return Engine.host(
                        v2 ? Engine.V2_MOUNTS : Engine.HYBRID_MOUNTS,
                        v2 ? Engine.V2_SELF : Engine.HYBRID_SELF,
                        "",
                        "exec",
                        "--process",
                        "/p.json",
                        "--detach",
                        "--pid-file",
                        "/pid",
                        id)
                .file("/p.json", process)
                .directory(ROOT + id)
                .file(ROOT + id + "/state.json", state)
                .file(ROOT + id + "/config.json", config);
    }
}
