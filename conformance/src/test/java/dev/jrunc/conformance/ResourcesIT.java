package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config-linux.md#control-groups: each limit as the kernel has it after create, and after an update. */
@Conformance
final class ResourcesIT {
    private static final String V2 = "dev.jrunc.conformance.Cgroups#isV2";
    private static final String DEVICE = "{'major':MAJOR,'minor':MINOR,'rate':%s}";

    /** A whole disk of this host, "254:0"; what is asked of the block I/O controller needs one. */
    private static String disk() {
        for (String line : Host.lines("/proc/partitions")) {
            String[] fields = line.strip().split(" +", -1);
            if (fields.length == 4 && Files.exists(Path.of("/sys/block", fields[3]))) {
                return fields[0] + ":" + fields[1];
            }
        }
        return "";
    }

    private static String withDisk(String text) {
        String[] numbers = disk().split(":", -1);
        return numbers.length < 2 ? text : text.replace("MAJOR", numbers[0]).replace("MINOR", numbers[1]);
    }

    /** Beside the device rules, which the default config has. */
    private static void limit(Bundle bundle, String resources) {
        for (var each : Json.parse(resources).properties()) {
            bundle.set("/linux/resources/" + each.getKey(), each.getValue());
        }
    }

    private static Container created(World world, String resources) {
        Bundle bundle = world.bundle().guest("hold");
        limit(bundle, resources);
        Container container = world.container(bundle);
        container.create().expectSuccess();
        return container;
    }

    private static void update(World world, Container container, String resources) {
        Path file = container.bundle().file("resources.json", resources.replace('\'', '"'), "rw-r--r--");
        world.call("update", "--resources", file.toString(), container.id())
                .run()
                .expectSuccess();
    }

    /** "controller/file=value", several of them with spaces between; of a file with lines the first word counts. */
    private static void assertFiles(Container container, String files) {
        StringBuilder found = new StringBuilder();
        for (String one : files.split(" ", -1)) {
            String name = one.substring(0, one.indexOf('='));
            int slash = name.indexOf('/');
            String text = Cgroups.read(name.substring(0, slash), container.cgroup(), name.substring(slash + 1));
            found.append(found.isEmpty() ? "" : " ").append(name).append('=');
            found.append(text.strip().replace(' ', '_').replaceAll("\n.*", ""));
        }
        assertEquals(files, found.toString());
    }

    private static void assumeFiles(String files) {
        for (String one : files.split(" ", -1)) {
            String name = one.substring(0, one.indexOf('='));
            int slash = name.indexOf('/');
            String controller = name.substring(0, slash);
            assumeTrue(Cgroups.has(controller), "no controller " + controller + " here");
            Path own =
                    Cgroups.dir(controller, Cgroups.of(ProcessHandle.current().pid(), controller));
            assumeTrue(Files.exists(own.resolve(name.substring(slash + 1))), "no " + name + " here");
        }
    }

    /** A container makes the controllers of its parents available, and with them these files. */
    private static void assumeFiles2(World world, String files) {
        world.report(world.bundle());
        for (String one : files.split(" ", -1)) {
            String name = one.substring(one.indexOf('/') + 1, one.indexOf('='));
            Path file = Cgroups.dir("", world.cgroups().top()).resolve(name);
            assumeTrue(Files.exists(file), "no " + name + " here");
        }
    }

