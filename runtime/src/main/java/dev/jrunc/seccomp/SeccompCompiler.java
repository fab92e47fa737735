package dev.jrunc.seccomp;

import dev.jrunc.spec.Seccomp;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles {@code linux.seccomp} of a config into the filter that libseccomp and runc would load, with fewer
 * instructions: the same action for every architecture, number and argument.
 */
public final class SeccompCompiler {
    private static final String AT = "/linux/seccomp";
    private static final long X32_BIT = 0x40000000L;
    private static final long SIGN_BIT = 0x80000000L;
    private static final long SKIPPED = 0xffffffffL;

    private final List<AbiRules> abis;
    private final int defaultAction;
    /** Per ABI of {@link #abis}: whether calls beyond the profile's last one look unknown. */
    private final boolean[] bounded;

    private final BpfAssembler out;

    private SeccompCompiler(SeccompArch nativeArch, List<AbiRules> abis, boolean[] bounded, int defaultAction) {
        this.abis = abis;
        this.bounded = bounded;
        this.defaultAction = defaultAction;
        this.out = new BpfAssembler(nativeArch.bigEndian());
    }

    /**
     * The filter for a kernel of this {@code machine} (uname(2)), or an exception that points at what is wrong.
     *
     * <p>As in runc, system calls newer than the newest one that the profile names fail with ENOSYS rather than the
     * default errno, so that a newer C library falls back; {@link #compileExactly} leaves that out.
     */
    public static SeccompProgram compile(Seccomp profile, String machine) throws SeccompException {
        return compile(profile, machine, true);
    }

    /** The filter without ENOSYS for calls that the profile cannot know, as libseccomp makes it. */
    static SeccompProgram compileExactly(Seccomp profile, String machine) throws SeccompException {
        return compile(profile, machine, false);
    }

    private static SeccompProgram compile(Seccomp profile, String machine, boolean enosys) throws SeccompException {
        SeccompArch nativeArch = SeccompArch.ofMachine(machine);
        if (nativeArch == null) {
            throw new SeccompException(AT, "no system call numbers for the architecture " + machine);
        }
        int defaultAction = SeccompAction.value(
                profile.defaultAction(), profile.defaultErrnoRet(), AT, "defaultAction", "defaultErrnoRet");
        if (defaultAction == SeccompAction.NOTIFY) {
            throw new SeccompException(AT + "/defaultAction", "SCMP_ACT_NOTIFY cannot be used as default action");
        }
        SyscallNumbers numbers = new SyscallNumbers();
        List<AbiRules> abis = abis(profile, nativeArch, numbers);
        ProfileReader reader = new ProfileReader(numbers, abis);
        reader.read(profile, defaultAction);
        if (reader.notifies() && profile.listenerPath() == null) {
            throw new SeccompException(AT + "/listenerPath", "must be set when a rule has SCMP_ACT_NOTIFY");
        }
        int flags = FilterFlags.bits(profile.flags(), reader.notifies());

        boolean[] bounded = new boolean[abis.size()];
        boolean hides = enosys && !SeccompAction.lenient(defaultAction);
        for (int i = 0; i < bounded.length; i++) {
            bounded[i] = hides && abis.get(i).namesMoreThanZero();
        }
        SeccompCompiler compiler = new SeccompCompiler(nativeArch, abis, bounded, defaultAction);
        compiler.write();
        if (compiler.out.length() > BpfAssembler.MAX_LENGTH) {
            throw new SeccompException(
                    AT + "/syscalls",
                    "the filter has " + compiler.out.length() + " instructions, the kernel takes "
                            + BpfAssembler.MAX_LENGTH);
        }
        return new SeccompProgram(compiler.out.bytes(), flags);
    }

    /** The native ABI and the profile's, each once. */
    private static List<AbiRules> abis(Seccomp profile, SeccompArch nativeArch, SyscallNumbers numbers)
            throws SeccompException {
        List<AbiRules> abis = new ArrayList<>(4);
        abis.add(new AbiRules(nativeArch, numbers));
        List<String> names = profile.architectures();
        for (int i = 0; i < names.size(); i++) {
            SeccompArch arch = SeccompArch.ofSpecName(names.get(i));
            if (arch == null) {
                throw new SeccompException(AT + "/architectures/" + i, "unknown architecture \"" + names.get(i) + "\"");
            }
            if (arch.bigEndian() != nativeArch.bigEndian()) {
                throw new SeccompException(
                        AT + "/architectures/" + i, names.get(i) + " has another byte order than this machine");
            }
            if (find(abis, arch) < 0) {
                abis.add(new AbiRules(arch, numbers));
            }
        }
        return abis;
    }

