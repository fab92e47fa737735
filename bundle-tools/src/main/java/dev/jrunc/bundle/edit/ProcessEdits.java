package dev.jrunc.bundle.edit;

import static dev.jrunc.bundle.edit.EditOption.add;
import static dev.jrunc.bundle.edit.EditOption.clear;
import static dev.jrunc.bundle.edit.EditOption.flag;
import static dev.jrunc.bundle.edit.EditOption.number;
import static dev.jrunc.bundle.edit.EditOption.remove;
import static dev.jrunc.bundle.edit.EditOption.set;
import static dev.jrunc.bundle.edit.EditOption.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Documents;
import dev.jrunc.spec.validate.Names;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Changes to {@code process}. */
final class ProcessEdits {
    private static final String CAPABILITIES = "/process/capabilities/";
    private static final List<String> SETS = List.of("bounding", "effective", "inheritable", "permitted", "ambient");

    private ProcessEdits() {}

    static List<EditOption> options() {
        List<EditOption> options = new ArrayList<>(List.of(
                new EditOption("--args", "ARG", "the program and its arguments, an option each", (config, words) -> {
                    config.remove("/process/args");
                    for (String word : words) {
                        config.append("/process/args", TextNode.valueOf(word));
                    }
                }),
                text("--process-cwd", "DIR", "/process/cwd", "working directory"),
                clear("--env-clear", "/process/env", "remove all variables"),
                EditOption.each("--env-remove", "NAME", "remove a variable", ProcessEdits::unsetVariable),
                EditOption.each(
                        "--env-file", "FILE", "set the variables of a file of NAME=value lines", (config, file) -> {
                            for (String line : lines(file)) {
                                setVariable(config, line);
                            }
                        }),
                EditOption.each("--env", "NAME=value", "set a variable", ProcessEdits::setVariable),
                flag("--process-terminal", "/process/terminal", "give the process a terminal"),
                set("--process-consolesize", "W:H", "/process/consoleSize", ProcessEdits::console, "size of it"),
                number("--process-uid", "/process/user/uid", "user id"),
                number("--process-gid", "/process/user/gid", "group id"),
                remove("--process-groups-remove", "GID", "/process/user/additionalGids", "", "remove a group"),
                clear("--process-groups-clear", "/process/user/additionalGids", "remove all additional groups"),
                add("--process-groups", "GID", "/process/user/additionalGids", Values::number, "add a group"),
                set("--process-umask", "OCTAL", "/process/user/umask", Values::octal, "umask"),
                number("--linux-oom-score-adj", "/process/oomScoreAdj", "-1000 (never killed) to 1000"),
                flag("--process-no-new-privileges", "/process/noNewPrivileges", "gain none by execve"),
                clear("--linux-apparmor-clear", "/process/apparmorProfile", "no AppArmor profile"),
                text("--linux-apparmor", "PROFILE", "/process/apparmorProfile", "AppArmor profile"),
                clear("--linux-selinux-label-clear", "/process/selinuxLabel", "no SELinux label"),
                text("--linux-selinux-label", "LABEL", "/process/selinuxLabel", "SELinux label"),
                clear("--process-rlimits-clear", "/process/rlimits", "remove all limits"),
                clear("--process-io-priority-clear", "/process/ioPriority", "leave the I/O priority as it is"),
                remove("--process-rlimits-remove", "TYPE", "/process/rlimits", "type", "remove a limit"),
                EditOption.each(
                        "--process-rlimits-add",
                        "TYPE:HARD:SOFT",
                        "set a limit, as RLIMIT_NOFILE:1024:1024",
                        ProcessEdits::limit),
                set(
                        "--process-io-priority",
                        "CLASS:N",
                        "/process/ioPriority",
                        ProcessEdits::ioPriority,
                        "as IOPRIO_CLASS_BE:4"),
                clear("--process-scheduler-clear", "/process/scheduler", "leave the scheduler as it is"),
                text("--process-scheduler-policy", "POLICY", "/process/scheduler/policy", "as SCHED_BATCH"),
                number("--process-scheduler-nice", "/process/scheduler/nice", "-20 to 19"),
                number("--process-scheduler-priority", "/process/scheduler/priority", "of SCHED_FIFO and SCHED_RR"),
                add(
                        "--process-scheduler-flag",
                        "FLAG",
                        "/process/scheduler/flags",
                        Values::text,
                        "as SCHED_FLAG_RESET_ON_FORK"),
                number("--process-scheduler-runtime", "/process/scheduler/runtime", "nanoseconds (SCHED_DEADLINE)"),
                number("--process-scheduler-deadline", "/process/scheduler/deadline", "nanoseconds (SCHED_DEADLINE)"),
                number("--process-scheduler-period", "/process/scheduler/period", "nanoseconds (SCHED_DEADLINE)"),
                text(
                        "--process-cpu-affinity-initial",
                        "CPUS",
                        "/process/execCPUAffinity/initial",
                        "before the cgroup is joined"),
                text("--process-cpu-affinity-final", "CPUS", "/process/execCPUAffinity/final", "afterwards"),
                clear("--process-cap-drop-all", "/process/capabilities", "drop all capabilities"),
                EditOption.each(
                        "--privileged",
                        "",
                        "all capabilities, no system call filter, no AppArmor profile or SELinux label",
                        (config, none) -> privileged(config))));
        for (String each : SETS) {
            options.add(EditOption.each(
                    "--process-cap-drop-" + each,
                    "CAP",
                    "drop from the " + each + " set",
                    (config, name) -> drop(config, each, name)));
        }
        for (String each : SETS) {
            options.add(EditOption.each(
                    "--process-cap-add-" + each,
                    "CAP",
                    "add to the " + each + " set",
                    (config, name) -> raise(config, each, name)));
        }
        options.add(EditOption.each("--process-cap-drop", "CAP", "drop from all sets", (config, name) -> {
            for (String each : SETS) {
                drop(config, each, name);
            }
        }));
        options.add(EditOption.each(
                "--process-cap-add", "CAP", "add to the bounding, effective and permitted sets", (config, name) -> {
                    raise(config, "bounding", name);
                    raise(config, "effective", name);
                    raise(config, "permitted", name);
                }));
        return options;
    }

