package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The packed tables say what {@code src/main/syscalls/syscalls.tsv} says. */
class SyscallTableTest {
    private static final Path SOURCE = Path.of("src/main/syscalls/syscalls.tsv");
    private static final Map<String, Map<String, Integer>> CELLS = cells();
    private static final List<String> NAMES = List.copyOf(new TreeSet<>(CELLS.keySet()));

    static List<String> names() {
        return NAMES;
    }

    /** The number of a call on an ABI by the source of the tables, or -1. */
    static int number(SeccompArch abi, String name) {
        String column = switch (abi) {
            case PPC64LE -> "ppc64";
            case MIPSEL -> "mips";
            case MIPSEL64 -> "mips64";
            case MIPSEL64N32 -> "mips64n32";
            case SHEB -> "sh";
            default -> abi.name().toLowerCase(Locale.ROOT);
        };
        int relative = cell(name, column);
        if (abi == SeccompArch.ARM && relative > 1000) {
            return 0xf0000 + relative - 1000;
        }
        return relative < 0 ? -1 : abi.base() + relative;
    }

    /** The number of a call within socketcall(2), or 100 and its number within ipc(2), or -1. */
    static int multiplexed(String name) {
        return cell(name, "multiplexed");
    }

    private static int cell(String name, String column) {
        Map<String, Integer> row = CELLS.getOrDefault(name, Map.of());
        return row.getOrDefault(column, -1);
    }

    private static Map<String, Map<String, Integer>> cells() {
        Map<String, Map<String, Integer>> cells = new HashMap<>();
        List<String[]> rows = rows();
        String[] header = rows.get(0);
        for (String[] row : rows.subList(1, rows.size())) {
            Map<String, Integer> numbers = new HashMap<>();
            for (int i = 1; i < row.length; i++) {
                if (!row[i].equals("-")) {
                    numbers.put(header[i], Integer.parseInt(row[i]));
                }
            }
            cells.put(row[0], numbers);
        }
        return cells;
    }

    private static List<String[]> rows() {
        List<String[]> rows = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(SOURCE)) {
                rows.add(line.split("\t", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    @Test
    void everyNameIsFoundWithItsNumbers() {
        SyscallNumbers numbers = new SyscallNumbers();
        List<String[]> rows = rows();
        String[] header = rows.get(0);
        for (String[] row : rows.subList(1, rows.size())) {
            int id = numbers.find(row[0]);
            assertEquals(rows.indexOf(row) - 1, id, row[0]);
            for (int i = 1; i < row.length; i++) {
                byte[] table = header[i].equals("multiplexed")
                        ? SyscallNumbers.multiplexed()
                        : SyscallNumbers.table(arch(header[i]));
                int expected = row[i].equals("-") ? 0 : Integer.parseInt(row[i]) + 1;
                assertEquals(expected, SyscallNumbers.number(table, id), row[0] + " on " + header[i]);
            }
        }
    }

    private static SeccompArch arch(String column) {
        return SeccompArch.valueOf(column.toUpperCase(Locale.ROOT));
    }

    @Test
    void otherNamesAreNotFound() {
        SyscallNumbers numbers = new SyscallNumbers();
        for (String name : List.of("", "r", "rea", "readd", "not_a_system_call", "readv2", "é")) {
            assertEquals(-1, numbers.find(name), name);
        }
    }

    @Test
    void unifiedNumbersAreTheSameEverywhere() {
        SyscallNumbers numbers = new SyscallNumbers();
        for (SeccompArch arch : SeccompArch.values()) {
            byte[] table = SyscallNumbers.table(arch);
            assertEquals(437 + 1, SyscallNumbers.number(table, numbers.find("openat2")), arch.name());
            assertEquals(468 + 1, SyscallNumbers.number(table, numbers.find("file_getattr")), arch.name());
        }
    }
}
