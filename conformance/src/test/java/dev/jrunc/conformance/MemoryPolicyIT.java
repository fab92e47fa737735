package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
        Bundle bundle = world.bundle().json("/linux/memoryPolicy", "{'mode':'" + mode + "'}");
        if (!nodes.isEmpty()) {
            bundle.set("/linux/memoryPolicy/nodes", nodes);
        }
        if (!flag.isEmpty()) {
            bundle.json("/linux/memoryPolicy/flags", "['" + flag + "']");
        }
        String maps = world.shell(bundle, "cat /proc/self/numa_maps");
        assertTrue(maps.contains(" " + shown + " "), maps);
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
