package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Capabilities;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Features;
import dev.jrunc.spec.Features.LinuxFeatures;
import dev.jrunc.spec.Features.Toggle;
import dev.jrunc.spec.Hook;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.validate.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a configuration with what a runtime says that it can do (features.md). What the runtime says nothing of is
 * unknown, and nothing is said of it here either.
 */
final class FeatureChecks {
    private final Features features;
    private final Findings findings;

    FeatureChecks(Features features, Findings findings) {
        this.features = features;
        this.findings = findings;
    }

    void check(Config config) {
        version(config.ociVersion());
        Hooks hooks = config.hooks();
        if (hooks != null) {
            hooks("prestart", hooks.prestart());
            hooks("createRuntime", hooks.createRuntime());
            hooks("createContainer", hooks.createContainer());
            hooks("startContainer", hooks.startContainer());
            hooks("poststart", hooks.poststart());
            hooks("poststop", hooks.poststop());
        }
        for (int i = 0; i < config.mounts().size(); i++) {
            mountOptions("/mounts/" + i + "/options", config.mounts().get(i));
        }
        annotations(config);
        LinuxFeatures known = features.linux();
        if (known == null) {
            return;
        }
        for (int i = 0; i < config.mounts().size(); i++) {
            mappings("/mounts/" + i, config.mounts().get(i), known);
        }
        Process process = config.process();
        if (process != null) {
            process(process, known);
        }
        Linux linux = config.linux();
        if (linux != null) {
            new LinuxFeatureChecks(known, this).check(linux);
        }
    }

    private void version(String version) {
        if (version.isEmpty()) {
            return;
        }
        String release = VersionChecks.release(version);
        boolean later = SpecHistory.isNewer(release, VersionChecks.release(features.ociVersionMax()));
        if (later || SpecHistory.isNewer(VersionChecks.release(features.ociVersionMin()), release)) {
            findings.should(
                    "/ociVersion",
                    "features.md#specification-version",
                    "the runtime recognizes " + features.ociVersionMin() + " to " + features.ociVersionMax(),
                    later ? "what came later is ignored by it, or refused" : null);
        }
    }

    private void hooks(String kind, List<Hook> hooks) {
        if (!hooks.isEmpty()) {
            known("/hooks/" + kind, "hooks", kind, features.hooks());
        }
    }

    /** An option that nobody knows is the filesystem's, unless there is none: a bind mount has no data of its own. */
    private void mountOptions(String pointer, Mount mount) {
        List<String> known = features.mountOptions();
        for (int i = 0; known != null && i < mount.options().size(); i++) {
            String option = mount.options().get(i);
            boolean ofTheRuntime = mount.isBind() || Names.MOUNT_OPTIONS.knows(option);
            if (ofTheRuntime && !known.contains(option)) {
                findings.should(
                        pointer + "/" + i,
                        "features.md#mount-options",
                        "the runtime does not know the option \"" + option + "\" and passes it to the filesystem",
                        null);
            }
        }
    }

    private void mappings(String pointer, Mount mount, LinuxFeatures known) {
        Toggle idmap =
                known.mountExtensions() == null ? null : known.mountExtensions().idmap();
        boolean asked = !mount.uidMappings().isEmpty()
                || !mount.gidMappings().isEmpty()
                || mount.options().contains("idmap")
                || mount.options().contains("ridmap");
        disabled(asked, idmap, pointer, "mountextensions", "idmapped mounts");
    }

    private void annotations(Config config) {
        List<String> unsafe = features.potentiallyUnsafeConfigAnnotations();
        if (unsafe == null) {
            return;
        }
        for (String name : config.annotations().keySet()) {
            for (String one : unsafe) {
                if (one.equals(name) || (one.endsWith(".") && name.startsWith(one))) {
                    findings.may(
                            Pointer.child("/annotations", name),
                            "features.md#unsafe-annotations-in-configjson",
                            "changes what the runtime does; leave it out when it comes from an image",
                            null);
                    break;
                }
            }
        }
    }

    private void process(Process process, LinuxFeatures known) {
        Capabilities sets = process.capabilities();
        if (sets != null) {
            capabilities("bounding", sets.bounding(), known);
            capabilities("effective", sets.effective(), known);
            capabilities("inheritable", sets.inheritable(), known);
            capabilities("permitted", sets.permitted(), known);
            capabilities("ambient", sets.ambient(), known);
        }
        disabled(
                isSet(process.apparmorProfile()), known.apparmor(), "/process/apparmorProfile", "apparmor", "AppArmor");
        disabled(isSet(process.selinuxLabel()), known.selinux(), "/process/selinuxLabel", "selinux", "SELinux");
    }

    /** Only a warning is owed for these (config.md, {@code capabilities}). */
    private void capabilities(String set, List<String> names, LinuxFeatures known) {
        List<String> capabilities = known.capabilities();
        for (int i = 0; capabilities != null && i < names.size(); i++) {
            if (!capabilities.contains(names.get(i))) {
                findings.should(
                        "/process/capabilities/" + set + "/" + i,
                        clause("capabilities"),
                        "the runtime does not know " + names.get(i) + ", and leaves it out",
                        null);
            }
        }
    }

    static boolean isSet(@Nullable String value) {
        return value != null && !value.isEmpty();
    }

    static String clause(String section) {
        return (section.equals("hooks") ? "features.md#" : "features-linux.md#") + section;
    }

    /** One of a list; null for a runtime that does not say what it knows. */
    void known(String pointer, String section, String value, @Nullable List<String> names) {
        if (names != null && !names.contains(value)) {
            findings.add(
                    Level.MUST,
                    pointer,
                    clause(section),
                    "the runtime does not know \"" + value + "\"",
                    names.isEmpty() ? "it knows none" : "it knows " + String.join(", ", names));
        }
    }

    void disabled(boolean asked, @Nullable Toggle toggle, String pointer, String section, String what) {
        disabled(asked, toggle == null ? null : toggle.enabled(), pointer, section, what);
    }

    /** Asked for, and said to be off. */
    void disabled(boolean asked, @Nullable Boolean enabled, String pointer, String section, String what) {
        if (asked && Boolean.FALSE.equals(enabled)) {
            findings.add(
                    Level.MUST,
                    pointer,
                    clause(section),
                    "the runtime was built without " + what,
                    "leave it out, or take another runtime");
        }
    }

    void unsupported(String pointer, String section, String message) {
        findings.add(Level.MUST, pointer, clause(section), message, null);
    }
}
