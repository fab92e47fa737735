package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Config;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is compared with beside the specification.
 *
 * @param bundle the directory that holds the document, null when it came alone
 * @param host whether this machine is asked as well
 */
public record Place(@Nullable Path bundle, boolean host) {
    void check(Config config, Findings findings) {
        if (bundle != null) {
            new BundleChecks(bundle, findings).check(config);
        }
        if (host) {
            HostChecks.check(config, findings);
        }
    }
}
