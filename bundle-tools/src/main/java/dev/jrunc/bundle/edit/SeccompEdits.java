package dev.jrunc.bundle.edit;

import static dev.jrunc.bundle.edit.EditOption.add;
import static dev.jrunc.bundle.edit.EditOption.clear;
import static dev.jrunc.bundle.edit.EditOption.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Changes to {@code linux.seccomp}. */
final class SeccompEdits {
    private static final String SECCOMP = "/linux/seccomp";
    private static final List<String> ACTIONS = List.of("allow", "errno", "kill", "log", "trace", "trap", "notify");

    private SeccompEdits() {}

    static List<EditOption> options() {
        List<EditOption> options = new ArrayList<>(List.of(
                clear("--linux-seccomp-remove-all", SECCOMP, "no system call filter"),
                EditOption.each(
                        "--linux-seccomp-profile",
                        "FILE",
                        "a profile: a file, or docker for Docker's default one",
                        (config, file) -> config.set(SECCOMP, profile(file))),
                EditOption.each(
                        "--linux-seccomp-default",
                        "ACTION",
                        "for all calls that no rule names; rules that say the same go",
                        (config, action) -> {
                            config.set(SECCOMP + "/defaultAction", action(action));
                            config.removeIf(
                                    SECCOMP + "/syscalls",
                                    rule -> rule.path("action").equals(action(action)));
                        }),
                EditOption.each(
                        "--linux-seccomp-default-force",
                        "ACTION",
                        "the same, and all rules stay",
                        (config, action) -> config.set(SECCOMP + "/defaultAction", action(action))),
                add("--linux-seccomp-arch", "ARCH", SECCOMP + "/architectures", Values::text, "as SCMP_ARCH_X86_64"),
                add("--linux-seccomp-flag", "FLAG", SECCOMP + "/flags", Values::text, "as SECCOMP_FILTER_FLAG_LOG"),
                text("--linux-seccomp-listener", "SOCKET", SECCOMP + "/listenerPath", "of the agent for notify")));
        options.add(EditOption.each(
                "--linux-seccomp-remove", "CALL,…", "remove calls from all rules", (config, calls) -> {
                    for (String call : calls.split(",", -1)) {
                        forget(config, call);
                    }
                }));
        for (String each : ACTIONS) {
            options.add(EditOption.each(
                    "--linux-seccomp-" + each,
                    "CALL,…",
                    "what happens at these calls, instead of what the rules say now",
                    (config, calls) -> rule(config, each, calls)));
        }
        return options;
    }

    private static JsonNode action(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return TextNode.valueOf(upper.startsWith("SCMP_ACT_") ? upper : "SCMP_ACT_" + upper);
    }

    private static void rule(ConfigTree config, String action, String calls) throws BundleException {
        ObjectNode rule = Values.object();
        ArrayNode names = rule.putArray("names");
        for (String call : calls.split(",", -1)) {
            forget(config, call);
            names.add(call);
        }
        rule.set("action", action(action));
        if (!config.at(SECCOMP).has("defaultAction")) {
            config.set(SECCOMP + "/defaultAction", action("allow"));
        }
        config.append(SECCOMP + "/syscalls", rule);
    }

    /** Takes a call out of all rules; a rule that is left without calls goes too. */
    private static void forget(ConfigTree config, String call) {
        for (JsonNode rule : config.at(SECCOMP + "/syscalls")) {
            if (rule.path("names") instanceof ArrayNode names) {
                for (int i = names.size() - 1; i >= 0; i--) {
                    if (names.get(i).asText().equals(call)) {
                        names.remove(i);
                    }
                }
            }
        }
        config.removeIf(SECCOMP + "/syscalls", rule -> rule.path("names").isEmpty());
    }

    private static JsonNode profile(String file) throws BundleException {
        String option = "--linux-seccomp-profile " + file;
        try (InputStream in = file.equals("docker")
                ? SeccompEdits.class.getResourceAsStream("docker-seccomp.json")
                : Files.newInputStream(Path.of(file))) {
            return Values.json(option, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BundleException(option + ": " + Failures.words(e), e);
        }
    }
}
