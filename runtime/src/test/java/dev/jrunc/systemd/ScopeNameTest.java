package dev.jrunc.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.Refusal;
import org.junit.jupiter.api.Test;

class ScopeNameTest {
    private static ScopeName of(String path) throws Refusal {
        return ScopeName.of(path, "jrunc", "c1", false);
    }

    @Test
    void withoutAPathTheNameIsThatOfTheProgramAndTheContainer() throws Refusal {
        assertEquals(new ScopeName("system.slice", "jrunc-c1.scope"), of(""));
        assertEquals(new ScopeName("user.slice", "runc-c1.scope"), ScopeName.of(null, "runc", "c1", true));
    }

    @Test
    void threePartsAreSlicePrefixAndName() throws Refusal {
        assertEquals(new ScopeName("machine.slice", "libpod-a:b.scope"), of("machine.slice:libpod:a:b"));
        assertEquals(new ScopeName("system.slice", "docker-x.scope"), of(":docker:x"));
        assertEquals(new ScopeName("-.slice", "-x.scope"), of("-.slice::x"));
    }

    @Test
    void aSliceLiesInThoseThatItsNameBeginsWith() throws Refusal {
        assertEquals(
                "/a.slice/a-b.slice/a-b-c.slice/p-n.scope",
                of("a-b-c.slice:p:n").cgroup(""));
        assertEquals("/p-n.scope", of("-.slice:p:n").cgroup("/"));
        assertEquals("/u.service/user.slice/p-n.scope", of("user.slice:p:n").cgroup("/u.service"));
    }

    @Test
    void namesOfFilesOfACgroupAreEscaped() throws Refusal {
        assertEquals("/_cpu.slice/cpu-x.scope", of("cpu.slice:cpu:x").cgroup(""));
        assertEquals("/m.slice/_memory.x-y.scope", of("m.slice:memory.x:y").cgroup(""));
        assertEquals("/__a.slice/_cgroup.x-y.scope", of("_a.slice:cgroup.x:y").cgroup(""));
    }

    @Test
    void everythingElseIsRefused() {
        for (String bad : new String[] {
            "x",
            "/x/y",
            "system.slice:x",
            "system:a:b",
            "a/b.slice:a:b",
            ".slice:a:b",
            "-a.slice:a:b",
            "a-.slice:a:b",
            "a--b.slice:a:b",
            "system.slice:a:",
            "system.slice:a:b.slice"
        }) {
            assertEquals(
                    "/linux/cgroupsPath",
                    assertThrows(Refusal.class, () -> of(bad), bad).pointer(),
                    bad);
        }
        assertTrue(assertThrows(Refusal.class, () -> of("x"))
                .message()
                .startsWith("expected cgroupsPath to be of format"));
    }
}
