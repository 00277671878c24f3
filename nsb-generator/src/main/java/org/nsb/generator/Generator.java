// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.elf.BuildId;
import org.nsb.elf.ElfFormatException;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.SourceLine;
import org.nsb.generator.link.PatchWriter;
import org.nsb.generator.manual.Allowances;
import org.nsb.generator.manual.ManualMode;
import org.nsb.generator.manual.PatchChecks;
import org.nsb.generator.manual.PatchModule;
import org.nsb.generator.manual.TargetModule;
import org.nsb.vzpatch.Vzpatch;

/** Makes patches: the stages in order, and nothing else. */
public final class Generator {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Architectures architectures;

    /**
     * @param architectures CPUs for which patches can be made
     */
    public Generator(Architectures architectures) {
        this.architectures = architectures;
    }

    /** A generator for all CPUs that this build supports. */
    public static Generator create() {
        return new Generator(Architectures.installed());
    }

    /**
     * Makes a patch in manual mode.
     *
     * @throws GeneratorRefusedException if the change cannot be made live, with all reasons
     * @throws org.nsb.generator.debuginfo.DebugInfoException if debug information is missing,
     *     damaged or of another build
     * @throws org.nsb.generator.callers.DisassemblerException if the target's code cannot be looked
     *     at
     * @throws UnusableTargetException if the target or its debug file is not an ELF file, or
     *     damaged
     * @throws org.nsb.elf.ElfFormatException if the patch is not an ELF file, or damaged
     * @throws org.nsb.arch.UnsupportedArchitectureException if the CPU is unknown
     * @throws java.io.UncheckedIOException if a file cannot be read or written
     */
    public GenerateResult generate(GenerateRequest request) {
        Findings findings = new Findings();
        PatchModule patch = PatchModule.read(request.patch(), architectures);
        new PatchChecks(patch, findings).run();
        findings.refuseIfAny(); // from here on: a shared object with a build-id
        TargetModule target = target(request, patch);
        checkSameCpu(patch, target, findings);
        findings.refuseIfAny(); // from here on: comparable types and relocations
        ManualMode.Match match = match(request, patch, target, findings);
        Vzpatch.Label label = label(request, findings);
        findings.refuseIfAny(); // from here on: everything is matched
        Vzpatch vzpatch = vzpatch(request, label, patch, target, match);
        Path output = request.output().orElse(request.patch());
        new PatchWriter().write(request.patch(), vzpatch, output);
        return new GenerateResult(
                output, vzpatch, match.linked(), target.debugFile(), findings.warnings());
    }

    private TargetModule target(GenerateRequest request, PatchModule patch) {
        try {
            return TargetModule.read(
                    request.target(), request.debugFile(), architectures, patch.names());
        } catch (ElfFormatException e) {
            throw new UnusableTargetException(e);
        }
    }

    /** Some parts of the two files are first looked at here. */
    private static ManualMode.Match match(
            GenerateRequest request, PatchModule patch, TargetModule target, Findings findings) {
        try {
            return new ManualMode(patch, target, Allowances.of(request), findings).match();
        } catch (ElfFormatException e) {
            if (e.name().equals(patch.elf().name())) {
                throw e;
            }
            throw new UnusableTargetException(e);
        }
    }

    private static void checkSameCpu(PatchModule patch, TargetModule target, Findings findings) {
        if (!patch.architecture().name().equals(target.architecture().name())) {
            findings.problem(
                    Kind.UNFIT_PATCH,
                    "",
                    SourceLine.UNKNOWN,
                    patch.path()
                            + " is for "
                            + patch.architecture().name()
                            + ", "
                            + target.path()
                            + " for "
                            + target.architecture().name(),
                    "compile the patch for the target's CPU");
        }
    }

    private static Vzpatch.Label label(GenerateRequest request, Findings findings) {
        String name = request.name().orElseGet(() -> nameOf(request));
        if (!NAME.matcher(name).matches()) {
            findings.problem(
                    Kind.UNFIT_PATCH,
                    "",
                    SourceLine.UNKNOWN,
                    "'" + name + "' cannot be the name of a patch",
                    "use up to 64 letters, digits, '.', '_' and '-'");
        }
        return new Vzpatch.Label(name, request.description(), request.cves());
    }

    /** The file's name without ending, made to fit. */
    private static String nameOf(GenerateRequest request) {
        Path file = request.output().orElse(request.patch()).getFileName();
        String base = file.toString().replaceFirst("(\\.patch)?\\.so$", "");
        String fitting = base.replaceAll("[^A-Za-z0-9._-]", "-");
        String cut = fitting.length() > 64 ? fitting.substring(0, 64) : fitting;
        return cut.isEmpty() ? "patch" : cut;
    }

    private static Vzpatch vzpatch(
            GenerateRequest request,
            Vzpatch.Label label,
            PatchModule patch,
            TargetModule target,
            ManualMode.Match match) {
        BuildId patchId = patch.elf().buildId().orElseThrow();
        Path file = request.output().orElse(request.patch()).getFileName();
        List<String> compilers =
                patch.info().units().stream().map(CompileUnit::producer).distinct().toList();
        return new Vzpatch(
                module(target.buildId(), target.architecture(), target.name()),
                module(patchId, patch.architecture(), file.toString()),
                label,
                match.functions(),
                match.symbols(),
                match.relocations(),
                match.placement(),
                match.newSymbols(),
                new Vzpatch.Origin(request.tool(), compilers));
    }

    private static Vzpatch.Module module(BuildId id, Architecture architecture, String name) {
        return new Vzpatch.Module(
                id,
                new Vzpatch.ElfArchitecture(
                        architecture.name(),
                        architecture.machine(),
                        architecture.elfClass().bits()),
                name);
    }
}
