package dev.jrunc.spec.validate;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Root;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Checks the properties at the top of config.json. */
final class DocumentChecks {
    private static final int MINOR = 3;
    private static final int UTS_LENGTH = 64; // __NEW_UTS_LEN, uname(2)

    private DocumentChecks() {}

    static void check(Config config, Linux linux, Report report) {
        version(config.ociVersion(), report);
        root(config.root(), linux, report);
        String hostname = config.hostname();
        if (hostname != null) {
            utsName("hostname", hostname, linux, report);
        }
        String domainname = config.domainname();
        if (domainname != null) {
            utsName("domainname", domainname, linux, report);
        }
        if (config.annotations().containsKey("")) {
            report.must("/annotations/", "config.md#annotations", "an annotation must have a name");
        }
    }

    private static void version(String version, Report report) {
        String anchor = "config.md#specification-version";
        if (version.isEmpty()) {
            report.must(
                    "/ociVersion",
                    anchor,
                    "the version of the specification is missing",
                    "add \"ociVersion\": \"1.3.0\"");
            return;
        }
        SemanticVersion parsed = SemanticVersion.parse(version);
        if (parsed == null) {
            report.must("/ociVersion", anchor, "\"" + version + "\" is no semantic version", "write it as 1.3.0");
        } else if (parsed.major() != 1) {
            report.must("/ociVersion", anchor, "version " + version + " is not supported, only 1.x.y is");
        } else if (parsed.minor() > MINOR) {
            report.warn("/ociVersion", anchor, "version " + version + " is newer than 1." + MINOR);
        }
    }

    private static void root(@Nullable Root root, Linux linux, Report report) {
        if (root == null) {
            report.must("/root", "config.md#root", "root must be specified");
        } else if (root.path().isEmpty()) {
            report.must("/root/path", "config.md#root", "root must be specified, but its path is empty or missing");
        }
        if (root != null && Boolean.TRUE.equals(root.readonly()) && linux.namespace("mount") == null) {
            report.warn(
                    "/root/readonly",
                    "config.md#root",
                    "the root stays writable without a private MNT namespace: add {\"type\": \"mount\"} to linux.namespaces");
        }
    }

    private static void utsName(String property, String name, Linux linux, Report report) {
        String pointer = "/" + property;
        if (linux.namespace("uts") == null) {
            report.must(
                    pointer,
                    "config.md#" + property,
                    "unable to set " + property + " without a private UTS namespace",
                    "add {\"type\": \"uts\"} to linux.namespaces");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > UTS_LENGTH) {
            report.must(pointer, "sethostname(2)", "longer than " + UTS_LENGTH + " bytes");
        }
    }
}
