package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeccompCompilerTest {
    private static final int X86_64 = 0xC000003E;
    private static final int X86 = 0x40000003;
    private static final int X32 = 0x40000000;
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050001;
    private static final int ENOSYS = 0x00050026;
    private static final int LISTNS = 470;
    private static final int OPENAT2 = 437;

    private static SeccompProgram compile(String profile) throws SeccompException, IOException {
        return SeccompCompiler.compile(Profiles.parse(profile), "x86_64");
    }

    private static int run(SeccompProgram program, int arch, int number, long... args) {
        long[] six = new long[6];
        System.arraycopy(args, 0, six, 0, args.length);
        return new BpfMachine(program.filter(), false).run(arch, number, six);
    }

    @Test
    void theTextOfAFilterIsAsRecorded() throws Exception {
        String profile = Files.readString(Path.of("src/test/resources/seccomp/deny-few.json"));
        Path golden = Path.of("src/test/resources/seccomp/deny-few.bpf");
        String text = BpfText.of(compile(profile).filter(), false);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text);
    }

    @Test
    void callsNewerThanTheProfileLookUnknown() throws Exception {
        SeccompProgram program =
                compile("{'defaultAction':'SCMP_ACT_ERRNO','architectures':['SCMP_ARCH_X86_64','SCMP_ARCH_X86'],"
                        + "'syscalls':[{'names':['read','openat2'],'action':'SCMP_ACT_ALLOW'}]}");
        assertEquals(ALLOW, run(program, X86_64, OPENAT2));
        assertEquals(EPERM, run(program, X86_64, OPENAT2 - 1));
        assertEquals(ENOSYS, run(program, X86_64, OPENAT2 + 1));
        assertEquals(ENOSYS, run(program, X86_64, LISTNS));
        assertEquals(ENOSYS, run(program, X86, LISTNS));
        assertEquals(0, run(program, X86_64, X32 + 1), "x32 is not in the profile");
    }

    @ParameterizedTest
    @CsvSource({
        "'SCMP_ACT_KILL',0x50026",
        "'SCMP_ACT_TRAP',0x50026",
        "'SCMP_ACT_KILL_PROCESS',0x50026",
        "'SCMP_ACT_LOG',0x7ffc0000",
        "'SCMP_ACT_TRACE',0x7ff00001",
        "'SCMP_ACT_ALLOW',0x7fff0000"
    })
    void unknownCallsUnderOtherDefaults(String action, String expected) throws Exception {
        SeccompProgram program = compile("{'defaultAction':'" + action + "','architectures':['SCMP_ARCH_X86_64'],"
                + "'syscalls':[{'names':['read','openat2'],'action':'SCMP_ACT_ERRNO'}]}");
        assertEquals(Integer.decode(expected), run(program, X86_64, LISTNS));
    }

    /** Found by random profiles: runc's stub comes before the filter, also where the two agree on the errno. */
    @Test
    void theEdgesOfTheNumbers() throws Exception {
        String rules = "'syscalls':[{'names':['read'],'action':'SCMP_ACT_ALLOW'}]}";
        SeccompProgram program = compile("{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':38,"
                + "'architectures':['SCMP_ARCH_X86_64','SCMP_ARCH_X86','SCMP_ARCH_MIPSEL64N32'],"
                + rules.replace("'read'", "'read','write'"));
        assertEquals(ENOSYS, run(program, X86_64, 0x80000000));
        assertEquals(0, run(program, X86_64, 0xC0000000));
        assertEquals(ENOSYS, run(program, X86_64, -1));
        program = compile(
                "{'defaultAction':'SCMP_ACT_ERRNO','architectures':['SCMP_ARCH_X86_64','SCMP_ARCH_MIPSEL64N32'],"
                        + rules);
        assertEquals(EPERM, run(program, X86_64, 1), "only number 0 is named");
        assertEquals(ENOSYS, run(program, 0xE0000008, 6001));
    }

    @Test
    void newCallsOfTheMachineAreUnknownThoughTheProfileListsOthers() throws Exception {
        String rules = "'syscalls':[{'names':['write'],'action':'SCMP_ACT_ALLOW'}]}";
        SeccompProgram none = compile("{'defaultAction':'SCMP_ACT_ERRNO'," + rules);
        assertEquals(ENOSYS, run(none, X86_64, LISTNS));
        SeccompProgram other = compile("{'defaultAction':'SCMP_ACT_ERRNO','architectures':['SCMP_ARCH_X86']," + rules);
        assertEquals(ENOSYS, run(other, X86_64, LISTNS));
        assertEquals(ENOSYS, run(other, X86, LISTNS));
    }

    @Test
    void aRuleThatIsTheDefaultStillTellsWhatTheProfileKnows() throws Exception {
        SeccompProgram program = compile(
                "{'defaultAction':'SCMP_ACT_ERRNO','architectures':['SCMP_ARCH_X86_64'],"
                        + "'syscalls':[{'names':['listns'],'action':'SCMP_ACT_ERRNO'},{'names':['read'],'action':'SCMP_ACT_ALLOW'}]}");
        assertEquals(EPERM, run(program, X86_64, LISTNS));
        assertEquals(ENOSYS, run(program, X86_64, LISTNS + 1));
    }

    /** CVE-2019-10063: the kernel looks at 32 bits of the argument, the filter must not be misled by the others. */
    @Test
    void highBitsAreNoWayAroundAMask() throws Exception {
        SeccompProgram program =
                compile("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['ioctl'],'action':'SCMP_ACT_ERRNO',"
                        + "'args':[{'index':1,'value':4294967295,'valueTwo':21522,'op':'SCMP_CMP_MASKED_EQ'}]}]}");
        int ioctl = 16;
        assertEquals(EPERM, run(program, X86_64, ioctl, 0, 0x5412));
        assertEquals(EPERM, run(program, X86_64, ioctl, 0, 0xf00000000L | 0x5412));
        assertEquals(ALLOW, run(program, X86_64, ioctl, 0, 0x5413));
    }

    @Test
    void foreignArchitecturesAreKilled() throws Exception {
        SeccompProgram program = compile("{'defaultAction':'SCMP_ACT_ALLOW'}");
        assertEquals(ALLOW, run(program, X86_64, 1));
        assertEquals(0, run(program, X86, 1));
        assertEquals(0, run(program, 0xC00000B7, 1));
    }

    @Test
    void conditionsOnOneArgumentAreAlternatives() throws Exception {
        SeccompProgram program = compile(
                "{'defaultAction':'SCMP_ACT_ERRNO','syscalls':[{'names':['personality'],'action':'SCMP_ACT_ALLOW',"
                        + "'args':[{'index':0,'value':0,'op':'SCMP_CMP_EQ'},{'index':0,'value':8,'op':'SCMP_CMP_EQ'}]}]}");
        assertEquals(ALLOW, run(program, X86_64, 135, 0));
        assertEquals(ALLOW, run(program, X86_64, 135, 8));
        assertEquals(EPERM, run(program, X86_64, 135, 4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'defaultAction':'ALLOW'}|/linux/seccomp/defaultAction: unknown action \"ALLOW\"",
                "{'defaultAction':'SCMP_ACT_NOTIFY'}"
                        + "|/linux/seccomp/defaultAction: SCMP_ACT_NOTIFY cannot be used as default action",
                "{'defaultAction':'SCMP_ACT_KILL','defaultErrnoRet':1}"
                        + "|/linux/seccomp/defaultErrnoRet: the action SCMP_ACT_KILL has no errno",
                "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':65536}"
                        + "|/linux/seccomp/defaultErrnoRet: must be 0 to 65535, got 65536",
                "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_X86','x86']}"
                        + "|/linux/seccomp/architectures/1: unknown architecture \"x86\"",
                "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_S390X']}"
                        + "|/linux/seccomp/architectures/0: SCMP_ARCH_S390X has another byte order than this machine",
                "{'defaultAction':'SCMP_ACT_ALLOW','flags':['SECCOMP_FILTER_FLAG_LOG','LOG']}"
                        + "|/linux/seccomp/flags/1: unknown flag \"LOG\"",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['read'],'action':'DENY'}]}"
                        + "|/linux/seccomp/syscalls/0/action: unknown action \"DENY\"",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['read',''],'action':'SCMP_ACT_TRAP'}]}"
                        + "|/linux/seccomp/syscalls/0/names/1: an empty string is no system call",
                "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'/a','syscalls':[{'names':['write'],'action':'SCMP_ACT_NOTIFY'}]}"
                        + "|/linux/seccomp/syscalls/0/names/0: SCMP_ACT_NOTIFY cannot be used for the write syscall",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}"
                        + "|/linux/seccomp/listenerPath: must be set when a rule has SCMP_ACT_NOTIFY",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['read'],'action':'SCMP_ACT_TRAP','args':[{'index':6,'value':0,'op':'SCMP_CMP_EQ'}]}]}"
                        + "|/linux/seccomp/syscalls/0/args/0/index: a system call has arguments 0 to 5, got 6",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['read'],'action':'SCMP_ACT_TRAP','args':[{'index':0,'value':0,'op':'=='}]}]}"
                        + "|/linux/seccomp/syscalls/0/args/0/op: unknown operator \"==\"",
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['read'],'action':'SCMP_ACT_TRAP','args':[{'index':0,'value':1,'op':'SCMP_CMP_EQ'}]},"
                        + "{'names':['write','read'],'action':'SCMP_ACT_ERRNO','args':[{'index':0,'value':1,'op':'SCMP_CMP_EQ'}]}]}"
                        + "|/linux/seccomp/syscalls/1/names/1: read has another action under the same conditions in an earlier rule",
            },
            quoteCharacter = '^')
    void refuses(String profile, String message) {
        SeccompException e = assertThrows(SeccompException.class, () -> compile(profile));
        assertEquals(message, e.getMessage());
    }

    @Test
    void namesThatNobodyKnowsAreSkipped() throws Exception {
        SeccompProgram program = compile(
                "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['no_such_call','read'],'action':'SCMP_ACT_ERRNO'}]}");
        assertEquals(EPERM, run(program, X86_64, 0));
    }

    @Test
    void aFilterThatIsTooLongIsRefused() {
        StringBuilder profile = new StringBuilder("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[");
        for (int i = 0; i < 700; i++) {
            profile.append(i == 0 ? "" : ",").append("{'names':['read'],'action':'SCMP_ACT_ERRNO','args':[");
            profile.append("{'index':0,'value':").append(i).append(",'op':'SCMP_CMP_EQ'},");
            profile.append("{'index':1,'value':").append(i).append(",'op':'SCMP_CMP_GT'}]}");
        }
        SeccompException e = assertThrows(SeccompException.class, () -> compile(profile + "]}"));
        assertEquals("/linux/seccomp/syscalls", e.pointer());
        assertTrue(e.problem().contains("the kernel takes 4096"), e.problem());
    }

    /** Each rule is compared with those before it: of many more than a filter can have that would take minutes. */
    @Test
    void rulesThatNoFilterHoldsAreNotReadToTheEnd() {
        StringBuilder profile = new StringBuilder("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[");
        for (int i = 0; i < 5000; i++) {
            profile.append(i == 0 ? "" : ",").append("{'names':['read'],'action':'SCMP_ACT_ERRNO','args':[");
            profile.append("{'index':0,'value':").append(i).append(",'op':'SCMP_CMP_EQ'}]}");
        }
        SeccompException e = assertThrows(SeccompException.class, () -> compile(profile + "]}"));
        assertEquals("/linux/seccomp/syscalls/4096", e.pointer());
    }

    /** What is decided without a look at the arguments takes no room. */
    @Test
    void rulesThatAnotherMakesNeedlessAreNotCounted() throws Exception {
        StringBuilder profile = new StringBuilder("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[");
        for (int i = 0; i < 5000; i++) {
            profile.append("{'names':['").append(i < 3000 ? "read" : "write").append("'],");
            profile.append("'action':'SCMP_ACT_ERRNO','args':[{'index':0,'value':")
                    .append(i);
            profile.append(",'op':'SCMP_CMP_EQ'}]},");
            profile.append(i == 3000 ? "{'names':['read'],'action':'SCMP_ACT_ERRNO'}," : "");
        }
        profile.append("{'names':['mkdir'],'action':'SCMP_ACT_ERRNO'}]}");
        assertEquals(EPERM, run(compile(profile.toString()), X86_64, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "none,4",
        "'',0",
        "SECCOMP_FILTER_FLAG_LOG,2",
        "SECCOMP_FILTER_FLAG_TSYNC,0",
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW,4",
        "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,0"
    })
    void flags(String flag, int expected) throws Exception {
        String list = flag.equals("none") ? "" : ",'flags':[" + (flag.isEmpty() ? "" : "'" + flag + "'") + "]";
        SeccompProgram program = compile("{'defaultAction':'SCMP_ACT_ALLOW'" + list + "}");
        assertEquals(expected, program.flags());
        assertFalse(program.notifies());
    }

    @Test
    void aNotifyRuleAsksForAListener() throws Exception {
        SeccompProgram program = compile("{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'/run/agent',"
                + "'flags':['SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV'],"
                + "'syscalls':[{'names':['mkdir'],'action':'SCMP_ACT_NOTIFY'}]}");
        assertEquals(8 | 32, program.flags());
        assertTrue(program.notifies());
        assertEquals(0x7fc00000, run(program, X86_64, 83));
    }

    @Test
    void aMachineWithoutATableIsRefused() throws Exception {
        var plain = Profiles.parse("{'defaultAction':'SCMP_ACT_KILL'}");
        SeccompException e = assertThrows(SeccompException.class, () -> SeccompCompiler.compile(plain, "vax"));
        assertEquals("/linux/seccomp: no system call numbers for the architecture vax", e.getMessage());
    }

    @Test
    void everySpecNameIsAnArchitecture() throws Exception {
        String[] names = {
            "X86", "X86_64", "X32", "ARM", "AARCH64", "MIPS", "MIPS64", "MIPS64N32", "MIPSEL", "MIPSEL64",
            "MIPSEL64N32", "PPC", "PPC64", "PPC64LE", "S390", "S390X", "PARISC", "PARISC64", "RISCV64", "LOONGARCH64",
            "M68K", "SH", "SHEB"
        };
        assertEquals(names.length, SeccompArch.values().length);
        for (String name : names) {
            assertEquals(SeccompArch.valueOf(name), SeccompArch.ofSpecName("SCMP_ARCH_" + name));
        }
    }

    @Test
    void bigEndianProgramsAreWrittenInTheirOrder() throws Exception {
        var profile = Profiles.parse("{'defaultAction':'SCMP_ACT_ALLOW'}");
        byte[] filter = SeccompCompiler.compile(profile, "s390x").filter();
        String text = BpfText.of(filter, true);
        assertTrue(text.startsWith("   0: load architecture\n   1: if == 0x80000016 goto"), text);
        assertEquals(text.getBytes(StandardCharsets.US_ASCII).length, text.length());
    }
}
