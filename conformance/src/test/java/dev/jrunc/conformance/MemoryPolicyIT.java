package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config-linux.md#memory-policy. */
@Conformance
final class MemoryPolicyIT {
    @ParameterizedTest
    @CsvSource({
        "MPOL_BIND,0,'',bind:0",
        "MPOL_INTERLEAVE,0,'',interleave:0",
        "MPOL_PREFERRED,0,'',prefer:0",
        "MPOL_PREFERRED,'','',local",
        "MPOL_PREFERRED_MANY,0,'',prefer (many):0",
        "MPOL_LOCAL,'','',local",
        "MPOL_DEFAULT,'','',default",
        "MPOL_BIND,0,MPOL_F_STATIC_NODES,bind=static:0",
        "MPOL_BIND,0,MPOL_F_RELATIVE_NODES,bind=relative:0"
    })
    void policyIsThatOfTheProcess(String mode, String nodes, String flag, String shown, World world) {
        String maps = world.shell(withPolicy(world.bundle(), mode, nodes, flag), "cat /proc/self/numa_maps");
        assertTrue(maps.contains(" " + shown + " "), maps);
    }

    private static Bundle withPolicy(Bundle bundle, String mode, String nodes, String flag) {
        bundle.json("/linux/memoryPolicy", "{'mode':'" + mode + "'}");
        if (!nodes.isEmpty()) {
            bundle.set("/linux/memoryPolicy/nodes", nodes);
        }
        if (!flag.isEmpty()) {
            bundle.json("/linux/memoryPolicy/flags", "['" + flag + "']");
        }
        return bundle;
    }

    /** The nodes are those that the container's cgroup leaves it. */
    @ParameterizedTest
    @CsvSource({
        "0-1,MPOL_BIND,1,'',bind:1",
        "0-1,MPOL_BIND,1,MPOL_F_NUMA_BALANCING,bind:1",
        "0-1,MPOL_PREFERRED,1,'',prefer:1",
        "0-1,MPOL_PREFERRED_MANY,'0,1','',prefer (many):0-1",
        "0-1,MPOL_INTERLEAVE,0-1,'',interleave:0-1",
        "1,MPOL_BIND,0-1,'',bind:1",
        "1,MPOL_INTERLEAVE,0-1,MPOL_F_STATIC_NODES,interleave=static:1",
        "1,MPOL_BIND,0,MPOL_F_RELATIVE_NODES,bind=relative:1",
        "1,MPOL_DEFAULT,'','',default"
    })
    void pagesAreOnTheNodesOfThePolicy(String mems, String mode, String nodes, String flag, String shown, World world) {
        HardwareIT.assumeTwoNodes();
        Bundle bundle = withPolicy(world.bundle(), mode, nodes, flag).set("/linux/resources/cpu/mems", mems);
        // Newer kernels show that flag.
        String maps = world.shell(bundle, "cat /proc/self/numa_maps").replace("=balancing", "");
        assertTrue(maps.contains(" " + shown + " "), maps);
        for (String line : maps.split("\n", -1)) { // what is of a file may have been in memory before
            if (line.contains(" anon=") && !line.contains(" file=") && !shown.endsWith("0-1")) {
                assertTrue(line.contains(" N1=") && !line.contains(" N0="), line);
            }
        }
    }

    @Test
    void nodeThatTheCgroupDoesNotLeaveIsRefused(World world) {
        HardwareIT.assumeTwoNodes();
        world.run(withPolicy(world.bundle(), "MPOL_BIND", "0", "").set("/linux/resources/cpu/mems", "1"))
                .expectFailure("memory policy");
    }

    @ParameterizedTest
    @CsvSource({
        "MPOL_BOGUS,0,MPOL_BOGUS",
        "MPOL_BIND,'',MPOL_BIND",
        "MPOL_LOCAL,0,MPOL_LOCAL",
        "MPOL_BIND,x,x",
        "MPOL_BIND,1000,memory policy",
        "MPOL_BIND,'0,5000',memory policy"
    })
    void wrongPolicyIsRefused(String mode, String nodes, String word, World world) {
        world.run(world.bundle().json("/linux/memoryPolicy", "{'mode':'" + mode + "','nodes':'" + nodes + "'}"))
                .expectFailure(word);
    }
}
