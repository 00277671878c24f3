// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.nsb.elf.ElfClass;

/** The CPUs this build supports. */
public final class Architectures {
    private final List<Architecture> all;

    public Architectures(List<Architecture> all) {
        this.all = List.copyOf(all);
    }

    /** The architectures that {@code META-INF/services} registers on the class path. */
    public static Architectures installed() {
        return new Architectures(
                ServiceLoader.load(Architecture.class, Architectures.class.getClassLoader())
                        .stream()
                        .map(ServiceLoader.Provider::get)
                        .toList());
    }

    /**
     * The architecture of an ELF file.
     *
     * @throws UnsupportedArchitectureException if none is registered for this pair; it lists those
     *     that are
     */
    public Architecture forElf(ElfClass elfClass, int machine) {
        return all.stream()
                .filter(a -> a.elfClass() == elfClass && a.machine() == machine)
                .findFirst()
                .orElseThrow(
                        () -> new UnsupportedArchitectureException(elfClass, machine, names()));
    }

    /** What to call the architecture of an ELF file, supported or not. */
    public String describe(ElfClass elfClass, int machine) {
        return all.stream()
                .filter(a -> a.elfClass() == elfClass && a.machine() == machine)
                .map(Architecture::name)
                .findFirst()
                .orElse("%s, e_machine %d".formatted(elfClass, machine));
    }

    /** The architecture with this {@link Architecture#name()}, if it is supported. */
    public Optional<Architecture> named(String name) {
        return all.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    /** The names of all supported architectures. */
    public List<String> names() {
        return all.stream().map(Architecture::name).toList();
    }
}
