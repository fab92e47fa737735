package dev.jrunc.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code spec} as a caller sees it: file, words, exit status. */
class SpecCommandTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"-b DIR", "--bundle DIR", "-b=DIR", "--bundle=DIR", "-bundle DIR"})
    void everyWayToNameTheBundle(String words) throws Exception {
        Tool.Result result = Tool.run(("spec " + words.replace("DIR", dir.toString())).split(" "));
        assertEquals("", result.err());
        assertEquals("", result.out());
        assertEquals(0, result.status());
        assertEquals(
                "jrunc", new ObjectMapper().readTree(config()).path("hostname").asText());
    }

    @Test
    void fileHasTheOrdinaryMode() throws Exception {
        assertEquals(0, Tool.run("spec", "-b", dir.toString()).status());
        Path ordinary = Files.createFile(dir.resolve("ordinary"));
        assertEquals(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(ordinary)),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(config().toPath())));
    }

    @Test
    void fileThatIsThereIsKept() throws Exception {
        Files.writeString(config().toPath(), "mine");
        Tool.Result result = Tool.run("spec", "-b", dir.toString());
        assertEquals(1, result.status());
        assertTrue(
                result.err()
                        .matches("time=\"\\S+\" level=error msg=\"File config\\.json exists\\. Remove it first\"\n"),
                result.err());
        assertEquals("mine", Files.readString(config().toPath()));
    }

    @Test
    void danglingLinkIsNotFollowed() throws Exception {
        Files.createSymbolicLink(config().toPath(), dir.resolve("elsewhere"));
        assertEquals(1, Tool.run("spec", "-b", dir.toString()).status());
        assertFalse(Files.exists(dir.resolve("elsewhere")));
    }

    @Test
    void missingBundleIsNamed() throws Exception {
        Tool.Result result = Tool.run("spec", "-b", dir + "/no");
        assertEquals(1, result.status());
        assertTrue(result.err().contains("msg=\"chdir " + dir + "/no: no such file or directory\""), result.err());
    }

    @Test
    void surplusArgumentIsRefusedInRuncsWords() throws Exception {
        Tool.Result result = Tool.run("spec", "x");
        assertEquals(1, result.status());
        assertTrue(result.out().startsWith("Incorrect Usage.\n\nNAME:\n   jrunc spec - "), result.out());
        assertTrue(result.err().contains("msg=\"jrunc: \\\"spec\\\" requires exactly 0 argument(s)\""), result.err());
    }

    @Test
    void unknownFlagIsRefusedInRuncsWords() throws Exception {
        Tool.Result result = Tool.run("spec", "--badflag");
        assertEquals(1, result.status());
        assertTrue(
                result.out().startsWith("Incorrect Usage: flag provided but not defined: -badflag\n\nNAME:\n"),
                result.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpBeginsAsRuncsDoes(String flag) throws Exception {
        Tool.Result result = Tool.run("spec", flag);
        assertEquals(0, result.status());
        assertTrue(result.out().startsWith("NAME:\n   jrunc spec - create a new specification file\n"), result.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--rootless"})
    void sameAsRuncs(String flag) throws Exception {
        String runc = Tool.find("runc");
        assumeTrue(runc != null, "runc is not installed, so its output is not compared");
        ObjectMapper mapper = new ObjectMapper();
        Path theirs = Files.createDirectory(dir.resolve("theirs"));
        String[] command = flag.isEmpty() ? new String[] {runc, "spec"} : new String[] {runc, "spec", flag};
        assertEquals(
                0,
                new ProcessBuilder(command).directory(theirs.toFile()).start().waitFor());
        String[] ours = flag.isEmpty()
                ? new String[] {"spec", "-b", dir.toString()}
                : new String[] {"spec", flag, "-b", dir.toString()};
        assertEquals(0, Tool.run(ours).status());
        assertEquals(
                comparable(mapper.readTree(theirs.resolve("config.json").toFile())),
                comparable(mapper.readTree(config())));
    }

    /** Versions of runc differ in these: the version of the specification, and before 1.2 an ambient set without effect. */
    private static JsonNode comparable(JsonNode config) {
        ((ObjectNode) config).remove("ociVersion");
        ((ObjectNode) config).remove("hostname");
        ((ObjectNode) config.at("/process/capabilities")).remove("ambient");
        return config;
    }

    private File config() throws IOException {
        return dir.resolve("config.json").toFile();
    }
}
