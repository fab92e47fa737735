package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.image.ImageConfig;
import dev.jrunc.bundle.image.ImageException;
import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The image's config as options of a config.json (conversion.md of image-spec). */
final class ConfigConversion {
    private static final String PREFIX = "org.opencontainers.image.";
    /** Annotations that runtimes obey; an image's labels must not be taken for them. */
    private static final List<String> COMMANDS = List.of("run.oci.", "org.systemd.", "org.criu.", "module.wasm.");

    private static final List<String> KERNELS = List.of("/proc", "/sys", "/dev");

    private ConfigConversion() {}

    static ConfigOptions of(ImageConfig image, ImageUser user, ConfigOptions initial) throws BundleException {
        List<String> args = new ArrayList<>(image.entrypoint());
        args.addAll(image.cmd());
        return new ConfigOptions(
                initial.hostname(),
                args.isEmpty() ? initial.args() : args,
                environment(image.env(), user.home(), initial.env()),
                workingDirectory(image.workingDir()),
                user.uid(),
                user.gid(),
                user.additionalGids(),
                initial.terminal(),
                initial.rootPath(),
                false,
                initial.rootless(),
                initial.cgroupNamespace(),
                initial.uidMaps(),
                initial.gidMaps(),
                volumes(image.volumes()),
                annotations(image));
    }

    /** The image's variables first; of ours those that it leaves out, since PATH is what most programs need. */
    private static List<String> environment(List<String> variables, String home, List<String> defaults)
            throws ImageException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String variable : variables) {
            all.put(name(variable), variable);
        }
        for (String variable : defaults) {
            all.putIfAbsent(name(variable), variable);
        }
        all.putIfAbsent("HOME", "HOME=" + home);
        return List.copyOf(all.values());
    }

    private static String name(String variable) throws ImageException {
        int equals = variable.indexOf('=');
        if (equals < 1) {
            throw new ImageException("the image's config: Env \"" + variable + "\" is not NAME=value");
        }
        return variable.substring(0, equals);
    }

    private static String workingDirectory(String directory) {
        return directory.startsWith("/") ? directory : "/" + directory;
    }

    private static List<String> volumes(List<String> volumes) throws ImageException {
        List<String> destinations = new ArrayList<>();
        for (String volume : volumes) {
            String path = clean(volume);
            boolean kernels = path.equals("/");
            for (String kernel : KERNELS) {
                kernels |= path.equals(kernel) || path.startsWith(kernel + "/");
            }
            if (kernels) {
                throw new ImageException("the image's config: a volume on \"" + volume + "\" would cover what the"
                        + " container's own mounts have there");
            }
            if (!destinations.contains(path)) {
                destinations.add(path);
            }
        }
        return destinations;
    }

    private static String clean(String path) throws ImageException {
        StringBuilder clean = new StringBuilder();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                throw new ImageException("the image's config: the volume \"" + path + "\" must not go up (\"..\")");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                clean.append('/').append(part);
            }
        }
        return clean.length() == 0 ? "/" : clean.toString();
    }

    private static Map<String, String> annotations(ImageConfig image) {
        Map<String, String> annotations = new LinkedHashMap<>();
        add(annotations, "os", image.platform().os());
        add(annotations, "architecture", image.platform().architecture());
        add(annotations, "variant", image.platform().variant());
        add(annotations, "os.version", image.osVersion());
        add(annotations, "os.features", String.join(",", image.osFeatures()));
        add(annotations, "author", image.author());
        add(annotations, "created", image.created());
        add(annotations, "stopSignal", image.stopSignal());
        add(annotations, "exposedPorts", String.join(",", image.exposedPorts()));
        for (Map.Entry<String, String> label : image.labels().entrySet()) {
            if (!isCommand(label.getKey())) {
                annotations.put(label.getKey(), label.getValue());
            }
        }
        return annotations;
    }

    /** The labels that did not become annotations, of which the user is to hear (conversion.md#annotations). */
    static List<String> labelsLeftOut(ImageConfig image) {
        List<String> leftOut = new ArrayList<>();
        for (String label : image.labels().keySet()) {
            if (isCommand(label)) {
                leftOut.add(label);
            }
        }
        return leftOut;
    }

    private static boolean isCommand(String label) {
        for (String prefix : COMMANDS) {
            if (label.startsWith(prefix)) {
                return true;
            }
        }
        return label.isEmpty();
    }

    private static void add(Map<String, String> annotations, String name, String value) {
        if (!value.isEmpty()) {
            annotations.put(PREFIX + name, value);
        }
    }
}
