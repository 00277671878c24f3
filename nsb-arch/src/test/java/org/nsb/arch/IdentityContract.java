// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.nsb.elf.ElfClass;

/** How a port is found. */
final class IdentityContract {
    static final String PART = "identity";

    private final Architecture architecture;

    IdentityContract(ArchitectureExamples examples) {
        this.architecture = examples.architecture();
    }

    List<Check> checks() {
        return List.of(
                new Check(PART, "the ELF header is described", this::headerIsDescribed),
                new Check(PART, "META-INF/services registers the port", this::isRegistered));
    }

    private void headerIsDescribed() {
        assertNotNull(architecture.name(), "name()");
        assertTrue(architecture.name().matches("[a-z0-9_]+"), "name() " + architecture.name());
        assertTrue(architecture.machine() > 0, "machine()");
        assertNotNull(architecture.elfClass(), "elfClass()");
        assertNotNull(architecture.byteOrder(), "byteOrder()");
        assertEquals(architecture.elfClass() == ElfClass.ELF64 ? 8 : 4, architecture.pointerSize());
    }

    private void isRegistered() {
        Architectures installed = Architectures.installed();
        Architecture found = installed.forElf(architecture.elfClass(), architecture.machine());
        assertSame(architecture.getClass(), found.getClass());
        assertEquals(architecture.name(), found.name());
        assertTrue(installed.named(architecture.name()).isPresent());
        assertEquals(new HashSet<>(installed.names()).size(), installed.names().size());
    }
}
