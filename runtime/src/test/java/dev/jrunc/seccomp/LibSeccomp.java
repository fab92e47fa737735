package dev.jrunc.seccomp;

import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** libseccomp.so.2 driven as runc drives it: the oracle of the compiler's tests. */
final class LibSeccomp {
    static final int EEXIST = -17;
    private static final int NO_SUCH_CALL = -1;
    private static final int MAX_BYTES = 1 << 20;

    /** The functions of libseccomp that are used here, by their C names. */
    public interface Library {
        Pointer seccomp_init(int action);

        void seccomp_release(Pointer context);

        int seccomp_arch_add(Pointer context, int token);

        int seccomp_arch_remove(Pointer context, int token);

        int seccomp_arch_native();

        int seccomp_syscall_resolve_name(String name);

        int seccomp_rule_add_array(Pointer context, int action, int syscall, int count, Pointer args);

        int seccomp_export_bpf(Pointer context, int fd);

        Pointer seccomp_version();
    }

    /** The functions of libc that take the exported program out of a file descriptor. */
    public interface Libc {
        int memfd_create(String name, int flags);

        long pread(int fd, Pointer buffer, long count, long offset);

        int close(int fd);
    }

    private final Library library;
    private final Libc libc;

    private LibSeccomp(Library library, Libc libc) {
        this.library = library;
        this.libc = libc;
    }

    /** The library, or null when it is not installed or has no numbers for this machine's tests. */
    static LibSeccomp load() {
        try {
            String name = System.getProperty("jrunc.libseccomp", "libseccomp.so.2");
            Library library =
                    LibraryLoader.create(Library.class).failImmediately().load(name);
            return new LibSeccomp(library, LibraryLoader.create(Libc.class).load("c"));
        } catch (UnsatisfiedLinkError e) {
            return null;
        }
    }

    String version() {
        Pointer version = library.seccomp_version();
        return version.getInt(0) + "." + version.getInt(4) + "." + version.getInt(8);
    }

    boolean knows(String syscall) {
        return library.seccomp_syscall_resolve_name(syscall) != NO_SUCH_CALL;
    }

    /** The profile without the names that this version of the library is too old for. */
    Seccomp known(Seccomp profile) {
        List<SeccompSyscall> syscalls = new ArrayList<>();
        for (SeccompSyscall call : profile.syscalls()) {
            List<String> names = new ArrayList<>();
            for (String name : call.names()) {
                if (knows(name)) {
                    names.add(name);
                }
            }
            syscalls.add(new SeccompSyscall(names, call.action(), call.errnoRet(), call.args()));
        }
        return new Seccomp(
                profile.defaultAction(),
                profile.defaultErrnoRet(),
                profile.architectures(),
                profile.flags(),
                profile.listenerPath(),
                profile.listenerMetadata(),
                syscalls);
    }

    /** A refusal of a rule, with the negative errno. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final String subject;

        Refusal(String call, String subject, int code) {
            super(call + " " + subject + ": " + code);
            this.subject = subject;
        }

        /** The system call whose rule was refused. */
        String subject() {
            return subject;
        }
    }

    /** The exported program for a profile on a machine of the native architecture {@code arch}. */
    byte[] compile(Seccomp profile, SeccompArch arch) throws Refusal {
        int defaultAction = action(profile.defaultAction(), profile.defaultErrnoRet());
        Pointer context = library.seccomp_init(defaultAction);
        try {
            check("seccomp_arch_remove", "native", library.seccomp_arch_remove(context, library.seccomp_arch_native()));
            check("seccomp_arch_add", arch.name(), library.seccomp_arch_add(context, token(arch)));
            for (String name : profile.architectures()) {
                int code = library.seccomp_arch_add(context, token(SeccompArch.ofSpecName(name)));
                if (code != EEXIST) {
                    check("seccomp_arch_add", name, code);
                }
            }
            for (SeccompSyscall call : profile.syscalls()) {
                int action = action(call.action(), call.errnoRet());
                for (String name : call.names()) {
                    if (action != defaultAction) {
                        addRules(context, action, name, call.args());
                    }
                }
            }
            return export(context);
        } finally {
            library.seccomp_release(context);
        }
    }

    private void addRules(Pointer context, int action, String syscall, List<SeccompArg> args) throws Refusal {
        Set<Long> indexes = new HashSet<>();
        boolean twice = false;
        for (SeccompArg arg : args) {
            twice |= !indexes.add(arg.index());
        }
        if (!twice) {
            addRule(context, action, syscall, args);
            return;
        }
        for (SeccompArg arg : args) {
            addRule(context, action, syscall, List.of(arg));
        }
    }

    private void addRule(Pointer context, int action, String name, List<SeccompArg> args) throws Refusal {
        Pointer array = Memory.allocate(Runtime.getRuntime(library), 24 * args.size() + 24);
        for (int i = 0; i < args.size(); i++) {
            SeccompArg arg = args.get(i);
            array.putInt(24L * i, (int) arg.index());
            array.putInt(24L * i + 4, operator(arg.op()));
            array.putLong(24L * i + 8, arg.value());
            array.putLong(24L * i + 16, arg.valueTwo() == null ? 0 : arg.valueTwo());
        }
        int syscall = library.seccomp_syscall_resolve_name(name);
        check("seccomp_rule_add", name, library.seccomp_rule_add_array(context, action, syscall, args.size(), array));
    }

    private byte[] export(Pointer context) throws Refusal {
        int fd = libc.memfd_create("bpf", 0);
        try {
            check("seccomp_export_bpf", "memfd", library.seccomp_export_bpf(context, fd));
            Pointer buffer = Memory.allocate(Runtime.getRuntime(library), MAX_BYTES);
            byte[] bytes = new byte[(int) libc.pread(fd, buffer, MAX_BYTES, 0)];
            buffer.get(0, bytes, 0, bytes.length);
            return bytes;
        } finally {
            libc.close(fd);
        }
    }

    private static void check(String call, String subject, int code) throws Refusal {
        if (code < 0) {
            throw new Refusal(call, subject, code);
        }
    }

    static int action(String name, Long errno) {
        return switch (name) {
            case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> 0;
            case "SCMP_ACT_KILL_PROCESS" -> 0x80000000;
            case "SCMP_ACT_TRAP" -> 0x00030000;
            case "SCMP_ACT_ERRNO" -> 0x00050000 | (errno == null ? 1 : errno.intValue());
            case "SCMP_ACT_NOTIFY" -> 0x7fc00000;
            case "SCMP_ACT_TRACE" -> 0x7ff00000 | (errno == null ? 1 : errno.intValue());
            case "SCMP_ACT_LOG" -> 0x7ffc0000;
            case "SCMP_ACT_ALLOW" -> 0x7fff0000;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static int operator(String name) {
        return switch (name) {
            case "SCMP_CMP_NE" -> 1;
            case "SCMP_CMP_LT" -> 2;
            case "SCMP_CMP_LE" -> 3;
            case "SCMP_CMP_EQ" -> 4;
            case "SCMP_CMP_GE" -> 5;
            case "SCMP_CMP_GT" -> 6;
            case "SCMP_CMP_MASKED_EQ" -> 7;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** SCMP_ARCH_*: the audit token, but x32 has one of its own. */
    private static int token(SeccompArch arch) {
        return arch == SeccompArch.X32 ? 0x4000003E : arch.token();
    }
}
