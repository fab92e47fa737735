package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One system call of a command fails, be it which it may: the command says so in one line or does without; afterwards
 * state, list and delete --force work, and nothing is left. {@code make faults} tries every call, the ordinary run some at
 * random. A call is made to fail by a tracer (src/test/c/inject.c), nothing in the runtime knows of it.
 */
@Conformance
@Tag("slow")
final class InjectionIT {
    private static final String TRIES = System.getProperty("conformance.faults", "12");
    private static final int NO_TRACER = 77;
    private static final int WRITE = 1; // its number on x86-64, the only machine that inject.c knows
    private static final int COMMAND = 0;
    private static final int CHILDREN = 1;

    private static String[] arguments(String command, Container container, World world) {
        String id = container.id();
        return switch (command) {
            case "create", "create hooks", "create user", "run" ->
                new String[] {
                    command.split(" ", -1)[0],
                    "--bundle",
                    container.bundle().dir().toString(),
                    id
                };
            case "create terminal" ->
                new String[] {
                    "create", "--bundle", container.bundle().dir().toString(), "--console-socket", console(world), id
                };
            case "delete force" -> new String[] {"delete", "--force", id};
            case "exec" -> new String[] {"exec", id, "/bin/true"};
            case "kill" -> new String[] {"kill", id, "KILL"};
            case "mounts" -> new String[] {"mounts", "add", id, world.dir() + "/mounts.json"};
            case "update" -> new String[] {"update", "--pids-limit", "100", id};
            case "checkpoint" -> new String[] {"checkpoint", "--image-path", world.dir() + "/image-" + id, id};
            default -> new String[] {command, id};
        };
    }

