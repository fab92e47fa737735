package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentParserTest {
    @Test
    void optionsStandBeforeOrAfterTheId() throws UsageException {
        assertEquals(
                Map.of("force", List.of("true")),
                parse("delete", "--force", "c1").options());
        assertEquals(
                Map.of("force", List.of("true")), parse("delete", "c1", "-f").options());
        assertEquals(List.of("c1"), parse("delete", "c1", "-f").words());
    }

    /** go-runc spells long options with one dash in one place. */
    @Test
    void oneDashIsAsGoodAsTwo() throws UsageException {
        assertEquals(
                Map.of("no-subreaper", List.of("true")),
                parse("run", "-no-subreaper", "c1").options());
        assertEquals(
                Map.of("bundle", List.of("/b")),
                parse("run", "-bundle=/b", "c1").options());
    }

    @Test
    void valuesFollowAnEqualsSignOrABlank() throws UsageException {
        ArgumentParser parser = parse("--root", "/r", "--log-format=json", "create", "-b", "/b", "c1");
        assertEquals(Map.of("root", List.of("/r"), "log-format", List.of("json")), parser.globals());
        assertEquals(Map.of("bundle", List.of("/b")), parser.options());
    }

    @Test
    void twoDashesEndTheOptions() throws UsageException {
        assertEquals(List.of("-x"), parse("state", "--", "-x").words());
        ArgumentParser parser = parse("--root", "/r", "--", "state", "c1");
        assertEquals(Map.of("root", List.of("/r")), parser.globals());
        assertEquals(List.of("c1"), parser.words());
    }

    @Test
    void unknownOptionsAreNamed() {
        UsageException e = assertThrows(UsageException.class, () -> parse("run", "--badflag", "x"));
        assertEquals("flag provided but not defined: -badflag", e.getMessage());
        assertEquals(": flag provided but not defined: -badflag", e.complaint());
        assertEquals("run", e.command());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -b x run            | that stands behind a command that knows it, such as "create"
            list --root /r      | that stands in front of "list"
            kill --debug c1     | that stands in front of "kill"
            kill -9 c1          | the signal stands behind the id, as in "kill ID KILL"
            run -v /a:/b c1     | that is mounts in config.json; "jrunc-bundle edit" changes it
            run --bundel x c1   | did you mean "--bundle"?
            --rot /r list       | did you mean "--root"?
            state -x c1         |
            """)
    void unknownOptionsAreExplained(String line, String hint) {
        assertEquals(
                hint,
                assertThrows(UsageException.class, () -> parse(line.split(" "))).hint());
    }

    @Test
    void theNumberOfWordsIsChecked() {
        assertEquals(
                "\"run\" requires exactly 1 argument(s)",
                assertThrows(UsageException.class, () -> parse("run")).getMessage());
        assertEquals(
                "\"kill\" requires a minimum of 1 and a maximum of 2 arguments",
                assertThrows(UsageException.class, () -> parse("kill", "a", "b", "c"))
                        .getMessage());
    }

    @Test
    void anUnknownCommandIsKept() throws UsageException {
        ArgumentParser parser = parse("--debug", "foo", "bar");
        assertNull(parser.command());
        assertEquals("foo", parser.commandWord());
    }

    @Test
    void everyListedCommandHasASyntax() {
        for (String name : Syntax.COMMANDS) {
            assertNotNull(Syntax.command(name), name);
        }
    }

    private static ArgumentParser parse(String... arguments) throws UsageException {
        ArgumentParser parser = new ArgumentParser(List.of(arguments));
        parser.parseGlobals();
        parser.parseCommand();
        return parser;
    }
}
