package dev.jrunc;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the rooms and the ways their doors open (cli, command, lifecycle, plan), and what no room may do. */
final class LayersTest {
    /** Everything that `create` goes through; what costs tens of milliseconds at its first use stays out. */
    private static final String[] START_PATH = {
        "..spec..", "..plan..", "..cgroup..", "..seccomp..", "..systemd..", "..host..", "..lifecycle..", "..command.."
    };

    private static final String[] PURE = {"..plan..", "..cgroup..", "..seccomp..", "..systemd.."};

    /** Each rule has a violation in the test package `rooms`, or is marked as too plain to need one. */
    private static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put(
                "arrows",
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .withOptionalLayers(true)
                        .layer("main")
                        .definedBy("dev.jrunc", "..resident..")
                        .layer("cli")
                        .definedBy("..cli..")
                        .layer("command")
                        .definedBy("..command..")
                        .layer("lifecycle")
                        .definedBy("..lifecycle..")
                        .layer("compilers")
                        .definedBy(PURE)
                        .layer("host")
                        .definedBy("..host..")
                        .layer("spec")
                        .definedBy("..spec..")
                        .whereLayer("cli")
                        .mayOnlyBeAccessedByLayers("main")
                        .whereLayer("command")
                        .mayOnlyBeAccessedByLayers("main", "cli")
                        .whereLayer("lifecycle")
                        .mayOnlyBeAccessedByLayers("main", "cli", "command")
                        .whereLayer("host")
                        .mayOnlyBeAccessedByLayers("main", "cli", "command", "lifecycle"));
        rules.put(
                "no cycles", slices().matching("(**)").should().beFreeOfCycles().allowEmptyShould(true));
        rules.put(
                "spec knows nothing of ours",
                noClasses()
                        .that()
                        .resideInAPackage("..spec..")
                        .should()
                        .dependOnClassesThat(resideInAPackage("dev.jrunc..").and(not(resideInAPackage("..spec.."))))
                        .allowEmptyShould(true));
        rules.put(
                "compilers are pure",
                noClasses()
                        .that()
                        .resideInAnyPackage(PURE)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                "java.nio.file..", "java.nio.channels..", "java.net..", "java.time..", "..host.."))
                        .orShould()
                        .dependOnClassesThat(
                                nameMatching(
                                        "java\\.io\\.(File.*|RandomAccessFile|PrintStream|Console)|java\\.lang\\.(Thread|Runtime)"))
                        .orShould()
                        .callMethodWhere(targetOwner(nameMatching("java\\.lang\\.System"))
                                .and(nameMatching("getenv|getProperty|currentTimeMillis|nanoTime|exit"))));
        rules.put(
                "start path stays cheap",
                noClasses()
                        .that()
                        .resideInAnyPackage(START_PATH)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                "java.util.regex..",
                                "java.util.stream..",
                                "java.util.logging..",
                                "java.lang.reflect..",
                                "com.fasterxml.jackson.databind..",
                                "picocli..",
                                "jnr.."))
                        .orShould()
                        .callMethodWhere(targetOwner(nameMatching("java\\.lang\\.String"))
                                .and(nameMatching("format|formatted|matches|replaceAll|replaceFirst"))));
        rules.put(
                "the JVM starts no process",
                noClasses()
                        .should()
                        .dependOnClassesThat(nameMatching("java\\.lang\\.(ProcessBuilder|ProcessHandle)"))
                        .orShould()
                        .callMethodWhere(targetOwner(nameMatching("java\\.lang\\.Runtime"))
                                .and(nameMatching("exec"))));
        rules.put("no mutable statics", fields().that().areStatic().should().beFinal());
        rules.put(
                "picocli stays in cli",
                classes()
                        .that(resideInAPackage("dev.jrunc..").and(not(resideInAPackage("..cli.."))))
                        .should()
                        .onlyDependOnClassesThat(not(resideInAPackage("picocli..")))
                        .allowEmptyShould(true));
        return rules;
    }

    @TestFactory
    Stream<DynamicTest> holds() {
        JavaClasses ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.jrunc");
        return rules().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(ours)));
    }

    @TestFactory
    Stream<DynamicTest> bites() {
        JavaClasses bad = new ClassFileImporter().importPackages("rooms");
        assertFalse(bad.isEmpty());
        return Stream.of(
                        "arrows",
                        "compilers are pure",
                        "start path stays cheap",
                        "the JVM starts no process",
                        "no mutable statics")
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertTrue(rules().get(name).evaluate(bad).hasViolation())));
    }
}
