package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of the host in new namespaces, which keeps them alive to be joined by path. */
public final class Holder implements AutoCloseable {
    private final Process process;

    private Holder(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(List.of(flags));
        command.addAll(List.of("sh", "-c", "echo ready; read -r line"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] line = process.getInputStream().readNBytes(6);
        String said = new String(line, StandardCharsets.UTF_8);
        if (!said.equals("ready\n")) {
            throw new IOException(command + ": " + said);
        }
    }

    /** New namespaces of all types but mount and user; unshare(1) itself waits outside of the new pid namespace. */
    public static Holder ofNewNamespaces() throws IOException {
        return new Holder("--net", "--ipc", "--uts", "--cgroup", "--time", "--pid", "--fork");
    }

    /** A user namespace that maps ids 0 to 65535 to 100000 and on. */
    public static Holder ofUserNamespace() throws IOException {
        Holder holder = new Holder("--user");
        for (String map : List.of("uid_map", "gid_map")) {
            Files.writeString(Path.of("/proc/" + holder.process.pid(), map), "0 100000 65536");
        }
        return holder;
    }

    public String path(String namespace) {
        return "/proc/" + process.pid() + "/ns/" + namespace;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        Kernel.awaitEnd(process.pid(), Kernel.SAFETY_MILLIS);
        process.destroyForcibly();
    }
}
