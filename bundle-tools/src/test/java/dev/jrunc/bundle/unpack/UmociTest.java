package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.Tool;
import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.TreeDiff;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers drawn by lot, of few names so that they get in each other's way: what umoci makes of them is made here, with modes,
 * owners, times, links and attributes. {@code -Djrunc.images=N} for more of them.
 */
class UmociTest extends ImageFixture {
    private static final Pattern TIME_ALONE = Pattern.compile("[^:]+: time (\\d+)\\.\\d+ is [\\d.]+");
    private static final int IMAGES = Integer.getInteger("jrunc.images", 40);

    private SplittableRandom random;
    private final List<String> files = new ArrayList<>();

    private String any(String... values) {
        return values[random.nextInt(values.length)];
    }

    private int number(int bound) {
        return random.nextInt(bound);
    }

    private TarBuilder layer(int layer) {
        TarBuilder tar =
                new TarBuilder().mode(0755).owner(0, 0).time(1000 + layer).dir(".");
        for (int i = 1 + number(9); i > 0; i--) {
            StringBuilder directory = new StringBuilder();
            for (int depth = number(3); depth > 0; depth--) {
                directory.append(any("a", "b", "c"));
                if (number(5) > 0) {
                    directory(tar, directory.toString());
                }
                directory.append('/');
            }
            member(tar, directory.toString(), any("a", "b", "c"), layer + "." + i);
        }
        return tar;
    }

    private void directory(TarBuilder tar, String name) {
        tar.mode(random.nextBoolean() ? 0755 : 01710)
                .owner(number(9), 0)
                .time(number(9999))
                .dir(name);
    }

    private void member(TarBuilder tar, String directory, String name, String content) {
        tar.owner(number(5), number(5)).time(number(99_999)).mode(random.nextBoolean() ? 04755 : 0600);
        switch (number(7)) {
            case 0 -> directory(tar, directory + name);
            case 1, 2 -> {
                if (number(5) == 0) {
                    tar.pax("SCHILY.xattr.user.x", content);
                }
                tar.file(directory + name, content);
                files.add(directory + name);
            }
            case 3 -> tar.file(directory + ".wh." + name, "");
            case 4 -> tar.file(directory + ".wh..wh..opq", "");
            case 5 -> tar.symlink(directory + name, any("a", "b", "/a", "/a/b", "../a", "../b", "b/a", "."));
            default -> {
                if (!files.isEmpty()) {
                    tar.hardLink(directory + name, files.get(number(files.size())));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSameTree(boolean keepDirlinks) throws Exception {
        String umoci = Tool.find("umoci");
        assumeTrue(umoci != null && posix.isRoot(), "umoci, which is compared with, and root are needed");
        int compared = 0;
        for (int seed = 0; compared < IMAGES; seed++) {
            assertTrue(seed < 10 * IMAGES, "umoci takes " + compared + " of " + seed + " images only");
            random = new SplittableRandom(seed);
            files.clear();
            Path work = dir.resolve("image" + seed);
            LayoutBuilder builder = new LayoutBuilder(work.resolve("layout"));
            for (int i = 1 + number(4); i > 0; i--) {
                byte[] tar = layer(i).bytes();
                builder.layer(LayoutBuilder.TAR, tar, builder.digest(tar));
            }
            builder.write("{}");
            long start = System.currentTimeMillis() / 1000;
            TreeDiff diff = new TreeDiff(posix, 100);
            List<String> command = new ArrayList<>(List.of(umoci, "unpack"));
            command.addAll(keepDirlinks ? List.of("--keep-dirlinks") : List.of());
            command.addAll(List.of("--image", work + "/layout:latest", work + "/umoci"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("output").toFile())
                    .start();
            // A file where a directory should be, a link to nothing: there umoci gives up.
            if (process.waitFor() == 0) {
                List<String> differences = new ArrayList<>(differences(work, keepDirlinks, diff));
                differences.removeIf(line -> isImplied(line, start));
                assertEquals(List.of(), differences, "seed " + seed);
                compared++;
            }
        }
    }

    /** In directories that no layer tells of umoci leaves the time of unpacking; ours is the same each time. */
    private static boolean isImplied(String difference, long start) {
        Matcher matcher = TIME_ALONE.matcher(difference);
        return matcher.matches() && Long.parseLong(matcher.group(1)) >= start;
    }

    private List<String> differences(Path work, boolean keepDirlinks, TreeDiff diff) throws Exception {
        try (ImageFile file = ImageFile.open(posix, work + "/layout:latest")) {
            new Unpack(posix, file.image(null), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED, new Silent(), keepDirlinks)
                    .bundle(work + "/ours", ConfigOptions.initial("test", false, new HostFacts(false, 0, 0)));
        } catch (BundleException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        try (Fd wanted = posix.openDirectory(Names.ofArgument(work + "/umoci/rootfs"));
                Fd actual = posix.openDirectory(Names.ofArgument(work + "/ours/rootfs"))) {
            diff.compare(wanted, actual);
        }
        return diff.differences();
    }
}
