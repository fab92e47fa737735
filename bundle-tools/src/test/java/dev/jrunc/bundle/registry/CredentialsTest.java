package dev.jrunc.bundle.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logins of podman and docker, as their files have them; and what a registry asks for. */
class CredentialsTest {
    @TempDir
    private Path dir;

    private Credentials find(String text, String name) throws IOException, RegistryException {
        Path file = Files.writeString(dir.resolve("auth.json"), text);
        return Credentials.find(file.toString(), RemoteName.parse(name));
    }

    /** containers-auth.json(5): the longest name wins; docker login's keys are addresses. */
    @ParameterizedTest
    @CsvSource({
        "host.example/a/b, Basic QUI=",
        "host.example/a/c, Basic QQ==",
        "host.example/ab, Basic SE9TVA==",
        "old.example/x, Basic T0xE",
        "docker.io/library/x, Basic RE9DS0VS",
        "other.example/x,"
    })
    void theLongestNameWins(String name, String login) throws Exception {
        String text =
                "{\"auths\": {\"host.example/a\": {\"auth\": \"QQ==\"}, \"host.example\": {\"auth\": \"SE9TVA==\"},"
                        + " \"host.example/a/b\": {\"auth\": \"QUI=\"}, \"https://old.example/v1/\": {\"auth\": \"T0xE\"},"
                        + " \"https://index.docker.io/v1/\": {\"auth\": \"RE9DS0VS\"}}}";
        assertEquals(login, find(text, name).login());
    }

    @Test
    void helpersAreNamed() throws Exception {
        Credentials all = find("{\"auths\": {\"h.example\": {}}, \"credsStore\": \"desktop\"}", "h.example/a");
        assertTrue(all.advice().contains("credential helper \"desktop\""), all.advice());
        Credentials one = find("{\"credHelpers\": {\"h.example\": \"ecr\"}}", "h.example/a");
        assertTrue(one.advice().contains("\"ecr\""), one.advice());
        assertEquals(
                "",
                find("{\"credHelpers\": {\"h.example\": \"ecr\"}}", "i.example/a")
                        .advice());
    }

    @Test
    void loginsThatWouldNotStayOnTheirLine() {
        String text = "{\"auths\": {\"h.example\": {\"auth\": \"QQ==\\r\\nX: y\"}}}";
        RegistryException e = assertThrows(RegistryException.class, () -> find(text, "h.example/a"));
        assertTrue(e.getMessage().endsWith("is not base64"), e.getMessage());
    }

    @Test
    void filesThatCannotBeRead() {
        RegistryException e =
                assertThrows(RegistryException.class, () -> find("{\n\"auths\": nonsense", "h.example/a"));
        assertTrue(e.getMessage().contains(", line 2: ") && !e.getMessage().contains("\n"), e.getMessage());
        e = assertThrows(
                RegistryException.class, () -> Credentials.find("/nowhere/file", RemoteName.parse("h.example/a")));
        assertEquals("read /nowhere/file: no such file or directory", e.getMessage());
    }

    /** RFC 7235, 4.1 has the first; the others have been seen. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\" | basic | simple",
                "Basic realm=\"a\", Bearer realm = \"https://x/t?y\" ,service=s | bearer | https://x/t?y",
                "bearer REALM=https://x/t,scope=\"a,b c\" | bearer | https://x/t",
                "Negotiate | negotiate | ``",
                "Negotiate YWJj==, Basic realm=\"b\" | basic | b",
                ", ,Basic realm=\"unfinished | basic | unfinished"
            })
    void challenges(String header, String scheme, String realm) {
        Challenge best = Challenge.best(Challenge.parse(List.of(header)));
        assertEquals(scheme, best.scheme());
        assertEquals(realm, best.parameter("realm"));
    }

    @Test
    void challengesInSeveralHeaders() {
        assertEquals(
                "bearer",
                Challenge.best(Challenge.parse(List.of("Bearer realm=r", "Basic realm=b")))
                        .scheme());
        assertEquals(null, Challenge.best(Challenge.parse(List.of())));
        assertEquals(null, Challenge.best(Challenge.parse(List.of("\"", "="))));
    }
}
