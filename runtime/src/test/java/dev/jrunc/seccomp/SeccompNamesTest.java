package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.jrunc.spec.validate.Names;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code features} lists of seccomp is what the compiler knows. */
class SeccompNamesTest {
    @Test
    void everyArchitectureAndNoOther() {
        EnumSet<SeccompArch> known = EnumSet.noneOf(SeccompArch.class);
        for (String name : Names.SECCOMP_ARCHITECTURES.names()) {
            SeccompArch arch = SeccompArch.ofSpecName(name);
            assertNotNull(arch, name);
            known.add(arch);
        }
        assertEquals(EnumSet.allOf(SeccompArch.class), known);
    }

    @Test
    void everyActionAndFlag() {
        for (String action : Names.SECCOMP_ACTIONS.names()) {
            assertDoesNotThrow(() -> SeccompAction.value(action, null, "", "action", "errnoRet"), action);
        }
        for (String flag : Names.SECCOMP_FLAGS.names()) {
            assertDoesNotThrow(() -> FilterFlags.bits(List.of(flag), true), flag);
        }
    }
}
