package dev.jrunc.conformance;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** Gives each test its world, looks afterwards for what is left of it, and knows where peers are known to differ. */
final class WorldExtension
        implements ParameterResolver, InvocationInterceptor, LifecycleMethodExecutionExceptionHandler, TestWatcher {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(WorldExtension.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int KNOWN_MILLIS = 5_000; // a runtime that is known to hang need not prove it for a minute
    private static final Path BASE = Path.of("/run/conformance");

    private final RuntimeBinary runtime = RuntimeBinary.fromEnvironment();
    private final Findings findings = Findings.of(runtime.name());

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == World.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String problem = Jail.problem();
        if (problem != null && !"root".equals(System.getProperty("user.name"))) {
            throw skip(context, "needs root");
        }
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        if (!runtime.exists()) {
            throw skip(context, "there is no runtime " + runtime.path());
        }
        int patience = known(context) == null ? Kernel.SAFETY_MILLIS : KNOWN_MILLIS;
        World world = new World(runtime, BASE, String.valueOf(COUNT.incrementAndGet()), patience);
        context.getStore(NAMESPACE).put(World.class, world);
        return world;
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    private void run(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        Throwable failure = null;
        try {
            invocation.proceed();
        } catch (Throwable t) {
            failure = t;
        }
        World world = context.getStore(NAMESPACE).get(World.class, World.class);
        if (world != null && (failure == null || failure instanceof TestAbortedException)) {
            try {
                world.close();
            } catch (AssertionError | RuntimeException t) {
                failure = t;
            }
        } else if (world != null) {
            world.abandon();
        }
        if (failure instanceof TestAbortedException) {
            throw skip(context, String.valueOf(failure.getMessage()));
        }
        @Nullable String known = known(context);
        if (failure == null && known != null) { // seen in the log: the finding may have to go
            System.out.println(
                    "passed " + context.getDisplayName() + " of " + name(context) + ", though known: " + known);
        }
        if (failure != null) {
            @Nullable String finding = known == null ? findings.about(failure) : known;
            throw finding == null ? failure : skip(context, known(finding, failure));
        }
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw failure instanceof TestAbortedException ? skip(context, String.valueOf(failure.getMessage())) : failure;
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        skip(context, reason.orElse("disabled"));
    }

    private @Nullable String known(ExtensionContext context) {
        return findings.about(
                context.getRequiredTestClass(), context.getRequiredTestMethod(), context.getDisplayName());
    }

    /** With the first line of what failed: it may be something else than what is known. */
    private String known(String finding, Throwable failure) {
        String why = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return "known of " + runtime.name() + ": " + finding + " (" + why + ")";
    }

    /** A skip says why where everyone sees it; Maven's summary only counts. */
    private static TestAbortedException skip(ExtensionContext context, String reason) {
        System.out.println("skipped " + name(context) + ": " + reason);
        return new TestAbortedException(reason);
    }

    private static String name(ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
    }
}
