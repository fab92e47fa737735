package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Seccomp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is accepted, what is refused, and in which words. */
class ConfigReaderTest {

    /** Apostrophes stand for quotation marks. */
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static String refusal(byte[] json) {
        return assertThrows(SpecException.class, () -> ConfigReader.read(json)).getMessage();
    }

    private static void refusedWith(String ending, byte[] json) {
        String message = refusal(json);
        assertTrue(message.endsWith(ending), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'process':{'args':12}}                    | 1:20: /process/args: expected an array of strings, found a number (12)
            {'process':{'args':['sh',{}]}}             | 1:26: /process/args/1: expected a string, found an object
            {'process':{'args':[null]}}                | 1:21: /process/args/0: expected a string, found null
            {'process':[]}                             | 1:12: /process: expected an object, found an array
            {'hostname':true}                          | 1:13: /hostname: expected a string, found true
            {'annotations':{'a/b~c':1}}                | 1:25: /annotations/a~1b~0c: expected a string, found a number (1)
            {'root':{'readonly':'yes'}}                | 1:21: /root/readonly: expected true or false, found a string ("yes")
            {'linux':{'namespaces':[{'type':7}]}}      | 1:33: /linux/namespaces/0/type: expected a string, found a number (7)
            {'linux':{'namespaces':{}}}                | 1:24: /linux/namespaces: expected an array of objects, found an object
            {'linux':{'rdma':1,'resources':{'rdma':1}}} | 1:40: /linux/resources/rdma: expected an object with objects, found a number (1)
            {'process':{'user':{'uid':-1}}}            | 1:27: /process/user/uid: expected an integer from 0 to 4294967295, found -1
            {'process':{'user':{'uid':4294967296}}}    | 1:27: /process/user/uid: expected an integer from 0 to 4294967295, found 4294967296
            {'process':{'user':{'gid':1.0}}}           | 1:27: /process/user/gid: expected an integer, found a number with a fraction or an exponent (1.0)
            {'process':{'user':{'gid':1e3}}}           | 1:27: /process/user/gid: expected an integer, found a number with a fraction or an exponent (1e3)
            {'process':{'user':{'gid':'0'}}}           | 1:27: /process/user/gid: expected an integer, found a string ("0"): leave out the quotes
            {'process':{'user':{'umask':'022'}}}       | 1:29: /process/user/umask: expected an integer, found a string ("022"): JSON numbers are decimal, 022 is 18
            {'process':{'user':{'umask':022}}}         | 1:30: /process/user: invalid JSON: JSON numbers are decimal and do not begin with 0
            {'process':{'user':{'uid':'root'}}}        | 1:27: /process/user/uid: expected an integer, found a string ("root")
            {'linux':{'resources':{'pids':{'limit':'99999999999999999999'}}}} | 1:40: /linux/resources/pids/limit: expected an integer, found a string ("99999999999999999999")
            {'linux':{'resources':{'memory':{'limit':'512m'}}}} | 1:42: /linux/resources/memory/limit: expected an integer, found a string ("512m"): JSON numbers have no unit, 512m is 536870912
            {'linux':{'resources':{'memory':{'limit':'2GiB'}}}} | 1:42: /linux/resources/memory/limit: expected an integer, found a string ("2GiB"): JSON numbers have no unit, 2GiB is 2147483648
            {'linux':{'resources':{'memory':{'limit':'10s'}}}} | 1:42: /linux/resources/memory/limit: expected an integer, found a string ("10s")
            {'linux':{'resources':{'memory':{'limit':'99999999t'}}}} | 1:42: /linux/resources/memory/limit: expected an integer, found a string ("99999999t")
            {'linux':{'resources':{'memory':{'limit':NaN}}}} | 1:45: /linux/resources/memory: invalid JSON: JSON has no NaN and no infinity
            {'process':{'oomScoreAdj':2147483648}}     | 1:27: /process/oomScoreAdj: expected an integer from -2147483648 to 2147483647, found 2147483648
            {'process':{'consoleSize':{'height':1}}}   | 1:27: /process/consoleSize: the required property "width" is missing
            {'linux':{'resources':{'pids':{'limit':9223372036854775808}}}} | 1:40: /linux/resources/pids/limit: expected an integer from -9223372036854775808 to 9223372036854775807, found 9223372036854775808
            {'linux':{'resources':{'cpu':{'shares':18446744073709551616}}}} | 1:40: /linux/resources/cpu/shares: expected an integer from 0 to 18446744073709551615, found 18446744073709551616
            {'linux':{'resources':{'cpu':{'shares':-1}}}} | 1:40: /linux/resources/cpu/shares: expected an integer from 0 to 18446744073709551615, found -1
            {'linux':{'resources':{'blockIO':{'weight':65536}}}} | 1:44: /linux/resources/blockIO/weight: expected an integer from 0 to 65535, found 65536
            {'linux':{'uidMappings':[{'hostID':0,'size':1}]}} | 1:26: /linux/uidMappings/0: the required property "containerID" is missing
            {'root':{'path':'a'},'root':{'path':'b'}}  | 1:22: /root: the property is there twice
            {'x':{'y':1,'y':2}}                        | 1:13: /x/y: the property is there twice
            {'annotations':{'a':'1','a':'2'}}          | 1:25: /annotations/a: the property is there twice
            {'ROOT':{'path':'a'},'root':{'path':'b'}}  | 1:22: /root: the property is there twice
            {'root':{'path':'a'},'ROOT':{'path':'b'}}  | 1:29: /ROOT: the property "root" is there twice
            {} {}                                      | 1:4: expected the end of the document
            services:                                  | 1:1: expected an object of JSON, found other text (YAML?)
            {} x                                       | 1:4: invalid JSON: Unrecognized token 'x': text stands in double quotes, true, false and null in lower case
            []                                         | 1:1: expected an object, found an array
            null                                       | 1:1: expected an object, found null
            {'a'                                       | 1:5: invalid JSON: the text ends too early
            {'hostname':'\\u0000'}                     | 1:13: /hostname: the string holds a NUL character
            {'hostname':'\\ud800x'}                    | 1:13: /hostname: the string holds half a surrogate pair
            {'annotations':{'\\u0000':''}}             | 1:17: /annotations: the string holds a NUL character
            """)
    void refusalNamesThePlaceAndWhatWasExpected(String text, String message) {
        assertEquals("config.json:" + message, refusal(json(text)));
    }

    @Test
    void placeIsGivenByLineAndColumn() {
        assertEquals(
                "config.json:3:9: /root/path: expected a string, found a number (1)",
                refusal(json("{\n 'root':\n{'path':1}}")));
    }

    /** What lies about under the same name is told from a configuration that lacks everything. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'architecture': 'amd64', 'os': 'linux', 'config': {}, 'rootfs': {}} | the configuration of an image
            {'schemaVersion': 2, 'config': {}, 'layers': []}                     | the manifest of an image
            {'schemaVersion': 2, 'manifests': []}                                | an index of images
            {'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': []}                  | a seccomp profile
            {'services': {'web': {}}}                                            | a file for docker compose
            """)
    void otherDocumentsAreNamed(String text, String words) throws Exception {
        String expected = "config.json:1:1: this is " + words + ", not the configuration of a container: ";
        assertEquals(expected, refusal(json(text)).substring(0, expected.length()));
        assertNotNull(ConfigReader.read(json("{'ociVersion': '1.3.0', " + text.substring(1))));
    }

    @Test
    void problemHasItsParts() {
        JsonProblem problem = assertThrows(
                        SpecException.class, () -> ConfigReader.read(json("{\n'hostname':1}"), "x.json", null))
                .problem();
        assertEquals(new JsonProblem("x.json", 2, 12, "/hostname", "expected a string, found a number (1)"), problem);
    }

    @Test
    void nothingIsNoDocument() {
        assertEquals("config.json:1:1: expected an object, found nothing", refusal(new byte[0]));
        assertEquals("config.json:1:4: expected an object, found nothing", refusal(json("   ")));
    }

    @Test
    void onlyUtf8IsRead() {
        byte[] overlong = json("{'hostname':'ab'}");
        overlong[13] = (byte) 0xc0;
        overlong[14] = (byte) 0x80;
        assertEquals("config.json:1:14: the document is not UTF-8", refusal(overlong));
        assertTrue(refusal("{}".getBytes(StandardCharsets.UTF_16LE)).contains("1:2: expected an object"));
        assertTrue(refusal("{}".getBytes(StandardCharsets.UTF_16)).contains("not UTF-8"));
        assertTrue(refusal("\ufeff{}".getBytes(StandardCharsets.UTF_8)).contains("1:1: expected an object"));
        for (int[] bytes : new int[][] {{0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0xe2, 0x82}, {0xff}}) {
            byte[] broken = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                broken[i] = (byte) bytes[i];
            }
            assertEquals(0, JsonBytes.scan(broken));
        }
        assertEquals(JsonBytes.PLAIN, JsonBytes.scan("aä€😀".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void textOutsideAsciiIsKept() throws Exception {
        assertEquals(
                "ä€😀",
                ConfigReader.read(json("{'hostname':'ä€\\ud83d\\ude00'}")).hostname());
    }

    @Test
    void nestingIsBounded() throws Exception {
        ConfigReader.read(json("{'x':" + "[".repeat(63) + "]".repeat(63) + "}"));
        refusedWith("nested deeper than 64 levels", json("{'x':" + "[".repeat(64) + "]".repeat(64) + "}"));
        refusedWith("nested deeper than 64 levels", json("{'x':" + "[".repeat(1_000_000)));
        refusedWith("nested deeper than 64 levels", json("{'x':".repeat(100)));
    }

    @Test
    void sizeIsBounded() {
        byte[] large = new byte[JsonTokens.MAX_BYTES + 1];
        refusedWith("bytes, more than 16777216", large);
    }

    @Test
    void longNumbersAndNamesAreRefusedAsWell() {
        assertTrue(refusal(json("{'linux':{'resources':{'pids':{'limit':" + "9".repeat(2000) + "}}}}"))
                .startsWith("config.json:1:"));
        assertTrue(refusal(json("{'" + "n".repeat(60_000) + "':1}")).startsWith("config.json:1:"));
    }

    @Test
    void nullIsAbsent() throws Exception {
        Config config = ConfigReader.read(json(
                "{'ociVersion':null,'process':null,'mounts':null,'hooks':null,'linux':{'seccomp':null,'devices':null},"
                        + "'annotations':{'a':null,'b':'c'}}"));
        assertNull(config.process());
        assertEquals(List.of(), config.mounts());
        assertEquals(List.of("b"), new ArrayList<>(config.annotations().keySet()));
    }

    @Test
    void presenceIsToldFromEmptiness() throws Exception {
        assertNull(seccomp("{}").flags());
        assertNull(seccomp("{'flags':null}").flags());
        assertEquals(List.of(), seccomp("{'flags':[]}").flags());
        assertNull(process("{}").capabilities());
        assertNotNull(process("{'capabilities':{}}").capabilities());
        assertNull(process("{}").terminal());
        assertEquals(false, process("{'terminal':false}").terminal());
    }

    @Test
    void emptyOptionalStringIsAbsent() throws Exception {
        Linux linux = Objects.requireNonNull(
                ConfigReader.read(json("{'linux':{'namespaces':[{'type':'pid','path':''}],'cgroupsPath':''}}"))
                        .linux());
        assertNull(linux.namespaces().get(0).path());
        assertNull(linux.cgroupsPath());
    }

    @Test
    void mapsKeepTheirOrder() throws Exception {
        Config config = ConfigReader.read(json("{'annotations':{'z':'','y':'','x':'','a':'','q':''}}"));
        assertEquals("[z, y, x, a, q]", config.annotations().keySet().toString());
        assertThrows(
                UnsupportedOperationException.class, () -> config.annotations().put("a", "b"));
    }

    @Test
    void manyPropertiesInOneObjectAreFine() throws Exception {
        StringBuilder text = new StringBuilder("{'annotations':{");
        for (int i = 0; i < 1000; i++) {
            text.append(i == 0 ? "'k" : ",'k").append(i).append("':'v'");
        }
        assertEquals(1000, ConfigReader.read(json(text + "}}")).annotations().size());
        refusedWith("/annotations/k7: the property is there twice", json(text + ",'k7':'w'}}"));
    }

    @Test
    void unsignedValuesKeepTheirBits() throws Exception {
        Process process = process(
                "{'rlimits':[{'type':'RLIMIT_NOFILE','soft':18446744073709551615,'hard':18446744073709551615}]}");
        assertEquals(-1L, process.rlimits().get(0).hard());
    }

    @Test
    void unknownPropertiesAreSkippedAndCollected() throws Exception {
        List<UnknownProperty> unknown = new ArrayList<>();
        ConfigReader.read(
                json(
                        "{'proces':{'a':[1,{'b':null}]},\n'root':{'path':'r','readOnlyy':true,'zzz':0},'windows':{'x':1}}"),
                "config.json",
                unknown);
        assertEquals(
                List.of(
                        new UnknownProperty("/proces", 1, 11, "process"),
                        new UnknownProperty("/root/readOnlyy", 2, 32, "readonly"),
                        new UnknownProperty("/root/zzz", 2, 43, null)),
                unknown);
    }

    @Test
    void cpuInAnotherCaseAddsToTheFirst() throws Exception {
        Cpu cpu = Objects.requireNonNull(
                ResourcesReader.read(json("{'cpu':{'shares':2,'cpus':'0'},'CPU':{'Cpus':'1','Mems':'0'}}"))
                        .cpu());
        assertEquals(2L, cpu.shares());
        assertEquals("1", cpu.cpus());
        assertEquals("0", cpu.mems());
    }

    @Test
    void resourcesOfUpdateMatchWithoutRegardToCase() throws Exception {
        assertEquals(
                "1",
                Objects.requireNonNull(ResourcesReader.read(json("{'CPU':{'Cpus':'1'}}"))
                                .cpu())
                        .cpus());
        assertEquals(
                "2MB",
                ResourcesReader.read(json("{'hugepageLimits':[{'pagesize':'2MB','limit':1}]}"))
                        .hugepageLimits()
                        .get(0)
                        .pageSize());
    }

    @Test
    void namesAreHandledAsJacksonDoesByDefault() {
        int features = 0;
        for (JsonFactory.Feature each : JsonFactory.Feature.values()) {
            boolean aboutNames = each.name().contains("_NAMES") || each.name().contains("_SYMBOL_");
            features |= aboutNames && each.enabledByDefault() ? each.getMask() : 0;
        }
        assertEquals(features, BareJackson.NAME_FEATURES);
    }

    @Test
    void pointerIsFoundAgain() {
        byte[] json = json("{'a/b':[1,\n {'c~':\n  true}]}");
        assertEquals(new JsonPositions.Position(3, 3), JsonPositions.locate(json, "/a~1b/1/c~0"));
        assertEquals(new JsonPositions.Position(2, 2), JsonPositions.locate(json, "/a~1b/1/x/y"));
        assertEquals(new JsonPositions.Position(1, 1), JsonPositions.locate(json, ""));
        assertEquals(new JsonPositions.Position(1, 1), JsonPositions.locate(json("{]"), "/a"));
    }

    private static Process process(String text) throws SpecException {
        return ProcessReader.read(json(text));
    }

    private static Seccomp seccomp(String text) throws SpecException {
        Linux linux = Objects.requireNonNull(
                ConfigReader.read(json("{'linux':{'seccomp':" + text + "}}")).linux());
        return Objects.requireNonNull(linux.seccomp());
    }
}
