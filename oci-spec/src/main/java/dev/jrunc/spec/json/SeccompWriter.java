package dev.jrunc.spec.json;

import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.io.IOException;
import java.util.List;

/** Writes the system call filter of a config.json. */
final class SeccompWriter {
    private SeccompWriter() {}

    static void seccomp(JsonSink out, Seccomp value) throws IOException {
        out.enterObject();
        out.text("defaultAction", value.defaultAction());
        out.number("defaultErrnoRet", value.defaultErrnoRet());
        out.texts("architectures", value.architectures());
        out.textsIfPresent("flags", value.flags());
        out.text("listenerPath", value.listenerPath());
        out.text("listenerMetadata", value.listenerMetadata());
        seccompSyscallList(out, "syscalls", value.syscalls());
        out.leaveObject();
    }

    static void seccompSyscall(JsonSink out, SeccompSyscall value) throws IOException {
        out.enterObject();
        out.texts("names", value.names());
        out.text("action", value.action());
        out.number("errnoRet", value.errnoRet());
        seccompArgList(out, "args", value.args());
        out.leaveObject();
    }

    static void seccompArg(JsonSink out, SeccompArg value) throws IOException {
        out.enterObject();
        out.number("index", value.index());
        out.unsigned("value", value.value());
        out.unsigned("valueTwo", value.valueTwo());
        out.text("op", value.op());
        out.leaveObject();
    }

    static void seccompSyscallList(JsonSink out, String name, List<SeccompSyscall> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (SeccompSyscall value : values) {
            seccompSyscall(out, value);
        }
        out.leaveArray();
    }

    static void seccompArgList(JsonSink out, String name, List<SeccompArg> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (SeccompArg value : values) {
            seccompArg(out, value);
        }
        out.leaveArray();
    }
}
