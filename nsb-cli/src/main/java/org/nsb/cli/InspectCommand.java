// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.nsb.arch.Architectures;
import org.nsb.arch.Relocations;
import org.nsb.cli.report.InspectReport;
import org.nsb.elf.ElfClass;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.Vzpatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "inspect", description = "Shows what a patch contains.")
final class InspectCommand extends Verb {
    @Parameters(paramLabel = "PATCH", description = "The patch file.")
    private Path file;

    @Override
    Result run() throws IOException {
        Vzpatch patch = PatchFile.read(file).vzpatch();
        return Result.done(new InspectReport(file.toString(), patch, relocations(patch)::name));
    }

    private static Relocations relocations(Vzpatch patch) {
        Vzpatch.ElfArchitecture cpu = patch.patch().architecture();
        ElfClass elfClass = cpu.bits() == 64 ? ElfClass.ELF64 : ElfClass.ELF32;
        return Architectures.installed().forElf(elfClass, cpu.machine()).relocations();
    }
}
