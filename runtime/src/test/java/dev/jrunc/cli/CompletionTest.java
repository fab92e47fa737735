package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shells read what is made for them, and bash answers as a person would expect. */
class CompletionTest {
    @TempDir
    private Path directory;

    private static String run(List<String> command, String input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out;
    }

    /** What TAB offers behind these words; the last may be unfinished. */
    private List<String> tab(String... words) throws Exception {
        Path script = Files.writeString(directory.resolve("jrunc.bash"), Completion.of("bash", "jrunc"));
        StringBuilder line =
                new StringBuilder("jrunc() { [[ $1 == --root && $2 == /other ]] || printf 'c1\\nc2\\n'; }\n. '" + script
                        + "'\nCOMP_WORDS=(jrunc");
        for (String word : words) {
            line.append(" '").append(word).append('\'');
        }
        line.append(")\nCOMP_CWORD=").append(words.length).append("\n_jrunc\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
        List<String> offers = new ArrayList<>(
                List.of(run(List.of("bash", "-u"), line.toString()).split("\n", -1)));
        offers.removeIf(String::isEmpty);
        return offers;
    }

    @Test
    void commandsAndTheirOptionsAreOffered() throws Exception {
        assertEquals(
                List.of("state", "start"),
                tab("sta").stream().sorted(Comparator.reverseOrder()).toList());
        assertEquals(List.of("--console-socket"), tab("create", "--cons"));
        assertEquals(List.of("--debug"), tab("--de"));
        assertEquals(List.of("state"), tab("--root", "run", "--debug", "stat"));
        assertEquals(List.of("start", "stop", "status"), tab("resident", "st"));
        assertEquals(List.of("unpack"), tab("bundle", "u"));
        assertEquals(List.of(), tab("update", "--kernel"));
    }

    @Test
    void containersAreOfferedWhereOneIsMeant() throws Exception {
        assertEquals(List.of("c1", "c2"), tab("start", ""));
        assertEquals(List.of("c1", "c2"), tab("exec", "--user", "7", ""));
        assertEquals(List.of("c1", "c2"), tab("mounts", "add", ""));
        assertEquals(List.of("c1", "c2"), tab("--root", "/r", "state", "")); // asked for with that root
        assertEquals(List.of(), tab("--root", "/other", "state", ""));
        assertEquals(List.of("KILL"), tab("kill", "c1", "K"));
        assertEquals(List.of(), tab("state", "c1", ""));
        assertEquals(List.of("c1", "c2"), tab("delete", "--force", "c"));
        assertFalse(tab("run", "").contains("c1"));
    }

    @Test
    void fewValuesAreOffered() throws Exception {
        assertEquals(List.of("text", "json"), tab("--log-format", ""));
        assertEquals(List.of("json"), tab("--log-format", "=", "j"));
        assertEquals(List.of("text", "json"), tab("--log-format", "="));
        assertEquals(List.of("table", "json"), tab("list", "-f", ""));
        assertEquals(List.of("add", "remove"), tab("mounts", ""));
        assertEquals(List.of("update"), tab("man", "u"));
        assertEquals(List.of("update"), tab("help", "u"));
    }

    @Test
    void filesAreOfferedWhereOneIsMeant() throws Exception {
        Path file = Files.createFile(directory.resolve("bundle.pid"));
        assertEquals(List.of(file.toString()), tab("create", "--pid-file", directory + "/bun"));
        assertEquals(List.of(), tab("create", "-b", directory + "/bun"));
        assertEquals(List.of(), tab("run", "--preserve-fds", ""));
    }

    @Test
    void otherShellsReadTheirScripts() throws Exception {
        int read = 0;
        for (String shell : List.of("zsh", "fish")) {
            if (Files.isExecutable(Path.of("/usr/bin/" + shell))) {
                Path script = Files.writeString(directory.resolve(shell), Completion.of(shell, "jrunc"));
                assertEquals("", run(List.of(shell, "-n", script.toString()), ""));
                read++;
            }
        }
        assumeTrue(read > 0, "neither zsh nor fish is installed");
    }

    @Test
    void fishOffersWhatIsMeantAtAPlace() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "fish is not installed");
        assertEquals(List.of("update"), fish("man u"));
        assertEquals(List.of("update"), fish("help u"));
        assertEquals(List.of("c1", "c2"), fish("--root run kill --all "));
        assertEquals(List.of("KILL"), fish("kill c1 K"));
        assertEquals(List.of(), fish("state c1 "));
        assertEquals(List.of("c1", "c2"), fish("exec --user 7 "));
        assertEquals(List.of("add", "remove"), fish("mounts "));
        assertEquals(List.of("c1", "c2"), fish("mounts add "));
        assertEquals(List.of("strict"), fish("checkpoint --manage-cgroups-mode st"));
    }

    private List<String> fish(String line) throws Exception {
        Path script = Files.writeString(directory.resolve("jrunc.fish"), Completion.of("fish", "jrunc"));
        String commands =
                "function jrunc; printf 'c1\\nc2\\n'; end\nsource '" + script + "'\ncomplete -C 'jrunc " + line + "'\n";
        return run(List.of("fish", "--no-config"), commands)
                .lines()
                .map(offer -> offer.split("\t", 2)[0])
                .toList();
    }

    @Test
    void everyCommandHasItsManualPage() throws Exception {
        List<String> pages = new ArrayList<>(List.of(ManPage.of("jrunc", null)));
        for (String name : Syntax.COMMANDS) {
            pages.add(ManPage.of("jrunc", Syntax.command(name)));
        }
        for (String page : pages) {
            assertTrue(page.startsWith(".TH JRUNC"), page);
            assertFalse(page.contains("kernel"), page); // limits that are taken and told nobody of
            for (String line : page.split("\n", -1)) {
                assertFalse(line.startsWith("'"), line);
                assertFalse(line.contains(" --"), line);
            }
        }
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "groff is not installed");
        for (String page : pages) {
            assertEquals("", run(List.of("groff", "-man", "-ww", "-z"), page));
        }
    }

    @Test
    void anotherShellIsRefused() {
        Refusal e = assertThrows(Refusal.class, () -> Completion.of("tcsh", "jrunc"));
        assertEquals("completion: unknown shell \"tcsh\"", e.message());
    }
}
