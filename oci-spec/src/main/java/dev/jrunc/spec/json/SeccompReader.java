package dev.jrunc.spec.json;

import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.ArrayList;
import java.util.List;

/** Reads the system call filter of a config.json. */
final class SeccompReader {
    private static final String[] SECCOMP = {
        "defaultAction", "defaultErrnoRet", "architectures", "flags", "listenerPath", "listenerMetadata", "syscalls"
    };
    private static final String[] SECCOMP_SYSCALL = {"names", "action", "errnoRet", "args"};
    private static final String[] SECCOMP_ARG = {"index", "value", "valueTwo", "op"};

    private SeccompReader() {}

    static Seccomp seccomp(JsonCursor in) throws SpecException {
        String defaultAction = "";
        Long defaultErrnoRet = null;
        List<String> architectures = List.of();
        List<String> flags = null;
        String listenerPath = null;
        String listenerMetadata = null;
        List<SeccompSyscall> syscalls = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "defaultAction" -> defaultAction = in.text();
                case "defaultErrnoRet" -> defaultErrnoRet = in.uint32();
                case "architectures" -> architectures = in.texts();
                case "flags" -> flags = in.texts();
                case "listenerPath" -> listenerPath = in.optionalText();
                case "listenerMetadata" -> listenerMetadata = in.optionalText();
                case "syscalls" -> syscalls = seccompSyscallList(in);
                default -> in.other(SECCOMP);
            }
        }
        return new Seccomp(
                defaultAction, defaultErrnoRet, architectures, flags, listenerPath, listenerMetadata, syscalls);
    }

    static SeccompSyscall seccompSyscall(JsonCursor in) throws SpecException {
        List<String> names = List.of();
        String action = "";
        Long errnoRet = null;
        List<SeccompArg> args = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "names" -> names = in.texts();
                case "action" -> action = in.text();
                case "errnoRet" -> errnoRet = in.uint32();
                case "args" -> args = seccompArgList(in);
                default -> in.other(SECCOMP_SYSCALL);
            }
        }
        return new SeccompSyscall(names, action, errnoRet, args);
    }

    static SeccompArg seccompArg(JsonCursor in) throws SpecException {
        Long index = null;
        Long value = null;
        Long valueTwo = null;
        String op = "";
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "index" -> index = in.uint32();
                case "value" -> value = in.unsigned();
                case "valueTwo" -> valueTwo = in.unsigned();
                case "op" -> op = in.text();
                default -> in.other(SECCOMP_ARG);
            }
        }
        if (index == null) {
            throw in.missing("index");
        }
        if (value == null) {
            throw in.missing("value");
        }
        return new SeccompArg(index, value, valueTwo, op);
    }

    static List<SeccompSyscall> seccompSyscallList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<SeccompSyscall> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(seccompSyscall(in));
        }
        return list;
    }

    static List<SeccompArg> seccompArgList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<SeccompArg> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(seccompArg(in));
        }
        return list;
    }
}
