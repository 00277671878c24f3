// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.ElfFile;
import org.nsb.elf.ElfHeader;
import org.nsb.elf.Relocation;
import org.nsb.elf.Section;
import org.nsb.elf.Segment;
import org.nsb.elf.Symbol;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.SourceLine;

/** Whether a shared object is fit to become a patch at all, whatever the target is. */
public final class PatchChecks {
    private static final long DF_TEXTREL = 4;

    /** Functions of gcc's start-up files, which {@code gcc -shared} adds to every object. */
    private static final Set<String> STARTUP_FUNCTIONS =
            Set.of("frame_dummy", "__do_global_dtors_aux");

    private final PatchModule patch;
    private final ElfFile elf;
    private final Addends addends;
    private final Findings findings;

    public PatchChecks(PatchModule patch, Findings findings) {
        this.patch = patch;
        this.elf = patch.elf();
        this.addends = new Addends(elf);
        this.findings = findings;
    }

    /** Reports everything that is not as it should be. */
    public void run() {
        patch.macros().check(findings);
        if (elf.header().type() != ElfHeader.ET_DYN || elf.image().dynamic().isEmpty()) {
            unfit("it is not a shared object", "link it with -shared");
            return;
        }
        if (elf.buildId().isEmpty()) {
            unfit("it has no build-id", "link it with -Wl,--build-id");
        }
        checkSegments();
        checkTextRelocations(elf.image().dynamic().get());
        checkConstructors();
    }

    private void checkSegments() {
        if (elf.segments().stream().noneMatch(s -> s.type() == Segment.PT_LOAD)) {
            unfit("it has no segment to load", "link it with -shared");
        }
        for (Segment segment : elf.segments()) {
            if (segment.type() == Segment.PT_TLS) {
                unfit(
                        "it defines thread-local variables: running threads have no room for them",
                        "use another kind of variable, or one of the target's");
            }
            boolean load = segment.type() == Segment.PT_LOAD;
            if (load && segment.isWritable() && segment.isExecutable()) {
                unfit("it has a segment that is writable and executable", "link it without -N");
            }
        }
    }

    private void checkTextRelocations(DynamicSection dynamic) {
        boolean announced =
                dynamic.value(DynamicTag.DT_TEXTREL).isPresent()
                        || (dynamic.value(DynamicTag.DT_FLAGS).orElse(0) & DF_TEXTREL) != 0;
        if (announced) {
            unfit("its code needs relocations", "compile every file of it with -fPIC");
        }
    }

    /** Nobody would run them: a patch is not loaded by the dynamic linker. */
    private void checkConstructors() {
        for (Section section : elf.sections()) {
            boolean constructors =
                    section.type() == Section.SHT_INIT_ARRAY
                            || section.type() == Section.SHT_FINI_ARRAY
                            || section.type() == Section.SHT_PREINIT_ARRAY;
            if (constructors) {
                entries(section).forEach(this::checkConstructor);
            }
        }
    }

    private void checkConstructor(long function) {
        if (patch.symbols().functionsAt(function).stream()
                .anyMatch(s -> STARTUP_FUNCTIONS.contains(s.name()))) {
            return;
        }
        Optional<DebugFunction> author =
                patch.info().functions().stream()
                        .filter(f -> f.hasCode() && f.address() == function)
                        .findFirst();
        String name =
                author.map(DebugFunction::name)
                        .or(
                                () ->
                                        patch.symbols().functionsAt(function).stream()
                                                .map(Symbol::name)
                                                .findFirst())
                        .orElse("a function without a name");
        findings.problem(
                Kind.INEFFECTIVE,
                name,
                author.map(DebugFunction::declared).orElse(SourceLine.UNKNOWN),
                name
                        + " is a constructor or destructor; it would not run, because a patch is"
                        + " not loaded by the dynamic linker",
                "initialise the data statically, or on first use"
                        + " (no global objects with constructors in C++)");
    }

    /** What the array holds at run time, less the load bias. */
    private List<Long> entries(Section section) {
        Map<Long, Long> entries = new TreeMap<>();
        int width = patch.architecture().pointerSize();
        long size = elf.data(section).remaining();
        for (long at = 0; at + width <= size; at += width) {
            entries.put(section.address() + at, addends.field(section.address() + at, width));
        }
        for (Relocation r : elf.image().dynamic().orElseThrow().relocations().general()) {
            if (entries.containsKey(r.offset())) {
                entries.put(r.offset(), symbolValue(r) + addend(r));
            }
        }
        return entries.values().stream()
                .map(elf.header().elfClass()::truncate)
                .filter(v -> v != 0)
                .distinct()
                .toList();
    }

    /** A relocation of a type that is not known is refused elsewhere. */
    private long addend(Relocation relocation) {
        return patch.architecture()
                .relocations()
                .rule(relocation.type())
                .map(rule -> addends.of(relocation, rule))
                .orElse(0L);
    }

    private long symbolValue(Relocation relocation) {
        int index = relocation.symbolIndex();
        return index == 0 ? 0 : elf.image().dynamic().orElseThrow().symbols().get(index).value();
    }

    private void unfit(String text, String advice) {
        findings.problem(
                Kind.UNFIT_PATCH, "", SourceLine.UNKNOWN, patch.path() + ": " + text, advice);
    }
}
