package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.conformance.TestResults.Outcome;
import dev.jrunc.conformance.TestResults.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestResultsTest {
    @Test
    void troubleIsCountedByTheFirstLineOfWhatFailed(@TempDir Path temp) throws IOException {
        Path dir = Files.createDirectory(temp.resolve("01-weak"));
        Files.writeString(dir.resolve("about"), "weak 1.0");
        Files.writeString(dir.resolve("TEST-x.xml"), """
                <testsuite>
                <testcase classname="a.AIT" name="fine"/>
                <testcase classname="a.AIT" name="hangs"><failure message="no end of [weak, run]&#10;left behind:"/></testcase>
                <testcase classname="a.AIT" name="hung"><skipped message="known of weak: waits (hung: timeout weak run)"/></testcase>
                <testcase classname="a.AIT" name="leaves"><skipped message="known of weak: forgets (left behind:)"/></testcase>
                <testcase classname="a.AIT" name="stays"><failure message="expected exit status 0 of weak delete --force c"/></testcase>
                <testcase classname="a.AIT" name="lacks"><skipped message="no delete --force here"/></testcase>
                </testsuite>
                """);
        TestResults results = TestResults.read(dir);
        assertEquals("weak", results.runtime());
        assertEquals(2, results.count(Trouble.HUNG));
        assertEquals(1, results.count(Trouble.LEFT));
        assertEquals(1, results.count(Trouble.UNDELETABLE));
        assertEquals(2, results.count(Outcome.KNOWN));
        assertEquals(1, results.count(Outcome.SKIPPED));
    }
}
