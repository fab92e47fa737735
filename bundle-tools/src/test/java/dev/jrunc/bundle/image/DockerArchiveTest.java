package dev.jrunc.bundle.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerArchiveTest {
    @ParameterizedTest
    @CsvSource({
        "docker.io/library/busybox:latest, busybox, true",
        "docker.io/library/busybox:latest, busybox:latest, true",
        "docker.io/library/busybox:latest, library/busybox, true",
        "docker.io/library/busybox:latest, latest, true",
        "docker.io/library/busybox:latest, docker.io/library/busybox:latest, true",
        "docker.io/library/busybox:1.36, busybox:1.36, true",
        "docker.io/library/busybox:1.36, 1.36, true",
        "docker.io/library/busybox:1.36, busybox, false",
        "docker.io/library/busybox:latest, box, false",
        "docker.io/library/busybox:latest, '', false",
        "app:latest, app, true",
        "host:5000/app:v1, 5000/app:v1, false",
        "'', busybox, false"
    })
    void imagesAreNamedAsDockersCommandsNameThem(String name, String reference, boolean named) {
        assertEquals(named, DockerArchive.isNamed(name, reference));
    }
}
