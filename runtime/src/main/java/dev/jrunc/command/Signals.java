package dev.jrunc.command;

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
        int number = isDigits(name) ? Integer.parseInt(name) : named(bare);
        if (number < 0 || number > RTMAX) {
            throw new Refusal("unknown signal \"" + name + "\"", "", "name it like TERM, SIGTERM or 15");
        }
        return number;
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 3;
    }

    private static int named(String name) {
        if (name.startsWith("RTMIN+") && isDigits(name.substring(6))) {
            return RTMIN + Integer.parseInt(name.substring(6));
        }
        if (name.startsWith("RTMAX-") && isDigits(name.substring(6))) {
            int number = RTMAX - Integer.parseInt(name.substring(6));
            return number < RTMIN ? -1 : number;
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
