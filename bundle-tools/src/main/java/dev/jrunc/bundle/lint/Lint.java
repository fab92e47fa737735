package dev.jrunc.bundle.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Resources;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.FeaturesReader;
import dev.jrunc.spec.json.ProcessReader;
import dev.jrunc.spec.json.ResourcesReader;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.json.StateReader;
import dev.jrunc.spec.json.UnknownProperty;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks one document: everything that is wrong with it at once, in the order of its text. */
public final class Lint {
    /** Somebody who has made so many mistakes has given the wrong file. */
    private static final int MOST_UNREADABLE = 100;

    private static final String UNKNOWN = "config.md#extensibility";

    private final byte[] text;
    private final @Nullable Mending mending;
    private final Findings findings;
    /** The version of the specification that a config is judged by; empty when none can be told. */
    private final String version;

    private Lint(byte[] text, String version) {
        this.text = text;
        this.version = version;
        this.mending = Mending.of(text);
        this.findings = new Findings(text, mending);
    }

    /** The versions of the specification that are known here. */
    public static List<String> releases() {
        return SpecHistory.RELEASES;
    }

    /** Reads a document of one kind. */
    private interface Reader<T> {
        T read(byte[] json, List<UnknownProperty> unknown) throws SpecException;
    }

    /** The checks for a document that could be read. */
    private interface Checks<T> {
        List<Problem> of(T document);
    }

    /**
     * What there is to say about a text.
     *
     * @param place the bundle and the host to compare a config.json with, null for the text alone
     */
    public static List<Finding> check(byte[] text, DocumentKind kind, @Nullable Place place) {
        return check(text, kind, place, null);
    }

    /**
     * As {@link #check(byte[], DocumentKind, Place)}, as though a config.json declared another version.
     *
     * @param version of the specification, null for the one that it declares
     */
    public static List<Finding> check(byte[] text, DocumentKind kind, @Nullable Place place, @Nullable String version) {
        Lint lint = new Lint(text, kind == DocumentKind.CONFIG ? VersionChecks.version(text, version) : "");
        switch (kind) {
            case CONFIG -> lint.config(place);
            case PROCESS ->
                lint.document(
                        (json, unknown) -> ProcessReader.read(json, "", unknown),
                        (Process process) -> ConfigValidator.validate(process));
            case RESOURCES ->
                lint.document(
                        (json, unknown) -> ResourcesReader.read(json, "", unknown),
                        (Resources resources) -> ConfigValidator.validate(resources));
            case STATE -> lint.document((json, unknown) -> StateReader.read(json, "", unknown), state -> List.of());
            case FEATURES ->
                lint.document((json, unknown) -> FeaturesReader.read(json, "", unknown), features -> List.of());
        }
        return lint.findings.sorted();
    }

    private void config(@Nullable Place place) {
        Config config = document((json, unknown) -> ConfigReader.read(json, "", unknown), ConfigValidator::validate);
        if (config != null) {
            JsonNode tree = tree(mending == null ? text : mending.text());
            ConfigHabits.check(config, findings);
            ignored(tree);
            VersionChecks.check(tree, findings, version);
            if (place != null) {
                place.check(config, findings);
            }
        }
    }

    /** Nothing for what is no JSON: the reader has the words for that. */
    static JsonNode tree(byte[] text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** What has a meaning on Windows only, beside what Linux takes in its place. */
    private void ignored(JsonNode tree) {
        if (tree.at("/process/user").hasNonNull("username")) {
            findings.may(
                    "/process/user/username",
                    "config.md#windows-user",
                    "is for Windows, it is ignored on Linux",
                    "write the number as uid");
        }
        if (tree.path("process").hasNonNull("commandLine")) {
            findings.may(
                    "/process/commandLine",
                    "config.md#process",
                    "is for Windows, it is ignored on Linux",
                    "write the words as args");
        }
    }

    /** Null when nothing of the document could be read. */
    private <T> @Nullable T document(Reader<T> reader, Checks<? super T> checks) {
        List<UnknownProperty> unknown = new ArrayList<>();
        T document = read(reader, unknown);
        for (UnknownProperty each : unknown) {
            unknown(each);
        }
        if (document != null) {
            for (Problem problem : checks.of(document)) {
                findings.add(problem);
            }
        }
        return document;
    }

    private void unknown(UnknownProperty property) {
        SpecHistory.Removed removed = SpecHistory.removed(property.pointer());
        if (removed != null && removed.isIn(version)) {
            return;
        }
        if (removed != null) {
            String message = "is not in the specification after " + removed.last() + ", it is ignored";
            findings.may(property.pointer(), UNKNOWN, message, removed.hint());
            return;
        }
        String suggestion = property.suggestion();
        findings.may(
                property.pointer(),
                UNKNOWN,
                "no property of the specification, it is ignored",
                suggestion == null ? null : "did you mean \"" + suggestion + "\"?");
    }

    private <T> @Nullable T read(Reader<T> reader, List<UnknownProperty> unknown) {
        byte[] json = text;
        for (int i = 0; i < MOST_UNREADABLE; i++) {
            unknown.clear();
            try {
                return reader.read(json, unknown);
            } catch (SpecException e) {
                findings.unreadable(e.problem(), i == 0);
                if (mending == null || !mending.remove(e.problem().pointer())) {
                    return null;
                }
                json = mending.text();
            }
        }
        return null;
    }
}
