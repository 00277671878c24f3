// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nsb.generator.callers.DisassemblerException;
import org.nsb.generator.debuginfo.DebugInfoException;

/** Builds small targets and patches in a directory. */
final class Compiler {
    static {
        System.setProperty("jnr.ffi.x86asm.enabled", "false");
    }

    private final Path directory;
    private final List<String> mode;

    Compiler(Path directory) {
        this(directory, List.of());
    }

    private Compiler(Path directory, List<String> mode) {
        this.directory = directory;
        this.mode = mode;
        assumeTrue(isInstalled("gcc"), "gcc is not installed");
    }

    /** For the 32-bit mode of this machine; without its libraries the test is skipped. */
    static Compiler for32Bit(Path directory) throws IOException, InterruptedException {
        Compiler cc = new Compiler(directory, List.of("-m32"));
        cc.source("probe.c", "#include <string.h>\nint main(void) { return 0; }\n");
        int status = cc.status("gcc", "-m32", "-o", "probe", "probe.c");
        assumeTrue(status == 0, "gcc -m32 does not work here; gcc-multilib is not installed");
        return cc;
    }

    static void assumeInstalled(String program) {
        assumeTrue(isInstalled(program), program + " is not installed");
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Compiler source(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
        return this;
    }

    /** Runs a program in the directory; it has to succeed. */
    Compiler run(String... command) throws IOException, InterruptedException {
        int status = status(command);
        assertEquals(0, status, () -> String.join(" ", command) + "\n" + read(path("log")));
        return this;
    }

    private int status(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(path("log").toFile())
                        .start();
        return process.waitFor();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** An executable {@code target} of these sources; the arguments also hold options. */
    Compiler target(String... arguments) throws IOException, InterruptedException {
        return run(command(List.of("gcc", "-g", "-O2", "-o", "target"), arguments));
    }

    /** A shared object {@code fix.so}. */
    Compiler patch(String... arguments) throws IOException, InterruptedException {
        Path include = Path.of("..", "native", "include").toAbsolutePath();
        return run(
                command(
                        List.of(
                                "gcc",
                                "-shared",
                                "-fPIC",
                                "-g",
                                "-O2",
                                "-o",
                                "fix.so",
                                "-I" + include),
                        arguments));
    }

    private String[] command(List<String> fixed, String... more) {
        List<String> all = new ArrayList<>(fixed);
        all.addAll(mode);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    GenerateRequest request() {
        return GenerateRequest.of(path("target"), path("fix.so")).to(path("fix.patch.so"));
    }

    GenerateResult generate() {
        return generate(request());
    }

    GenerateResult generate(GenerateRequest request) {
        try {
            return Generator.create().generate(request);
        } catch (DebugInfoException e) {
            assumeTrue(
                    e.reason() != DebugInfoException.Reason.NO_LIBRARY, "libdw is not installed");
            throw e;
        } catch (DisassemblerException e) {
            assumeTrue(false, e.getMessage());
            throw e;
        }
    }

    /** All problems as one text. */
    String refusal() {
        return refusal(request());
    }

    String refusal(GenerateRequest request) {
        try {
            generate(request);
        } catch (GeneratorRefusedException e) {
            return e.getMessage();
        }
        throw new AssertionError("not refused");
    }
}
