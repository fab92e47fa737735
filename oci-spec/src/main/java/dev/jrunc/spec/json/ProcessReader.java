package dev.jrunc.spec.json;

import dev.jrunc.spec.Capabilities;
import dev.jrunc.spec.ConsoleSize;
import dev.jrunc.spec.ExecCpuAffinity;
import dev.jrunc.spec.IoPriority;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Rlimit;
import dev.jrunc.spec.Scheduler;
import dev.jrunc.spec.User;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the process of a config.json, and the document of {@code exec --process}. */
public final class ProcessReader {
    private static final String[] PROCESS = {
        "terminal",
        "consoleSize",
        "user",
        "args",
        "env",
        "cwd",
        "capabilities",
        "rlimits",
        "noNewPrivileges",
        "apparmorProfile",
        "selinuxLabel",
        "oomScoreAdj",
        "scheduler",
        "ioPriority",
        "execCPUAffinity"
    };
    private static final String[] CONSOLE_SIZE = {"height", "width"};
    private static final String[] USER = {"uid", "gid", "umask", "additionalGids"};
    private static final String[] CAPABILITIES = {"bounding", "effective", "inheritable", "permitted", "ambient"};
    private static final String[] RLIMIT = {"type", "hard", "soft"};
    private static final String[] SCHEDULER = {"policy", "nice", "priority", "flags", "runtime", "deadline", "period"};
    private static final String[] IO_PRIORITY = {"class", "priority"};
    private static final String[] EXEC_CPU_AFFINITY = {"initial", "final"};

    private ProcessReader() {}

    /** Reads a whole document of this kind. */
    public static Process read(byte[] json) throws SpecException {
        return read(json, "process.json", null);
    }

    /**
     * Reads a whole document of this kind.
     *
     * @param source the name of the document for messages
     * @param unknown collects the properties that the specification does not know, when given
     */
    public static Process read(byte[] json, String source, @Nullable List<UnknownProperty> unknown)
            throws SpecException {
        JsonCursor in = new JsonCursor(json, source, unknown);
        Process result = process(in);
        in.finish();
        return result;
    }

    private static final User NOBODY_NAMED = new User(0, 0, null, List.of());

    static Process process(JsonCursor in) throws SpecException {
        Boolean terminal = null;
        ConsoleSize consoleSize = null;
        User user = null;
        List<String> args = List.of();
        List<String> env = List.of();
        String cwd = "";
        Capabilities capabilities = null;
        List<Rlimit> rlimits = List.of();
        Boolean noNewPrivileges = null;
        String apparmorProfile = null;
        String selinuxLabel = null;
        Integer oomScoreAdj = null;
        Scheduler scheduler = null;
        IoPriority ioPriority = null;
        ExecCpuAffinity execCPUAffinity = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "terminal" -> terminal = in.bool();
                case "consoleSize" -> consoleSize = consoleSize(in);
                case "user" -> user = user(in);
                case "args" -> args = in.texts();
                case "env" -> env = in.texts();
                case "cwd" -> cwd = in.text();
                case "capabilities" -> capabilities = capabilities(in);
                case "rlimits" -> rlimits = rlimitList(in);
                case "noNewPrivileges" -> noNewPrivileges = in.bool();
                case "apparmorProfile" -> apparmorProfile = in.optionalText();
                case "selinuxLabel" -> selinuxLabel = in.optionalText();
                case "oomScoreAdj" -> oomScoreAdj = in.int32();
                case "scheduler" -> scheduler = scheduler(in);
                case "ioPriority" -> ioPriority = ioPriority(in);
                case "execCPUAffinity" -> execCPUAffinity = execCpuAffinity(in);
                case "commandLine" -> in.skip();
                default -> in.other(PROCESS);
            }
        }
        return new Process(
                terminal,
                consoleSize,
                user == null ? NOBODY_NAMED : user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj,
                scheduler,
                ioPriority,
                execCPUAffinity);
    }

    static ConsoleSize consoleSize(JsonCursor in) throws SpecException {
        Long height = null;
        Long width = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "height" -> height = in.unsigned();
                case "width" -> width = in.unsigned();
                default -> in.other(CONSOLE_SIZE);
            }
        }
        if (height == null) {
            throw in.missing("height");
        }
        if (width == null) {
            throw in.missing("width");
        }
        return new ConsoleSize(height, width);
    }

    static User user(JsonCursor in) throws SpecException {
        long uid = 0;
        long gid = 0;
        Long umask = null;
        List<Long> additionalGids = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "uid" -> uid = in.uint32();
                case "gid" -> gid = in.uint32();
                case "umask" -> umask = in.uint32();
                case "additionalGids" -> additionalGids = in.uint32s();
                case "username" -> in.skip();
                default -> in.other(USER);
            }
        }
        return new User(uid, gid, umask, additionalGids);
    }

    static Capabilities capabilities(JsonCursor in) throws SpecException {
        List<String> bounding = List.of();
        List<String> effective = List.of();
        List<String> inheritable = List.of();
        List<String> permitted = List.of();
        List<String> ambient = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "bounding" -> bounding = in.texts();
                case "effective" -> effective = in.texts();
                case "inheritable" -> inheritable = in.texts();
                case "permitted" -> permitted = in.texts();
                case "ambient" -> ambient = in.texts();
                default -> in.other(CAPABILITIES);
            }
        }
        return new Capabilities(bounding, effective, inheritable, permitted, ambient);
    }

    static Rlimit rlimit(JsonCursor in) throws SpecException {
        String type = "";
        Long hard = null;
        Long soft = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "type" -> type = in.text();
                case "hard" -> hard = in.unsigned();
                case "soft" -> soft = in.unsigned();
                default -> in.other(RLIMIT);
            }
        }
        if (hard == null) {
            throw in.missing("hard");
        }
        if (soft == null) {
            throw in.missing("soft");
        }
        return new Rlimit(type, hard, soft);
    }

    static Scheduler scheduler(JsonCursor in) throws SpecException {
        String policy = "";
        Integer nice = null;
        Integer priority = null;
        List<String> flags = List.of();
        Long runtime = null;
        Long deadline = null;
        Long period = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "policy" -> policy = in.text();
                case "nice" -> nice = in.int32();
                case "priority" -> priority = in.int32();
                case "flags" -> flags = in.texts();
                case "runtime" -> runtime = in.unsigned();
                case "deadline" -> deadline = in.unsigned();
                case "period" -> period = in.unsigned();
                default -> in.other(SCHEDULER);
            }
        }
        return new Scheduler(policy, nice, priority, flags, runtime, deadline, period);
    }

    static IoPriority ioPriority(JsonCursor in) throws SpecException {
        String ioClass = "";
        Integer priority = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "class" -> ioClass = in.text();
                case "priority" -> priority = in.int32();
                default -> in.other(IO_PRIORITY);
            }
        }
        return new IoPriority(ioClass, priority);
    }

    static ExecCpuAffinity execCpuAffinity(JsonCursor in) throws SpecException {
        String initial = null;
        String finalCpus = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "initial" -> initial = in.optionalText();
                case "final" -> finalCpus = in.optionalText();
                default -> in.other(EXEC_CPU_AFFINITY);
            }
        }
        return new ExecCpuAffinity(initial, finalCpus);
    }

    static List<Rlimit> rlimitList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<Rlimit> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(rlimit(in));
        }
        return list;
    }
}
