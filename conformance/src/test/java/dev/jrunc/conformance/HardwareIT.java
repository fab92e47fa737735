package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits of what few hosts have: disks with weights, RDMA devices, free huge pages, several nodes of memory. */
@Conformance
final class HardwareIT {
    private static final long PAGE = 2L << 20;
    static final String NO_WEIGHTS = "no disk here has the scheduler bfq, which knows weights";

    /** "254:0" of a disk that has this scheduler, or has not. */
    static String disk(boolean weights) {
        for (String name : names("/sys/block")) {
            Path scheduler = Path.of("/sys/block", name, "queue/scheduler");
            if (Files.exists(scheduler)
                    && Host.read(scheduler.toString()).contains("[bfq]") == weights
                    && !name.startsWith("loop")) {
                return Host.read("/sys/block/" + name + "/dev");
            }
        }
        return "";
    }

    private static List<String> names(String directory) {
        String[] names = Path.of(directory).toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    static String device(String disk, String rest) {
        return "{'major':" + disk.replace(":", ",'minor':") + "," + rest + "}";
    }

    private static Container held(World world, String pointer, String limit) {
        return world.container(world.bundle().guest("hold").json("/linux/resources/" + pointer, limit))
                .started();
    }

    private static Result updating(World world, Container container, String resources) {
        Path file = container.bundle().file("resources.json", resources.replace('\'', '"'), "rw-r--r--");
        return world.call("update", "--resources", file.toString(), container.id())
                .run();
    }

    private static void update(World world, Container container, String resources) {
        updating(world, container, resources).expectSuccess();
    }

    private static List<String> lines(Container container, String controller, String file) {
        return Cgroups.read(controller, container.cgroup(), file)
                .lines()
                .map(String::strip)
                .toList();
    }

    @Test
    void weightsOfDisksAreThoseOfTheConfigThenThoseOfTheUpdate(World world) {
        String disk = disk(true);
        assumeFalse(disk.isEmpty(), NO_WEIGHTS);
        Container container =
                held(world, "blockIO", "{'weight':300,'weightDevice':[" + device(disk, "'weight':500") + "]}");
        assertWeights(container, "300", disk + " 500");
        container.call("update", "--blkio-weight", "200").expectSilence();
        assertWeights(container, "200", disk + " 500");
        update(world, container, "{'blockIO':{'weightDevice':[" + device(disk, "'weight':1000") + "]}}");
        assertWeights(container, "200", disk + " 1000");
        container.stop();
    }

    @Test
    void updateThatFailsLeavesTheWeightsOfDisks(World world) {
        String disk = disk(true);
        assumeFalse(disk.isEmpty(), NO_WEIGHTS);
        Container container = held(world, "blockIO", "{'weight':300}");
        String before = weights(container);
        updating(
                        world,
                        container,
                        "{'blockIO':{'weight':200,'weightDevice':[" + device(disk, "'weight':500")
                                + "],'throttleReadBpsDevice':[{'major':250,'minor':99,'rate':5}]}}")
                .expectFailure("250:99");
        assertEquals(before, weights(container));
        container.stop();
    }

    private static String weights(Container container) {
        return Cgroups.isV2()
                ? Cgroups.read("io", container.cgroup(), "io.bfq.weight")
                : Cgroups.read("blkio", container.cgroup(), "blkio.bfq.weight_device");
    }

    private static void assertWeights(Container container, String weight, String device) {
        if (Cgroups.isV2()) {
            assertEquals(List.of("default " + weight, device), lines(container, "io", "io.bfq.weight"));
        } else {
            assertEquals(List.of(weight), lines(container, "blkio", "blkio.bfq.weight"));
            List<String> devices = lines(container, "blkio", "blkio.bfq.weight_device");
            assertTrue(devices.contains(device), devices::toString);
        }
    }

    @Test
    void weightsWithoutThatSchedulerAreOnTheScaleOfVersionTwo(World world) {
        assumeTrue(
                Files.exists(Path.of("/sys/fs/cgroup/io.cost.qos")) && !Files.exists(Path.of("/sys/module/bfq")),
                "no io.weight here, or BFQ is here as well");
        Container container = held(world, "blockIO", "{'weight':10}");
        assertEquals(List.of("default 1"), lines(container, "io", "io.weight"));
        container.call("update", "--blkio-weight", "1000").expectSilence();
        assertEquals(List.of("default 10000"), lines(container, "io", "io.weight"));
        container.stop();
    }

    @Test
    void weightOfADiskWithoutWeightsIsRefused(World world) {
        String disk = disk(false);
        assumeFalse(disk.isEmpty() || disk(true).isEmpty(), "no two disks here, of which one has the scheduler bfq");
        world.run(world.bundle()
                        .json("/linux/resources/blockIO", "{'weightDevice':[" + device(disk, "'weight':500") + "]}"))
                .expectFailure(disk);
    }

    @Test
    void limitsOfAnRdmaDeviceAreThoseOfTheConfigThenThoseOfTheUpdate(World world) {
        List<String> devices = names("/sys/class/infiniband");
        assumeFalse(devices.isEmpty() || !Cgroups.has("rdma"), "no RDMA device or no controller for it here");
        String device = devices.get(0);
        Container container = held(world, "rdma", "{'" + device + "':{'hcaHandles':3}}");
        assertRdma(container, device + " hca_handle=3 hca_object=max");
        update(world, container, "{'rdma':{'" + device + "':{'hcaHandles':0,'hcaObjects':2147483647}}}");
        assertRdma(container, device + " hca_handle=0 hca_object=max");
        update(world, container, "{'rdma':{'" + device + "':{'hcaObjects':100}}}");
        assertRdma(container, device + " hca_handle=0 hca_object=100");
        container.stop();
    }

    private static void assertRdma(Container container, String line) {
        List<String> limits = lines(container, "rdma", "rdma.max");
        assertTrue(limits.contains(line), limits::toString);
    }

    /** What is reserved counts as much as what is used. */
    @Test
    void hugePagesOverTheLimitAreRefused(World world) {
        String free = "/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages";
        assumeTrue(
                Cgroups.has("hugetlb") && Files.exists(Path.of(free)) && Integer.parseInt(Host.read(free)) > 2,
                "no three free huge pages or no controller for them here");
        Bundle bundle = world.bundle()
                .mount("/huge", "hugetlbfs", "hugetlbfs", "pagesize=2M")
                .json("/linux/resources/hugepageLimits", "[{'pageSize':'2MB','limit':" + 2 * PAGE + "}]")
                .shell("fallocate -l " + 2 * PAGE + " /huge/a && ! fallocate -l " + PAGE
                        + " /huge/b && exec /guest hold");
        Container container = world.container(bundle).started();
        var pages = container.call("events", "--stats").json().at("/data/hugetlb/2MB");
        assertEquals(2 * PAGE, pages.path("usage").asLong(), pages::toString);
        container.stop();
    }

    @Test
    void nodesOfMemoryAreThoseOfTheConfigThenThoseOfTheUpdate(World world) {
        assumeTwoNodes();
        Container container = held(world, "cpu", "{'mems':'1'}");
        assertNodes(container, "1");
        container.call("update", "--cpuset-mems", "0-1").expectSilence();
        assertNodes(container, "0-1");
        update(world, container, "{'cpu':{'mems':'0'}}");
        assertNodes(container, "0");
        container.call("update", "--cpuset-mems", "7").expectFailure("cpuset.mems");
        assertNodes(container, "0");
        container.stop();
    }

    private static void assertNodes(Container container, String nodes) {
        assertEquals(nodes, Cgroups.read("cpuset", container.cgroup(), "cpuset.mems"));
        String status = Host.read("/proc/" + container.pid() + "/status");
        assertTrue((status + "\n").contains("Mems_allowed_list:\t" + nodes + "\n"), status);
    }

    static void assumeTwoNodes() {
        assumeTrue(Files.exists(Path.of("/sys/devices/system/node/node1")), "one node of memory only here");
    }
}
