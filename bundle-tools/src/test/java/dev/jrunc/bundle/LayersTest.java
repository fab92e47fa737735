package dev.jrunc.bundle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom: cli → unpack → {image, rootfs} → tar → fs; generate, digest and report know nothing above. */
class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.jrunc.bundle");

    @Test
    void arrowsGoOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("main")
                .definedBy("dev.jrunc.bundle")
                .layer("cli")
                .definedBy("..cli..")
                .layer("unpack")
                .definedBy("..unpack..")
                .layer("registry")
                .definedBy("..registry..")
                .layer("image")
                .definedBy("..image..")
                .layer("rootfs")
                .definedBy("..rootfs..")
                .layer("tar")
                .definedBy("..tar..")
                .layer("fs")
                .definedBy("..fs..")
                .layer("digest")
                .definedBy("..digest..")
                .layer("generate")
                .definedBy("..generate..")
                .layer("diff")
                .definedBy("..diff..")
                .layer("edit")
                .definedBy("..edit..")
                .layer("lint")
                .definedBy("..lint..")
                .layer("report")
                .definedBy("..report..")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("unpack")
                .mayOnlyAccessLayers("image", "rootfs", "tar", "fs", "digest", "generate", "report")
                .whereLayer("registry")
                .mayOnlyAccessLayers("image", "digest", "report")
                .whereLayer("image")
                .mayOnlyAccessLayers("tar", "fs", "digest", "report")
                .whereLayer("rootfs")
                .mayOnlyAccessLayers("tar", "fs", "digest", "report")
                .whereLayer("tar")
                .mayOnlyAccessLayers("fs", "report")
                .whereLayer("fs")
                .mayOnlyAccessLayers("report")
                .whereLayer("digest")
                .mayOnlyAccessLayers("report")
                .whereLayer("generate")
                .mayOnlyAccessLayers("report")
                .whereLayer("diff")
                .mayOnlyAccessLayers("report")
                .whereLayer("edit")
                .mayOnlyAccessLayers("report")
                .whereLayer("lint")
                .mayOnlyAccessLayers("report")
                .whereLayer("report")
                .mayNotAccessAnyLayer()
                .check(CLASSES);
    }

    @Test
    void noCycles() {
        slices().matching("dev.jrunc.bundle.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void eachLibraryHasOneRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..fs..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jnr..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("..digest..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void runtimeIsUnknownHere() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.jrunc.cli..",
                        "dev.jrunc.command..",
                        "dev.jrunc.lifecycle..",
                        "dev.jrunc.plan..",
                        "dev.jrunc.host..")
                .check(CLASSES);
    }

    @Test
    void staticsAreConstants() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }
}
