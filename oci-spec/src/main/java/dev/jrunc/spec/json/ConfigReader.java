package dev.jrunc.spec.json;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Hook;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.IdMapping;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads config.json. */
public final class ConfigReader {
    private static final String[] CONFIG = {
        "ociVersion", "root", "process", "hostname", "domainname", "mounts", "hooks", "annotations", "linux"
    };
    private static final String[] ROOT = {"path", "readonly"};
    private static final String[] MOUNT = {"destination", "type", "source", "options", "uidMappings", "gidMappings"};
    private static final String[] ID_MAPPING = {"containerID", "hostID", "size"};
    private static final String[] HOOKS = {
        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"
    };
    private static final String[] HOOK = {"path", "args", "env", "timeout"};

    private ConfigReader() {}

    /** Reads a whole document of this kind. */
    public static Config read(byte[] json) throws SpecException {
        return read(json, "config.json", null);
    }

    /**
     * Reads a whole document of this kind.
     *
     * @param source the name of the document for messages
     * @param unknown collects the properties that the specification does not know, when given
     */
    public static Config read(byte[] json, String source, @Nullable List<UnknownProperty> unknown)
            throws SpecException {
        JsonCursor in = new JsonCursor(json, source, unknown);
        Config result = config(in);
        in.finish();
        if (result.ociVersion().isEmpty() && result.root() == null && result.process() == null) {
            String other = OtherDocument.words(json, source);
            if (other != null) {
                throw new SpecException(new JsonProblem(source, 1, 1, "", other));
            }
        }
        return result;
    }

    /**
     * Reads a document that is an array of mounts, each as in {@code mounts}; pointers begin at the array.
     *
     * @param source the name of the document for messages
     */
    public static List<Mount> readMounts(byte[] json, String source) throws SpecException {
        JsonCursor in = new JsonCursor(json, source, null);
        List<Mount> result = mountList(in);
        in.finish();
        return result;
    }

    static Config config(JsonCursor in) throws SpecException {
        String ociVersion = "";
        Root root = null;
        Process process = null;
        String hostname = null;
        String domainname = null;
        List<Mount> mounts = List.of();
        Hooks hooks = null;
        Map<String, String> annotations = Map.of();
        Linux linux = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "ociVersion" -> ociVersion = in.text();
                case "root" -> root = root(in);
                case "process" -> process = ProcessReader.process(in);
                case "hostname" -> hostname = in.optionalText();
                case "domainname" -> domainname = in.optionalText();
                case "mounts" -> mounts = mountList(in);
                case "hooks" -> hooks = hooks(in);
                case "annotations" -> annotations = in.textMap();
                case "linux" -> linux = LinuxReader.linux(in);
                case "solaris", "windows", "vm", "zos", "freebsd" -> in.skip();
                default -> in.other(CONFIG);
            }
        }
        return new Config(ociVersion, root, process, hostname, domainname, mounts, hooks, annotations, linux);
    }

    static Root root(JsonCursor in) throws SpecException {
        String path = "";
        Boolean readonly = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "path" -> path = in.text();
                case "readonly" -> readonly = in.bool();
                default -> in.other(ROOT);
            }
        }
        return new Root(path, readonly);
    }

    static Mount mount(JsonCursor in) throws SpecException {
        String destination = "";
        String type = null;
        String source = null;
        List<String> options = List.of();
        List<IdMapping> uidMappings = List.of();
        List<IdMapping> gidMappings = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "destination" -> destination = in.text();
                case "type" -> type = in.optionalText();
                case "source" -> source = in.optionalText();
                case "options" -> options = in.texts();
                case "uidMappings" -> uidMappings = idMappingList(in);
                case "gidMappings" -> gidMappings = idMappingList(in);
                default -> in.other(MOUNT);
            }
        }
        return new Mount(destination, type, source, options, uidMappings, gidMappings);
    }

    static IdMapping idMapping(JsonCursor in) throws SpecException {
        Long containerID = null;
        Long hostID = null;
        Long size = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "containerID" -> containerID = in.uint32();
                case "hostID" -> hostID = in.uint32();
                case "size" -> size = in.uint32();
                default -> in.other(ID_MAPPING);
            }
        }
        if (containerID == null) {
            throw in.missing("containerID");
        }
        if (hostID == null) {
            throw in.missing("hostID");
        }
        if (size == null) {
            throw in.missing("size");
        }
        return new IdMapping(containerID, hostID, size);
    }

    static Hooks hooks(JsonCursor in) throws SpecException {
        List<Hook> prestart = List.of();
        List<Hook> createRuntime = List.of();
        List<Hook> createContainer = List.of();
        List<Hook> startContainer = List.of();
        List<Hook> poststart = List.of();
        List<Hook> poststop = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "prestart" -> prestart = hookList(in);
                case "createRuntime" -> createRuntime = hookList(in);
                case "createContainer" -> createContainer = hookList(in);
                case "startContainer" -> startContainer = hookList(in);
                case "poststart" -> poststart = hookList(in);
                case "poststop" -> poststop = hookList(in);
                default -> in.other(HOOKS);
            }
        }
        return new Hooks(prestart, createRuntime, createContainer, startContainer, poststart, poststop);
    }

    static Hook hook(JsonCursor in) throws SpecException {
        String path = "";
        List<String> args = List.of();
        List<String> env = null;
        Long timeout = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "path" -> path = in.text();
                case "args" -> args = in.texts();
                case "env" -> env = in.texts();
                case "timeout" -> timeout = in.int64();
                default -> in.other(HOOK);
            }
        }
        return new Hook(path, args, env, timeout);
    }

    static List<Mount> mountList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<Mount> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(mount(in));
        }
        return list;
    }

    static List<IdMapping> idMappingList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<IdMapping> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(idMapping(in));
        }
        return list;
    }

    static List<Hook> hookList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<Hook> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(hook(in));
        }
        return list;
    }
}
