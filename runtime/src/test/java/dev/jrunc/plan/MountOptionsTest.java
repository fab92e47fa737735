package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionsTest {
    @Test
    void theLastOfTwoContraryOptionsCounts() {
        MountOptions options = MountOptions.parse(List.of("ro", "nosuid", "rw"));
        assertEquals(MountOptions.NOSUID, options.set());
        assertEquals(MountOptions.RDONLY, options.clear());
    }

    @ParameterizedTest
    @CsvSource({
        "noatime, 0x10, 0xf0",
        "relatime, 0, 0xf0",
        "nodiratime, 0x80, 0x70",
        "noatime strictatime, 0x20, 0xf0",
        "strictatime noatime, 0x20, 0xf0",
        "noatime relatime, 0x10, 0xf0",
        "noatime atime relatime, 0, 0xf0",
        "noatime nodiratime, 0x90, 0x70",
        "nodiratime diratime, 0, 0",
        "atime norelatime nostrictatime diratime, 0, 0"
    })
    void accessTimeIsOneValue(String names, String set, String clear) {
        MountOptions options = MountOptions.parse(Arrays.asList(names.split(" ")));
        assertEquals(Long.decode(set), options.set());
        assertEquals(Long.decode(clear), options.clear());
    }

    @Test
    void recursiveAttributesAreKeptApart() {
        MountOptions options = MountOptions.parse(List.of("rbind", "rro", "nodev"));
        assertTrue(options.bind() && options.recursive());
        assertEquals(MountOptions.NODEV, options.set());
        assertEquals(MountOptions.RDONLY, options.recursiveSet());
    }

    @Test
    void nothingTakesRelatimeFromATree() {
        MountOptions options = MountOptions.parse(List.of("rnoatime", "rnorelatime"));
        assertEquals(0x10, options.recursiveSet());
        assertEquals(0, MountOptions.parse(List.of("rnorelatime")).recursiveClear());
    }

    @Test
    void propagationKeepsItsOrder() {
        MountOptions options = MountOptions.parse(List.of("rslave", "shared"));
        assertEquals(
                List.of(MountOptions.MS_SLAVE | MountOptions.MS_REC, MountOptions.MS_SHARED), options.propagations());
    }

    @Test
    void whatIsUnknownGoesToTheFilesystem() {
        MountOptions options = MountOptions.parse(List.of("size=64k", "mode=755", "sync", "lowerdir=/a:/b"));
        assertEquals(List.of("size=64k", "mode=755", "lowerdir=/a:/b"), options.data());
        assertEquals(List.of("size=64k", "mode=755", "lowerdir=/a:/b", "sync"), options.forFilesystem());
        assertTrue(options.hasData("mode"));
        assertFalse(options.hasData("mod"));
    }

    @Test
    void theFilesystemGetsItsOptionsAsTheyCome() {
        MountOptions options = MountOptions.parse(List.of("size=1m", "", "size=2m", "size=1m"));
        assertEquals(List.of("size=1m", "size=2m", "size=1m"), options.forFilesystem());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "size=1m,mode=700          | size=1m mode=700",
                ",size=1m,,                | size=1m",
                "lowerdir=/a:/b,index=off  | lowerdir=/a:/b index=off",
                "lowerdir=/a\\,b            | lowerdir=/a\\,b",
                "mpol=bind:0,2,size=1m     | mpol=bind:0,2 size=1m",
                "a=b,0123                  | a=b 0123",
                "x=\"a,b\",y                | x=\"a,b\" y",
                "rootcontext=\"a:s0:c1,c2\" | rootcontext=a:s0:c1,c2",
                "context=a:s0:c1,c2        | context=a:s0:c1,c2"
            })
    void anEntryMayHoldSeveralOptions(String entry, String expected) {
        assertEquals(
                Arrays.asList(expected.split(" ")),
                MountOptions.parse(List.of(entry)).data());
    }

    @Test
    void flagsOfTheFilesystemBecomeThoseOfTheRemount() {
        MountOptions options = MountOptions.parse(List.of("remount", "dirsync", "ro", "sync", "size=1m"));
        assertEquals(List.of("size=1m", "ro", "sync", "nolazytime", "nomand"), options.forRemount(options.set()));
        assertEquals(List.of("size=1m", "rw", "sync", "nolazytime", "nomand"), options.forRemount(0));
    }

    /** config.md#linux-mount-options: none of these names may reach the filesystem as data. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "async atime bind defaults dev diratime dirsync exec iversion lazytime loud noatime nodev nodiratime noexec",
                "noiversion nolazytime norelatime nostrictatime nosuid private rbind relatime remount ro rprivate",
                "rshared rslave runbindable rw shared silent slave strictatime suid sync unbindable nosymfollow symfollow",
                "idmap ridmap ratime rdev rdiratime rexec rnoatime rnodiratime rnoexec rnorelatime rnostrictatime",
                "rnosuid rnosymfollow rrelatime rro rrw rstrictatime rsuid rsymfollow rnodev mand nomand tmpcopyup"
            })
    void namesOfTheSpecificationAreNotData(String names) {
        assertEquals(
                List.of(), MountOptions.parse(Arrays.asList(names.split(" "))).data());
    }
}
