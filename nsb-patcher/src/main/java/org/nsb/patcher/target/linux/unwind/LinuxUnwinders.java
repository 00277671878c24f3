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
 * architecture of targets at a time, and the usual packages have the machine's own; for the others,
 * and where there is no libunwind, {@link CallFrameUnwinder} does the same.
 */
public final class LinuxUnwinders implements Unwinders {
    private static final Map<String, Dialect> DIALECTS =
            Map.of("x86_64", new Dialect("libunwind-x86_64.so.8", "_Ux86_64_", 16, 7, 6));

    @Override
    public Optional<Unwinder> open(
            Architecture architecture, MemoryMap map, Unwinder.Memory memory) {
        Modules modules = new Modules(map, memory);
        Dialect dialect = DIALECTS.get(architecture.name());
        Optional<LibUnwind> library = dialect == null ? Optional.empty() : load(dialect);
        return Optional.of(
                library.isPresent()
                        ? new LibUnwindUnwinder(
                                library.get(), dialect, architecture.registers(), modules)
                        : new CallFrameUnwinder(architecture, modules));
    }

    /** Empty if the library is not installed. */
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