    /** A limit, what the files of version 1 hold then, an update, and what they hold after it. */
    private static final String LIMITS = """
            memory {'limit':33554432}                  | memory/memory.limit_in_bytes=33554432 | {'limit':67108864} | memory/memory.limit_in_bytes=67108864
            memory {'reservation':8388608}             | memory/memory.soft_limit_in_bytes=8388608 | {'reservation':16777216} | memory/memory.soft_limit_in_bytes=16777216
            memory {'limit':33554432,'swap':67108864}  | memory/memory.limit_in_bytes=33554432 memory/memory.memsw.limit_in_bytes=67108864 | {'limit':16777216,'swap':16777216} | memory/memory.limit_in_bytes=16777216 memory/memory.memsw.limit_in_bytes=16777216
            memory {'kernelTCP':8388608}               | memory/memory.kmem.tcp.limit_in_bytes=8388608 | {'kernelTCP':4194304} | memory/memory.kmem.tcp.limit_in_bytes=4194304
            memory {'swappiness':0}                    | memory/memory.swappiness=0 | {'swappiness':100} | memory/memory.swappiness=100
            memory {'disableOOMKiller':true}           | memory/memory.oom_control=oom_kill_disable_1 | {'limit':67108864} | memory/memory.oom_control=oom_kill_disable_1
            memory {'useHierarchy':true}               | memory/memory.use_hierarchy=1 | {'limit':67108864} | memory/memory.use_hierarchy=1
            cpu {'shares':2}                           | cpu/cpu.shares=2 | {'shares':262144} | cpu/cpu.shares=262144
            cpu {'quota':20000}                        | cpu/cpu.cfs_quota_us=20000 cpu/cpu.cfs_period_us=100000 | {'period':50000} | cpu/cpu.cfs_quota_us=20000 cpu/cpu.cfs_period_us=50000
            cpu {'quota':30000,'period':60000}         | cpu/cpu.cfs_quota_us=30000 cpu/cpu.cfs_period_us=60000 | {'quota':20000} | cpu/cpu.cfs_quota_us=20000 cpu/cpu.cfs_period_us=60000
            cpu {'quota':-1}                           | cpu/cpu.cfs_quota_us=-1 cpu/cpu.cfs_period_us=100000 | {'quota':10000} | cpu/cpu.cfs_quota_us=10000 cpu/cpu.cfs_period_us=100000
            cpu {'period':50000}                       | cpu/cpu.cfs_quota_us=-1 cpu/cpu.cfs_period_us=50000 | {'quota':-1} | cpu/cpu.cfs_quota_us=-1 cpu/cpu.cfs_period_us=50000
            cpu {'quota':20000,'burst':10000}          | cpu/cpu.cfs_burst_us=10000 | {'quota':50000,'burst':40000} | cpu/cpu.cfs_burst_us=40000
            cpu {'idle':1}                             | cpu/cpu.idle=1 cpu/cpu.shares=3 | {'idle':0,'shares':100} | cpu/cpu.idle=0 cpu/cpu.shares=100
            cpu {'cpus':'0','mems':'0'}                | cpuset/cpuset.cpus=0 cpuset/cpuset.mems=0 | {'cpus':'0'} | cpuset/cpuset.cpus=0 cpuset/cpuset.mems=0
            pids {'limit':20}                          | pids/pids.max=20 | {'limit':-1} | pids/pids.max=max
            pids {'limit':-1}                          | pids/pids.max=max | {'limit':20} | pids/pids.max=20
            hugepageLimits [{'pageSize':'2MB','limit':4194304}] | hugetlb/hugetlb.2MB.limit_in_bytes=4194304 hugetlb/hugetlb.2MB.rsvd.limit_in_bytes=4194304 | [{'pageSize':'2MB','limit':0}] | hugetlb/hugetlb.2MB.limit_in_bytes=0
            network {'classID':1048577}                | net_cls/net_cls.classid=1048577 | {'classID':1048578} | net_cls/net_cls.classid=1048578
            network {'priorities':[{'name':'lo','priority':5}]} | net_prio/net_prio.ifpriomap=lo_5 | {'priorities':[{'name':'lo','priority':0}]} | net_prio/net_prio.ifpriomap=lo_0
            """;

