package dev.jrunc.spec.json;

import dev.jrunc.spec.Capabilities;
import dev.jrunc.spec.ConsoleSize;
import dev.jrunc.spec.ExecCpuAffinity;
import dev.jrunc.spec.IoPriority;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Rlimit;
import dev.jrunc.spec.Scheduler;
import dev.jrunc.spec.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes the process of a config.json, and the document of {@code exec --process}. */
public final class ProcessWriter {
    private ProcessWriter() {}

    /** The document, indented. */
    public static byte[] write(Process value) {
        return write(value, true);
    }

    /** The document, indented or in one line. */
    public static byte[] write(Process value, boolean indented) {
        JsonSink out = new JsonSink(indented);
        try {
            process(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer takes everything
        }
        return out.finish();
    }

    static void process(JsonSink out, Process value) throws IOException {
        out.enterObject();
        out.bool("terminal", value.terminal());
        if (value.consoleSize() != null) {
            out.name("consoleSize");
            consoleSize(out, value.consoleSize());
        }
        out.name("user");
        user(out, value.user());
        out.texts("args", value.args());
        out.texts("env", value.env());
        out.text("cwd", value.cwd());
        if (value.capabilities() != null) {
            out.name("capabilities");
            capabilities(out, value.capabilities());
        }
        rlimitList(out, "rlimits", value.rlimits());
        out.bool("noNewPrivileges", value.noNewPrivileges());
        out.text("apparmorProfile", value.apparmorProfile());
        out.text("selinuxLabel", value.selinuxLabel());
        out.number("oomScoreAdj", value.oomScoreAdj());
        if (value.scheduler() != null) {
            out.name("scheduler");
            scheduler(out, value.scheduler());
        }
        if (value.ioPriority() != null) {
            out.name("ioPriority");
            ioPriority(out, value.ioPriority());
        }
        if (value.execCPUAffinity() != null) {
            out.name("execCPUAffinity");
            execCpuAffinity(out, value.execCPUAffinity());
        }
        out.leaveObject();
    }

    static void consoleSize(JsonSink out, ConsoleSize value) throws IOException {
        out.enterObject();
        out.unsigned("height", value.height());
        out.unsigned("width", value.width());
        out.leaveObject();
    }

    static void user(JsonSink out, User value) throws IOException {
        out.enterObject();
        out.number("uid", value.uid());
        out.number("gid", value.gid());
        out.number("umask", value.umask());
        out.numbers("additionalGids", value.additionalGids());
        out.leaveObject();
    }

    static void capabilities(JsonSink out, Capabilities value) throws IOException {
        out.enterObject();
        out.texts("bounding", value.bounding());
        out.texts("effective", value.effective());
        out.texts("inheritable", value.inheritable());
        out.texts("permitted", value.permitted());
        out.texts("ambient", value.ambient());
        out.leaveObject();
    }

    static void rlimit(JsonSink out, Rlimit value) throws IOException {
        out.enterObject();
        out.text("type", value.type());
        out.unsigned("hard", value.hard());
        out.unsigned("soft", value.soft());
        out.leaveObject();
    }

    static void scheduler(JsonSink out, Scheduler value) throws IOException {
        out.enterObject();
        out.text("policy", value.policy());
        out.number("nice", value.nice());
        out.number("priority", value.priority());
        out.texts("flags", value.flags());
        out.unsigned("runtime", value.runtime());
        out.unsigned("deadline", value.deadline());
        out.unsigned("period", value.period());
        out.leaveObject();
    }

    static void ioPriority(JsonSink out, IoPriority value) throws IOException {
        out.enterObject();
        out.text("class", value.ioClass());
        out.number("priority", value.priority());
        out.leaveObject();
    }

    static void execCpuAffinity(JsonSink out, ExecCpuAffinity value) throws IOException {
        out.enterObject();
        out.text("initial", value.initial());
        out.text("final", value.finalCpus());
        out.leaveObject();
    }

    static void rlimitList(JsonSink out, String name, List<Rlimit> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (Rlimit value : values) {
            rlimit(out, value);
        }
        out.leaveArray();
    }
}
