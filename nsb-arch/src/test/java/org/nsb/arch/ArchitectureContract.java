// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What every port must keep, as a list of checks against a port and its examples.
 *
 * <p>Nothing here runs any machine code, so that every port is tested on every host. {@link
 * #violations} gives all that is missing or wrong at once, which is the list of work of somebody
 * who writes a port.
 */
public final class ArchitectureContract {
    private final ArchitectureExamples examples;
    private final Architecture architecture;

    public ArchitectureContract(ArchitectureExamples examples) {
        this.examples = examples;
        this.architecture = examples.architecture();
    }

    /**
     * Everything in which a port does not keep the contract, each with the part of {@link
     * Architecture} first. A part that does not exist at all is one entry.
     */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, List<Check>> part : parts()) {
            Optional<String> missing = missing(part.getKey());
            missing.ifPresent(violations::add);
            if (missing.isEmpty()) {
                part.getValue().stream()
                        .map(ArchitectureContract::violation)
                        .flatMap(Optional::stream)
                        .forEach(violations::add);
            }
        }
        return List.copyOf(violations);
    }

    /** Every check by itself, for a test runner. */
    public Stream<Check> checks() {
        return parts().stream().flatMap(part -> part.getValue().stream());
    }

    private List<Map.Entry<String, List<Check>>> parts() {
        return List.of(
                Map.entry(IdentityContract.PART, new IdentityContract(examples).checks()),
                Map.entry(JumpContract.PART, new JumpContract(examples).checks()),
                Map.entry(RelocationContract.PART, new RelocationContract(examples).checks()),
                Map.entry(SystemCallContract.PART, new SystemCallContract(examples).checks()),
                Map.entry(RegisterContract.PART, new RegisterContract(examples).checks()),
                Map.entry(SignalFrameContract.PART, new SignalFrameContract(examples).checks()),
                Map.entry(ThreadLocalContract.PART, new ThreadLocalContract(examples).checks()));
    }

    private static final Map<String, Function<Architecture, Object>> PARTS =
            Map.of(
                    JumpContract.PART, Architecture::jumps,
                    RelocationContract.PART, Architecture::relocations,
                    SystemCallContract.PART, Architecture::systemCalls,
                    RegisterContract.PART, Architecture::registers,
                    SignalFrameContract.PART, Architecture::signalFrames,
                    ThreadLocalContract.PART, Architecture::threadLocals);

    private Optional<String> missing(String part) {
        if (!PARTS.containsKey(part)) {
            return Optional.empty();
        }
        Supplier<Object> getter = () -> PARTS.get(part).apply(architecture);
        try {
            return getter.get() == null ? Optional.of(part + ": is missing") : Optional.empty();
        } catch (UnsupportedOperationException e) {
            return Optional.of(part + ": is missing");
        }
    }

    private static Optional<String> violation(Check check) {
        try {
            check.body().run();
            return Optional.empty();
        } catch (UnsupportedOperationException e) {
            return Optional.of(check.name() + ": is missing (" + unsupported(e) + ")");
        } catch (AssertionError e) {
            return Optional.of(check.name() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return Optional.of(check.name() + ": " + e);
        }
    }

    /** The method of the port that gave up: the innermost one that is not of the JDK. */
    private static String unsupported(UnsupportedOperationException e) {
        return Stream.of(e.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .findFirst()
                .map(frame -> frame.getMethodName() + "()")
                .orElse(String.valueOf(e.getMessage()));
    }
}
