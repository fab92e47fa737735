package dev.jrunc.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GVariantTextTest {
    private static void reads(String text, String type, Object value) {
        assertEquals(new Variant(type, value), GVariantText.read(text), text);
    }

    @Test
    void scalars() {
        reads("true", "b", true);
        reads(" false ", "b", false);
        reads("5", "i", 5L);
        reads("-5", "i", -5L);
        reads("0x10", "i", 16L);
        reads("1.5", "d", 1.5);
        reads("'a b'", "s", "a b");
        reads("\"it's \\\"so\\\"\"", "s", "it's \"so\"");
    }

    @Test
    void typedScalars() {
        reads("uint64 18446744073709551615", "t", -1L);
        reads("@t 7", "t", 7L);
        reads("byte 255", "y", 255L);
        reads("int64 -1", "x", -1L);
        reads("double 2", "d", 2.0);
        reads("<uint32 1>", "v", new Variant("u", 1L));
    }

    @Test
    void containers() {
        reads("['a', 'b']", "as", List.of("a", "b"));
        reads("@as []", "as", List.of());
        reads("@at [1, 2]", "at", List.of(1L, 2L));
        reads("[uint64 1, 2]", "at", List.of(1L, 2L));
        reads("[('a', 1), ('b', 2)]", "a(si)", List.of(List.of("a", 1L), List.of("b", 2L)));
        reads("@a(st) [('a', 1)]", "a(st)", List.of(List.of("a", 1L)));
        reads("('a',)", "(s)", List.of("a"));
    }

    @Test
    void whatIsNoValueIsNone() {
        for (String bad : new String[] {
            "",
            "a",
            "'",
            "'a",
            "[",
            "[]",
            "[1",
            "[1, 'a']",
            "[1 2]",
            "()",
            "('a'",
            "1 2",
            "uint32 -1",
            "byte 256",
            "@",
            "@a",
            "@z 1",
            "@(",
            "@s 5",
            "uint64 'a'",
            "5000000000",
            "<",
            "<1",
            "'\u0000'",
            "1x",
            "@as ['a', 1]"
        }) {
            assertNull(GVariantText.read(bad), bad);
        }
    }

    @Test
    void typesAreNoLongerThanASignature() {
        String most = "(" + "1,".repeat(253) + ")";
        reads(most, "(" + "i".repeat(253) + ")", Collections.nCopies(253, 1L));
        assertNull(GVariantText.read("[" + most + "]"));
        assertNull(GVariantText.read("<(" + "1,".repeat(254) + ")>"));
    }

    @Test
    void nestingHasAnEnd() {
        for (String open : new String[] {"[", "(", "<", "@a", "@(", "int32 ", "@s"}) {
            assertNull(GVariantText.read(open.repeat(100_000) + "1"), open);
        }
        assertNull(GVariantText.read("@" + "a".repeat(100_000) + "s []"));
        reads("<".repeat(60) + "1" + ">".repeat(60), "v", GVariantText.read("<".repeat(59) + "1" + ">".repeat(59)));
    }
}
