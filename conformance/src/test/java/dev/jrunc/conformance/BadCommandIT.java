package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that make no sense: a status that is not zero, one line that says why, and nothing is left. */
@Conformance
final class BadCommandIT {
    private static final List<String> COMMANDS = List.of(
            "state",
            "start",
            "kill",
            "delete",
            "delete --force",
            "pause",
            "resume",
            "ps",
            "events --stats",
            "update --pids-limit 9",
            "create --bundle BUNDLE",
            "run --bundle BUNDLE",
            "exec");

    private static Result call(World world, List<String> words) {
        return world.call(words.toArray(new String[0])).bounded().run().expectEnd();
    }

    private static List<String> words(String line, World world, Container container) {
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ", -1)) {
            words.add(
                    switch (word) {
                        case "BUNDLE" -> container.bundle().dir().toString();
                        case "ID" -> container.id();
                        case "DIR" -> world.dir().toString();
                        case "FILE" ->
                            container.bundle().dir().resolve("config.json").toString();
                        case "EMPTY" -> "";
                        case "LONG" -> world.dir() + "/" + "x".repeat(200);
                        default -> word;
                    });
        }
        return words;
    }

    private static void expectOneLine(Result result) {
        assertNotEquals(0, result.exit(), result.toString());
        assertEquals(1, result.err().strip().lines().count(), result.toString());
        assertFalse(result.err().contains("panic") || result.err().contains("Exception"), result.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\\b", "a\nb", "\u00fcn\u00ef", "%s%n", "a:b", "@resident", "-x", "\u001b[31m"})
    void oddIdIsRefusedByEveryCommand(String id, World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("create"); // writes config.json
        for (String command : COMMANDS) {
            if (id.startsWith("%") || id.isEmpty() || !command.equals("delete --force")) {
                List<String> words = words(command, world, container);
                words.add("--");
                words.add(id);
                if (command.equals("exec")) {
                    words.add("/bin/true");
                }
                if (!(id.equals("-x") && (command.startsWith("create") || command.startsWith("run")))) {
                    expectOneLine(call(world, words));
                }
            }
        }
        assertEquals("", call(world, List.of("list", "-q")).out());
    }

    /**
     * Makes every mount read-only, those of the jail as well, and refuses to go on when something can still be written to:
     * a runtime that opens an id below its state root opens the host's directory of that name, and crun 1.8.1 removes what
     * is in it.
     */
    private static final String SEALED = "sed 's/ - .*//' /proc/self/mountinfo | while read -r _ _ _ _ point _;"
            + " do mount -o remount,bind,ro \"$(printf '%b' \"$point\")\" 2>/dev/null; done;"
            + " for dir in / /*/ /var/* /run/* /sys/fs/cgroup/*/; do"
            + " if [ -w \"$dir\" ]; then echo \"not sealed: $dir\"; exit 0; fi; done; exec \"$@\"";

    @ParameterizedTest
    @ValueSource(strings = {"/", ".", "..", "/etc", "../x", "a/b"})
    void pathIsNoIdForAnyCommand(String id, World world) throws IOException {
        Files.createDirectories(world.stateRoot()); // nobody can make it behind the seal
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("create"); // writes config.json
        for (String command : COMMANDS) {
            List<String> words = words(command, world, container);
            words.add(id);
            if (command.equals("exec")) {
                words.add("/bin/true");
            }
            Result result = world.call(words.toArray(new String[0]))
                    .bounded()
                    .through("unshare", "--mount", "--propagation", "private", "sh", "-c", SEALED, "sh")
                    .run()
                    .expectEnd();
            expectOneLine(result);
            assertFalse(result.err().toLowerCase(Locale.ROOT).contains("read-only"), "it tried: " + result);
        }
    }

    @Test
    void longIdIsRefusedByEveryCommand(World world) {
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("create");
        for (int length : new int[] {256, 1025, 100_000}) {
            for (String command : COMMANDS) {
                List<String> words = words(command, world, container);
                words.add("x".repeat(length));
                if (command.equals("exec")) {
                    words.add("/bin/true");
                }
                if (!command.equals("delete --force")) {
                    expectOneLine(call(world, words));
                }
            }
        }
    }

    @Test
    void everyCommandRefusesWordsAndOptionsItDoesNotKnow(World world) {
        Container container = world.running();
        for (String command : COMMANDS) {
            expectOneLine(call(world, words(command, world, container)));
            expectOneLine(call(world, words(command + " --nosuch ID", world, container)));
            if (!command.equals("ps") && !command.equals("exec") && !command.equals("kill")) {
                expectOneLine(call(world, words(command + " ID one-too-many", world, container)));
            }
        }
        assertEquals("running", container.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGFOO", "65", "-1", "99999999999", "9x", "0x9", "KILL KILL", "1.5", "SIG", "\u0669"})
    void oddSignalIsRefusedAndHarmsNobody(String signal, World world) {
        Container container = world.running();
        expectOneLine(call(world, words("kill ID " + signal, world, container)));
        assertEquals("running", container.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--console-socket /nonexistent/s",
                "--console-socket LONG",
                "--console-socket FILE",
                "--console-socket DIR",
                "--preserve-fds abc",
                "--preserve-fds 100000",
                "--pid-file /nonexistent-directory/pid",
                "--pid-file DIR",
                "--bundle /nonexistent-directory",
                "--bundle FILE",
                "--no-pivot=maybe",
                "--nosuch"
            })
    void oddOptionOfCreateLeavesNothing(String options, World world) {
        Container container = world.container(world.bundle().guest("hold"));
        container.beginning("create");
        if (options.startsWith("--console-socket")) {
            container.bundle().set("/process/terminal", true);
            container.beginning("create");
        }
        expectOneLine(call(world, words("create --bundle BUNDLE " + options + " ID", world, container)));
        assertEquals("", call(world, List.of("list", "-q")).out());
        assertEquals(
                List.of(),
                Host.tree(world.dir()).stream()
                        .filter(name -> name.contains("/."))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cwd relative",
                "--user abc",
                "--user 1:2:3",
                "--user 4294967296",
                "--process /nonexistent",
                "--process DIR",
                "--preserve-fds x",
                "--preserve-fds 100000",
                "--pid-file /nonexistent-directory/pid",
                "--console-socket FILE",
                "--additional-gids x",
                "--cgroup ../x",
                "--tty=maybe"
            })
    void oddOptionOfExecStartsNothing(String options, World world) {
        Container container = world.running();
        Result result = call(world, words("exec --detach " + options + " ID /bin/touch /ran", world, container));
        expectOneLine(result);
        Expect.gone(container.bundle().rootfs().resolve("ran"));
        assertEquals("running", container.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update --memory abc ID",
                "update --memory 99999999999999999999 ID",
                "update --cpu-quota x ID",
                "update --cpu-period 1 ID",
                "update --cpuset-cpus x ID",
                "update --cpuset-cpus 9999 ID",
                "update -r /nonexistent ID",
                "update -r DIR ID",
                "list --format xml",
                "list -f",
                "ps --format xml ID",
                "events --interval 0s ID",
                "events --interval -1s ID",
                "events --interval x ID",
                "no-such-command",
                "--no-such-option list",
                "--debug=maybe list",
                "--root",
                "--log-format xml list",
                "--log DIR list",
                "--log /nonexistent-directory/x list"
            })
    void oddValueIsRefused(String line, World world) {
        Container container = world.running();
        expectOneLine(call(world, words(line, world, container)));
        assertEquals("running", container.status());
    }

    @Test
    void stateRootThatIsNoDirectoryIsRefused(World world) throws IOException {
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("create");
        Path file = Files.writeString(world.dir().resolve("file"), "mine");
        for (String command : COMMANDS) {
            if (!command.equals("delete --force")) {
                List<String> words = new ArrayList<>(List.of("--root", file.toString()));
                words.addAll(words(command + " x", world, container));
                if (command.equals("exec")) {
                    words.add("/bin/true");
                }
                expectOneLine(call(world, words));
            }
        }
        assertEquals("mine", Files.readString(file));
    }

    /** What a message quotes stays on its line and leaves the terminal alone, also where the log is a file. */
    @Test
    void messageThatQuotesIsOneLine(World world) throws IOException {
        Bundle bundle = world.bundle().args("/no\n\u001b[31mprogram");
        Container container = world.container(bundle);
        container.beginning("run");
        Path log = world.dir().resolve("log");
        Result result = world.call(
                        "--log", log.toString(), "run", "--bundle", bundle.dir().toString(), container.id())
                .run();
        expectOneLine(result);
        assertFalse(result.err().contains("\u001b"), result.toString());
        assertTrue(Files.readAllLines(log).size() == 1, Files.readString(log));
    }
}
