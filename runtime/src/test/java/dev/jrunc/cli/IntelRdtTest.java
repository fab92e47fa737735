package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config-linux.md#intelrdt, on a host that has resctrl. */
class IntelRdtTest {
    private static final String RESCTRL = "50 23 0:44 / /sys/fs/resctrl rw,relatime - resctrl resctrl rw\n";
    private static final String CONFIG = "{'ociVersion':'1.3.0','root':{'path':'rootfs'},'process':{'args':['a'],"
            + "'cwd':'/','user':{'uid':0,'gid':0}},'linux':{'namespaces':[{'type':'mount'},{'type':'pid'}],"
            + "'intelRdt':%s}}";

    private static FakeHost host(String rdt, String... arguments) {
        return Engine.host(
                        Engine.HYBRID_MOUNTS + RESCTRL,
                        Engine.HYBRID_SELF,
                        CONFIG.replace("%s", rdt).replace('\'', '"'),
                        arguments.length == 0 ? new String[] {"create", "c1"} : arguments)
                .directory("/sys/fs/resctrl/info/L3")
                .directory("/sys/fs/resctrl/info/MB")
                .directory("/sys/fs/resctrl/info/L3_MON")
                .file("/sys/fs/resctrl/schemata", "    L3:0=fffff;1=fffff\n    MB:0=100;1=100\n");
    }

    private static FakeHost withGroup(String rdt) {
        return host(rdt)
                .directory("/sys/fs/resctrl/gold")
                .file("/sys/fs/resctrl/gold/schemata", "    L3:0=0000f;1=fffff\n    MB:0= 20;1=100\n");
    }

    /** The lines about resctrl, without their context. */
    private static String about(String plan) {
        StringBuilder lines = new StringBuilder();
        for (String line : plan.split("\n", -1)) {
            String bare = line.strip();
            boolean own = bare.startsWith("mkdir") || bare.startsWith("rmdir") || bare.startsWith("resctrl");
            if (own && bare.contains("/sys/fs/resctrl")) {
                lines.append(bare.replace("/sys/fs/resctrl", "R")).append('\n');
            }
        }
        return lines.toString();
    }

    @Test
    void groupIsMadeNamedLikeTheContainerAndItsLinesComeInOrder() {
        String plan = Engine.run(host("{'schemata':['L2:0=f'],'memBwSchema':'MB:0=20','l3CacheSchema':'L3:0=f'}"));
        assertEquals("""
                mkdir path="R/c1" mode=0755 flags=0x1
                rmdir path="R/c1"
                resctrl path="R/c1/schemata" status="R/info/last_cmd_status" lines=["L3:0=f" "MB:0=20" "L2:0=f"]
                """, about(plan));
        assertTrue(plan.contains("\"/sys/fs/resctrl/c1/tasks\"]"), plan);
    }

    @Test
    void bandwidthOfTheCacheSchemaGivesWay() {
        String plan = Engine.run(host("{'l3CacheSchema':'L3:0=f\\nMB:0=50','memBwSchema':'MB:0=20'}"));
        assertTrue(about(plan).contains("lines=[\"L3:0=f\" \"MB:0=20\"]"), about(plan));
    }

    @Test
    void namedGroupIsMadeWhenItHasLines() {
        assertEquals("""
                mkdir path="R/new" mode=0755 flags=0x1
                rmdir path="R/new"
                resctrl path="R/new/schemata" status="R/info/last_cmd_status" lines=["L3:0=f"]
                """, about(Engine.run(host("{'closID':'new','l3CacheSchema':'L3:0=f'}"))));
    }

    @Test
    void schemataIsWrittenToAGroupThatExists() {
        assertEquals(
                """
                resctrl path="R/gold/schemata" status="R/info/last_cmd_status" lines=["    L3:0=0000f;1=fffff" "    MB:0= 20;1=100"]
                resctrl path="R/gold/schemata" status="R/info/last_cmd_status" lines=["L2:0=f"]
                """, about(Engine.run(withGroup("{'closID':'gold','l3CacheSchema':'L3:0=f','schemata':['L2:0=f']}"))));
    }

