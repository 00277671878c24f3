// SPDX-License-Identifier: Apache-2.0

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures what a patch costs: the pause, as the target sees it and as nsb reports it, and the
 * command's time and memory, beside a C program that does the least that anybody has to do.
 *
 * <p>Usage: {@code java Bench.java TOP NSB [ROUNDS [THREADS,...]]}. Each round starts a fresh target
 * for each of the two, alternately, so that both see the same machine.
 */
final class Bench {
    private static final int ROUNDS = 15;
    private static final String THREADS = "3,10,100,500";
    private static final Pattern PAUSE = Pattern.compile("\"pause[A-Za-z]*\"\\s*:\\s*([0-9.]+)");
    private static final Pattern FLOOR = Pattern.compile("pause ([0-9.]+)");
    private static final Pattern USAGE = Pattern.compile("wall (\\d+) cpu (\\d+) memory (\\d+)");

    private final Path top;
    private final Path out;
    private final String nsb;

    private Bench(Path top, String nsb) {
        this.top = top;
        this.nsb = nsb;
        this.out = top.resolve("target/bench");
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: java Bench.java TOP NSB [ROUNDS [THREADS,...]]");
            System.exit(2);
        }
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : ROUNDS;
        String[] counts = (args.length > 3 ? args[3] : THREADS).split(",");
        Bench bench = new Bench(Path.of(args[0]).toAbsolutePath(), args[1]);
        bench.build();
        header(System.out);
        for (String count : counts) {
            bench.compare(Integer.parseInt(count), rounds);
        }
    }

    /**
     * One run against one fresh target.
     *
     * @param gap longest interruption that a spinning thread of the target saw, microseconds
     * @param pause as the tool says, microseconds
     * @param wall of the command, milliseconds
     * @param cpu of the command, milliseconds
     * @param memory peak of the command, MiB
     */
    private record Run(double gap, double pause, double wall, double cpu, double memory) {}

    private void build() throws Exception {
        Files.createDirectories(out);
        execute("sh", top.resolve("tests/programs/threads/build").toString(), out.toString());
        for (String tool : List.of("floor", "measure")) {
            String source = top.resolve("tests/bench/" + tool + ".c").toString();
            execute("gcc", "-O2", "-Wall", "-Wextra", "-o", out(tool), source);
        }
        execute(nsb, "generate", out("threads"), out("patch.so"), "-o", out("state.so"));
    }

    private String out(String name) {
        return out.resolve(name).toString();
    }

    private void compare(int threads, int rounds) throws Exception {
        List<Run> floor = new ArrayList<>();
        List<Run> ours = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            floor.add(floor(threads));
            ours.add(ours(threads));
        }
        row(System.out, threads + " threads", "floor", floor, null);
        row(System.out, "", "nsb", ours, floor);
    }

    private Run floor(int threads) throws Exception {
        try (Target target = Target.start(out("threads"), threads)) {
            String address = target.ask("address").replace("address ", "");
            return run(target, FLOOR, List.of(out("floor"), target.pid(), address));
        }
    }

    private Run ours(int threads) throws Exception {
        try (Target target = Target.start(out("threads"), threads)) {
            List<String> command = List.of(nsb, "patch", "--json", target.pid(), out("state.so"));
            Run run = run(target, PAUSE, command);
            String answer = target.ask("expect new");
            if (!answer.startsWith("ok")) {
                throw new IllegalStateException("not patched: " + answer);
            }
            return run;
        }
    }

    private Run run(Target target, Pattern pause, List<String> tool) throws Exception {
        List<String> command = new ArrayList<>(List.of(out("measure"), out("usage")));
        command.addAll(tool);
        target.ask("reset");
        String output = output(command);
        String gap = target.ask("gap").replace("gap ", "");
        Matcher said = find(pause, output);
        Matcher used = find(USAGE, Files.readString(out.resolve("usage")));
        return new Run(
                Long.parseLong(gap) / 1e3,
                Double.parseDouble(said.group(1)),
                Long.parseLong(used.group(1)) / 1e3,
                Long.parseLong(used.group(2)) / 1e3,
                Long.parseLong(used.group(3)) / 1024.0);
    }

    private static Matcher find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text);
        }
        return matcher;
    }

    private static void execute(String... command) throws Exception {
        output(List.of(command));
    }

    private static String output(List<String> command) throws Exception {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("exit " + status + ": " + command + "\n" + output);
        }
        return output;
    }

    private static void header(PrintStream to) {
        to.println("median (min .. max) of fresh targets; ratios are of medians");
        to.printf(
                "%-12s %-6s %-30s %-30s %-26s %-12s %s%n",
                "", "", "gap in target, us", "pause, us", "wall, ms", "cpu, ms", "memory, MiB");
    }

    private static void row(
            PrintStream to, String name, String tool, List<Run> runs, List<Run> floor) {
        to.printf(
                Locale.ROOT,
                "%-12s %-6s %-30s %-30s %-26s %-12.0f %.0f%n",
                name,
                tool,
                figure(series(runs, Run::gap), floor == null ? null : series(floor, Run::gap)),
                figure(
                        series(runs, Run::pause),
                        floor == null ? null : series(floor, Run::pause)),
                figure(series(runs, Run::wall), null),
                median(series(runs, Run::cpu)),
                median(series(runs, Run::memory)));
    }

    private static String figure(double[] sorted, double[] floor) {
        String ratio =
                floor == null
                        ? ""
                        : String.format(Locale.ROOT, " x%.2f", median(sorted) / median(floor));
        return String.format(
                        Locale.ROOT,
                        "%.0f (%.0f .. %.0f)",
                        median(sorted),
                        sorted[0],
                        sorted[sorted.length - 1])
                + ratio;
    }

    private static double[] series(
            List<Run> runs, java.util.function.ToDoubleFunction<Run> figure) {
        return runs.stream().mapToDouble(figure).sorted().toArray();
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    /** A program that sleeps in many threads and spins in one. */
    private record Target(Process process, BufferedReader answers, PrintStream commands)
            implements AutoCloseable {

        static Target start(String program, int threads) throws IOException {
            Process process = new ProcessBuilder(program, Integer.toString(threads)).start();
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(process.getInputStream()));
            PrintStream commands = new PrintStream(process.getOutputStream(), true);
            Target target = new Target(process, answers, commands);
            if (!answers.readLine().startsWith("ready")) {
                throw new IllegalStateException(program + " does not start");
            }
            return target;
        }

        String pid() {
            return Long.toString(process.pid());
        }

        String ask(String command) throws IOException {
            commands.println(command);
            String answer = answers.readLine();
            if (answer == null || answer.startsWith("FAIL")) {
                throw new IllegalStateException(command + ": " + answer);
            }
            return answer;
        }

        @Override
        public void close() throws Exception {
            commands.println("quit");
            process.waitFor();
        }
    }
}
