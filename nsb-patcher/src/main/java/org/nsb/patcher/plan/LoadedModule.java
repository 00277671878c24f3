// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.Optional;
import org.nsb.elf.BuildId;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.ElfImage;

/**
 * An ELF file as it is mapped in a process; everything is read from memory.
 *
 * @param path as the process has it mapped; the file there may be gone, or be another one by now
 * @param image its headers and dynamic section
 * @param buildId its GNU build-id, if it has one
 */
public record LoadedModule(String path, ElfImage image, Optional<BuildId> buildId) {
    private static final String DELETED = " (deleted)";

    /** File name without directories. */
    public String name() {
        String file = path.substring(path.lastIndexOf('/') + 1);
        return file.endsWith(DELETED) ? file.substring(0, file.length() - DELETED.length()) : file;
    }

    /** Run-time minus link-time addresses. */
    public long bias() {
        return image.loadBias();
    }

    /** Whether an address of the process belongs to the module. */
    public boolean contains(long address) {
        return image.contains(address);
    }

    /** What the dynamic linker knows of it; empty for static executables. */
    public Optional<DynamicSection> dynamic() {
        return image.dynamic();
    }
}
