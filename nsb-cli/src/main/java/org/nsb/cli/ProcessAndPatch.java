// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Names the process and the patch: {@code PID PATCH}, or as the original nsb spelled it, {@code -p
 * PID -f PATCH}; the two can be mixed.
 */
final class ProcessAndPatch {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(
            arity = "0..2",
            paramLabel = "PID PATCH",
            description = "The process to work on, and the patch.")
    private List<String> words = List.of();

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            converter = ProcessIdConverter.class,
            description = "The process (old spelling of PID).")
    private Integer pid;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "PATCH",
            description = "The patch (old spelling of PATCH).")
    private String patch;

    /**
     * The two values.
     *
     * @throws ParameterException if one is missing, or there is one too many
     */
    Arguments arguments() {
        Deque<String> rest = new ArrayDeque<>(words);
        int process = pid != null ? pid : number(next(rest, "PID"));
        String file = patch != null ? patch : next(rest, "PATCH");
        if (!rest.isEmpty()) {
            throw usage("unexpected argument '" + rest.getFirst() + "'");
        }
        return new Arguments(process, file);
    }

    private String next(Deque<String> rest, String what) {
        String word = rest.pollFirst();
        if (word == null) {
            throw usage("missing " + what);
        }
        return word;
    }

    private int number(String word) {
        try {
            return new ProcessIdConverter().convert(word);
        } catch (TypeConversionException e) {
            throw usage(e.getMessage());
        }
    }

    private ParameterException usage(String problem) {
        return new ParameterException(command.commandLine(), problem);
    }

    /**
     * What was named.
     *
     * @param pid greater than zero
     * @param patch a path, or however the verb lets a patch be named
     */
    record Arguments(int pid, String patch) {}
}
