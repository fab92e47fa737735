package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#seccomp: SCMP_ACT_NOTIFY, listenerPath and listenerMetadata. */
@Conformance
final class SeccompAgentIT {
    private static final int ENOTDIR = 20;

    static SeccompAgent agent(World world) {
        return world.own(new SeccompAgent(world.dir().resolve("agent.sock"), ENOTDIR, world.patience()));
    }

    private static Bundle notifying(World world, String path) {
        return notifying(world.bundle(), path);
    }

    static Bundle notifying(Bundle bundle, String path) {
        return bundle.json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'" + path
                                + "','listenerMetadata':'for the agent',"
                                + "'syscalls':[{'names':['sync'],'action':'SCMP_ACT_NOTIFY'}]}")
                .guest("syscall", "sync", "--", "getpid");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agentAnswersTheCalls(boolean noNewPrivileges, World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle = notifying(world, agent.path().toString()).set("/process/noNewPrivileges", noNewPrivileges);
        assertEquals("[\"ENOTDIR\",\"ok\"]", world.run(bundle).json().toString());
    }

    @Test
    void agentIsToldTheContainer(World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle = notifying(world, agent.path().toString()).set("/annotations/kind", "test");
        Container container = world.container(bundle);
        container.create().expectSuccess();
        container.pid();
        container.start().expectSuccess(); // with which the filter may come
        JsonNode state = agent.state();
        assertEquals("[\"seccompFd\"]", state.path("fds").toString());
        assertEquals("for the agent", state.path("metadata").asText());
        assertTrue(state.path("ociVersion").asText().startsWith("1."), state.toString());
        assertEquals(container.pid(), state.path("pid").asLong());
        JsonNode inner = state.path("state");
        assertEquals(container.id(), inner.path("id").asText());
        assertEquals(state.path("pid"), inner.path("pid"));
        assertEquals("creating", inner.path("status").asText());
        assertEquals(bundle.dir().toString(), inner.path("bundle").asText());
        assertEquals("test", inner.path("annotations").path("kind").asText());
    }

    /** One state for one connection, which is closed behind it. */
    @Test
    void connectionEndsAfterTheState(World world) throws Exception {
        Path path = world.dir().resolve("once.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            CompletableFuture<String> all = CompletableFuture.supplyAsync(() -> readToTheEnd(server));
            world.container(notifying(world, path.toString())).create().expectSuccess();
            String text = all.get(world.patience(), TimeUnit.MILLISECONDS);
            assertEquals("for the agent", Json.parse(text).path("metadata").asText());
            assertEquals(text.indexOf("seccompFd"), text.lastIndexOf("seccompFd"), text);
        }
    }

    /** All that comes on the first connection until its other side closes it. */
    private static String readToTheEnd(ServerSocketChannel server) {
        try (SocketChannel connection = server.accept()) {
            return new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filterIsOnFromCreateToTheProgram(World world) {
        SeccompAgent agent = agent(world);
        Container container = world.container(notifying(world, agent.path().toString()));
        container.create().expectSuccess();
        container.pid();
        container.start().expectSuccess();
        container.awaitEnd();
        Expect.has("ENOTDIR", container.out().text());
    }

    @Test
    void missingAgentFailsCreate(World world) {
        Bundle bundle = notifying(world, world.dir().resolve("nobody.sock").toString());
        world.run(bundle).expectFailure();
    }

    @Test
    void writeCannotNotify(World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle = notifying(world, agent.path().toString()).set("/linux/seccomp/syscalls/0/names/-", "write");
        world.run(bundle).expectFailure();
    }

    @Test
    void defaultActionCannotNotify(World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle =
                notifying(world, agent.path().toString()).set("/linux/seccomp/defaultAction", "SCMP_ACT_NOTIFY");
        world.run(bundle).expectFailure();
    }

    @Test
    void notifyingNeedsAListenerPath(World world) {
        world.run(notifying(world, "").remove("/linux/seccomp/listenerPath")).expectFailure("listenerPath");
    }
}
