package dev.jrunc.spec.json;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Hook;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.IdMapping;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes config.json. */
public final class ConfigWriter {
    private ConfigWriter() {}

    /** The document, indented. */
    public static byte[] write(Config value) {
        return write(value, true);
    }

    /** The document, indented or in one line. */
    public static byte[] write(Config value, boolean indented) {
        JsonSink out = new JsonSink(indented);
        try {
            config(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer takes everything
        }
        return out.finish();
    }

    static void config(JsonSink out, Config value) throws IOException {
        out.enterObject();
        out.text("ociVersion", value.ociVersion());
        if (value.root() != null) {
            out.name("root");
            root(out, value.root());
        }
        if (value.process() != null) {
            out.name("process");
            ProcessWriter.process(out, value.process());
        }
        out.text("hostname", value.hostname());
        out.text("domainname", value.domainname());
        mountList(out, "mounts", value.mounts());
        if (value.hooks() != null) {
            out.name("hooks");
            hooks(out, value.hooks());
        }
        out.textMap("annotations", value.annotations());
        if (value.linux() != null) {
            out.name("linux");
            LinuxWriter.linux(out, value.linux());
        }
        out.leaveObject();
    }

    static void root(JsonSink out, Root value) throws IOException {
        out.enterObject();
        out.text("path", value.path());
        out.bool("readonly", value.readonly());
        out.leaveObject();
    }

    static void mount(JsonSink out, Mount value) throws IOException {
        out.enterObject();
        out.text("destination", value.destination());
        out.text("type", value.type());
        out.text("source", value.source());
        out.texts("options", value.options());
        idMappingList(out, "uidMappings", value.uidMappings());
        idMappingList(out, "gidMappings", value.gidMappings());
        out.leaveObject();
    }

    static void idMapping(JsonSink out, IdMapping value) throws IOException {
        out.enterObject();
        out.number("containerID", value.containerID());
        out.number("hostID", value.hostID());
        out.number("size", value.size());
        out.leaveObject();
    }

    static void hooks(JsonSink out, Hooks value) throws IOException {
        out.enterObject();
        hookList(out, "prestart", value.prestart());
        hookList(out, "createRuntime", value.createRuntime());
        hookList(out, "createContainer", value.createContainer());
        hookList(out, "startContainer", value.startContainer());
        hookList(out, "poststart", value.poststart());
        hookList(out, "poststop", value.poststop());
        out.leaveObject();
    }

    static void hook(JsonSink out, Hook value) throws IOException {
        out.enterObject();
        out.text("path", value.path());
        out.texts("args", value.args());
        out.textsIfPresent("env", value.env());
        out.number("timeout", value.timeout());
        out.leaveObject();
    }

    static void mountList(JsonSink out, String name, List<Mount> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (Mount value : values) {
            mount(out, value);
        }
        out.leaveArray();
    }

    static void idMappingList(JsonSink out, String name, List<IdMapping> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (IdMapping value : values) {
            idMapping(out, value);
        }
        out.leaveArray();
    }

    static void hookList(JsonSink out, String name, List<Hook> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (Hook value : values) {
            hook(out, value);
        }
        out.leaveArray();
    }
}
