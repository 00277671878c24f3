// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nsb.cli.report.GenerateReport;
import org.nsb.generator.GenerateRequest;
import org.nsb.generator.GenerateResult;
import org.nsb.generator.Generator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "generate",
        description = {
            "Makes a patch out of a shared object that contains the new functions.",
            "The object is built with -shared -fPIC -g; how to write it: nsb/vzp.h."
        })
final class GenerateCommand extends Verb {
    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description = "The executable or shared library whose functions are replaced.")
    private Path target;

    @Parameters(index = "1", paramLabel = "PATCH.so", description = "The shared object.")
    private Path patch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where to write the patch (default: into PATCH.so itself).")
    private Path output;

    @Option(
            names = "--debug-file",
            paramLabel = "F",
            description = "The target's separate debug information (default: searched for).")
    private Path debugFile;

    @Option(
            names = "--allow-inlined",
            paramLabel = "FUNC",
            description =
                    "Accept that the target keeps inlined copies of this function, which stay as"
                            + " they are. Repeatable.")
    private List<String> allowInlined = List.of();

    @Option(
            names = "--allow-caller",
            paramLabel = "FUNC",
            description =
                    "Accept that this function of the target relies on how the old functions use"
                            + " registers and stack. Repeatable.")
    private List<String> allowCallers = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the patch in lists (default: from the file name).")
    private String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private String description = "";

    @Option(
            names = "--cve",
            paramLabel = "ID",
            description = "What it fixes, for instance CVE-2014-0160. Repeatable.")
    private List<String> cves = List.of();

    @Override
    Result run() throws IOException {
        GenerateResult result =
                Generator.create()
                        .generate(
                                new GenerateRequest(
                                        target,
                                        patch,
                                        Optional.ofNullable(output),
                                        Optional.ofNullable(debugFile),
                                        Set.copyOf(allowInlined),
                                        Set.copyOf(allowCallers),
                                        Optional.ofNullable(name),
                                        description,
                                        cves,
                                        "nsb " + Version.number()));
        result.warnings().forEach(warning -> tell("warning: " + warning));
        return Result.done(new GenerateReport(result));
    }
}
