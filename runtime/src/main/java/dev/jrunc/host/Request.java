package dev.jrunc.host;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command as the launcher met it, with what it knows of the host.
 *
 * @param program base name of argv[0]
 * @param arguments argv without argv[0]
 * @param environment {@code NAME=value} strings
 * @param uid effective user id, unsigned
 * @param bits 1: {@link #nested}, 2: {@link #groupsDenied}, 4: {@link #mapped}
 * @param machine that the launcher is built for, as uname(2) calls it
 * @param lastCapability number of the last capability this kernel knows
 * @param boundingSet capabilities that the caller may grant
 * @param ownCgroup text of /proc/self/cgroup
 * @param mountInfo text of /proc/self/mountinfo
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
public record Request(
        String program,
        List<String> arguments,
        List<String> environment,
        String cwd,
        int uid,
        int gid,
        int bits,
        long seconds,
        int nanoseconds,
        String kernelRelease,
        String machine,
        int lastCapability,
        long boundingSet,
        String libraryDirectory,
        byte[] ownCgroup,
        byte[] mountInfo) {

    /** The cwd that was removed, or whose path is too long for getcwd(2). */
    public static final String CWD_WITHOUT_PATH = "/proc/self/cwd";

    private static final int VERSION = 1;

    /**
     * Reads the payload of a REQUEST frame.
     *
     * @param buildId the engine's own; a launcher of another build is refused
     */
    public static Request read(ByteSource in, @Nullable String buildId) throws ProtocolException {
        int version = in.u32();
        String launcher = in.string();
        if (version != VERSION || (buildId != null && !buildId.equals(launcher))) {
            throw new OtherBuildException("launcher " + launcher + " and engine " + buildId
                    + " are of different builds; install both from one build");
        }
        String program = in.string();
        List<String> arguments = in.strings();
        List<String> environment = in.strings();
        String cwd = in.string();
        int uid = in.u32();
        int gid = in.u32();
        in.u32(); // the umask, which no plan depends on: the launcher applies it
        return new Request(
                program,
                arguments,
                environment,
                cwd,
                uid,
                gid,
                in.u32(),
                in.u64(),
                in.u32(),
                in.string(),
                in.string(),
                in.u32(),
                in.u64(),
                in.string(),
                in.blob(),
                in.blob());
    }

    /** Root of a user namespace that is not the first, which has no rights over the host: a rootless engine. */
    public boolean nested() {
        return (bits & 1) != 0;
    }

    /** In a user namespace that is not the first, whatever the caller calls itself: no device rules can be set there. */
    public boolean mapped() {
        return (bits & 4) != 0;
    }

    /** user_namespaces(7): setgroups(2) is denied in the caller's namespace. */
    public boolean groupsDenied() {
        return (bits & 2) != 0;
    }

    /** The value of an environment variable, or null. */
    public @Nullable String variable(String name) {
        for (int i = 0; i < environment.size(); i++) {
            String entry = environment.get(i);
            if (entry.length() > name.length() && entry.charAt(name.length()) == '=' && entry.startsWith(name)) {
                return entry.substring(name.length() + 1);
            }
        }
        return null;
    }

    /** The path as seen from the caller's working directory, without {@code .} and {@code ..} resolved. */
    public String absolute(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        return cwd.endsWith("/") ? cwd + path : cwd + "/" + path;
    }
}
