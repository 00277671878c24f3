// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.OptionalLong;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.ElfFormatException;
import org.nsb.patcher.target.RemoteMemoryException;

/**
 * Tells whether a process may have suspended contexts, with stacks that belong to no thread ({@code
 * man 3 makecontext}): whether a module can have called that function. A slot that still leads into
 * the module's own PLT has never been used.
 */
final class ForeignStacks {
    private static final String FUNCTION = "makecontext";
    private static final String NAME = "\0" + FUNCTION + "\0";
    private static final long LONGEST_TABLE = 64L << 20;

    private final ProcessView view;
    private final ModuleSlots slots;

    ForeignStacks(ProcessView view, ModuleSlots slots) {
        this.view = view;
        this.slots = slots;
    }

    /** Whether there may be some; what cannot be read counts as yes. */
    boolean mayExist() {
        return view.modules().stream().anyMatch(this::mayMakeContexts);
    }

    private boolean mayMakeContexts(LoadedModule module) {
        try {
            return module.dynamic().isPresent()
                    && names(module.dynamic().get())
                    && slots.of(module, Formula.SLOT, FUNCTION, "")
                            .anyMatch(slot -> !module.contains(slot.value()));
        } catch (ElfFormatException | RemoteMemoryException e) {
            return true;
        }
    }

    /** Searching the string table is much cheaper than decoding all symbols. */
    private boolean names(DynamicSection dynamic) {
        OptionalLong table = dynamic.address(DynamicTag.DT_STRTAB);
        long size = dynamic.value(DynamicTag.DT_STRSZ).orElse(0);
        if (table.isEmpty() || size <= 0) {
            return false;
        }
        if (size > LONGEST_TABLE) {
            return true;
        }
        byte[] strings = view.memory().bytes(table.getAsLong(), (int) size);
        return new String(strings, ISO_8859_1).contains(NAME);
    }
}
