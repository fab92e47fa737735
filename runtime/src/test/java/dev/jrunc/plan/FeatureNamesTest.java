package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.spec.MemoryPolicy;
import dev.jrunc.spec.validate.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code features} lists is what the plan compiler knows. */
class FeatureNamesTest {
    /** Flags of the superblock, which go to the filesystem under their own names. */
    private static final Set<String> SUPERBLOCK = Set.of("sync", "dirsync", "lazytime", "mand");

    @Test
    void everyMountOptionMeansSomething() {
        for (String option : Names.MOUNT_OPTIONS.names()) {
            MountOptions parsed = MountOptions.parse(List.of(option));
            assertEquals(SUPERBLOCK.contains(option) ? List.of(option) : List.of(), parsed.forFilesystem(), option);
        }
        assertEquals(List.of("size=1m"), MountOptions.parse(List.of("size=1m")).data());
    }

    @Test
    void everyCapabilityHasItsNumber() {
        List<String> names = Names.CAPABILITIES.names();
        for (int i = 0; i < names.size(); i++) {
            assertEquals(i, Capability.number(names.get(i)), names.get(i));
        }
    }

    @Test
    void everyMemoryPolicyIsAnotherMode() throws Refusal {
        Set<String> plans = new HashSet<>();
        for (String mode : Names.MEMORY_POLICY_MODES.names()) {
            plans.add(plan(mode, List.of()));
        }
        for (String flag : Names.MEMORY_POLICY_FLAGS.names()) {
            plans.add(plan("MPOL_BIND", List.of(flag)));
        }
        assertEquals(
                Names.MEMORY_POLICY_MODES.names().size()
                        + Names.MEMORY_POLICY_FLAGS.names().size(),
                plans.size());
        assertNotEquals(plan("MPOL_BIND", List.of()), plan("MPOL_DEFAULT", List.of()));
    }

    private static String plan(String mode, List<String> flags) throws Refusal {
        PlanWriter plan = new PlanWriter();
        MemoryPolicyPlan.compile(new MemoryPolicy(mode, "0", flags), plan);
        String text = PlanText.lines(plan.toBytes());
        assertTrue(text.contains("memory-policy"), text);
        return text;
    }
}