    private static void setVariable(ConfigTree config, String variable) throws BundleException {
        int equals = variable.indexOf('=');
        if (equals < 1) {
            throw new BundleException("--env " + variable + ": expected NAME=value");
        }
        unsetVariable(config, variable.substring(0, equals));
        config.append("/process/env", TextNode.valueOf(variable));
    }

    private static void unsetVariable(ConfigTree config, String name) {
        config.removeIf("/process/env", element -> element.asText().startsWith(name + "="));
    }

    static List<String> lines(String file) throws BundleException {
        return new String(Documents.read(Path.of(file)), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static JsonNode console(String option, String value) throws BundleException {
        String[] size = Values.parts(option, value, ":", 2, 2, "WIDTH:HEIGHT");
        ObjectNode console = Values.object();
        console.set("height", Values.number(option, size[1]));
        console.set("width", Values.number(option, size[0]));
        return console;
    }

    private static void limit(ConfigTree config, String value) throws BundleException {
        String option = "--process-rlimits-add";
        String[] limit = Values.parts(option, value, ":", 3, 3, "TYPE:HARD:SOFT");
        config.removeIf(
                "/process/rlimits", element -> element.path("type").asText().equals(limit[0]));
        ObjectNode node = Values.object().put("type", limit[0]);
        node.set("hard", Values.number(option, limit[1]));
        node.set("soft", Values.number(option, limit[2]));
        config.append("/process/rlimits", node);
    }

    private static JsonNode ioPriority(String option, String value) throws BundleException {
        String[] parts = Values.parts(option, value, ":", 2, 2, "CLASS:PRIORITY");
        return Values.object().put("class", parts[0]).set("priority", Values.number(option, parts[1]));
    }

    private static void privileged(ConfigTree config) throws BundleException {
        for (String set : SETS) {
            config.remove(CAPABILITIES + set);
            for (String name : Names.CAPABILITIES.names()) {
                config.append(CAPABILITIES + set, TextNode.valueOf(name));
            }
        }
        config.remove("/linux/seccomp");
        config.remove("/process/apparmorProfile");
        config.remove("/process/selinuxLabel");
    }

    private static String capability(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper : "CAP_" + upper;
    }

    private static void drop(ConfigTree config, String set, String name) {
        config.removeIf(CAPABILITIES + set, element -> element.asText().equals(capability(name)));
    }

    private static void raise(ConfigTree config, String set, String name) throws BundleException {
        drop(config, set, name);
        config.append(CAPABILITIES + set, TextNode.valueOf(capability(name)));
    }
}
