// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives each test its own {@link Workbench} and tidies it up. */
final class WorkbenchExtension implements ParameterResolver, TestExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(WorkbenchExtension.class);

    private final TargetCpu cpu;

    WorkbenchExtension(TargetCpu cpu) {
        this.cpu = cpu;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Workbench.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        return store.computeIfAbsent(
                        Entry.class,
                        key -> new Entry(open(context, programs(context)), context),
                        Entry.class)
                .bench();
    }

    /** One for all tests. */
    private static Programs programs(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Programs.class, key -> new Programs(), Programs.class);
    }

    private Workbench open(ExtensionContext context, Programs programs) {
        String name = name(context);
        TestLog log = new TestLog(Workbench.top().resolve("tests/target/logs/" + name + ".log"));
        try {
            Path work = Workbench.top().resolve("tests/target/work");
            Files.createDirectories(work);
            return new Workbench(Files.createTempDirectory(work, name + "-"), log, programs, cpu);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Class, architecture, method and, of a parameterized test, its parameters. */
    private String name(ExtensionContext context) {
        String method = context.getRequiredTestMethod().getName();
        String display = context.getDisplayName();
        return (context.getRequiredTestClass().getSimpleName()
                        + "."
                        + cpu
                        + "."
                        + method
                        + (display.startsWith(method) ? "" : "." + display))
                .replaceAll("[^A-Za-z0-9_.-]+", "-")
                .replaceAll("-+$", "");
    }

    /** Names the log in the failure, for the summary. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        Entry entry = context.getStore(NAMESPACE).get(Entry.class, Entry.class);
        if (entry != null && thrown instanceof AssertionError) {
            Path log = entry.bench().log().file();
            entry.bench().log().say("FAILED: " + thrown.getMessage());
            throw new AssertionError(thrown.getMessage() + "\nLog: " + log, thrown);
        }
        throw thrown;
    }

    /** Closes the bench when the test's store is closed. */
    private record Entry(Workbench bench, ExtensionContext context) implements AutoCloseable {
        @Override
        public void close() {
            bench.close();
            if (context.getExecutionException().isEmpty()) {
                bench.clean();
            }
        }
    }
}
