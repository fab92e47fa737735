package dev.jrunc.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle that a test changes as it likes: config.json as a tree, written when a container is made of it. */
public final class Bundle {
    private final Path dir;
    private final ObjectNode config;
    private boolean written;

    Bundle(Path dir, Rootfs rootfs) {
        this.dir = dir;
        try (InputStream in = Bundle.class.getResourceAsStream("config.json")) {
            Files.createDirectories(dir);
            rootfs.make(rootfs());
            config = (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path dir() {
        return dir;
    }

    public Path rootfs() {
        return dir.resolve("rootfs");
    }

    public ObjectNode config() {
        return config;
    }

    /** Sets the value at a JSON pointer to a string, a number or a boolean; "-" appends to an array. */
    public Bundle set(String pointer, Object value) {
        Json.set(config, pointer, Json.MAPPER.valueToTree(value));
        return this;
    }

    /** Sets the value at a JSON pointer to a value written as JSON; single quotes will do. */
    public Bundle json(String pointer, String text) {
        Json.set(config, pointer, Json.parse(text));
        return this;
    }

    public Bundle remove(String pointer) {
        Json.remove(config, pointer);
        return this;
    }

    public Bundle args(String... args) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (String arg : args) {
            array.add(arg);
        }
        Json.set(config, "/process/args", array);
        return this;
    }

    /** Sets the bounding, permitted and effective capabilities to these, and the other two to none. */
    public Bundle capabilities(String... names) {
        json("/process/capabilities", "{}");
        for (String set : new String[] {"bounding", "permitted", "effective"}) {
            set("/process/capabilities/" + set, names);
        }
        return this;
    }

    /** A shell script as the container's process. */
    public Bundle shell(String script) {
        return args("/bin/sh", "-c", script);
    }

    public Bundle guest(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "/guest";
        System.arraycopy(args, 0, all, 1, args.length);
        return args(all);
    }

    public Bundle mount(String destination, String type, String source, String... options) {
        ObjectNode mount = Json.MAPPER.createObjectNode();
        mount.put("destination", destination).put("type", type).put("source", source);
        ArrayNode list = mount.putArray("options");
        for (String option : options) {
            list.add(option);
        }
        return set("/mounts/-", mount);
    }

    /** Sets the namespace of a type: a new one, or with a path that one. */
    public Bundle namespace(String type, String path) {
        withoutNamespace(type);
        ObjectNode namespace = Json.MAPPER.createObjectNode().put("type", type);
        if (!path.isEmpty()) {
            namespace.put("path", path);
        }
        return set("/linux/namespaces/-", namespace);
    }

    public Bundle withoutNamespace(String type) {
        ArrayNode namespaces = (ArrayNode) config.at("/linux/namespaces");
        for (int i = namespaces.size() - 1; i >= 0; i--) {
            if (namespaces.get(i).path("type").asText().equals(type)) {
                namespaces.remove(i);
            }
        }
        return this;
    }

    /** A user namespace that maps the container's ids 0 to 65535 to the host's from 100000 on, which own the rootfs. */
    public Bundle userNamespace() {
        chown("100000:100000");
        return namespace("user", "")
                .json("/linux/uidMappings", "[{'containerID':0,'hostID':100000,'size':65536}]")
                .json("/linux/gidMappings", "[{'containerID':0,'hostID':100000,'size':65536}]");
    }

    /** Gives the rootfs's directories to "uid:gid"; the linked programs are shared by all bundles and stay root's. */
    public void chown(String owner) {
        Host.run("find", rootfs().toString(), "-type", "d", "-exec", "chown", owner, "{}", "+");
    }

    /** A file in the bundle directory, executable, with a shell script. */
    public Path script(String name, String text) {
        return file(name, "#!/bin/sh\n" + text, "rwxr-xr-x");
    }

    public Path file(String name, String text, String permissions) {
        Path path = dir.resolve(name);
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    /** Reads a file in the bundle directory; empty if there is none. */
    public String read(String name) {
        Path path = dir.resolve(name);
        try {
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes any text as config.json instead of the tree. */
    public Bundle writeRaw(byte[] text) {
        try {
            Files.write(dir.resolve("config.json"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written = true;
        return this;
    }

    void write() {
        if (!written) {
            JsonNode tree = config;
            writeRaw(tree.toPrettyString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            written = false;
        }
    }
}
