package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontDoorTest {
    /** containerd's shim and go-runc look for these words. */
    @ParameterizedTest
    @ValueSource(strings = {"state", "start", "kill", "delete", "pause", "resume", "inspect"})
    void aMissingContainerHasRuncsWords(String command) {
        String plan = Engine.run(new FakeHost(command, "nope"));
        assertTrue(plan.contains("fail message=\"container does not exist\""), plan);
    }

    @Test
    void forcedDeleteOfAMissingContainerIsNoError() {
        assertEquals("", Engine.run(new FakeHost("delete", "--force", "nope")));
    }

    @ParameterizedTest
    @CsvSource({
        "a/b,invalid container ID format",
        "..,invalid container ID format",
        ".,invalid container ID format",
        "a b,invalid container ID format",
        "'',container id cannot be empty"
    })
    void idsAreCheckedBeforeAnythingIsAsked(String id, String words) {
        FakeHost host = new FakeHost("create", id);
        String plan = Engine.run(host);
        assertTrue(plan.contains("prefix text=\"jrunc create failed: \""), plan);
        assertTrue(plan.contains("fail message=\"" + words + "\""), plan);
        assertTrue(host.asked().isEmpty());
    }

    @Test
    void aMissingConfigIsNamed() {
        String plan = Engine.run(new FakeHost("run", "c1").directory("/b"));
        assertTrue(plan.contains("fail message=\"JSON specification file config.json not found\""), plan);
    }

    @Test
    void anUnknownCommandHasASuggestion() {
        String plan = Engine.run(new FakeHost("creat"));
        assertTrue(plan.contains("did you mean \\\"create\\\"?"), plan);
        assertTrue(plan.contains("exit code=3"), plan);
    }

    /** Words of docker, podman and kill: what they are here. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm x              | use delete",
                "ls                | use list",
                "stop x            | use kill ID TERM",
                "unpause x         | use resume ID",
                "stats x           | use events --stats ID",
                "pull busybox      | jrunc-bundle pull",
                "run -it x         | that is process.terminal in config.json",
                "run --rm x        | run deletes its container at the end",
                "run --name x      | the id is the word behind the options",
                "create -v /a:/b x | that is mounts in config.json",
                "run --bundel b x  | did you mean \\\"--bundle\\\"?",
                "run x sh          | the program and its arguments are process.args",
                "run               | name the container",
                "exec -it x sh     | --tty makes a terminal",
                "exec -w / x sh    | use --cwd",
                "kill -9 x         | the signal stands behind the id",
                "ps                | list shows the containers",
                "ps -a             | list shows the containers",
                "run -dt x         | that is process.terminal in config.json",
                "exec -dt x sh     | write -d -t",
                "exec              | name the container",
                "list --all        | it always shows all",
                "container ls      | leave that word out",
                "shell x           | use exec -t ID sh",
                "man strat         | did you mean \\\"start\\\"?",
                "update -m 5m x    | use --memory",
                "update --cpus 2 x | use --cpu-quota and --cpu-period",
                "--rot /x list     | did you mean \\\"--root\\\"?"
            })
    void whatIsCalledOtherwiseElsewhereHasAdvice(String line, String advice) {
        String plan = Engine.run(new FakeHost(line.split(" ", -1)));
        assertTrue(plan.contains(advice), plan);
        assertTrue(plan.contains("fail message="), plan);
    }

    @Test
    void theLogSettingsComeFirst() {
        String plan = Engine.run(new FakeHost("--log", "l.json", "--log-format", "json", "state", "nope"));
        assertTrue(plan.startsWith("#  --log\nlog path=\"/b/l.json\" format=1 debug=0\n"), plan);
    }

    @Test
    void helpIsPrinted() {
        String plan = Engine.run(new FakeHost("run", "--help"));
        assertTrue(plan.contains("NAME:\\n   jrunc run - create and run a container"), plan);
        assertTrue(plan.contains("--preserve-fds"), plan);
        assertTrue(Engine.run(new FakeHost()).contains("NAME:\\n   jrunc - Open Container Initiative runtime"));
    }

    @Test
    void wrongUsageShowsTheHelpAndFails() {
        String plan = Engine.run(new FakeHost("run"));
        assertTrue(plan.contains("text=\"Incorrect Usage.\\n\\nNAME:"), plan);
        assertTrue(plan.contains("fail message=\"\\\"run\\\" requires exactly 1 argument(s)\""), plan);
    }

    @Test
    void theRootOfAnOrdinaryUserIsInTheRuntimeDirectory() {
        FakeHost host = new FakeHost("state", "c1").uid(1000).environment("XDG_RUNTIME_DIR=/run/user/1000");
        Engine.run(host);
        assertTrue(
                host.asked().get(0).contains("\"/run/user/1000/jrunc/c1\""),
                host.asked().toString());
    }

    @Test
    void anEmptyListIsAHeader() {
        assertTrue(Engine.run(new FakeHost("list")).contains("ID          PID         STATUS"));
        assertTrue(Engine.run(new FakeHost("list", "-f", "json")).contains("text=\"null\\n\""));
        assertTrue(Engine.run(new FakeHost("--root", "/nowhere", "list")).contains("fail message="));
    }

    @Test
    void noSpellingOfTheRootIsTheStateRoot() {
        for (String root : List.of("/", "//", "/.", "/run/..")) {
            String plan = Engine.run(new FakeHost("--root", root, "delete", "--force", "etc"));
            assertTrue(plan.contains("the state root must not be /"), root + plan);
        }
    }
}
