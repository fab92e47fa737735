package dev.jrunc.conformance;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes without Maven, where a host has none: all of them, or those that are named. */
final class Suite implements TestExecutionListener {
    private int passed;
    private int failed;
    private int skipped;

    private Suite() {}

    public static void main(String[] names) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : names) {
            selectors.add(selectClass("dev.jrunc.conformance." + name));
        }
        if (selectors.isEmpty()) {
            selectors.add(selectPackage("dev.jrunc.conformance"));
        }
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(includeClassNamePatterns(".*IT"))
                .build();
        Suite suite = new Suite();
        LauncherFactory.create().execute(request, suite);
        System.out.println(suite.passed + " passed, " + suite.failed + " failed, " + suite.skipped + " skipped");
        System.exit(suite.failed == 0 && suite.passed > 0 ? 0 : 1);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped++;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
            case ABORTED -> skipped += test.isTest() ? 1 : 0;
            case FAILED -> {
                failed++;
                System.out.println("FAILED " + test.getUniqueId().replaceAll(".*dev.jrunc.conformance.", "") + " "
                        + test.getDisplayName() + ": " + result.getThrowable().orElse(null));
            }
        }
        System.out.flush();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        System.out.flush();
    }
}
