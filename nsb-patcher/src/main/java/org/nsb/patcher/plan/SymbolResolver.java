// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.Symbol;
import org.nsb.patcher.NotApplicableException;
import org.nsb.vzpatch.PatchSymbol;

/**
 * Finds what the symbols of a patch stand for, as the dynamic linker would have done for the target
 * module.
 *
 * <p>Functions that the target module imports itself have the value of its own slot, so the patch
 * and the module agree even where somebody redirected the slot. Everything else is searched in the
 * {@linkplain SearchOrder scope} of the target module, by name and version.
 */
final class SymbolResolver {
    private static final long DF_SYMBOLIC = 2;

    private final ProcessView view;
    private final LoadedModule target;
    private final ModuleSlots slots;
    private final List<LoadedModule> scope;

    SymbolResolver(ProcessView view, LoadedModule target, ModuleSlots slots) {
        this.view = view;
        this.target = target;
        this.slots = slots;
        List<LoadedModule> usual = view.search().scopeOf(target);
        this.scope =
                isSymbolic(target)
                        ? Stream.concat(Stream.of(target), usual.stream()).distinct().toList()
                        : usual;
    }

    private record Definition(LoadedModule module, Symbol symbol) {
        long address() {
            return symbol.isAbsolute() ? symbol.value() : module.image().address(symbol.value());
        }
    }

    /**
     * The value of a symbol.
     *
     * @param patchBias run-time minus link-time addresses of the patch
     * @throws NotApplicableException if it is not defined in this process
     */
    SymbolValue resolve(PatchSymbol symbol, long patchBias) {
        if (symbol instanceof PatchSymbol.PatchAddress own) {
            return new SymbolValue.Address(own.address() + patchBias, own.size());
        }
        if (symbol instanceof PatchSymbol.TargetAddress there) {
            return new SymbolValue.Address(inTarget(there, there.address()), there.size());
        }
        if (symbol instanceof PatchSymbol.TargetSlot slot) {
            long value = slots.word(inTarget(slot, slot.slot()));
            return new SymbolValue.Address(value, 0);
        }
        if (symbol instanceof PatchSymbol.TargetResolver ifunc) {
            return resolved(target, inTarget(ifunc, ifunc.resolver()));
        }
        if (symbol instanceof PatchSymbol.TargetThreadLocal variable) {
            return new SymbolValue.ThreadLocal(target, variable.offset());
        }
        return lookUp((PatchSymbol.DynamicLookup) symbol);
    }

    private long inTarget(PatchSymbol symbol, long linkTime) {
        long address = target.image().address(linkTime);
        // a symbol may mark the end of the module
        if (!target.contains(address) && !target.contains(address - 1)) {
            throw notApplicable(
                    "symbol " + symbol.name() + " of the patch lies outside of " + target.name());
        }
        return address;
    }

    private SymbolValue lookUp(PatchSymbol.DynamicLookup wanted) {
        if (!view.search().unknown().isEmpty()) {
            throw notApplicable(
                    "cannot look up symbols: the process lists libraries that are not mapped: "
                            + String.join(", ", view.search().unknown()));
        }
        Optional<Definition> definition = define(wanted);
        if (definition.isPresent() && definition.get().symbol().type() == Symbol.STT_TLS) {
            return threadLocal(wanted, definition.get());
        }
        if (wanted.threadLocal() && definition.isPresent()) {
            throw notApplicable(
                    "%s is no thread-local variable in %s"
                            .formatted(wanted.name(), definition.get().module().path()));
        }
        boolean function = definition.isEmpty() || definition.get().symbol().isFunction();
        Optional<Long> imported =
                function ? boundSlot(target, wanted, definition) : Optional.empty();
        if (imported.isPresent()) {
            long size = definition.map(d -> d.symbol().size()).orElse(0L);
            return new SymbolValue.Address(imported.get(), size);
        }
        return definition.map(d -> value(wanted, d)).orElseGet(() -> undefined(wanted));
    }

    private SymbolValue threadLocal(PatchSymbol.DynamicLookup wanted, Definition definition) {
        if (!wanted.threadLocal()) {
            throw notApplicable(
                    "%s is a thread-local variable in %s, but not for the patch"
                            .formatted(wanted.name(), definition.module().path()));
        }
        return new SymbolValue.ThreadLocal(definition.module(), definition.symbol().value());
    }

