package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.generate.IdMap;
import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.List;

/** User and group ids on the command line. */
final class Ids {
    private Ids() {}

    static List<IdMap> maps(String option, List<String> texts) throws BundleException {
        List<IdMap> maps = new ArrayList<>();
        for (String text : texts) {
            String[] numbers = text.split(":", -1);
            if (numbers.length != 3) {
                throw new BundleException(option + " " + text + ": expected CONTAINER:HOST:SIZE, as in 0:100000:65536");
            }
            maps.add(new IdMap(
                    id(option, text, numbers[0]), id(option, text, numbers[1]), id(option, text, numbers[2])));
        }
        return maps;
    }

    /** The archive's owners, mapped where there are maps. */
    static Owners owners(List<IdMap> uids, List<IdMap> gids) {
        return new Owners(true, false, ranges(uids), ranges(gids));
    }

    private static List<Owners.Range> ranges(List<IdMap> maps) {
        List<Owners.Range> ranges = new ArrayList<>();
        for (IdMap map : maps) {
            ranges.add(new Owners.Range(map.container(), map.host(), map.size()));
        }
        return ranges;
    }

    /** 2^32-1 is no id: to the kernel it means "none" (CVE-2024-40635 is what comes of taking it for one). */
    static long id(String option, String text, String number) throws BundleException {
        boolean digits = !number.isEmpty() && number.length() <= 10;
        for (int i = 0; i < number.length(); i++) {
            digits &= number.charAt(i) >= '0' && number.charAt(i) <= '9';
        }
        long id = digits ? Long.parseLong(number) : -1;
        if (id < 0 || id > 0xfffffffeL) {
            throw new BundleException(option + " " + text + ": an id is a number from 0 to 4294967294");
        }
        return id;
    }
}
