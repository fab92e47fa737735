package dev.jrunc.bundle.edit;

import static dev.jrunc.bundle.edit.EditOption.add;
import static dev.jrunc.bundle.edit.EditOption.clear;
import static dev.jrunc.bundle.edit.EditOption.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Documents;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Changes to {@code linux.seccomp}. */
final class SeccompEdits {
    private static final String SECCOMP = "/linux/seccomp";
    private static final List<String> ACTIONS = List.of("allow", "errno", "kill", "log", "trace", "trap", "notify");
    /** What Docker's profile allows there beyond the rest. */
    private static final List<String> OF_ARM = List.of(
            "arm_fadvise64_64", "arm_sync_file_range", "breakpoint", "cacheflush", "set_tls", "sync_file_range2");

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
                EditOption.each(
                        "--linux-seccomp-arch", "ARCH,…", "as amd64 or SCMP_ARCH_X86_64", SeccompEdits::architectures),
                add("--linux-seccomp-flag", "FLAG", SECCOMP + "/flags", Values::text, "as SECCOMP_FILTER_FLAG_LOG"),
                text("--linux-seccomp-listener", "SOCKET", SECCOMP + "/listenerPath", "of the agent for notify")));
        options.add(EditOption.each(
                "--linux-seccomp-remove", "CALL,…", "remove calls from all rules", (config, calls) -> {
                    for (String call : calls.split(",", -1)) {
                        forget(config, call, rule -> true);
                    }
                }));
        for (String each : ACTIONS) {
            options.add(EditOption.each(
                    "--linux-seccomp-" + each,
                    "CALL,…",
                    "what happens at these calls, instead of what the rules say now; CALL:INDEX:VALUE:VALUETWO:OP for"
                            + " an argument",
                    (config, calls) -> rule(config, each, calls)));
        }
        return options;
    }

    private static JsonNode action(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return TextNode.valueOf(upper.startsWith("SCMP_ACT_") ? upper : "SCMP_ACT_" + upper);
    }

    private static void rule(ConfigTree config, String action, String calls) throws BundleException {
        if (!config.at(SECCOMP).has("defaultAction")) {
            config.set(SECCOMP + "/defaultAction", action("allow"));
        }
        ArrayNode names = Values.NODES.arrayNode();
        for (String call : calls.split(",", -1)) {
            String[] parts = call.split(":", -1);
            if (!parts[0].matches("[a-z0-9_]+") || (parts.length != 1 && parts.length != 5)) {
                throw new BundleException("--linux-seccomp-" + action + " " + call
                        + ": expected the name of a system call, or CALL:INDEX:VALUE:VALUETWO:OP");
            }
            forget(config, parts[0], rule -> rule.path("args").isEmpty() || parts.length == 1);
            if (parts.length == 1) {
                names.add(call);
            } else {
                append(config, Values.NODES.arrayNode().add(parts[0]), action)
                        .putArray("args")
                        .add(condition("--linux-seccomp-" + action, parts));
            }
        }
        if (!names.isEmpty()) {
            append(config, names, action);
        }
    }

    private static ObjectNode append(ConfigTree config, ArrayNode names, String action) throws BundleException {
        ObjectNode rule = Values.object().set("names", names);
        rule.set("action", action(action));
        config.append(SECCOMP + "/syscalls", rule);
        return rule;
    }

    /** As {@code oci-runtime-tool} has it: which argument, two values, and how they are compared. */
    private static JsonNode condition(String option, String[] parts) throws BundleException {
        String name = parts[4].toUpperCase(Locale.ROOT);
        ObjectNode argument = Values.object();
        argument.set("index", Values.number(option, parts[1]));
        argument.set("value", Values.number(option, parts[2]));
        argument.set("valueTwo", Values.number(option, parts[3]));
        return argument.put("op", "SCMP_CMP_" + (name.equals("ME") ? "MASKED_EQ" : name));
    }

    /** Takes a call out of the rules; a rule that is left without calls goes too. */
    private static void forget(ConfigTree config, String call, Predicate<JsonNode> which) {
        for (JsonNode rule : config.at(SECCOMP + "/syscalls")) {
            if (which.test(rule) && rule.path("names") instanceof ArrayNode names) {
                for (int i = names.size() - 1; i >= 0; i--) {
                    if (names.get(i).asText().equals(call)) {
                        names.remove(i);
                    }
                }
            }
        }
        config.removeIf(SECCOMP + "/syscalls", rule -> rule.path("names").isEmpty());
    }

    /** Other names than libseccomp's are those of Go. */
    private static void architectures(ConfigTree config, String names) throws BundleException {
        for (String name : names.split(",", -1)) {
            String upper = name.toUpperCase(Locale.ROOT);
            String known = upper.equals("AMD64") ? "X86_64" : upper.equals("ARM64") ? "AARCH64" : upper;
            config.append(
                    SECCOMP + "/architectures",
                    TextNode.valueOf(known.startsWith("SCMP_ARCH_") ? known : "SCMP_ARCH_" + known));
        }
    }

    private static JsonNode profile(String file) throws BundleException {
        String option = "--linux-seccomp-profile " + file;
        if (!file.equals("docker")) {
            return Values.json(option, new String(Documents.read(Path.of(file)), StandardCharsets.UTF_8));
        }
        try (InputStream in = SeccompEdits.class.getResourceAsStream("docker-seccomp.json")) {
            JsonNode profile = Values.json(option, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return forMachine((ObjectNode) profile, System.getProperty("os.arch", ""));
        } catch (IOException e) {
            throw new BundleException(option + ": " + Failures.words(e), e);
        }
    }

    /**
     * Docker's profile as Docker has it on this machine; the file is that of amd64.
     *
     * @param architecture as the JVM calls it
     */
    static JsonNode forMachine(ObjectNode profile, String architecture) {
        if (!architecture.equals("amd64")) {
            profile.remove("architectures"); // without any, the machine's own is meant
        }
        if (architecture.equals("aarch64")) {
            profile.putArray("architectures").add("SCMP_ARCH_AARCH64").add("SCMP_ARCH_ARM");
            ObjectNode rule = profile.withArray("syscalls").addObject();
            for (String call : OF_ARM) {
                rule.withArray("names").add(call);
            }
            rule.put("action", "SCMP_ACT_ALLOW");
        }
        return profile;
    }
}