    private Optional<Definition> define(PatchSymbol.DynamicLookup wanted) {
        for (LoadedModule module : scope) {
            Optional<Symbol> symbol = find(module, wanted);
            if (symbol.isPresent()) {
                return Optional.of(new Definition(module, symbol.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Symbol> find(LoadedModule module, PatchSymbol.DynamicLookup wanted) {
        return module.dynamic()
                .map(DynamicSection::symbols)
                .flatMap(
                        s ->
                                wanted.version().isEmpty()
                                        ? s.lookup(wanted.name())
                                        : s.lookup(wanted.name(), wanted.version()));
    }

    /** An indirect function is searched where it has been resolved already. */
    private SymbolValue value(PatchSymbol.DynamicLookup wanted, Definition definition) {
        if (definition.symbol().type() != Symbol.STT_GNU_IFUNC) {
            return new SymbolValue.Address(definition.address(), definition.symbol().size());
        }
        return scope.stream()
                .filter(m -> m != target)
                .flatMap(m -> boundSlot(m, wanted, Optional.of(definition)).stream())
                .filter(definition.module()::contains)
                .findFirst()
                .<SymbolValue>map(a -> new SymbolValue.Address(a, definition.symbol().size()))
                .orElseGet(() -> resolved(definition.module(), definition.address()));
    }

    /** The module's own slot for a resolver, if it has one; else the resolver must be called. */
    private SymbolValue resolved(LoadedModule module, long resolver) {
        return slots.of(module, Formula.INDIRECT)
                .filter(s -> s.relocation().explicitAddend())
                .filter(s -> module.image().address(s.relocation().addend()) == resolver)
                .map(ModuleSlots.Slot::value)
                .filter(v -> v != resolver && isCode(v))
                .findFirst()
                .<SymbolValue>map(v -> new SymbolValue.Address(v, 0))
                .orElse(new SymbolValue.ResolverResult(resolver));
    }

    /**
     * What a module's own slot for an imported function holds. With lazy binding a slot leads into
     * the module's own PLT until the first call; such a value says nothing.
     */
    private Optional<Long> boundSlot(
            LoadedModule module,
            PatchSymbol.DynamicLookup wanted,
            Optional<Definition> definition) {
        boolean ownDefinition = definition.isPresent() && definition.get().module() == module;
        return slots.of(module, Formula.SLOT, wanted.name(), wanted.version())
                .map(ModuleSlots.Slot::value)
                .filter(v -> v != 0 && isCode(v))
                .filter(
                        v ->
                                !module.contains(v)
                                        || ownDefinition && v == definition.get().address())
                .findFirst();
    }

    private boolean isCode(long address) {
        return view.map().at(address).filter(m -> m.executable()).isPresent();
    }

    private SymbolValue undefined(PatchSymbol.DynamicLookup wanted) {
        if (wanted.weak()) {
            return new SymbolValue.Address(0, 0);
        }
        throw notApplicable(
                "symbol %s%s, which the patch needs, is not defined%s"
                        .formatted(wanted.name(), at(wanted.version()), hint(wanted)));
    }

    private String hint(PatchSymbol.DynamicLookup wanted) {
        PatchSymbol.DynamicLookup any =
                new PatchSymbol.DynamicLookup(wanted.name(), "", false, wanted.threadLocal());
        String elsewhere =
                Stream.concat(scope.stream(), view.search().later().stream())
                        .distinct()
                        .flatMap(
                                m ->
                                        find(m, any)
                                                .map(s -> m.name() + " has " + s.displayName())
                                                .stream())
                        .limit(3)
                        .collect(Collectors.joining(", "));
        return elsewhere.isEmpty()
                ? " in any library that %s can see".formatted(target.name())
                : " for %s (%s)".formatted(target.name(), elsewhere);
    }

    private static String at(String version) {
        return version.isEmpty() ? "" : "@" + version;
    }

    private static boolean isSymbolic(LoadedModule module) {
        return module.dynamic()
                .map(
                        d ->
                                d.value(DynamicTag.DT_SYMBOLIC).isPresent()
                                        || (d.value(DynamicTag.DT_FLAGS).orElse(0) & DF_SYMBOLIC)
                                                != 0)
                .orElse(false);
    }

    private NotApplicableException notApplicable(String problem) {
        return new NotApplicableException(
                view.pid(), "process %d: %s".formatted(view.pid(), problem));
    }
}
