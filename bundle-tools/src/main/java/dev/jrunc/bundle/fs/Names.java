package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** File names as the kernel has them: bytes, of whatever encoding. */
public final class Names {
    static final byte[] SELF = {'.', 0};

    private Names() {}

    /** A path of the command line, in the bytes it came in. */
    public static byte[] ofArgument(String path) {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        return terminated(path.getBytes(Charset.forName(encoding)));
    }

    static byte[] ascii(String name) {
        return terminated(name.getBytes(StandardCharsets.US_ASCII));
    }

    /** The name with the NUL at its end that the kernel wants. */
    public static byte[] terminated(byte[] name) {
        return Arrays.copyOf(name, name.length + 1);
    }

    /**
     * The parts of an archive's name below the root: a leading slash and {@code .} mean nothing, {@code ..} is refused.
     *
     * @return empty for the root itself
     */
    public static List<byte[]> components(byte[] name) throws BundleException {
        for (byte b : name) {
            if (b == 0) {
                throw new BundleException(printable(name) + ": a file name must not hold a zero byte");
            }
        }
        List<byte[]> parts = parts(name);
        for (byte[] part : parts) {
            if (part.length == 2 && part[0] == '.' && part[1] == '.') {
                throw new BundleException(printable(name) + ": a name in an archive must not go up (\"..\")");
            }
        }
        return parts;
    }

    /** What is between the slashes, but for {@code .}. */
    static List<byte[]> parts(byte[] path) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i < path.length && path[i] != '/') {
                continue;
            }
            byte[] part = Arrays.copyOfRange(path, start, i);
            start = i + 1;
            if (part.length > 0 && !(part.length == 1 && part[0] == '.')) {
                parts.add(part);
            }
        }
        return parts;
    }

    static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            if (path.size() > 0) {
                path.write('/');
            }
            path.writeBytes(part);
        }
        return path.toByteArray();
    }

    /** A path below the root as the kernel takes it. */
    static byte[] below(List<byte[]> path) {
        return path.isEmpty() ? SELF : terminated(joined(path));
    }

    /** For messages. */
    public static String printable(byte[] name) {
        int length = name.length > 0 && name[name.length - 1] == 0 ? name.length - 1 : name.length;
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }
}
