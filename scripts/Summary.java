// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Sums up the test reports of all modules: every skipped test with its reason, every failed one
 * with its log, and the counts as the last line.
 *
 * <p>Usage: {@code java Summary.java TOP [STEP=STATUS=LOG]...}. Reads target/surefire-reports of
 * every directory in TOP. The STEPs are what ran besides tests; one whose exit status is not 0
 * counts as a failure. Exits with 0 if nothing failed and any test was there to run.
 */
final class Summary {
    private enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    /**
     * @param name class and test, as the reports name them
     * @param detail why it was skipped, or how it failed (first line); empty if it passed
     * @param log where to read more
     */
    private record Result(String name, Outcome outcome, String detail, String log) {}

    private static final String LOG_PREFIX = "Log: ";

    private Summary() {}

    public static void main(String[] args) throws IOException {
        Path top = Path.of(args[0]);
        List<Result> results = new ArrayList<>();
        for (Path report : reports(top)) {
            results.addAll(read(top, report));
        }
        boolean noTest = results.isEmpty();
        for (int i = 1; i < args.length; i++) {
            results.addAll(step(args[i].split("=", 3)));
        }
        print(Outcome.SKIPPED, "Skipped:", results);
        print(Outcome.FAILED, "Failed:", results);
        if (noTest) {
            System.out.println("No test ran.");
        }
        long passed = count(Outcome.PASSED, results);
        long failed = count(Outcome.FAILED, results);
        System.out.printf(
                "%n%d passed, %d failed, %d skipped%n",
                passed, failed, count(Outcome.SKIPPED, results));
        System.exit(failed > 0 || noTest ? 1 : 0);
    }

    private static List<Result> step(String[] nameStatusLog) {
        String status = nameStatusLog[1];
        return status.equals("0")
                ? List.of()
                : List.of(
                        new Result(
                                nameStatusLog[0],
                                Outcome.FAILED,
                                "exit status " + status,
                                nameStatusLog[2]));
    }

    private static List<Path> reports(Path top) throws IOException {
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> modules = Files.list(top)) {
            for (Path module : modules.sorted().toList()) {
                Path directory = module.resolve("target/surefire-reports");
                if (Files.isDirectory(directory)) {
                    reports.addAll(reportsIn(directory));
                }
            }
        }
        return reports;
    }

    private static List<Path> reportsIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private static List<Result> read(Path top, Path report) throws IOException {
        try (InputStream in = Files.newInputStream(report)) {
            return parse(in, top.relativize(report).toString());
        } catch (XMLStreamException e) {
            // a test virtual machine that died leaves half a report
            String detail = "unreadable report: " + firstLine(e.getMessage());
            return List.of(
                    new Result(
                            report.getFileName().toString(),
                            Outcome.FAILED,
                            detail,
                            top.relativize(report).toString()));
        }
    }

    private static List<Result> parse(InputStream in, String report) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        List<Result> results = new ArrayList<>();
        String name = "";
        Outcome outcome = Outcome.PASSED;
        String detail = "";
        String log = report;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamReader.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "testcase" -> {
                        name = name(xml);
                        outcome = Outcome.PASSED;
                        detail = "";
                        log = report;
                    }
                    case "skipped" -> {
                        outcome = Outcome.SKIPPED;
                        detail = reason(xml);
                    }
                    case "failure", "error" -> {
                        outcome = Outcome.FAILED;
                        String message = xml.getAttributeValue(null, "message");
                        if (message == null) {
                            message = xml.getAttributeValue(null, "type");
                        }
                        detail = firstLine(message);
                        log = logNamedIn(message, log);
                    }
                    default -> {}
                }
            } else if (event == XMLStreamReader.END_ELEMENT
                    && xml.getLocalName().equals("testcase")) {
                results.add(new Result(name, outcome, detail, log));
            }
        }
        return results;
    }

    private static String name(XMLStreamReader testcase) {
        String test = testcase.getAttributeValue(null, "name");
        String className = testcase.getAttributeValue(null, "classname");
        String shortName = className.substring(className.lastIndexOf('.') + 1);
        // a class that is skipped as a whole has no test name
        return test == null || test.isEmpty()
                ? shortName
                : shortName + ": " + test.replaceFirst("\\([\\w, .<>\\[\\]]*\\)", "");
    }

    /** {@code @Disabled} gives its reason as an attribute, an assumption with its stack trace. */
    private static String reason(XMLStreamReader skipped) throws XMLStreamException {
        String message = skipped.getAttributeValue(null, "message");
        if (message != null) {
            return firstLine(message);
        }
        return firstLine(skipped.getElementText())
                .replaceFirst("^[\\w.]*TestAbortedException: ", "")
                .replaceFirst("^Assumption failed: ", "");
    }

    /** A live test says "Log: FILE" where it writes down what it ran. */
    private static String logNamedIn(String text, String otherwise) {
        return text.lines()
                .filter(line -> line.startsWith(LOG_PREFIX))
                .map(line -> line.substring(LOG_PREFIX.length()).strip())
                .reduce((first, last) -> last)
                .orElse(otherwise);
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("").strip();
    }

    private static long count(Outcome outcome, List<Result> results) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    private static void print(Outcome outcome, String title, List<Result> results) {
        List<Result> selected =
                results.stream().filter(result -> result.outcome() == outcome).toList();
        if (selected.isEmpty()) {
            return;
        }
        System.out.printf("%n%s%n", title);
        for (Result result : selected) {
            System.out.printf("  %s: %s%n", result.name(), result.detail());
            if (outcome == Outcome.FAILED) {
                System.out.printf("      see %s%n", result.log());
            }
        }
    }
}
