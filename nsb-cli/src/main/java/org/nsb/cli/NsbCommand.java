// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a verb. */
@Command(
        name = "nsb",
        description = "Replaces faulty functions inside running processes.",
        versionProvider = Version.class,
        subcommands = {
            GenerateCommand.class,
            InspectCommand.class,
            CheckCommand.class,
            PatchCommand.class,
            RevertCommand.class,
            ListCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done and confirmed",
            "1:failure; the target is unchanged",
            "2:wrong usage",
            "3:busy: gave up after the timeout; the target is unchanged",
            "4:not applicable to this process",
            "5:already applied, or not applied",
            "6:no such process, or it ended",
            "7:not permitted",
            "8:the generator refuses the change",
            "9:bad patch file"
        })
final class NsbCommand {
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.LOCAL,
            description = "Show this help and exit.")
    private boolean help;
}
