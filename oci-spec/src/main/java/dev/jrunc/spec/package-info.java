/**
 * The documents of runtime-spec 1.3.0 as immutable values: one record per object of the specification, components named
 * as the JSON properties, strings as they came.
 *
 * <p>An absent property is {@code null}, an absent list or map is empty unless its presence matters (then it is
 * nullable). An optional string that is present but empty is read as absent, as Go callers mean it. Unsigned 64-bit
 * values are a {@code long} that holds the bits; unsigned 32-bit values are a {@code long} from 0 to 2^32-1.
 *
 * <p>Reading says where a document is not what the specification's schema wants, in one exception; checking says all
 * that a runtime would refuse, and what is probably not meant; writing leaves out what is absent:
 *
 * <pre>{@code
 * Config config = ConfigReader.read(Files.readAllBytes(path)); // or a SpecException
 * for (Problem problem : ConfigValidator.validate(config)) {
 *     System.err.println(problem.level() + " " + problem.text());
 * }
 * Process process = config.process().withEnv(List.of("PATH=/bin"));
 * Files.write(path, ConfigWriter.write(config.with(process, config.mounts())));
 * }</pre>
 *
 * <p>{@link dev.jrunc.spec.json} has a reader for each document, and writers; what a reader does not know it passes over,
 * and lists when it is given a list. Values that nobody has read are built with the constructors; {@code with} and the
 * like copy where a program of this project has to change something.
 */
@NullMarked
package dev.jrunc.spec;

import org.jspecify.annotations.NullMarked;
