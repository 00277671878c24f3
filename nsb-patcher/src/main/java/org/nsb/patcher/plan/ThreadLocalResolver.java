// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.nsb.arch.Architecture;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.elf.Relocation;
import org.nsb.elf.Segment;
import org.nsb.elf.Symbol;
import org.nsb.patcher.NotApplicableException;

/**
 * Where the thread-local variables of loaded modules are (ELF Handling For Thread-Local Storage).
 *
 * <p>The numbers that the dynamic linker gave to a module are in slots that it filled in for the
 * module itself or for others; where nobody needed them so far, glibc tells debuggers where its own
 * {@code struct link_map} keeps them. Anything else is refused.
 */
final class ThreadLocalResolver {
    private static final String MODULE_FIELD = "_thread_db_link_map_l_tls_modid";
    private static final String OFFSET_FIELD = "_thread_db_link_map_l_tls_offset";
    private static final long EXECUTABLE_MODULE = 1;
    private static final long MOST_MODULES = 1 << 20;

    private final ProcessView view;
    private final Architecture architecture;
    private final ModuleSlots slots;

    ThreadLocalResolver(ProcessView view, Architecture architecture, ModuleSlots slots) {
        this.view = view;
        this.architecture = architecture;
        this.slots = slots;
    }

    /**
     * The number of a module among those with thread-local variables.
     *
     * @throws NotApplicableException if it cannot be found out
     */
    long moduleId(LoadedModule module) {
        if (isExecutable(module)) {
            return EXECUTABLE_MODULE;
        }
        OptionalLong slot =
                slots.of(module, Formula.TLS_MODULE)
                        .filter(s -> isOwn(module, s.relocation()))
                        .mapToLong(ModuleSlots.Slot::value)
                        .filter(id -> id > 0 && id < MOST_MODULES)
                        .findFirst();
        return slot.isPresent() ? slot.getAsLong() : field(module, MODULE_FIELD, "module number");
    }

    /**
     * Offset of a variable from the thread pointer, to be added to it. Only modules that have a
     * fixed place in every thread have one: the executable, and libraries that were there from the
     * start or were linked with {@code -ftls-model=initial-exec}.
     *
     * @throws NotApplicableException if it cannot be found out
     */
    long threadOffset(LoadedModule module, long offset) {
        if (isExecutable(module)) {
            Segment segment =
                    module.image()
                            .segment(Segment.PT_TLS)
                            .orElseThrow(() -> refuse(module, "it has no thread-local variables"));
            return architecture
                    .threadLocals()
                    .executableOffset(
                            offset,
                            segment.memorySize(),
                            segment.virtualAddress(),
                            segment.alignment());
        }
        return slotOffset(module).orElseGet(() -> linkMapOffset(module)) + offset;
    }

    /** Distance of the module's block from the thread pointer, by a slot of its own. */
    private OptionalLong slotOffset(LoadedModule module) {
        return slots.of(module, Formula.TLS_THREAD_OFFSET)
                .filter(s -> s.relocation().explicitAddend() && isOwn(module, s.relocation()))
                .mapToLong(
                        s ->
                                s.value()
                                        - s.relocation().addend()
                                        - ownSymbolValue(module, s.relocation()))
                .findFirst();
    }

    private long linkMapOffset(LoadedModule module) {
        long offset = field(module, OFFSET_FIELD, "offset from the thread pointer");
        // NO_TLS_OFFSET and FORCED_DYNAMIC_TLS_OFFSET: the block is allocated per thread
        if (offset == 0 || offset == -1 || offset == -2) {
            throw refuse(module, "its thread-local variables have no fixed place in a thread");
        }
        // blocks lie below the thread pointer where the executable's does
        return architecture.threadLocals().executableOffset(0, 1, 0, 1) < 0 ? -offset : offset;
    }

    private boolean isExecutable(LoadedModule module) {
        return view.executable().equals(Optional.of(module));
    }

    /** Whether a relocation refers to the module's own block: without symbol, or to its own one. */
    private boolean isOwn(LoadedModule module, Relocation relocation) {
        if (relocation.symbolIndex() == 0) {
            return true;
        }
        Symbol symbol = slots.symbol(module, relocation);
        boolean own = !symbol.isUndefined() && symbol.type() == Symbol.STT_TLS;
        return own && (symbol.isLocal() || firstDefiner(symbol.name()) == module);
    }

    private LoadedModule firstDefiner(String name) {
        return view.search().global().stream()
                .filter(m -> m.dynamic().flatMap(d -> d.symbols().lookup(name)).isPresent())
                .findFirst()
                .orElse(null);
    }

    private long ownSymbolValue(LoadedModule module, Relocation relocation) {
        return relocation.symbolIndex() == 0 ? 0 : slots.symbol(module, relocation).value();
    }

    /**
     * A number in the module's {@code struct link_map}, found through the descriptor that glibc
     * keeps for debuggers: three 32-bit words, size in bits, number of elements, offset in bytes.
     */
    private long field(LoadedModule module, String descriptor, String what) {
        Long linkMap = view.search().linkMaps().get(module);
        Optional<Long> where =
                Stream.concat(view.search().global().stream(), view.search().later().stream())
                        .flatMap(m -> descriptorAddress(m, descriptor).stream())
                        .findFirst();
        if (linkMap == null || where.isEmpty()) {
            throw refuse(module, "its " + what + " is not known: nothing in the process tells it");
        }
        ByteBuffer words = view.memory().read(where.get(), 12).order(architecture.byteOrder());
        int bits = words.getInt();
        words.getInt();
        long offset = words.getInt() & 0xffff_ffffL;
        if (bits != architecture.pointerSize() * 8 || offset > 1 << 16) {
            throw refuse(module, "its " + what + " is not known: unexpected layout of link_map");
        }
        long value = slots.word(linkMap + offset);
        return architecture.pointerSize() == Long.BYTES ? value : (int) value;
    }

    private static Optional<Long> descriptorAddress(LoadedModule module, String name) {
        return module.dynamic()
                .flatMap(d -> d.symbols().lookup(name, "GLIBC_PRIVATE"))
                .map(s -> module.image().address(s.value()));
    }

    private NotApplicableException refuse(LoadedModule module, String reason) {
        return new NotApplicableException(
                view.pid(),
                "the patch uses thread-local variables of %s in process %d, but %s"
                        .formatted(module.path(), view.pid(), reason));
    }
}
