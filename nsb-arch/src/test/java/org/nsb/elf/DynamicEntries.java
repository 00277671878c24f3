// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/** Writes the dynamic section of an {@link ElfBuilder}. */
final class DynamicEntries {
    private final ElfBuilder plan;
    private final DynamicTables tables;
    private final StringPool strings;
    private final ElfLayout layout;
    private ByteSink sink;

    DynamicEntries(ElfBuilder plan, DynamicTables tables, StringPool strings, ElfLayout layout) {
        this.plan = plan;
        this.tables = tables;
        this.strings = strings;
        this.layout = layout;
    }

    byte[] write() {
        sink = new ByteSink(plan.elfClass);
        plan.needed.forEach(library -> entry(DynamicTag.DT_NEEDED, strings.add(library)));
        if (!plan.soName.isEmpty()) {
            entry(DynamicTag.DT_SONAME, strings.add(plan.soName));
        }
        address(DynamicTag.DT_HASH, ".hash");
        address(DynamicTag.DT_GNU_HASH, ".gnu.hash");
        address(DynamicTag.DT_STRTAB, ".dynstr");
        size(DynamicTag.DT_STRSZ, ".dynstr");
        address(DynamicTag.DT_SYMTAB, ".dynsym");
        entry(DynamicTag.DT_SYMENT, plan.elfClass.symbolSize());
        writeRelocations();
        address(DynamicTag.DT_VERSYM, ".gnu.version");
        address(DynamicTag.DT_VERDEF, ".gnu.version_d");
        address(DynamicTag.DT_VERNEED, ".gnu.version_r");
        if (tables.definitionCount() > 0) {
            entry(DynamicTag.DT_VERDEFNUM, tables.definitionCount());
        }
        if (tables.needCount() > 0) {
            entry(DynamicTag.DT_VERNEEDNUM, tables.needCount());
        }
        plan.dynamicEntries.forEach(e -> entry(e.tag(), e.value()));
        entry(DynamicTag.DT_NULL, 0);
        return sink.toBytes();
    }

    private void writeRelocations() {
        if (plan.rela) {
            address(DynamicTag.DT_RELA, ".rela.dyn");
            size(DynamicTag.DT_RELASZ, ".rela.dyn");
            address(DynamicTag.DT_JMPREL, ".rela.plt");
            size(DynamicTag.DT_PLTRELSZ, ".rela.plt");
        } else {
            address(DynamicTag.DT_REL, ".rel.dyn");
            size(DynamicTag.DT_RELSZ, ".rel.dyn");
            address(DynamicTag.DT_JMPREL, ".rel.plt");
            size(DynamicTag.DT_PLTRELSZ, ".rel.plt");
        }
        entry(DynamicTag.DT_PLTREL, plan.rela ? DynamicTag.DT_RELA : DynamicTag.DT_REL);
        address(DynamicTag.DT_RELR, ".relr.dyn");
        size(DynamicTag.DT_RELRSZ, ".relr.dyn");
    }

    private void address(long tag, String section) {
        if (layout.has(section)) {
            entry(tag, layout.find(section).address);
        }
    }

    private void size(long tag, String section) {
        if (layout.has(section)) {
            entry(tag, layout.find(section).size);
        }
    }

    private void entry(long tag, long value) {
        sink.word(tag).word(value);
    }
}
