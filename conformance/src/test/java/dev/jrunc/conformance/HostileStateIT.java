package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others have laid where the runtime keeps its state, or where the caller wants a file. */
@Conformance
final class HostileStateIT {
    @Test
    void linkInTheContainersPlaceIsNotFollowed(World world) throws IOException {
        Canary canary = Canary.in(world);
        Files.createDirectories(world.stateRoot());
        Path link = Files.createSymbolicLink(world.stateRoot().resolve("x"), canary.dir());
        Container container = world.container(world.bundle().guest("hold"), "x").by(Invocation::bounded);
        container.create().expectFailure();
        canary.assertUntouched();
        world.call("state", "x").bounded().run().expectFailure();
        world.call("kill", "x", "KILL").bounded().run().expectFailure();
        world.call("delete", "x").bounded().run().expectFailure();
        world.call("delete", "--force", "x").bounded().run().expectEnd();
        canary.assertUntouched();
        Files.deleteIfExists(link); // a runtime may remove it, or not see it
    }

    /** Who mistakes --root must not lose what lies there. */
    @Test
    void directoryThatIsNoContainerIsNotRemoved(World world) throws IOException {
        Canary canary = Canary.in(world);
        world.runtime()
                .call("--root", canary.dir().getParent().toString(), "delete", "--force", "dir")
                .bounded()
                .run()
                .expectEnd();
        canary.assertUntouched();
    }

    @Test
    void linkToAContainersDirectoryIsNoSecondContainer(World world) throws IOException {
        Container container = world.running();
        Path link = Files.createSymbolicLink(world.stateRoot().resolve("other"), Path.of(container.id()));
        world.call("delete", "--force", "other").bounded().run().expectEnd();
        Files.deleteIfExists(link);
        assertEquals("running", container.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "file", "loop"})
    void oddThingInTheContainersPlaceIsNoCrash(String kind, World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Path place = world.stateRoot().resolve("x");
        switch (kind) {
            case "fifo" -> Host.run("mkfifo", place.toString());
            case "file" -> Files.writeString(place, "{}");
            default -> Files.createSymbolicLink(place, Path.of("x"));
        }
        Container container = world.container(world.bundle().guest("hold"), "x").by(Invocation::bounded);
        container.create().expectEnd().expectFailure();
        world.call("state", "x").bounded().run().expectEnd().expectFailure();
        world.call("list").bounded().run().expectEnd();
        world.call("delete", "--force", "x").bounded().run().expectEnd();
        Files.deleteIfExists(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.json", "config.json", "record"})
    void fifoAmongTheStateIsWaitedForByNobody(String name, World world) throws IOException {
        Container container = world.running();
        Path file = world.stateRoot().resolve(container.id()).resolve(name);
        if (!Files.exists(file)) {
            return; // the runtime keeps no such file
        }
        Files.delete(file);
        Host.run("mkfifo", file.toString());
        world.call("state", container.id()).bounded().run().expectEnd();
        world.call("list").bounded().run().expectEnd();
        world.call("exec", container.id(), "/bin/true").bounded().run().expectEnd();
        world.call("delete", "--force", container.id()).bounded().run().expectEnd();
        Files.deleteIfExists(file);
        Kernel.awaitEnd(container.pid(), 1);
        Host.run("sh", "-c", "kill -9 " + container.pid() + " 2>/dev/null; true");
    }

    @Test
    void startDoesNotWaitForTheReaderOfAFile(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        container.create().expectSuccess();
        Path fifo = world.stateRoot().resolve(container.id()).resolve("exec.fifo");
        if (!Files.exists(fifo)) {
            return; // the runtime has none of this name
        }
        Files.delete(fifo);
        Files.writeString(fifo, "");
        world.call("start", container.id()).bounded().run().expectEnd().expectFailure();
        container.delete("--force").expectSuccess();
    }

    @Test
    void pidFileThatIsALinkIsReplacedAndNotFollowed(World world) throws IOException {
        Canary canary = Canary.in(world);
        Path file = Files.createSymbolicLink(world.dir().resolve("pid"), canary.file());
        Container container = world.container(world.bundle().guest("hold"));
        container.create("--pid-file", file.toString()).expectSuccess();
        canary.assertUntouched();
        assertFalse(Files.isSymbolicLink(file), "still a link: " + file);
        assertEquals(String.valueOf(container.pid()), Files.readString(file).strip());
    }

    /** As /dev/null, which a host cannot do without, and /dev/stdout, which is a link. */
    @ParameterizedTest
    @ValueSource(strings = {"device", "link"})
    void deviceInThePidFilesPlaceIsNotReplaced(String kind, World world) throws IOException {
        Path device = world.dir().resolve("null");
        Host.run("mknod", device.toString(), "c", "1", "3");
        Path file = device;
        if (kind.equals("link")) {
            file = Files.createSymbolicLink(world.dir().resolve("link"), device);
        }
        Container container = world.container(world.bundle().guest("hold"));
        container.create("--pid-file", file.toString());
        assertEquals(
                "character special file",
                Host.run("stat", "-L", "-c", "%F", file.toString()).strip());
    }

    /** A directory that everybody may write to, as /tmp, in which the next name is anybody's. */
    @Test
    void stateInADirectoryOfEverybodyIsTheCallersAlone(World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        Host.run("chmod", "1777", world.stateRoot().toString());
        Container container = world.container(world.bundle().guest("hold")).by(call -> call.prepare("umask 0"));
        container.create().expectSuccess();
        Path directory = world.stateRoot().resolve(container.id());
        String mode = Host.run("stat", "-c", "%a %u", directory.toString()).strip();
        assertTrue(mode.matches("7[0-5][0-5] 0|700 0|711 0"), mode);
        String others = Host.run(
                "sh",
                "-c",
                "find " + directory + " -type f -perm /022; setpriv --reuid=1000 --regid=1000 --clear-groups"
                        + " sh -c 'rm -rf " + directory + "; echo x > " + directory + "/state.json' 2>/dev/null; true");
        assertEquals("", others);
        assertEquals("created", container.status());
        assertTrue(Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS), "no directory: " + directory);
    }
}
