package dev.jrunc.command;

import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Linux;

/** Properties that this version can't apply yet: refused by name, never ignored. */
final class Unsupported {
    private Unsupported() {}

    static void refuse(BundleConfig bundle) throws Refusal {
        Linux linux = bundle.linux();
        property(linux.intelRdt() != null, "/linux/intelRdt");
    }

    private static void property(boolean present, String pointer) throws Refusal {
        if (present) {
            throw new Refusal("this version of jrunc does not support the property", pointer, "leave it out");
        }
    }
}
