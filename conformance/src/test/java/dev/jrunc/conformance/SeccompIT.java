package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#seccomp: what the filter does to the process. */
@Conformance
final class SeccompIT {
    private static final int SIGSYS = 31;

    private static Bundle profile(World world, String rules) {
        return world.bundle().json("/linux/seccomp", "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[" + rules + "]}");
    }

    private static List<String> errors(World world, Bundle bundle, String... calls) {
        JsonNode list = world.run(bundle.guest(prepend("syscall", calls))).json();
        List<String> errors = new ArrayList<>();
        list.forEach(error -> errors.add(error.asText()));
        return errors;
    }

    private static String[] prepend(String first, String[] rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(rest));
        return all.toArray(new String[0]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deniedCallFailsWithEperm(boolean noNewPrivileges, World world) {
        Bundle bundle = profile(world, "{'names':['getcwd','sched_yield'],'action':'SCMP_ACT_ERRNO'}")
                .set("/process/noNewPrivileges", noNewPrivileges);
        assertEquals(
                List.of("EPERM", "EPERM", "ok"), errors(world, bundle, "getcwd", "--", "sched_yield", "--", "getpid"));
        assertEquals("2", world.report(bundle).status("Seccomp"));
    }

    @Test
    void withoutProfileThereIsNoFilter(World world) {
        assertEquals("0", world.report(world.bundle()).status("Seccomp"));
    }

    @Test
    void errnoIsTheRules(World world) {
        Bundle bundle = profile(
                world,
                "{'names':['getcwd'],'action':'SCMP_ACT_ERRNO','errnoRet':20},{'names':['sync'],'action':'SCMP_ACT_ERRNO','errnoRet':38}");
        assertEquals(List.of("ENOTDIR", "ENOSYS"), errors(world, bundle, "getcwd", "--", "sync"));
    }

    @Test
    void defaultErrnoIsTheProfiles(World world) {
        Bundle bundle = world.bundle()
                .json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':20,'syscalls':["
                                + "{'names':['execve','execveat','exit','exit_group','write','writev','read','ioctl','brk','mmap','munmap','mprotect',"
                                + "'arch_prctl','set_tid_address','rt_sigprocmask','rt_sigaction','getpid','close','futex','fcntl','fstat','newfstatat',"
                                + "'openat','open','prctl','capset','setresuid','setresgid','setgroups','setuid','setgid','chdir','fchdir','getcwd','lstat','stat',"
                                + "'fchown','statfs','fstatfs','getdents64','epoll_ctl','epoll_pwait','nanosleep','madvise','sigaltstack','gettid','tgkill',"
                                + "'rt_sigreturn','getppid','poll','ppoll','pipe2','faccessat','faccessat2','access','clone','getuid','geteuid','prlimit64','set_robust_list','rseq',"
                                + "'sendto','recvfrom','sendmsg','recvmsg','readlink','readlinkat','close_range','capget','sched_getaffinity','fstatat64','umask','personality','write'],'action':'SCMP_ACT_ALLOW'}]}");
        assertEquals(List.of("ENOTDIR", "ok"), errors(world, bundle, "sync", "--", "getpid"));
    }

    @ParameterizedTest
    @CsvSource({
        "SCMP_CMP_EQ,7,0,7,ENOTDIR",
        "SCMP_CMP_EQ,7,0,8,ok",
        "SCMP_CMP_NE,7,0,7,ok",
        "SCMP_CMP_NE,7,0,8,ENOTDIR",
        "SCMP_CMP_LT,7,0,6,ENOTDIR",
        "SCMP_CMP_LT,7,0,7,ok",
        "SCMP_CMP_LE,7,0,7,ENOTDIR",
        "SCMP_CMP_LE,7,0,8,ok",
        "SCMP_CMP_GT,7,0,8,ENOTDIR",
        "SCMP_CMP_GT,7,0,7,ok",
        "SCMP_CMP_GE,7,0,7,ENOTDIR",
        "SCMP_CMP_GE,7,0,6,ok",
        "SCMP_CMP_MASKED_EQ,240,16,31,ENOTDIR",
        "SCMP_CMP_MASKED_EQ,240,16,32,ok",
        "SCMP_CMP_EQ,4294967296,0,4294967296,ENOTDIR",
        "SCMP_CMP_EQ,4294967296,0,0,ok",
        "SCMP_CMP_GT,4294967295,0,4294967296,ENOTDIR"
    })
    void argumentIsCompared(String op, String value, String valueTwo, String given, String expected, World world) {
        // getppid ignores its arguments, so what comes back is the filter's word alone.
        Bundle bundle = profile(
                world,
                "{'names':['getppid'],'action':'SCMP_ACT_ERRNO','errnoRet':20,'args':[{'index':1,'value':" + value
                        + ",'valueTwo':" + valueTwo + ",'op':'" + op + "'}]}");
        assertEquals(List.of(expected), errors(world, bundle, "getppid", "0", given));
    }

