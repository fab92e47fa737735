package dev.jrunc.lifecycle;

import dev.jrunc.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A damaged state.json is read or refused. */
class SavedStateFuzzTest {
    private static final byte[] GOOD = SavedStateTest.json(SavedStateTest.STATE).getBytes(StandardCharsets.UTF_8);

    @Test
    void damagedStateIsReadOrRefused() {
        new Fuzz("state.json", 5000).run(mutator -> {
            try {
                SavedStateReader.read(mutator.json(GOOD));
            } catch (IOException e) {
                // Refused: the command says so and ends.
            }
        });
    }
}
