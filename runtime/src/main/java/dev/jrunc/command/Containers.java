package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.ContainerStatus;
import dev.jrunc.lifecycle.LifecyclePlans;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.SavedStateReader;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.lifecycle.StatusFacts;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.SpecException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a container by its id: what was saved of it, and the plans compiled from that. */
final class Containers {
    static final int MAX_CONFIG = 16 << 20;
    static final int MAX_STATE = 16 << 20;

    private Containers() {}

    /** @throws Refusal with runc's words when there is no such container */
    static Found find(Session session, Invocation invocation) throws Refusal, IOException {
        StateDirectory directory = StateDirectory.of(invocation.globals().root(), invocation.id());
        PlanWriter questions = new PlanWriter();
        questions.stat(directory.path(), PlanFlags.STAT_NO_FOLLOW | PlanFlags.STAT_KIND);
        questions.read(directory.state(), MAX_STATE, PlanFlags.READ_REGULAR | PlanFlags.READ_NO_FOLLOW);
        questions.read(directory.config(), MAX_CONFIG, PlanFlags.READ_REGULAR | PlanFlags.READ_NO_FOLLOW);
        List<Answer> answers = session.ask(questions);
        if (!answers.get(0).found()) {
            if (answers.get(0).errno() == Errno.ENOENT) {
                throw missing(invocation);
            }
            throw new Refusal("container state " + directory.path() + ": "
                    + Errno.words(answers.get(0).errno()));
        }
        if (!answers.get(0).isDirectory()) {
            throw new Refusal(
                    "container state " + directory.path() + " is no directory", "", "\"delete --force\" removes it");
        }
        return new Found(directory, state(answers.get(1)), answers.get(1), config(answers.get(2)));
    }

    /** runc's words, which engines look for, and where it was looked for. */
    static Refusal missing(Invocation invocation) {
        return new Refusal(
                "container does not exist",
                "",
                "there is no \"" + invocation.id() + "\" in "
                        + invocation.globals().root() + " (--root names another directory)");
    }

    /** Of an id that a container has; runc's words. */
    static Refusal taken(String id) {
        return new Refusal(
                "container with given ID already exists", "", "choose another id, or delete \"" + id + "\" first");
    }

    private static @Nullable SavedState state(Answer answer) {
        if (!answer.found()) {
            return null;
        }
        try {
            return SavedStateReader.read(answer.bytes());
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Config config(Answer answer) {
        if (!answer.found()) {
            return null;
        }
        try {
            return ConfigReader.read(answer.bytes());
        } catch (SpecException e) {
            return null;
        }
    }

    /** A container's directory and what could be read of it. */
    static final class Found {
        private final StateDirectory directory;
        private final @Nullable SavedState state;
        private final Answer stateFile;
        private final @Nullable Config config;

        Found(StateDirectory directory, @Nullable SavedState state, Answer stateFile, @Nullable Config config) {
            this.directory = directory;
            this.state = state;
            this.stateFile = stateFile;
            this.config = config;
        }

        StateDirectory directory() {
            return directory;
        }

        @Nullable
        SavedState stateOrNull() {
            return state;
        }

        /** Whether there is a state file, whatever is in it. */
        boolean hasState() {
            return stateFile.found();
        }

        /** What the state file still tells; nothing, with pid 0, when there is none. */
        SavedState salvaged() {
            return SavedStateReader.salvage(stateFile.found() ? stateFile.bytes() : new byte[0]);
        }

        @Nullable
        Config configOrNull() {
            return config;
        }

        /** @throws Refusal when the config.json that create kept is missing or damaged */
        Config config() throws Refusal {
            Config known = config;
            if (known == null) {
                throw new Refusal(
                        "the saved configuration of container " + state().id() + " can't be read: "
                                + directory.config(),
                        "",
                        "delete the container and create it anew");
            }
            return known;
        }

        /** What the kernel says of it now. */
        ContainerStatus status(Session session) throws Refusal, IOException {
            PlanWriter questions = new PlanWriter();
            StatusFacts.ask(questions, state(), directory);
            return StatusFacts.derive(state(), session.ask(questions), 0);
        }

        /** @throws Refusal when state.json is missing, damaged or of a newer version */
        SavedState state() throws Refusal {
            SavedState known = state;
            if (known != null) {
                return known;
            }
            if (stateFile.errno() == Errno.ENOENT) { // words that callers take for an end, as they are with runc
                throw new Refusal(
                        "container does not exist: " + directory.path() + " has no state.json",
                        "",
                        "\"delete --force\" removes what is left");
            }
            String why = "state.json: " + Errno.words(stateFile.errno());
            if (stateFile.found()) {
                try {
                    SavedStateReader.read(stateFile.bytes());
                } catch (IOException e) {
                    why = String.valueOf(e.getMessage());
                }
            }
            throw new Refusal(
                    "container state in " + directory.path() + " can't be used: " + why,
                    "",
                    "\"delete --force\" removes what is left");
        }

        LifecyclePlans plans() throws Refusal {
            return plans(state());
        }

        LifecyclePlans plans(SavedState of) {
            Config known = config;
            return new LifecyclePlans(of, directory, known == null ? Hooks.NONE : known.hooksOrNone());
        }
    }
}
