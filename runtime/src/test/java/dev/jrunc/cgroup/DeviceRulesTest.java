package dev.jrunc.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.DeviceRule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeviceRulesTest {
    private static final long SEED = 20240229;
    private static final int ROUNDS = 4000;

    /** The device cgroup of the kernel's v1: lines as they are written to devices.allow and devices.deny. */
    private static final class V1Kernel {
        private boolean allowByDefault = true;
        private final List<String[]> exceptions = new ArrayList<>();

        void write(boolean allow, String line) {
            if (line.charAt(0) == 'a') {
                allowByDefault = allow;
                exceptions.clear();
                return;
            }
            String[] words = line.split("[ :]", -1);
            for (String[] one : exceptions) {
                if (one[0].equals(words[0]) && one[1].equals(words[1]) && one[2].equals(words[2])) {
                    one[3] = allow == allowByDefault ? minus(one[3], words[3]) : one[3] + words[3];
                    return;
                }
            }
            if (allow != allowByDefault) {
                exceptions.add(words);
            }
        }

        boolean allows(char type, long major, long minor, String access) {
            for (String[] one : exceptions) {
                if (one[0].charAt(0) != type || !matches(one[1], major) || !matches(one[2], minor)) {
                    continue;
                }
                String left = minus(access, one[3]);
                if (allowByDefault ? !left.equals(access) : left.isEmpty()) {
                    return !allowByDefault;
                }
            }
            return allowByDefault;
        }

        private static boolean matches(String pattern, long number) {
            return pattern.equals("*") || pattern.equals(Long.toString(number));
        }

        private static String minus(String from, String what) {
            StringBuilder left = new StringBuilder();
            for (int i = 0; i < from.length(); i++) {
                char c = from.charAt(i);
                if (what.indexOf(c) < 0) {
                    left.append(c);
                }
            }
            return left.toString();
        }
    }

    @Test
    void kernelV1AndTheProgramAndTheRulesThemselvesAgree() throws Refusal {
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<DeviceRule> config = randomRules(random);
            String seed = "seed " + SEED + " round " + round + " " + config;
            DeviceRules rules = new DeviceRules();
            try {
                for (DeviceRule rule : config) {
                    rules.add(rule, "");
                }
            } catch (Refusal e) {
                refused++;
                continue;
            }
            V1Kernel kernel = new V1Kernel();
            kernel.write(rules.allowByDefault(), "a");
            for (DeviceRules.Entry one : rules.exceptions()) {
                kernel.write(!rules.allowByDefault(), one.line());
            }
            DeviceMachine machine = new DeviceMachine(DeviceProgram.compile(rules));
            for (char type : new char[] {'b', 'c'}) {
                for (int major = 0; major < 3; major++) {
                    for (int minor = 0; minor < 3; minor++) {
                        for (int access = 1; access < 8; access++) {
                            boolean expected = kernel.allows(type, major, minor, letters(access));
                            assertEquals(expected, machine.allows(type, major, minor, access), seed);
                            if (Integer.bitCount(access) == 1) {
                                assertEquals(lastMatch(config, type, major, minor, access), expected, seed);
                            }
                        }
                    }
                }
            }
        }
        assertTrue(refused > ROUNDS / 20 && refused < ROUNDS * 9 / 10, "refused " + refused);
    }

    /** The meaning of the spec for one kind of access: denied, unless the last rule that speaks of it allows. */
    private static boolean lastMatch(List<DeviceRule> config, char type, long major, long minor, int access) {
        boolean allowed = false;
        for (DeviceRule rule : config) {
            boolean typed = rule.type() == null
                    || rule.type().equals("a")
                    || rule.type().charAt(0) == type;
            boolean numbered = (rule.major() == null || rule.major() == major || rule.major() == -1)
                    && (rule.minor() == null || rule.minor() == minor || rule.minor() == -1);
            if (typed && numbered && (rule.access() == null || rule.access().contains(letters(access)))) {
                allowed = rule.allow();
            }
        }
        return allowed;
    }

    private static List<DeviceRule> randomRules(SplittableRandom random) {
        String[] types = {null, "a", "b", "c", "c", "c"};
        Long[] numbers = {null, -1L, 0L, 1L, 2L, 1L};
        String[] accesses = {null, "rwm", "r", "w", "m", "rw", "wm", "mr"};
        List<DeviceRule> rules = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(8) == 0) {
                rules.add(new DeviceRule(random.nextBoolean(), null, null, null, null));
            } else {
                rules.add(new DeviceRule(
                        random.nextBoolean(),
                        types[random.nextInt(types.length)],
                        numbers[random.nextInt(numbers.length)],
                        numbers[random.nextInt(numbers.length)],
                        accesses[random.nextInt(accesses.length)]));
            }
        }
        return rules;
    }

    private static String letters(int access) {
        return ((access & 2) != 0 ? "r" : "") + ((access & 4) != 0 ? "w" : "") + ((access & 1) != 0 ? "m" : "");
    }

    @Test
    void defaultsComeLastAndEverythingElseIsDenied() throws Refusal {
        DeviceRules rules = rules("c 10:229 rwm");
        rules.addDefaults();
        assertEquals("c 10:229 rwm", rules.exceptions().get(0).line());
        DeviceMachine machine = new DeviceMachine(DeviceProgram.compile(rules));
        assertTrue(machine.allows('c', 10, 229, DeviceRules.ALL));
        assertTrue(machine.allows('c', 1, 3, DeviceRules.READ | DeviceRules.WRITE));
        assertTrue(machine.allows('c', 136, 77, DeviceRules.READ));
        assertTrue(machine.allows('b', 8, 0, DeviceRules.MKNOD));
        assertFalse(machine.allows('b', 8, 0, DeviceRules.READ));
        assertFalse(machine.allows('b', 8, 0, DeviceRules.READ | DeviceRules.MKNOD));
        assertFalse(machine.allows('c', 1, 1, DeviceRules.READ));
        assertFalse(machine.allows('c', 4095, 1048575, DeviceRules.READ));
    }

    @Test
    void allowedByDefaultNeedsNoDefaults() throws Refusal {
        DeviceRules rules = new DeviceRules();
        rules.add(new DeviceRule(true, "a", null, null, "rwm"), "");
        rules.addDefaults();
        assertTrue(rules.allowsAll());
        rules.add(new DeviceRule(false, "c", 1L, null, "rwm"), "");
        rules.addDefaults();
        assertEquals(1, rules.exceptions().size());
    }

    @Test
    void aPartialRuleForAllTypesDoesNotOpenEverything() throws Refusal {
        DeviceRules rules = new DeviceRules();
        rules.add(new DeviceRule(true, "a", null, null, "r"), "");
        assertFalse(rules.allowByDefault());
        assertEquals("b *:* r", rules.exceptions().get(0).line());
        assertEquals("c *:* r", rules.exceptions().get(1).line());
    }

    @Test
    void aHoleInAWiderRuleIsRefused() throws Refusal {
        DeviceRules rules = rules("c *:* rwm");
        Refusal e = assertThrows(
                Refusal.class,
                () -> rules.add(new DeviceRule(false, "c", 10L, 200L, "w"), "/linux/resources/devices/2"));
        assertEquals("/linux/resources/devices/2", e.pointer());
        assertEquals(
                "the device rule \"c 10:200 w\" takes a part out of the earlier and wider \"c *:* rwm\", which device"
                        + " cgroups cannot do",
                e.getMessage());
    }

    @Test
    void anAccessOfAllTakesAllAway() throws Refusal {
        DeviceRules rules = new DeviceRules();
        rules.add(new DeviceRule(true, "c", 1L, 11L, "rwm"), "/d");
        rules.add(new DeviceRule(false, "c", 1L, 11L, "ra"), "/d");
        assertTrue(rules.exceptions().isEmpty());
    }

    @Test
    void badRulesAreNamed() {
        Object[][] cases = {
            {new DeviceRule(true, "p", null, null, "r"), "/d/type", "invalid cgroup device type \"p\""},
            {new DeviceRule(true, "c", -2L, null, "r"), "/d/major", "invalid device number -2"},
            {new DeviceRule(true, "c", 1L, 4294967296L, "r"), "/d/minor", "invalid device number 4294967296"},
            {new DeviceRule(true, "c", 1L, 1L, "x"), "/d/access", "invalid device access \"x\""},
            {new DeviceRule(true, "c", 1L, 1L, "rwa"), "/d/access", "invalid device access \"rwa\""},
            {new DeviceRule(true, "c", 1L, 1L, ""), "/d/access", "invalid device access \"\""},
        };
        for (Object[] one : cases) {
            Refusal e = assertThrows(Refusal.class, () -> new DeviceRules().add((DeviceRule) one[0], "/d"));
            assertEquals(one[1], e.pointer());
            assertEquals(one[2], e.getMessage());
        }
    }

    @Test
    void numbersBeyondThoseOfLinuxMatchNothing() throws Refusal {
        DeviceRules rules = new DeviceRules();
        rules.add(new DeviceRule(true, "c", 4294967295L, null, "r"), "");
        assertFalse(new DeviceMachine(DeviceProgram.compile(rules)).allows('c', 4294967295L, 0, DeviceRules.READ));
        assertFalse(new DeviceMachine(DeviceProgram.compile(rules)).allows('c', 0, 0, DeviceRules.READ));
    }

    private static DeviceRules rules(String line) throws Refusal {
        String[] words = line.split("[ :]", -1);
        DeviceRules rules = new DeviceRules();
        rules.add(new DeviceRule(false, null, null, null, "rwm"), "");
        rules.add(
                new DeviceRule(
                        true,
                        words[0],
                        words[1].equals("*") ? null : Long.valueOf(words[1]),
                        words[2].equals("*") ? null : Long.valueOf(words[2]),
                        words[3]),
                "");
        return rules;
    }
}
