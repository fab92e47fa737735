package dev.jrunc.seccomp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Profiles for tests: those of the engines from the resources, and short ones from text. */
final class Profiles {
    private Profiles() {}

    static Seccomp resource(String name) throws IOException {
        return of(new ObjectMapper().readTree(text(name)));
    }

    static String text(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Profiles.class.getResourceAsStream("/seccomp/" + name + ".json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Seccomp parse(String json) throws IOException {
        return of(new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    private static Seccomp of(JsonNode node) {
        List<SeccompSyscall> syscalls = new ArrayList<>();
        for (JsonNode call : node.path("syscalls")) {
            List<SeccompArg> args = new ArrayList<>();
            for (JsonNode arg : call.path("args")) {
                args.add(new SeccompArg(
                        arg.path("index").asLong(),
                        unsigned(arg.get("value")),
                        arg.has("valueTwo") ? unsigned(arg.get("valueTwo")) : null,
                        arg.path("op").asText()));
            }
            syscalls.add(new SeccompSyscall(
                    strings(call.path("names")), call.path("action").asText(), number(call.get("errnoRet")), args));
        }
        return new Seccomp(
                node.path("defaultAction").asText(),
                number(node.get("defaultErrnoRet")),
                strings(node.path("architectures")),
                node.has("flags") ? strings(node.get("flags")) : null,
                node.has("listenerPath") ? node.get("listenerPath").asText() : null,
                null,
                syscalls);
    }

    private static Long number(JsonNode node) {
        return node == null || node.isNull() ? null : node.asLong();
    }

    private static long unsigned(JsonNode node) {
        return node == null ? 0 : new BigInteger(node.asText()).longValue();
    }

    private static List<String> strings(JsonNode node) {
        List<String> strings = new ArrayList<>();
        for (JsonNode s : node) {
            strings.add(s.asText());
        }
        return strings;
    }
}