    /** The state names what delete removes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|[\"/sys/fs/resctrl/c1\"]",
                "{'enableMonitoring':true}|[\"/sys/fs/resctrl/c1/mon_groups/c1\",\"/sys/fs/resctrl/c1\"]",
                "{'closID':'new','l3CacheSchema':'L3:0=f','enableMonitoring':true}"
                        + "|[\"/sys/fs/resctrl/new/mon_groups/c1\"]"
            })
    void onlyAGroupNamedLikeTheContainerGoesWithIt(String rdt, String made) {
        FakeHost host = host(rdt);
        String plan = Engine.run(host);
        assertTrue(host.bytes().contains(made), plan);
    }

    @Test
    void rootGroupIsMonitoredBelowTheMount() {
        assertEquals("""
                mkdir path="R/mon_groups/c1" mode=0755 flags=0x1
                rmdir path="R/mon_groups/c1"
                """, about(Engine.run(host("{'closID':'/','enableMonitoring':true}"))));
    }

    @Test
    void monitoringHasAGroupOfItsOwn() {
        String plan = Engine.run(withGroup("{'closID':'gold','enableMonitoring':true}"));
        assertEquals("""
                mkdir path="R/gold/mon_groups/c1" mode=0755 flags=0x1
                rmdir path="R/gold/mon_groups/c1"
                """, about(plan));
        assertTrue(plan.contains("\"/sys/fs/resctrl/gold/tasks\" \"/sys/fs/resctrl/gold/mon_groups/c1/tasks\"]"), plan);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'closID':'gold'}|/sys/fs/resctrl/gold/tasks",
                "{'closID':'gold','l3CacheSchema':'L3:0=f'}|/sys/fs/resctrl/gold/tasks",
                "{'closID':'gold','l3CacheSchema':'L3:1=FFFFF;0=0f','memBwSchema':'MB:0=20'}|/sys/fs/resctrl/gold/tasks",
                "{'closID':'/'}|/sys/fs/resctrl/tasks"
            })
    void existingGroupIsJoinedAndNeverRemoved(String rdt, String tasks) {
        String plan = Engine.run(withGroup(rdt));
        assertEquals("", about(plan));
        assertTrue(plan.contains("\"" + tasks + "\"]"), plan);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'closID':'gold','l3CacheSchema':'L3:0=ff'}|exists and has not",
                "{'closID':'gold','memBwSchema':'MB:2=20'}|exists and has not",
                "{'closID':'nope'}|names no group below /sys/fs/resctrl",
                "{'closID':'../x','schemata':['L3:0=f']}|invalid intelRdt.closID"
            })
    void whatDoesNotFitIsRefused(String rdt, String words) {
        String plan = Engine.run(withGroup(rdt));
        assertTrue(plan.contains("fail ") && plan.contains(words), plan);
        assertFalse(plan.contains("clone "), plan);
    }

    @Test
    void whatTheCpuLacksIsNamed() {
        String config = CONFIG.replace("%s", "{'memBwSchema':'MB:0=20'}").replace('\'', '"');
        String bare =
                Engine.run(Engine.host(Engine.HYBRID_MOUNTS + RESCTRL, Engine.HYBRID_SELF, config, "create", "c1"));
        assertTrue(bare.contains("Intel RDT/MBA: memory bandwidth schema is not enabled"), bare);
        String none = Engine.run(Engine.host(Engine.HYBRID_MOUNTS, Engine.HYBRID_SELF, config, "create", "c1"));
        assertTrue(none.contains("the resctrl filesystem is not mounted on this host"), none);
    }

    @Test
    void updateWritesTheLinesGivenAndKnowsTheWayBack() {
        FakeHost host = host("{}", "update", "--mem-bw-schema", "MB:0=30", "c1")
                .directory("/run/jrunc/c1")
                .file("/sys/fs/resctrl/c1/schemata", "L3:0=f\nMB:0=20\n")
                .file("/run/jrunc/c1/config.json", CONFIG.replace("%s", "{}").replace('\'', '"'))
                .file(
                        "/run/jrunc/c1/state.json",
                        "{\"version\":1,\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"pid\":42,\"startTime\":7}");
        String plan = Engine.run(host);
        assertEquals("""
                resctrl path="R/c1/schemata" status="R/info/last_cmd_status" lines=["L3:0=f" "MB:0=20"]
                resctrl path="R/c1/schemata" status="R/info/last_cmd_status" lines=["MB:0=30"]
                """, about(plan));
        assertTrue(host.bytes().contains("\"memBwSchema\":\"MB:0=30\""), plan);
    }
}
