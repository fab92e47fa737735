package dev.jrunc.bundle;

import dev.jrunc.bundle.cli.CommandLines;
import dev.jrunc.bundle.generate.SpecFile;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import org.jspecify.annotations.Nullable;

/** Starts {@code jrunc spec}, {@code jrunc bundle …} and {@code jrunc-bundle …}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        String program = System.getProperty("jrunc.program", "jrunc");
        program = program.substring(program.lastIndexOf('/') + 1);
        int status = run(program, args);
        System.out.flush();
        System.exit(status);
    }

    static int run(String program, String[] args) {
        SpecCall spec = SpecCall.parse(args);
        if (spec == null) {
            return CommandLines.run(program, args);
        }
        try {
            SpecFile.write(spec.bundle, spec.rootless, program);
            return 0;
        } catch (BundleException e) {
            Report.toStderr(program).error(String.valueOf(e.getMessage()));
            return 1;
        }
    }

    /** A well-formed {@code spec} call, which test suites make all the time: read by hand, without picocli. */
    private static final class SpecCall {
        private String bundle = "";
        private boolean rootless;

        /** Returns null for everything that is not exactly understood; picocli has the words for that. */
        static @Nullable SpecCall parse(String[] args) {
            int first = args.length > 0 && args[0].equals("bundle") ? 1 : 0;
            if (args.length <= first || !args[first].equals("spec")) {
                return null;
            }
            SpecCall call = new SpecCall();
            for (int i = first + 1; i < args.length; i++) {
                switch (args[i]) {
                    case "-b", "--bundle" -> {
                        if (++i == args.length || args[i].startsWith("-")) {
                            return null;
                        }
                        call.bundle = args[i];
                    }
                    case "--rootless" -> call.rootless = true;
                    default -> {
                        return null;
                    }
                }
            }
            return call;
        }
    }
}