    /** Written backwards: first the searches, the native one last and so nearest, then the choice of one. */
    private void write() {
        int[] searches = new int[abis.size()];
        for (int i = searches.length - 1; i >= 0; i--) {
            if (!isSecondX86(i)) {
                NumberSearch search = new NumberSearch(out);
                addNumbers(search, i);
                searches[i] = search.write(defaultAction);
            }
        }
        // libseccomp's answer to an architecture that the filter does not have, and the default of its bad_arch.
        int label = out.returns(SeccompAction.KILL_THREAD);
        for (int i = searches.length - 1; i >= 0; i--) {
            if (!isSecondX86(i)) {
                label = out.jump(BpfAssembler.JUMP_EQ, abis.get(i).arch().token(), searches[i], label);
            }
        }
        out.load(BpfAssembler.ARCH_OFFSET, label);
    }

    /** True for the one of x86_64 and x32 that comes second: they share a token and a search. */
    private boolean isSecondX86(int index) {
        int token = abis.get(index).arch().token();
        for (int i = 0; i < index; i++) {
            if (abis.get(i).arch().token() == token) {
                return true;
            }
        }
        return false;
    }

    private void addNumbers(NumberSearch search, int index) {
        AbiRules abi = abis.get(index);
        if (abi.arch().token() == SeccompArch.X86_64.token()) {
            addX86(search);
            return;
        }
        boolean s390 = abi.arch() == SeccompArch.S390X || abi.arch() == SeccompArch.S390;
        // Unknown calls above 255 come as number 0, the otherwise unused setup(2): opencontainers/runc#3474.
        search.from(0, s390 ? newer(index) : defaultAction, null);
        search.from(1, defaultAction, null);
        abi.describe(search, defaultAction);
        search.from(beyond(abi), newer(index), null);
    }

    /**
     * Bit 30 makes a number one of x32, whatever bit 31 says. Without x32 in the profile its numbers are treated as a
     * foreign architecture, but for -1, which a tracer sets to skip a call.
     */
    private void addX86(NumberSearch search) {
        int wide = find(SeccompArch.X86_64);
        int narrow = find(SeccompArch.X32);
        int wideRest = wide < 0 ? SeccompAction.KILL_THREAD : newer(wide);
        search.from(0, wide < 0 ? SeccompAction.KILL_THREAD : defaultAction, null);
        if (wide >= 0) {
            abis.get(wide).describe(search, defaultAction);
            search.from(beyond(abis.get(wide)), wideRest, null);
        }
        search.from(X32_BIT, narrow < 0 ? SeccompAction.KILL_THREAD : defaultAction, null);
        if (narrow < 0) {
            search.from(SIGN_BIT, bounded[wide] ? SeccompAction.ENOSYS : SeccompAction.KILL_THREAD, null);
            search.from(SIGN_BIT | X32_BIT, SeccompAction.KILL_THREAD, null);
            search.from(SKIPPED, defaultAction, null);
            return;
        }
        abis.get(narrow).describe(search, defaultAction);
        search.from(beyond(abis.get(narrow)), newer(narrow), null);
        search.from(SIGN_BIT, wide < 0 ? defaultAction : wideRest, null);
        search.from(SIGN_BIT | X32_BIT, newer(narrow), null);
    }

    /** What the numbers after the profile's last call get. */
    private int newer(int index) {
        return bounded[index] ? SeccompAction.ENOSYS : defaultAction;
    }

    private static long beyond(AbiRules abi) {
        return Integer.toUnsignedLong(SyscallNumbers.absolute(abi.arch(), abi.last())) + 1;
    }

    private int find(SeccompArch arch) {
        return find(abis, arch);
    }

    /** The index of an ABI, or -1. */
    private static int find(List<AbiRules> abis, SeccompArch arch) {
        for (int i = 0; i < abis.size(); i++) {
            if (abis.get(i).arch() == arch) {
                return i;
            }
        }
        return -1;
    }
}