    @Test
    void allArgumentsOfARuleMustMatch(World world) {
        Bundle bundle = profile(
                world,
                "{'names':['getppid'],'action':'SCMP_ACT_ERRNO','errnoRet':20,'args':["
                        + "{'index':0,'value':1,'op':'SCMP_CMP_EQ'},{'index':2,'value':3,'op':'SCMP_CMP_EQ'}]}");
        assertEquals(
                List.of("ENOTDIR", "ok", "ok"),
                errors(
                        world, bundle, "getppid", "1", "0", "3", "--", "getppid", "1", "0", "4", "--", "getppid", "0",
                        "0", "3"));
    }

    @Test
    void oneOfSeveralRulesForACallIsEnough(World world) {
        Bundle bundle = profile(
                world,
                "{'names':['getppid'],'action':'SCMP_ACT_ERRNO','errnoRet':20,'args':[{'index':0,'value':1,'op':'SCMP_CMP_EQ'}]},"
                        + "{'names':['getppid'],'action':'SCMP_ACT_ERRNO','errnoRet':20,'args':[{'index':0,'value':2,'op':'SCMP_CMP_EQ'}]}");
        assertEquals(
                List.of("ENOTDIR", "ENOTDIR", "ok"),
                errors(world, bundle, "getppid", "1", "--", "getppid", "2", "--", "getppid", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP"})
    void killEndsTheProcessBySigsys(String action, World world) {
        Bundle bundle = profile(world, "{'names':['sync'],'action':'" + action + "'}");
        world.run(bundle.guest("syscall", "sync")).expectExit(128 + 31);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCMP_ACT_LOG", "SCMP_ACT_ALLOW"})
    void otherActionsLetTheCallThrough(String action, World world) {
        assertEquals(
                List.of("ok"), errors(world, profile(world, "{'names':['sync'],'action':'" + action + "'}"), "sync"));
    }

    @Test
    void traceWithoutTracerIsEnosys(World world) {
        assertEquals(
                List.of("ENOSYS"),
                errors(world, profile(world, "{'names':['sync'],'action':'SCMP_ACT_TRACE'}"), "sync"));
    }

    @Test
    void architecturesMayBeListed(World world) {
        Bundle bundle = profile(world, "{'names':['sync'],'action':'SCMP_ACT_ERRNO'}")
                .json(
                        "/linux/seccomp/architectures",
                        "['SCMP_ARCH_X86_64','SCMP_ARCH_X86','SCMP_ARCH_X32','SCMP_ARCH_AARCH64']");
        assertEquals(List.of("EPERM"), errors(world, bundle, "sync"));
    }

    @Test
    void unknownSyscallNamesAreIgnored(World world) {
        Bundle bundle = profile(world, "{'names':['call_of_the_future','sync'],'action':'SCMP_ACT_ERRNO'}");
        assertEquals(List.of("EPERM"), errors(world, bundle, "sync"));
    }

    @ParameterizedTest
    @CsvSource({
        "/linux/seccomp/defaultAction,SCMP_ACT_BOGUS",
        "/linux/seccomp/architectures/-,SCMP_ARCH_BOGUS",
        "/linux/seccomp/syscalls/0/action,SCMP_ACT_BOGUS",
        "/linux/seccomp/flags/-,SECCOMP_FILTER_FLAG_BOGUS"
    })
    void unknownWordIsRefusedAndNamed(String pointer, String word, World world) {
        Bundle bundle =
                profile(world, "{'names':['sync'],'action':'SCMP_ACT_ERRNO'}").set(pointer, word);
        world.run(bundle).expectFailure(word);
    }

    @Test
    void unknownOperatorIsRefused(World world) {
        world.run(
                        profile(
                                world,
                                "{'names':['sync'],'action':'SCMP_ACT_ERRNO','args':[{'index':0,'value':1,'op':'SCMP_CMP_BOGUS'}]}"))
                .expectFailure("SCMP_CMP_BOGUS");
    }

    @Test
    void filterIsInheritedAndCannotBeTakenOff(World world) {
        Bundle bundle = profile(world, "{'names':['sync'],'action':'SCMP_ACT_ERRNO'}");
        Expect.has("EPERM", world.shell(bundle, "/guest syscall sync"));
    }

    /** runc's seccomp.bats: the hooks belong to the container. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void startContainerHooksRunUnderTheFilter(boolean noNewPrivileges, World world) {
        Bundle bundle = profile(world, "{'names':['mkdir','mkdirat'],'action':'SCMP_ACT_KILL'}")
                .set("/process/noNewPrivileges", noNewPrivileges)
                .json("/process/rlimits", "[{'type':'RLIMIT_CORE','soft':0,'hard':0}]")
                .json("/hooks/startContainer", "[{'path':'/bin/sh','args':['sh','-c','mkdir /tmp/made']}]")
                .args("/bin/true");
        world.run(bundle).expectFailure();
        Expect.gone(bundle.rootfs().resolve("tmp/made"));
    }

    /** runc's seccomp.bats: a profile older than the runtime's own calls. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void profileThatDoesNotKnowNewCallsIsNoHindrance(boolean noNewPrivileges, World world) {
        Bundle bundle = profile(
                        world,
                        "{'names':['close_range','fsopen','fsconfig','fspick','openat2','open_tree','move_mount',"
                                + "'mount_setattr','faccessat2','clone3'],'action':'SCMP_ACT_ERRNO','errnoRet':38}")
                .set("/process/noNewPrivileges", noNewPrivileges)
                .args("/bin/true");
        world.run(bundle).expectSuccess();
    }

    /** Neither execve(2) nor exit_group(2): there is no way to run, nor to end of its own accord. */
    @ParameterizedTest
    @CsvSource({"SCMP_ACT_ERRNO,1,true", "SCMP_ACT_ERRNO,4,true", "SCMP_ACT_ERRNO,1,false", "SCMP_ACT_TRACE,1,true"})
    void profileThatAllowsNothingEndsTheContainer(String action, int errno, boolean noNewPrivileges, World world) {
        Bundle bundle = world.bundle()
                .json("/linux/seccomp", "{'defaultAction':'" + action + "','defaultErrnoRet':" + errno + "}")
                .set("/process/noNewPrivileges", noNewPrivileges);
        world.run(bundle).expectEnd().expectFailure();
    }

    /** Nor may the runtime say so by the usual way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void programThatMayNotBeExecutedFailsToStart(boolean noNewPrivileges, World world) {
        world.own(Kernel.adoptOrphans());
        Bundle bundle = profile(world, "{'names':['execve','write'],'action':'SCMP_ACT_ERRNO'}")
                .set("/process/noNewPrivileges", noNewPrivileges);
        Container container = world.container(bundle.guest("hold"));
        container.create().expectSuccess();
        container.start().expectFailure();
        assertEquals("stopped", container.status());
        world.run(bundle).expectFailure();
    }

    @Test
    void emptyListOfSyscallsIsAllRight(World world) {
        world.report(profile(world, ""));
    }

    private static boolean canCall32(World world) {
        return world.run(world.bundle().guest("syscall32", "36")).out().equals("[\"ok\"]\n");
    }

    @Test
    void callsOfAnAbiThatIsNotListedAreKilled(World world) {
        assumeTrue(canCall32(world), "no 32-bit ABI here");
        Bundle bundle = profile(world, "{'names':['sync'],'action':'SCMP_ACT_ERRNO'}")
                .json("/linux/seccomp/architectures", "['SCMP_ARCH_X86_64']");
        world.run(bundle.guest("syscall32", "20")).expectExit(128 + 31); // getpid, which the profile allows
    }

    @Test
    void rulesHoldForEveryListedAbi(World world) {
        assumeTrue(canCall32(world), "no 32-bit ABI here");
        Bundle bundle = profile(world, "{'names':['sync'],'action':'SCMP_ACT_ERRNO','errnoRet':20}")
                .json("/linux/seccomp/architectures", "['SCMP_ARCH_X86_64','SCMP_ARCH_X86']");
        assertEquals(
                "[\"ENOTDIR\"]\n",
                world.run(bundle.guest("syscall32", "36")).expectSuccess().out());
        assertEquals(
                "[\"ok\"]\n",
                world.run(bundle.guest("syscall32", "20")).expectSuccess().out());
    }

    /** uname(2) tells such a caller, who has a 32-bit system on a 64-bit kernel, of a 32-bit machine. */
    @Test
    void callersPersonalityDoesNotChangeTheNativeAbi(World world) {
        Bundle bundle = profile(world, "{'names':['getcwd'],'action':'SCMP_ACT_ERRNO'}");
        Container container = world.container(bundle.guest("syscall", "getcwd", "--", "getpid"));
        container.by(call -> call.through("setarch", "linux32"));
        assertEquals("[\"EPERM\",\"ok\"]\n", container.run().expectSuccess().out());
    }

    @Test
    void x32NumbersAreNoWayRound(World world) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "x32 is of x86_64");
        Bundle bundle = profile(world, "{'names':['sync'],'action':'SCMP_ACT_ERRNO'}");
        Result result = world.run(bundle.guest("syscall", "0x400000a2"));
        assertTrue(result.out().startsWith("[\"E") || result.exit() == 128 + SIGSYS, result.toString());
    }
}
