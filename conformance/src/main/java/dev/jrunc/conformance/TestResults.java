package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What the tests of one runtime came to, by "Class.method" with the cases of a parameterized test apart. */
record TestResults(String runtime, String about, Map<String, Result> byName) {
    private static final String KNOWN = "known of "; // what WorldExtension says

    enum Outcome {
        PASSED,
        FAILED,
        KNOWN,
        SKIPPED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String words() {
            return this == KNOWN ? "known to fail" : word();
        }
    }

    record Result(Outcome outcome, String message) {}

    /** Class and method of a test, without the number of a case. */
    static String method(String name) {
        int end = name.indexOf('[');
        return end < 0 ? name : name.substring(0, end);
    }

    /** The results of each case of a test. */
    List<Result> of(String method) {
        return byName.entrySet().stream()
                .filter(entry -> method(entry.getKey()).equals(method))
                .map(Map.Entry::getValue)
                .toList();
    }

    long count(Outcome outcome) {
        return byName.values().stream()
                .filter(result -> result.outcome() == outcome)
                .count();
    }

    /** What a test has seen go wrong, known or not, by the words in which it is told. */
    enum Trouble {
        HUNG("commands that did not end", "no end of \\[|hung: "),
        LEFT("tests after which something was left behind", "left behind:"),
        UNDELETABLE("containers that could not be deleted", " delete --force ");

        private final String words;
        private final String signs;

        /** @param signs a regular expression */
        Trouble(String words, String signs) {
            this.words = words;
            this.signs = signs;
        }

        String words() {
            return words;
        }

        /** In the first line: what comes behind it are outputs. */
        private boolean isIn(String message) {
            String line = message.lines().findFirst().orElse("");
            return Pattern.compile(signs).matcher(line).find();
        }
    }

    long count(Trouble trouble) {
        return byName.values().stream()
                .filter(result -> result.outcome() == Outcome.FAILED || result.outcome() == Outcome.KNOWN)
                .filter(result -> trouble.isIn(result.message()))
                .count();
    }

    /** "12 passed, 1 failed, …". */
    String totals() {
        return Arrays.stream(Outcome.values())
                .map(outcome -> count(outcome) + " " + outcome.words())
                .collect(Collectors.joining(", "));
    }

    /** Reads a directory of JUnit's XML reports, and what its file "about" says of the runtime. */
    static TestResults read(Path dir) throws IOException {
        Map<String, Result> results = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "TEST-*.xml")) {
            for (Path file : files) {
                NodeList cases = parse(file).getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) {
                    Element test = (Element) cases.item(i);
                    results.put(name(test), result(test));
                }
            }
        }
        String about = Files.readString(dir.resolve("about")).strip();
        return new TestResults(dir.getFileName().toString().replaceFirst("^\\d+-", ""), about, results);
    }

    private static Element parse(Path file) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " is no report of JUnit", e);
        }
    }

    private static String name(Element test) {
        String type = test.getAttribute("classname");
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + test.getAttribute("name").replaceAll("\\([^)]*\\)", "").replaceAll("\\{[^}]*\\}", "");
    }

    private static Result result(Element test) {
        for (String kind : new String[] {"failure", "error", "skipped"}) {
            NodeList found = test.getElementsByTagName(kind);
            if (found.getLength() > 0) {
                Element why = (Element) found.item(0);
                String text =
                        why.getAttribute("message").isEmpty() ? why.getTextContent() : why.getAttribute("message");
                String message = text.replace("org.opentest4j.TestAbortedException: ", "")
                        .strip();
                return new Result(outcome(kind, message), message);
            }
        }
        return new Result(Outcome.PASSED, "");
    }

    private static Outcome outcome(String kind, String message) {
        if (!kind.equals("skipped")) {
            return Outcome.FAILED;
        }
        return message.startsWith(KNOWN) ? Outcome.KNOWN : Outcome.SKIPPED;
    }
}