    @DisabledIf(value = V2, disabledReason = "the files of version 1")
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = LIMITS)
    void limitIsThatOfTheConfig(String limit, String files, String update, String updated, World world) {
        assumeFiles(files);
        assertFiles(limited(world, limit), files);
    }

    @DisabledIf(value = V2, disabledReason = "the files of version 1")
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = LIMITS)
    void limitIsThatOfTheUpdate(String limit, String files, String update, String updated, World world) {
        assumeFiles(files);
        Container container = limited(world, limit);
        update(world, container, named(limit, update));
        assertFiles(container, updated);
    }

    /** "memory {…}" as a member of the resources, or another value in its place. */
    private static String named(String limit, String value) {
        return "{'" + limit.substring(0, limit.indexOf(' ')) + "':" + value + "}";
    }

    private static Container limited(World world, String limit) {
        return created(world, named(limit, limit.substring(limit.indexOf(' '))));
    }

    private static final String LIMITS_OF_VERSION_TWO = """
            memory {'limit':33554432}                  | memory/memory.max=33554432 | {'limit':67108864} | memory/memory.max=67108864
            memory {'reservation':8388608}             | memory/memory.low=8388608 | {'reservation':16777216} | memory/memory.low=16777216
            memory {'limit':33554432,'swap':67108864}  | memory/memory.max=33554432 memory/memory.swap.max=33554432 | {'limit':16777216,'swap':16777216} | memory/memory.max=16777216 memory/memory.swap.max=0
            memory {'limit':33554432,'swap':-1}        | memory/memory.max=33554432 memory/memory.swap.max=max | {'limit':-1} | memory/memory.max=max memory/memory.swap.max=max
            cpu {'shares':2}                           | cpu/cpu.weight=1 | {'shares':262144} | cpu/cpu.weight=10000
            cpu {'quota':20000}                        | cpu/cpu.max=20000_100000 | {'period':50000} | cpu/cpu.max=20000_50000
            cpu {'quota':30000,'period':60000}         | cpu/cpu.max=30000_60000 | {'quota':20000} | cpu/cpu.max=20000_60000
            cpu {'quota':-1}                           | cpu/cpu.max=max_100000 | {'quota':10000} | cpu/cpu.max=10000_100000
            cpu {'period':50000}                       | cpu/cpu.max=max_50000 | {'quota':-1} | cpu/cpu.max=max_50000
            cpu {'quota':20000,'burst':10000}          | cpu/cpu.max.burst=10000 | {'quota':50000,'burst':40000} | cpu/cpu.max.burst=40000
            cpu {'idle':1}                             | cpu/cpu.idle=1 | {'idle':0,'shares':2} | cpu/cpu.idle=0 cpu/cpu.weight=1
            cpu {'cpus':'0','mems':'0'}                | cpuset/cpuset.cpus=0 cpuset/cpuset.mems=0 | {'cpus':'0'} | cpuset/cpuset.cpus=0 cpuset/cpuset.mems=0
            pids {'limit':20}                          | pids/pids.max=20 | {'limit':-1} | pids/pids.max=max
            pids {'limit':-1}                          | pids/pids.max=max | {'limit':20} | pids/pids.max=20
            hugepageLimits [{'pageSize':'2MB','limit':4194304}] | hugetlb/hugetlb.2MB.max=4194304 hugetlb/hugetlb.2MB.rsvd.max=4194304 | [{'pageSize':'2MB','limit':0}] | hugetlb/hugetlb.2MB.max=0
            unified {'memory.high':'16777216','pids.max':'9'} | memory/memory.high=16777216 pids/pids.max=9 | {'memory.high':'max'} | memory/memory.high=max pids/pids.max=9
            """;

    @EnabledIf(value = V2, disabledReason = "the files of version 2")
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = LIMITS_OF_VERSION_TWO)
    void limitOfVersionTwoIsThatOfTheConfig(String limit, String files, String update, String updated, World world) {
        assumeFiles2(world, files);
        assertFiles(limited(world, limit), files);
    }

    @EnabledIf(value = V2, disabledReason = "the files of version 2")
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = LIMITS_OF_VERSION_TWO)
    void limitOfVersionTwoIsThatOfTheUpdate(String limit, String files, String update, String updated, World world) {
        assumeFiles2(world, files);
        Container container = limited(world, limit);
        update(world, container, named(limit, update));
        assertFiles(container, updated);
    }

    @EnabledIf(value = V2, disabledReason = "the files of version 2")
    @ParameterizedTest
    @CsvSource({
        "throttleReadBpsDevice,rbps",
        "throttleWriteBpsDevice,wbps",
        "throttleReadIOPSDevice,riops",
        "throttleWriteIOPSDevice,wiops"
    })
    void throttleOfVersionTwoIsSetAndTakenAway(String property, String key, World world) {
        assumeTrue(!disk().isEmpty(), "no disk here");
        assumeFiles2(world, "io/io.max=");
        String rate = withDisk("{'blockIO':{'" + property + "':[" + DEVICE + "]}}");
        Container container = created(world, rate.formatted("1000000"));
        String limits = Cgroups.read("io", container.cgroup(), "io.max");
        assertTrue((limits + " ").matches(disk() + " (.* )?" + key + "=1000000 .*"), limits);
        update(world, container, rate.formatted("0"));
        assertFiles(container, "io/io.max=");
    }

    @DisabledIf(value = V2, disabledReason = "the files of version 1")
    @ParameterizedTest
    @CsvSource({
        "throttleReadBpsDevice,read_bps_device",
        "throttleWriteBpsDevice,write_bps_device",
        "throttleReadIOPSDevice,read_iops_device",
        "throttleWriteIOPSDevice,write_iops_device"
    })
    void throttleIsSetAndTakenAway(String property, String file, World world) {
        assumeTrue(!disk().isEmpty(), "no disk here");
        String path = "blkio/blkio.throttle." + file + "=";
        assumeFiles(path);
        String rate = withDisk("{'blockIO':{'" + property + "':[" + DEVICE + "]}}");
        Container container = created(world, rate.formatted("1000000"));
        assertFiles(container, path + disk() + "_1000000");
        update(world, container, rate.formatted("0"));
        assertFiles(container, path);
    }

    /** The kernel counts from the parents down, so that the caller's cgroup must have some first. */
    @DisabledIf(value = V2, disabledReason = "the files of version 1")
    @Test
    void realtimeIsSetBeforeTheProcessJoins(World world) throws IOException {
        assumeFiles("cpu/cpu.rt_runtime_us=");
        Path top = Cgroups.dir("cpu", world.cgroups().top()).resolve("cpu.rt_runtime_us");
        try { // the cgroup above is this run's own
            Files.writeString(top, "20000");
        } catch (IOException e) {
            assumeTrue(false, "the cgroups above leave no real-time: " + e.getMessage());
        }
        Container container = created(world, "{'cpu':{'realtimeRuntime':5000,'realtimePeriod':500000}}");
        assertFiles(container, "cpu/cpu.rt_runtime_us=5000 cpu/cpu.rt_period_us=500000");
        container.delete("--force").expectSuccess();
    }

    @DisabledIf(value = V2, disabledReason = "the files of version 1")
    @Test
    void cpusetsOfNewParentsAreFilled(World world) {
        assumeFiles("cpuset/cpuset.cpus=");
        Bundle bundle = world.bundle().guest("hold");
        bundle.set("/linux/cgroupsPath", world.cgroups().top() + "/new/parents/c");
        Container container = world.container(bundle);
        container.create().expectSuccess();
        String cpus = Cgroups.read("cpuset", world.cgroups().top(), "cpuset.cpus");
        assertEquals(cpus, Cgroups.read("cpuset", world.cgroups().top() + "/new", "cpuset.cpus"));
        assertEquals(cpus, Cgroups.read("cpuset", container.cgroup(), "cpuset.cpus"));
        container.delete("--force").expectSuccess();
        world.cgroups().removeEmpty();
    }

    /** A limit that cannot be set is an error, and says of which controller. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hugetlb  | {'hugepageLimits':[{'pageSize':'2MB','limit':4194304}]}",
                "net_cls  | {'network':{'classID':1048577}}",
                "net_prio | {'network':{'priorities':[{'name':'lo','priority':5}]}}",
            })
    void limitOfAControllerThatIsNotThereIsRefused(String controller, String resources, World world) {
        assumeFalse(Cgroups.isV2() || Cgroups.has(controller), "the controller is here");
        Bundle bundle = world.bundle();
        limit(bundle, resources);
        world.run(bundle).expectFailure();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'memory':{'limit':33554432,'swap':16777216}}",
                "{'cpu':{'quota':10}}",
                "{'cpu':{'period':2000000}}",
                "{'cpu':{'cpus':'77'}}",
                "{'cpu':{'cpus':'a-b'}}",
                "{'blockIO':{'leafWeight':100}}",
                "{'hugepageLimits':[{'pageSize':'3MB','limit':0}]}",
                "{'rdma':{'mlx5_99':{'hcaHandles':3}}}",
                "{'blockIO':{'throttleReadBpsDevice':[{'major':250,'minor':99,'rate':5}]}}",
            })
    void valueThatTheKernelRefusesIsAnError(String resources, World world) {
        Bundle bundle = world.bundle();
        limit(bundle, resources);
        world.run(bundle).expectFailure();
    }
}
