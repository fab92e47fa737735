package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Features;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is compared with beside the specification.
 *
 * @param bundle the directory that holds the document, null when it came alone
 * @param host whether this machine is asked as well
 * @param features what the runtime says of itself, null when none is asked
 */
public record Place(
        @Nullable Path bundle, boolean host, @Nullable Features features) {
    public Place(@Nullable Path bundle, boolean host) {
        this(bundle, host, null);
    }

    void check(Config config, Findings findings) {
        if (bundle != null) {
            new BundleChecks(bundle, findings).check(config);
        }
        if (host) {
            HostChecks.check(config, findings);
        }
        if (features != null) {
            new FeatureChecks(features, findings).check(config);
        }
    }
}
