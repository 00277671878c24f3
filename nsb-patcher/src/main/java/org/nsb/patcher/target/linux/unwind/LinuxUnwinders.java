// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.util.Map;
import java.util.Optional;
import jnr.ffi.LibraryLoader;
import org.nsb.arch.Architecture;
import org.nsb.patcher.commit.Unwinder;
import org.nsb.patcher.commit.Unwinders;
import org.nsb.patcher.target.MemoryMap;

/**
 * The unwinders of this machine, by the name of the architecture. libunwind is built for one
 * architecture of targets at a time; the usual packages have the machine's own.
 */
public final class LinuxUnwinders implements Unwinders {
    private static final Map<String, Dialect> DIALECTS =
            Map.of("x86_64", new Dialect("libunwind-x86_64.so.8", "_Ux86_64_", 16, 7, 6));

    @Override
    public Optional<Unwinder> open(
            Architecture architecture, MemoryMap map, Unwinder.Memory memory) {
        Dialect dialect = DIALECTS.get(architecture.name());
        if (dialect == null) {
            return Optional.empty();
        }
        return load(dialect)
                .map(
                        library ->
                                new LibUnwindUnwinder(
                                        library,
                                        dialect,
                                        architecture.registers(),
                                        new Modules(map, memory)));
    }

    /** Empty if the library is not installed: then threads in doubt count as busy. */
    private static Optional<LibUnwind> load(Dialect dialect) {
        try {
            return Optional.of(
                    LibraryLoader.create(LibUnwind.class)
                            .mapper((name, context) -> dialect.prefix() + name)
                            .failImmediately()
                            .load(dialect.library()));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }
}
