package dev.jrunc.command;

import dev.jrunc.plan.Decimal;
import dev.jrunc.plan.Refusal;
import java.util.Locale;

/** Signal names (signal(7)). */
final class Signals {
    private static final int RTMIN = 34;
    private static final int RTMAX = 64;

    private Signals() {}

    /** @throws Refusal with runc's words; numbers from 0 to 64, names with and without SIG, in any case */
    static int number(String name) throws Refusal {
        String bare = name.toUpperCase(Locale.ROOT);
        if (bare.startsWith("SIG")) {
            bare = bare.substring(3);
        }
        int given = (int) Decimal.parse(name, RTMAX);
        int number = given < 0 ? named(bare) : given;
        if (number < 0) {
            throw new Refusal("unknown signal \"" + name + "\"", "", "name it like TERM, SIGTERM or 15");
        }
        return number;
    }

    private static int named(String name) {
        int offset = name.length() < 6 ? -1 : (int) Decimal.parse(name.substring(6), RTMAX - RTMIN);
        if (offset >= 0 && name.startsWith("RTMIN+")) {
            return RTMIN + offset;
        }
        if (offset >= 0 && name.startsWith("RTMAX-")) {
            return RTMAX - offset;
        }
        return switch (name) {
            case "HUP" -> 1;
            case "INT" -> 2;
            case "QUIT" -> 3;
            case "ILL" -> 4;
            case "TRAP" -> 5;
            case "ABRT", "IOT" -> 6;
            case "BUS" -> 7;
            case "FPE" -> 8;
            case "KILL" -> 9;
            case "USR1" -> 10;
            case "SEGV" -> 11;
            case "USR2" -> 12;
            case "PIPE" -> 13;
            case "ALRM" -> 14;
            case "TERM" -> 15;
            case "STKFLT" -> 16;
            case "CHLD", "CLD" -> 17;
            case "CONT" -> 18;
            case "STOP" -> 19;
            case "TSTP" -> 20;
            case "TTIN" -> 21;
            case "TTOU" -> 22;
            case "URG" -> 23;
            case "XCPU" -> 24;
            case "XFSZ" -> 25;
            case "VTALRM" -> 26;
            case "PROF" -> 27;
            case "WINCH" -> 28;
            case "IO", "POLL" -> 29;
            case "PWR" -> 30;
            case "SYS" -> 31;
            case "RTMIN" -> RTMIN;
            case "RTMAX" -> RTMAX;
            default -> -1;
        };
    }
}