    /** A socket that nobody accepts from yet. */
    private static String console(World world) {
        Path path = world.dir().resolve("console");
        try {
            Files.deleteIfExists(path);
            return world.own(new ConsoleSocket(path)).path().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A mount with ids of its own, in a container with ids of its own. */
    private static void mapIds(Bundle bundle, World world) {
        String ids = "[{'containerID':0,'hostID':1000,'size':10}]";
        bundle.userNamespace()
                .json(
                        "/mounts/-",
                        "{'destination':'/mnt','type':'bind','source':'" + world.dir() + "','options':['bind'],"
                                + "'uidMappings':" + ids + ",'gidMappings':" + ids + "}");
    }

    private static Container prepared(String command, World world, String id) {
        Bundle bundle = world.bundle();
        if (command.endsWith("user") || command.equals("mounts")) {
            mapIds(bundle, world);
        }
        if (command.endsWith("terminal")) {
            bundle.set("/process/terminal", true);
        }
        if (command.equals("mounts")) {
            bundle.file(
                    "../mounts.json",
                    "[{\"destination\":\"/tmp\",\"source\":\"" + world.dir() + "\",\"options\":[\"bind\"]}]",
                    "rw-r--r--");
        }
        if (command.equals("run")) {
            bundle.args("/bin/true");
        } else {
            bundle.guest("hold");
        }
        if (command.endsWith("hooks")) {
            for (String kind : List.of("createRuntime", "createContainer")) {
                bundle.json("/hooks/" + kind + "/-", "{'path':'/bin/true','args':['true']}");
            }
        }
        Container container = world.container(bundle, id);
        if (command.startsWith("create") || command.equals("run")) {
            container.bundle().write();
            return container;
        }
        container.create().expectSuccess();
        if (!command.equals("start")) {
            container.start().expectSuccess();
        }
        if (command.equals("delete")) {
            container.stop();
        }
        if (command.equals("resume")) {
            container.call("pause").expectSuccess();
        }
        return container;
    }

    private static Result injected(String command, Container container, int role, int number, int errno, World world) {
        String tool = Path.of(System.getProperty("conformance.guest"))
                .resolveSibling("inject")
                .toString();
        Invocation call = world.call(arguments(command, container, world))
                .through(
                        tool,
                        Integer.toString(role),
                        Integer.toString(number),
                        Integer.toString(errno),
                        world.dir() + "/report");
        Result result = call.bounded().runDetached();
        assumeTrue(result.exit() != NO_TRACER, "no process may be traced here");
        return result;
    }

    private static int[] report(World world) {
        String[] fields = Host.read(world.dir() + "/report").split(" ", -1);
        return new int[] {Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), Integer.parseInt(fields[2])};
    }

    private static void check(String command, int role, int number, int errno, boolean fails, World world) {
        Traces traces = Traces.now(world.cgroups(), world.dir());
        Container container = prepared(command, world, "inject" + role + "-" + number);
        Result result;
        try {
            result = injected(command, container, role, number, errno, world).expectEnd();
        } catch (AssertionError e) {
            throw new AssertionError(command + ", call " + number + " in role " + role + ": " + e.getMessage(), e);
        }
        int call = report(world)[2];
        String what = command + ", call " + number + " of " + (role == COMMAND ? "the command" : "its children")
                + " (system call " + call + ") fails with errno " + errno + ": " + result;
        assertTrue(result.exit() < 128 || (command.equals("exec") && result.exit() == 255), what);
        boolean cannotBeSaid = fails && call == WRITE && result.err().isEmpty(); // the write that would say why
        assertTrue(
                result.exit() == 0
                        || cannotBeSaid
                        || result.err().strip().lines().count() == 1,
                what);
        for (String[] next : new String[][] {{"state", container.id()}, {"list"}}) {
            Result seen = world.call(next).bounded().run().expectEnd();
            assertTrue(seen.exit() == 0 || seen.err().strip().lines().count() == 1, what + "\nthen " + seen);
        }
        Result delete =
                world.call("delete", "--force", container.id()).bounded().run();
        assertEquals(0, delete.expectEnd().exit(), what + "\nthen " + delete);
        world.cgroups().removeEmpty();
        assertEquals(List.of(), traces.leftNow(), what);
        assertTrue(Host.tree(world.stateRoot().resolve(container.id())).isEmpty(), what);
        container.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "create,0,5",
        "create,1,5",
        "run,0,12",
        "run,1,12",
        "start,0,5",
        "exec,0,5",
        "exec,1,5",
        "kill,0,5",
        "create hooks,0,11",
        "create hooks,1,11",
        "create user,0,5",
        "create user,1,5",
        "create terminal,0,5",
        "create terminal,1,5",
        "mounts,0,5",
        "mounts,1,5",
        "update,0,5",
        "pause,0,5",
        "resume,0,5",
        "ps,0,5",
        "state,0,5",
        "checkpoint,0,5",
        "checkpoint,1,5",
        "delete,0,5",
        "delete force,0,5"
    })
    void anyCallMayFail(String command, int role, int errno, World world) {
        assumeTrue(
                !command.equals("mounts")
                        || world.runtime().call("mounts", "--help").run().exit() == 0,
                "the runtime has no command to change mounts");
        Container counted = prepared(command, world, "count");
        Result whole = injected(command, counted, CHILDREN + 1, 0, errno, world);
        boolean fails = command.equals("checkpoint") && whole.exit() != 0; // CRIU can't on every kernel
        assertTrue(fails || whole.exit() == 0, whole.toString());
        int count = report(world)[role];
        world.call("delete", "--force", counted.id()).run().expectSuccess();
        counted.forget();
        assumeTrue(count > 0, "this runtime has no children here");
        List<Integer> numbers = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            numbers.add(number);
        }
        long seed = System.nanoTime();
        Collections.shuffle(numbers, new Random(seed));
        int tries = TRIES.equals("all") ? count : Math.min(count, Integer.parseInt(TRIES));
        for (int number : numbers.subList(0, tries)) {
            check(command, role, number, errno, fails, world);
        }
        System.out.println(
                "InjectionIT: " + command + " " + role + ": " + tries + " of " + count + " calls, seed " + seed);
    }
}
